"""Hair long enough to hide dots: dark lines that go straight on where a dot, a furrow or a row of dots does not."""

from __future__ import annotations

import cv2
import numpy as np

from unstipple.photo.density import Image, Mask, blurred
from unstipple.photo.quality.sample import Sample, working_sample

CELL_MM = 0.07
ACROSS_MM = 0.06
"""Blur before the line detector, about the width of a hair."""
LONG_MM, LONG_OD = 2.0, 0.02
"""A line must be dark all along this length, by this second difference of density across it. The photo study, section 3.4, refuses hair
above 1 mm; furrows go straight on for 1.5 mm as often as hair does, and only at 2 mm faint lines part."""
SHORT_MM, SHORT_OD = 1.0, 0.05
"""Darker than this no furrow keeps up even half that length: so dark and straight are hairs of more than 1 mm."""
STEPS = 9
DIRECTIONS = 16
TILE_MM = 16.0
MOST_CELLS = 800_000
"""Of a larger scalp, tiles spread evenly over it are looked at."""


def hair_shares(light: Image, scalp: Mask, mm_per_px: float) -> tuple[float, float]:
    """Shares of the scalp (height, width) over which a line longer than `LONG_MM`, and a dark one longer than `SHORT_MM`, are centred;
    ``light`` is linear (height, width, 3)."""
    found, looked_at = np.zeros(2), 0
    for window in _tiles(scalp, mm_per_px):
        sample = working_sample(light[window], scalp[window], mm_per_px, CELL_MM)
        found += [lines(sample, *kind).sum() for kind in ((LONG_MM, LONG_OD), (SHORT_MM, SHORT_OD))]
        looked_at += int(sample.scalp.sum())
    return (float(found[0] / looked_at), float(found[1] / looked_at)) if looked_at else (0.0, 0.0)


def _tiles(scalp: Mask, mm_per_px: float) -> list[tuple[slice, slice]]:
    side = max(round(TILE_MM / mm_per_px), 16)
    rows, columns = (max(round(length / side), 1) for length in scalp.shape)
    edges = np.linspace(0, scalp.shape[0], rows + 1).astype(int), np.linspace(0, scalp.shape[1], columns + 1).astype(int)
    tiles = [
        (slice(top, bottom), slice(left, right))
        for top, bottom in zip(edges[0], edges[0][1:], strict=False)
        for left, right in zip(edges[1], edges[1][1:], strict=False)
    ]
    tiles = [tile for tile in tiles if scalp[tile].mean() > 0.3]
    cells = len(tiles) * (side * mm_per_px / max(CELL_MM, mm_per_px)) ** 2
    return tiles[:: max(int(np.ceil(cells / MOST_CELLS)), 1)]


def lines(sample: Sample, length_mm: float, darker_od: float) -> Mask:
    """Where lines at least that long and dark run (rows, columns of the working picture)."""
    return np.asarray((line_response(sample.density, sample.mm_per_px, length_mm) > darker_od) & sample.scalp)


def line_response(density: Image, mm_per_px: float, length_mm: float) -> Image:
    """Highest over all directions of the lowest second difference across, of `STEPS` along the line; 0 where no line is dark."""
    sigma_px = max(ACROSS_MM / mm_per_px, 0.7)
    smooth = blurred(density, sigma_px)
    xx, yy = (cv2.filter2D(smooth, cv2.CV_32F, kernel) for kernel in (_SECOND, _SECOND.T))
    xy = cv2.filter2D(smooth, cv2.CV_32F, _MIXED)
    best: Image = np.zeros(density.shape, dtype=np.float32)
    for angle in np.arange(DIRECTIONS) * np.pi / DIRECTIONS:
        right, down = float(np.cos(angle)), float(np.sin(angle))
        across = np.float32(-sigma_px * sigma_px) * (
            np.float32(down * down) * xx + np.float32(right * right) * yy - np.float32(2 * right * down) * xy
        )
        np.maximum(best, _lowest_along(across, right, down, length_mm / mm_per_px), out=best)
    return best


_SECOND = np.array([[0, 0, 0], [1, -2, 1], [0, 0, 0]], np.float32)
_MIXED = np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]], np.float32) / 4


def _lowest_along(across: Image, right: float, down: float, length_px: float) -> Image:
    reach = int(np.ceil(length_px / 2)) + 1
    padded = cv2.copyMakeBorder(across, reach, reach, reach, reach, cv2.BORDER_REFLECT)
    rows, columns = across.shape
    lowest: Image | None = None
    for along in np.linspace(-length_px / 2, length_px / 2, STEPS):
        top, left = reach + round(float(along) * down), reach + round(float(along) * right)
        there = padded[top : top + rows, left : left + columns]
        lowest = np.asarray(there if lowest is None else np.minimum(lowest, there), dtype=np.float32)
    assert lowest is not None
    return lowest
