"""How blurred a photograph of skin is, from the skin's own fine structure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, blurred

FINE_MM = 0.18
COARSE_MM = 0.40
LEAST_SIGMA_PX = 0.8
SKIN_FINENESS_MM = 0.085
"""What sharp pictures of skin read before this is taken off: skin's own structure is not infinitely fine."""


def blur_mm(density: Image, scalp: NDArray[np.bool_], mm_per_px: float) -> float:
    """Blur of the picture as a Gaussian standard deviation in mm of skin.

    The energy of the Laplacian is taken at two scales. For structure that is fine compared with both, blurred by b, it falls as
    (b² + s²)^-3 with the scale s, so the ratio of the two energies gives b. Both scales lie above the camera's grain and sharpening, which
    come after the lens's blur and would make a soft picture look crisp.
    """
    fine_px, coarse_px = max(FINE_MM / mm_per_px, LEAST_SIGMA_PX), max(COARSE_MM / mm_per_px, 2 * LEAST_SIGMA_PX)
    fine, coarse = (_energy(density, scalp, sigma) for sigma in (fine_px, coarse_px))
    if coarse <= 0 or fine <= coarse:
        return float("inf")
    ratio = (fine / coarse) ** (1 / 3)
    square_px = (coarse_px**2 - ratio * fine_px**2) / (ratio - 1)
    square_mm = max(square_px, 0.0) * mm_per_px**2 - SKIN_FINENESS_MM**2
    return float(np.sqrt(max(square_mm, 0.0)))


def _energy(density: Image, scalp: NDArray[np.bool_], sigma_px: float) -> float:
    curved = cv2.Laplacian(blurred(density, sigma_px), cv2.CV_32F, ksize=1)
    inner = np.abs(curved[scalp])
    # glints would speak louder than skin: the middle of the distribution is taken, not its tail
    return float(np.quantile(inner, 0.75) ** 2) if inner.size else 0.0
