"""Where each block of skin has gone: normalised cross-correlation with a second-peak test."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask

Array = NDArray[np.float64]

LEAST_INSIDE = 0.6
"""Share of a block that must lie on scalp in both pictures."""
SECOND_PEAK = 0.85
"""A second peak as high as this share of the best makes the block ambiguous: dots look alike."""
LEAST_NCC = 0.15
PEAK_MM = 0.30
"""Within this distance of the best place a high correlation is the same peak."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Blocks on a grid, one an entry (n,): centre, where it was found further on (``right``, ``down``, px), its correlation there, and
    whether the answer can be believed."""

    x: Array
    y: Array
    right: Array
    down: Array
    ncc: Array
    sure: NDArray[np.bool_]
    inside: NDArray[np.bool_]


def match_blocks(before: Image, after: Image, scalp: Mask, mm_per_px: float, *, block_mm: float, reach_mm: float, step_mm: float) -> Blocks:
    """Match blocks of ``before`` in ``after`` (already roughly aligned). ``scalp`` is what both pictures show."""
    half, reach, step = round(block_mm / mm_per_px / 2), max(round(reach_mm / mm_per_px), 2), max(round(step_mm / mm_per_px), 4)
    rows, columns = before.shape
    edge = half + reach + 1
    ys, xs = (np.arange(edge, size - edge + 1, step) for size in (rows, columns))
    if not (ys.size and xs.size):
        none, never = np.empty(0), np.empty(0, dtype=bool)
        return Blocks(none, none, none, none, none, never, never)
    grid_x, grid_y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    share = cv2.blur(scalp.astype(np.float32), (2 * half + 1, 2 * half + 1))[grid_y, grid_x]
    answers = np.zeros((grid_x.size, 4))
    for n in np.flatnonzero(share >= LEAST_INSIDE):
        x, y = int(grid_x[n]), int(grid_y[n])
        block = before[y - half : y + half + 1, x - half : x + half + 1]
        field = after[y - half - reach : y + half + reach + 1, x - half - reach : x + half + reach + 1]
        score = np.asarray(cv2.matchTemplate(field, block, cv2.TM_CCOEFF_NORMED), dtype=np.float32)
        answers[n] = _best(score, reach, PEAK_MM / mm_per_px)
    right, down, ncc, sure = answers.T
    return Blocks(grid_x.astype(float), grid_y.astype(float), right, down, ncc, sure > 0, share >= LEAST_INSIDE)


def _best(score: Image, reach: int, apart_px: float) -> tuple[float, float, float, float]:
    """Shift of the best place (right, down), its correlation, and 1 where it is inside, high enough and alone."""
    if not np.isfinite(score).all():
        return 0.0, 0.0, 0.0, 0.0
    _, best, _, (column, row) = cv2.minMaxLoc(score)
    inner = 0 < row < 2 * reach and 0 < column < 2 * reach
    if not inner:
        return column - reach, row - reach, best, 0.0
    y, x = np.ogrid[0 : score.shape[0], 0 : score.shape[1]]
    rest = score[(x - column) ** 2 + (y - row) ** 2 > apart_px**2]
    alone = not rest.size or float(rest.max()) < SECOND_PEAK * best
    right = column - reach + _parabola(score[row, column - 1], best, score[row, column + 1])
    down = row - reach + _parabola(score[row - 1, column], best, score[row + 1, column])
    return right, down, best, float(alone and best >= LEAST_NCC)


def _parabola(before: float, here: float, after: float) -> float:
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-9 else 0.0
