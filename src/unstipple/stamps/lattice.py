"""The regular grids that stamps are laid on: where their places are, and the cell of skin that belongs to each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.stamps.layout import mean_hits

Array = NDArray[np.float64]
Places = NDArray[np.intp]

Pattern = Literal["hexagonal", "rows", "fractional"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
"""How stamps are laid: staggered rows; straight rows and columns; microbeams apart from each other."""

PLACE_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Lattice:
    """Places ``pitch_mm`` apart in rows; ``staggered`` rows are moved by half a pitch, and lie closer to each other."""

    pitch_mm: float
    staggered: bool

    @property
    def rows_apart_mm(self) -> float:
        """Distance from one row to the next in mm."""
        return self.pitch_mm * (math.sqrt(3) / 2 if self.staggered else 1)

    @property
    def cell_mm2(self) -> float:
        """Area in mm² of the skin that is nearest to one place."""
        return self.pitch_mm * self.rows_apart_mm

    @property
    def normals(self) -> Array:
        """Unit vectors (s, 2) across the sides of a cell, one for each pair of opposite sides, which are a pitch apart."""
        if not self.staggered:
            return np.eye(2)
        return np.array([[1, 0], [0.5, math.sqrt(3) / 2], [-0.5, math.sqrt(3) / 2]])

    def centres_mm(self, places: Places) -> Array:
        """Centres (n, 2) in mm of ``places`` (n, 2): steps along the lattice's two directions. Place (0, 0) is at the origin."""
        along, row = places.T
        return np.column_stack((along + row * (0.5 if self.staggered else 0), row)) * (self.pitch_mm, self.rows_apart_mm)

    def over(self, width_mm: float, height_mm: float) -> Places:
        """Places (n, 2) whose cells cover a rectangle about the origin, row by row. Raises `BadInput` for more than a million."""
        columns = math.ceil(width_mm / self.pitch_mm / 2) + 1
        rows = math.ceil(height_mm / self.rows_apart_mm / 2) + 1
        if 2 * columns * 2 * rows > PLACE_COUNT:
            raise BadInput("spot_mm", f"a pitch of {self.pitch_mm:g} mm", f"at most {PLACE_COUNT} places over the region")
        row, column = np.mgrid[-rows : rows + 1, -columns : columns + 1]
        along = column - row // 2 if self.staggered else column
        return np.column_stack((along.ravel(), row.ravel())).astype(np.intp)


def lattice_of(pattern: Pattern, spot_mm: float, overlap: float, coverage: float | None = None) -> Lattice:
    """The lattice of that pattern for round stamps of diameter ``spot_mm``.

    ``overlap`` is the share of the diameter that neighbours share (``fractional``: 0); ``coverage`` the share of the skin under the
    microbeams (``fractional`` alone; at most 0.907, where they touch). Raises `BadInput` for anything else.
    """
    if pattern not in PATTERNS:
        raise BadInput("pattern", pattern, ", ".join(PATTERNS))
    if not (math.isfinite(spot_mm) and spot_mm > 0):
        raise BadInput("spot_mm", spot_mm, "a finite number above 0")
    if not 0 <= overlap < 1:
        raise BadInput("overlap", overlap, "0 or more and below 1")
    if pattern != "fractional":
        if coverage is not None:
            raise BadInput("coverage", coverage, "only with the fractional pattern")
        return Lattice(spot_mm * (1 - overlap), staggered=pattern == "hexagonal")
    if overlap != 0:
        raise BadInput("overlap", overlap, "0: the microbeams of a fractional layout do not overlap")
    if coverage is None or not 0 < coverage <= mean_hits(0):
        raise BadInput("coverage", coverage, "a share above 0 and at most 0.907 with the fractional pattern")
    return Lattice(spot_mm * math.sqrt(mean_hits(0) / coverage), staggered=True)
