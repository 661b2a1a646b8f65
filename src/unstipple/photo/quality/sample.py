"""The skin at one working scale, whatever the camera: what the checks of structure, pattern and hair look at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.density import DARKEST, RED_SHARE, Image, Mask, blurred

WORK_MM = 0.10
"""Pixel of the working picture: three to a dot; a coarser photograph keeps its own pixels."""
MOST_CELLS = 1_500_000
"""Of a larger scalp the working picture is made coarser, down to `COARSEST_MM`."""
COARSEST_MM = 0.14
RIM_MM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """``density`` (rows, columns) is optical density of red and green as the dots are looked for in, ``bands`` (rows, columns, 2) that of
    red and green, neither yet relative to the skin; ``scalp`` the mask without its rim; ``mm_per_px`` the working scale."""

    density: Image
    bands: Image
    scalp: Mask
    mm_per_px: float

    def band(self, fine_mm: float, coarse_mm: float) -> Image:
        """Density between two smoothings (standard deviations in mm)."""
        return blurred(self.density, fine_mm / self.mm_per_px) - blurred(self.density, coarse_mm / self.mm_per_px)


def working_sample(light: Image, scalp: Mask, mm_per_px: float, finest_mm: float = WORK_MM) -> Sample:
    """The working picture of linear light (height, width, 3) and its scalp (height, width), cut to the scalp's frame."""
    rows, columns = np.flatnonzero(scalp.any(axis=1)), np.flatnonzero(scalp.any(axis=0))
    if not rows.size:
        rows = columns = np.array([0, min(scalp.shape) - 1])
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    part, own = light[window], scalp[window]
    work_mm = max(finest_mm, mm_per_px, min(COARSEST_MM, float(np.sqrt(part.shape[0] * part.shape[1] / MOST_CELLS)) * mm_per_px))
    size = max(round(part.shape[1] * mm_per_px / work_mm), 8), max(round(part.shape[0] * mm_per_px / work_mm), 8)
    small = part if size == part.shape[1::-1] else cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(own.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    reach = max(round(RIM_MM / work_mm), 1)
    inside = cv2.erode(inside, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    mixed = np.float32(RED_SHARE) * small[..., 0] + np.float32(1 - RED_SHARE) * small[..., 1]
    return Sample(
        _density(np.asarray(mixed, dtype=np.float32)), _density(np.asarray(small[..., :2], dtype=np.float32)), inside.astype(bool), work_mm
    )


def _density(light: Image) -> Image:
    natural = cv2.log(np.maximum(light, np.float32(DARKEST)))
    return np.asarray(natural * np.float32(-1 / np.log(10)), dtype=np.float32)
