"""The fine grid on which the walk counts, and how its cells make up the bins that are reported.

Depth cells are even within each sublayer, so that no cell straddles a boundary; radius cells are the leading bits of r² + r0² (16 to each
doubling, 2 % wide in r). A cell that a bin's edge cuts is shared between the bins by depth or by area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstipple.optics.grids import rising
from unstipple.optics.lanes.fields import INNERMOST_MM, RADIUS_SHIFT
from unstipple.optics.sublayers import CLOSE_MM, ENDLESS_MM

Floats = npt.NDArray[np.float64]

MOST_CELLS, MOST_UNALIGNED = 4096, 400
FINER = (1, 2, 4, 5, 8, 10)
ALIGNED = 1e-5
UNALIGNED_FINER, UNALIGNED_MM = 2, 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Which shares of which cells make up each bin: pieces (p,) in the order of the bins, and where each bin's pieces ``begin`` (b,)."""

    cells: int
    cell: npt.NDArray[np.intp]
    share: Floats
    begin: npt.NDArray[np.intp]

    def of(self, counted: Floats) -> Floats:
        """Sum what was counted in cells, (cells, ...), into bins, (b, ...)."""
        share = self.share.reshape(-1, *(1,) * (counted.ndim - 1))
        empty = np.diff(np.append(self.begin, self.cell.size)) == 0  # a bin one rounding step wide, for which reduceat gives a whole piece
        summed = np.add.reduceat(counted[self.cell] * share, np.minimum(self.begin, self.cell.size - 1), axis=0)
        summed[empty] = 0
        return np.asarray(summed)

    def first(self, bins: int) -> Shares:
        """The first ``bins`` of the bins, of the same cells."""
        end = self.begin[bins] if bins < self.begin.size else self.cell.size
        return Shares(self.cells, self.cell[:end], self.share[:end], self.begin[:bins])


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """Depth cells (``cells_per_mm``, ``first_cell``, each (s,)), radius cells, and the shares of them in the bins.

    ``depth_share`` makes bins (z,) of depth cells and ``radius_share`` bins (r + 1,) of radius cells; the last cell of either holds all
    beyond, and so does the last radius bin.
    """

    cells_per_mm: Floats
    first_cell: Floats
    depth_share: Shares
    radius_share: Shares
    widest_mm: float

    @property
    def shape(self) -> tuple[int, int]:
        """Depth and radius cells, those beyond the last edges included."""
        return self.depth_share.cells, self.radius_share.cells

    def kernel(self) -> tuple[np.generic, ...]:
        """The numbers as the walk takes them: r0², its bits, last depth and radius cell, radius cells in all."""
        square = np.float32(INNERMOST_MM**2)
        depths, radii = self.shape
        return square, square.view(np.int32), np.int32(depths - 1), np.int32(radii - 1), np.int32(radii)

    def radius_counts(self, squares_mm2: Floats) -> Floats:
        """Share of places at r² (n,) in each radius cell, those beyond the last included."""
        edges = _radius_squares(self.widest_mm)
        cell = np.minimum(np.searchsorted(edges, squares_mm2, side="right") - 1, self.shape[1] - 1)
        return np.bincount(cell, minlength=self.shape[1]) / squares_mm2.size

    def binned(self, counted: Floats) -> Floats:
        """Sum what was counted, (depth cells * radius cells,), into bins (z, r + 1)."""
        return self.radius_share.of(self.depth_share.of(counted.reshape(self.shape)).T).T


def counting(wall_mm: Floats, depth_edges_mm: Floats, radius_edges_mm: Floats) -> Counting:
    """Lay the fine grid for sublayers between ``wall_mm`` (s + 1,) and the edges, in mm, that are to be reported."""
    bottom = depth_edges_mm[-1]
    cells_per_mm, first_cell, edges = np.zeros(len(wall_mm) - 1), np.zeros(len(wall_mm) - 1), [0.0]
    for s, (top, end) in enumerate(zip(wall_mm[:-1], np.minimum(wall_mm[1:], ENDLESS_MM), strict=True)):
        end = min(end, bottom)
        first_cell[s] = len(edges) - 1
        if end <= top:
            continue
        count = _cells(float(top), float(end), depth_edges_mm)
        cells_per_mm[s] = count / (end - top)
        first_cell[s] -= top * cells_per_mm[s]
        edges += list(top + (end - top) * np.arange(1, count + 1) / count)
    squares = _radius_squares(float(radius_edges_mm[-1]))
    depth = _shares(np.array([*edges, max(edges[-1], bottom) + 1.0]), np.append(depth_edges_mm, np.inf))
    radius = _shares(np.append(squares, max(squares[-1], radius_edges_mm[-1] ** 2) + 1.0), np.append(radius_edges_mm**2, np.inf))
    return Counting(cells_per_mm, first_cell, depth.first(depth_edges_mm.size - 1), radius, float(radius_edges_mm[-1]))


def _cells(top: float, end: float, edges: Floats) -> int:
    """How many even cells between two depths: the fewest on whose edges all the bins' edges lie, or else fine ones."""
    inner = edges[(edges > top + CLOSE_MM) & (edges < end - CLOSE_MM)]
    marks = np.concatenate([[top], inner, [end]])
    thinnest = max(float(np.diff(marks).min()), (end - top) / MOST_CELLS)
    for finer in FINER:
        count = max(1, round((end - top) / thinnest * finer))
        place = (marks - top) / (end - top) * count
        if count <= MOST_CELLS and np.abs(place - np.rint(place)).max() < ALIGNED * count:
            return count
    finest = min(float(np.median(np.diff(marks))) / UNALIGNED_FINER, UNALIGNED_MM)
    return min(MOST_UNALIGNED, math.ceil((end - top) / finest))


def _radius_squares(widest_mm: float) -> Floats:
    """Edges of the radius cells as r² in mm², from 0 to the first beyond ``widest_mm``."""
    square = np.float32(INNERMOST_MM**2)
    first = int(square.view(np.int32))
    cells = ((int(np.float32(widest_mm**2 + float(square)).view(np.int32)) - first) >> RADIUS_SHIFT) + 1
    bits = (first + (np.arange(cells + 1, dtype=np.int64) << RADIUS_SHIFT)).astype(np.int32)
    return np.asarray(bits.view(np.float32).astype(np.float64) - float(square))


def _shares(cells: Floats, bins: Floats) -> Shares:
    """Shares of cells, given by their edges, in bins given by theirs; all that lies beyond the last cell's start is in one bin."""
    marks = rising(cells, bins[np.isfinite(bins) & (bins < cells[-1])])
    middle = (marks[1:] + marks[:-1]) / 2
    cell = np.clip(np.searchsorted(cells, middle) - 1, 0, cells.size - 2)
    place = np.clip(np.searchsorted(bins, middle) - 1, 0, bins.size - 2)
    return Shares(cells.size - 1, cell, np.diff(marks) / np.diff(cells)[cell], np.searchsorted(place, np.arange(bins.size - 1)))
