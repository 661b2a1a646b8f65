"""How blurred a photograph of skin is, from the skin's own fine structure."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, blurred

FINE_MM = 0.18
COARSE_MM = 0.40
LEAST_SIGMA_PX = 0.8
SHARPEST = 0.95
WINDOW_PX = 384
MOST_PX = 2_000_000
GRAIN_SIGMA_PX = 0.6
"""How wide the camera's own grain is, after its processing."""
SKIN_FINENESS_MM = 0.085
"""What sharp pictures of skin read before this is taken off: skin's own structure is not infinitely fine."""


def blur_mm(density: Image, scalp: NDArray[np.bool_], mm_per_px: float) -> float:
    """Blur of the picture as a Gaussian standard deviation in mm of skin; infinite where nothing but grain is left.

    The energy of the Laplacian is taken at two scales. For structure that is fine compared with both, blurred by b, it falls as
    (b² + s²)^-3 with the scale s, so the ratio of the two energies gives b. Both scales lie above the camera's grain and sharpening, which
    come after the lens's blur and would make a soft picture look crisp; what grain is left at them is reckoned from the finest scale, where
    a blurred picture holds nothing else, and taken off.
    """
    fine_px, coarse_px = max(FINE_MM / mm_per_px, LEAST_SIGMA_PX), max(COARSE_MM / mm_per_px, 2 * LEAST_SIGMA_PX)
    grain = _energy(density, scalp, LEAST_SIGMA_PX)
    fine, coarse = (_energy(density, scalp, sigma) - grain * _left_of_grain(sigma) for sigma in (fine_px, coarse_px))
    if coarse <= 0 or fine <= coarse:
        return float("inf")
    ratio = (fine / coarse) ** (1 / 3)
    square_px = (coarse_px**2 - ratio * fine_px**2) / (ratio - 1)
    square_mm = max(square_px, 0.0) * mm_per_px**2 - SKIN_FINENESS_MM**2
    return float(np.sqrt(max(square_mm, 0.0)))


def _left_of_grain(sigma_px: float) -> float:
    """Share of the grain's energy at the finest scale that a wider smoothing leaves."""
    return float(((LEAST_SIGMA_PX**2 + GRAIN_SIGMA_PX**2) / (sigma_px**2 + GRAIN_SIGMA_PX**2)) ** 3)


def _energy(density: Image, scalp: NDArray[np.bool_], sigma_px: float) -> float:
    found = []
    for window in _windows(scalp):
        curved = np.abs(cv2.Laplacian(blurred(np.ascontiguousarray(density[window]), sigma_px), cv2.CV_32F, ksize=1))
        found.append(curved[scalp[window]])
    inner = np.concatenate(found) if found else np.empty(0)
    # the finest things show the blur best: dots' rims, furrows, hair; beyond this quantile single glints would speak alone
    return float(np.quantile(inner, SHARPEST) ** 2) if inner.size else 0.0


def _windows(scalp: NDArray[np.bool_]) -> list[tuple[slice, slice]]:
    """Windows on the scalp, spread evenly, of `MOST_PX` pixels in all: a small picture is one window."""
    if scalp.size <= MOST_PX:
        return [(slice(0, scalp.shape[0]), slice(0, scalp.shape[1]))]
    corners = [(top, left) for top in range(0, scalp.shape[0], WINDOW_PX) for left in range(0, scalp.shape[1], WINDOW_PX)]
    windows = [(slice(top, top + WINDOW_PX), slice(left, left + WINDOW_PX)) for top, left in corners]
    windows = [window for window in windows if scalp[window].mean() > 0.5]
    return windows[:: max(len(windows) * WINDOW_PX**2 // MOST_PX, 1)]
