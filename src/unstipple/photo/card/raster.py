"""The card as pixels of known reflectance, for whoever renders it into a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.card.layout import (
    HEIGHT_MM,
    MARKER_CELLS,
    MARKER_MM,
    PAPER_REFLECTANCE,
    RULER_MM,
    RULER_START_MM,
    WIDTH_MM,
    Card,
    marker_black,
    marker_corners_mm,
    patches,
    printed_reflectance,
)

TICK_MM, LONG_TICK_MM, LINE_MM = 1.6, 3.2, 0.18


def card_raster(card: Card, px_per_mm: float) -> NDArray[np.float32]:
    """Reflectance (height, width, 3) of the printed card, linear, without its words. Pixel (r, c) covers the square from
    ``(c, r) / px_per_mm`` to ``(c + 1, r + 1) / px_per_mm`` millimetres; edges between pixels are not smoothed."""
    rows, columns = round(HEIGHT_MM * px_per_mm), round(WIDTH_MM * px_per_mm)
    raster = np.full((rows, columns, 3), PAPER_REFLECTANCE, dtype=np.float32)
    black = printed_reflectance(np.zeros(3, dtype=np.uint8)).astype(np.float32)
    for marker_id, corners in zip(card.ids, marker_corners_mm(), strict=True):
        for row, column in zip(*np.nonzero(marker_black(marker_id)), strict=True):
            cell_mm = MARKER_MM / MARKER_CELLS
            _fill(raster, px_per_mm, corners[0] + cell_mm * np.array([column, row]), (cell_mm, cell_mm), black)
    for patch in patches():
        _fill(raster, px_per_mm, np.array([patch.x_mm, patch.y_mm]), (patch.width_mm, patch.height_mm), patch.reflectance)
    for millimetre in range(int(RULER_MM) + 1):
        length_mm = LONG_TICK_MM if millimetre % 10 == 0 else TICK_MM
        start = np.array([RULER_START_MM[0] + millimetre - LINE_MM / 2, RULER_START_MM[1]])
        _fill(raster, px_per_mm, start, (LINE_MM, length_mm), black)
    return raster


def _fill(
    raster: NDArray[np.float32],
    px_per_mm: float,
    start_mm: NDArray[np.float64],
    size_mm: tuple[float, float],
    reflectance: NDArray[np.float64] | NDArray[np.float32],
) -> None:
    left, top = np.rint(start_mm * px_per_mm).astype(int)
    right, bottom = np.rint((start_mm + size_mm) * px_per_mm).astype(int)
    raster[top:bottom, left:right] = reflectance
