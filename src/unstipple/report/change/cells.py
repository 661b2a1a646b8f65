"""Clearance on a grid over the first photograph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change import PerDot
from unstipple.report.change.dot_marks import weight

Array = NDArray[np.float64]

CELL_MM = 5.0
LEAST_DOTS = 4
TWO_SIDED_95 = 1.96
MOST_DOUBT = 0.25
"""Half-width of a cell's interval above which its colour would say more than is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells that hold dots, one an entry (n,): left upper corner, px, and share of the cell's pigment that is gone, not a number where it
    cannot be told. ``side_px`` is the side of a cell."""

    left_px: Array
    top_px: Array
    gone: Array
    side_px: float

    @property
    def told(self) -> NDArray[np.bool_]:
        """Which cells have an answer (n,)."""
        return np.isfinite(self.gone)


def cells(dots: PerDot, mm_per_px: float) -> Cells:
    """Share of the pigment that is gone in every cell of 5 mm, weighed by the pigment each dot held before."""
    side = CELL_MM / mm_per_px
    columns, rows = (np.maximum(np.floor(place / side), 0).astype(int) for place in (dots.x_px, dots.y_px))
    width = int(columns.max()) + 1 if columns.size else 1
    here, index = np.unique(rows * width + columns, return_inverse=True)
    held_each = weight(dots)

    def total(of: Array) -> Array:
        return np.bincount(index, of, here.size).astype(np.float64)

    held, count = total(held_each), total((held_each > 0).astype(np.float64))
    safe = np.where(held > 0, held, np.nan)
    gone = total(held_each * np.where(held_each > 0, dots.gone, 0)) / safe
    enough = (count >= LEAST_DOTS) & (TWO_SIDED_95 * np.sqrt(count) / safe <= MOST_DOUBT)
    return Cells(here % width * side, here // width * side, np.where(enough, gone, np.nan), side)
