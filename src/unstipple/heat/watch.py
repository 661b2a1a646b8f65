"""Points at which a run notes the temperature: which cells make up each, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.heat.grid import BoxGrid, Grid

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Cells ``place`` (p, k), as flat indices, and their ``weight`` (p, k) that make up each of p points by linear interpolation.

    ``level`` and ``level_weight`` (p, k') do the same in the column of depth cells.
    """

    place: npt.NDArray[np.int64]
    weight: Floats
    level: npt.NDArray[np.int64]
    level_weight: Floats

    def of(self, field: npt.NDArray[np.float32]) -> Floats:
        """The field at the points, (p,)."""
        return np.asarray((field.reshape(-1)[self.place] * self.weight).sum(axis=1))

    def of_column(self, profile: Floats) -> Floats:
        """A profile by depth (nz,) at the points, (p,)."""
        return np.asarray((profile[self.level] * self.level_weight).sum(axis=1))


def watch(grid: Grid, points_mm: npt.ArrayLike) -> Watch:
    """Watch ``points_mm``: (p, 3) as x, y, z in a box, (p, 2) as r, z in rings; z downwards from the surface.

    Between the middles of cells the field is interpolated; beyond the outermost middles it is that of the outermost cell. Raises `BadInput`
    for points outside the grid.
    """
    axes = [grid.x_mm, grid.y_mm, grid.z_mm] if isinstance(grid, BoxGrid) else [grid.r_mm, grid.z_mm]
    points = np.asarray(points_mm, dtype=np.float64).reshape(-1, len(axes)) if np.size(points_mm) else np.zeros((0, len(axes)))
    _refuse_outside(grid, points)
    pairs = [_pair(axis, points[:, number]) for number, axis in enumerate(axes)]
    strides = np.cumprod([1, *grid.shape[:0:-1]])
    corners = list(product((0, 1), repeat=len(axes)))
    place = np.stack([sum(strides[n] * pairs[n][0][:, c] for n, c in enumerate(corner)) for corner in corners], axis=1)
    weight = np.stack([np.prod([pairs[n][1][:, c] for n, c in enumerate(corner)], axis=0) for corner in corners], axis=1)
    return Watch(place.astype(np.int64), weight, *pairs[-1])


def averages(grid: Grid, points_mm: npt.ArrayLike, *weights: Floats) -> Watch:
    """Watch points as `watch` does and, after them, means over the grid with each of ``weights`` (the grid's shape)."""
    points = watch(grid, points_mm)
    cells = [np.flatnonzero(weight) for weight in weights]
    most = max([points.place.shape[1], *(cell.size for cell in cells)])
    count = points.place.shape[0] + len(weights)
    place, share = np.zeros((count, most), np.int64), np.zeros((count, most))
    place[: len(points.place), : points.place.shape[1]] = points.place
    share[: len(points.place), : points.place.shape[1]] = points.weight
    columns = np.zeros((count, grid.shape[0]))
    for number, row in enumerate(points.level):
        np.add.at(columns[number], row, points.level_weight[number])
    for number, (cell, weight) in enumerate(zip(cells, weights, strict=True), start=len(points.place)):
        place[number, : cell.size], share[number, : cell.size] = cell, weight.reshape(-1)[cell] / weight.sum()
        columns[number] = weight.reshape(grid.shape[0], -1).sum(axis=1) / weight.sum()
    depths = np.broadcast_to(np.arange(grid.shape[0]), columns.shape)
    return Watch(place, share, depths, columns)


def _pair(middle: Floats, at: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """The two cells around each place (p, 2), and their weights."""
    low = np.clip(np.searchsorted(middle, at) - 1, 0, max(middle.size - 2, 0))
    high = np.minimum(low + 1, middle.size - 1)
    width = np.where(high > low, middle[high] - middle[low], 1.0)
    share = np.clip((at - middle[low]) / width, 0, 1)
    return np.stack([low, high], axis=1).astype(np.int64), np.stack([1 - share, share], axis=1)


def _refuse_outside(grid: Grid, points: Floats) -> None:
    depth = grid.z_edges_mm[-1]
    if isinstance(grid, BoxGrid):
        half = np.array([grid.nx, grid.ny]) * grid.cell_mm / 2
        inside = (np.abs(points[:, :2]) <= half).all(axis=1) & (points[:, 2] >= 0) & (points[:, 2] <= depth)
        allowed = f"x within {half[0]:g}, y within {half[1]:g} of the middle, z from 0 to {depth:g} mm"
    else:
        radius = grid.r_edges_mm[-1]
        inside = (points[:, 0] >= 0) & (points[:, 0] <= radius) & (points[:, 1] >= 0) & (points[:, 1] <= depth)
        allowed = f"r from 0 to {radius:g}, z from 0 to {depth:g} mm"
    if not inside.all():
        raise BadInput("points_mm", points[~inside][0].tolist(), allowed)
