"""Grids of cells for heat: boxes and rings, with depth cells that end on the layers' boundaries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.heat.layers import ThermalStack, real

Floats = npt.NDArray[np.float64]

LEAST_CELLS_A_LAYER = 3
"""Fewer cannot tell the profile inside a layer."""
LEAST_CELLS_A_BODY = 6
"""Across a dot or hair: with fewer its cooling time is off by more than the cells' own size in it."""
MOST_CELLS = 400_000_000
ALIGNED = 1e-6


def _edges(field: str, given: Sequence[float] | Floats, begins_at_0: bool = True) -> Floats:
    edges = np.asarray(given, dtype=np.float64)
    rising = edges.ndim == 1 and edges.size >= 2 and np.isfinite(edges).all() and bool((np.diff(edges) > 0).all())
    if not rising or (begins_at_0 and edges[0] != 0):
        raise BadInput(field, given, "two edges or more in mm, rising from 0")
    edges.flags.writeable = False
    return edges


@dataclass(frozen=True, slots=True, eq=False)
class BoxGrid:
    """Even square columns in x and y around the origin, depth cells between ``z_edges_mm`` (nz + 1,) from 0 at the surface.

    A field on it has the shape (nz, ny, nx). Raises `BadInput` for impossible sizes and for more cells than a machine should hold.
    """

    nx: int
    ny: int
    cell_mm: float
    z_edges_mm: Floats

    def __post_init__(self) -> None:
        for name in ("nx", "ny"):
            given = getattr(self, name)
            if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or given < 1:
                raise BadInput(name, given, "a whole number from 1")
        real("cell_mm", self.cell_mm, 1e-6, 1e3, "above 0, at most 1000 mm")
        object.__setattr__(self, "z_edges_mm", _edges("z_edges_mm", self.z_edges_mm))
        _refuse_too_many(math.prod(self.shape))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells (nz, ny, nx)."""
        return self.z_edges_mm.size - 1, int(self.ny), int(self.nx)

    @property
    def x_mm(self) -> Floats:
        """Middles of the columns in x, (nx,)."""
        return _columns(self.nx, self.cell_mm)

    @property
    def y_mm(self) -> Floats:
        """Middles of the columns in y, (ny,)."""
        return _columns(self.ny, self.cell_mm)

    @property
    def z_mm(self) -> Floats:
        """Middles of the depth cells, (nz,)."""
        return _middle(self.z_edges_mm)

    @property
    def finest_mm(self) -> float:
        """Widest cell side, across or down, in the finest part of the grid."""
        return max(self.cell_mm, float(np.diff(self.z_edges_mm).min()))


@dataclass(frozen=True, slots=True, eq=False)
class RingGrid:
    """Rings around an axis: ``r_edges_mm`` (nr + 1,) from 0, depth cells between ``z_edges_mm`` (nz + 1,). Fields are (nz, nr)."""

    r_edges_mm: Floats
    z_edges_mm: Floats

    def __post_init__(self) -> None:
        for name in ("r_edges_mm", "z_edges_mm"):
            object.__setattr__(self, name, _edges(name, getattr(self, name)))
        _refuse_too_many(math.prod(self.shape))

    @property
    def shape(self) -> tuple[int, int]:
        """Cells (nz, nr)."""
        return self.z_edges_mm.size - 1, self.r_edges_mm.size - 1

    @property
    def r_mm(self) -> Floats:
        """Middles of the rings, (nr,)."""
        return _middle(self.r_edges_mm)

    @property
    def z_mm(self) -> Floats:
        """Middles of the depth cells, (nz,)."""
        return _middle(self.z_edges_mm)

    @property
    def area_mm2(self) -> Floats:
        """Areas of the rings seen from above, (nr,)."""
        return np.asarray(np.pi * np.diff(self.r_edges_mm**2), dtype=np.float64)


Grid = BoxGrid | RingGrid


def _columns(count: int, cell_mm: float) -> Floats:
    return np.asarray((np.arange(count) - (count - 1) / 2) * cell_mm, dtype=np.float64)


def _middle(edges: Floats) -> Floats:
    return np.asarray((edges[1:] + edges[:-1]) / 2)


def _refuse_too_many(cells: int) -> None:
    if cells > MOST_CELLS:
        raise BadInput("grid", f"{cells:,} cells", f"at most {MOST_CELLS:,} cells: a smaller region or wider cells")


def depth_edges_mm(
    stack: ThermalStack, finest_mm: float, *, widest_mm: float = math.inf, growth: float = 1.0, even_to_mm: float = 0.0
) -> Floats:
    """Edges of depth cells for ``stack``, (nz + 1,) in mm, with one on every boundary between layers.

    Cells are at most ``finest_mm`` down to ``even_to_mm``, from there each may be ``growth`` times the one above it, up to ``widest_mm``.
    Within a layer whose thickness does not divide, cells are made a little finer. Raises `BadInput` for a growth below 1 or above 1.5.
    """
    real("finest_mm", finest_mm, 1e-6, stack.depth_mm, f"above 0, at most the depth of {stack.depth_mm:g} mm")
    real("growth", growth, 1.0, 1.5, "1 to 1.5: neighbours of more unlike sizes cost accuracy")
    edges = [0.0]
    width = finest_mm
    for layer, bottom in zip(stack.layers, stack.walls_mm[1:], strict=True):
        cap = min(widest_mm, layer.thickness_mm / LEAST_CELLS_A_LAYER)
        widths: list[float] = []
        depth = edges[-1]
        while depth < bottom * (1 - ALIGNED):
            widths.append(min(width, cap))
            depth += widths[-1]
            width = min(width * growth, widest_mm) if depth > even_to_mm else finest_mm
        made = np.cumsum(widths)
        edges += list(edges[-1] + made * (bottom - edges[-1]) / made[-1])
        width = min(width, (edges[-1] - edges[-2]) * growth)
    return np.array(edges)


def graded_edges_mm(finest_mm: float, even_to_mm: float, end_mm: float, growth: float = 1.1) -> Floats:
    """Edges from 0 to ``end_mm``: even cells of at most ``finest_mm`` to ``even_to_mm``, then each ``growth`` times the one before."""
    count = max(1, math.ceil(even_to_mm / finest_mm - ALIGNED))
    edges = list(np.linspace(0, even_to_mm, count + 1))
    width = edges[1]
    while edges[-1] < end_mm:
        width *= growth
        edges.append(edges[-1] + width)
    return np.array(edges)


def check_layers(grid: Grid, stack: ThermalStack) -> None:
    """Raise `BadInput` unless the grid ends with the stack, has an edge on every boundary and enough cells in every layer."""
    edges, walls = grid.z_edges_mm, stack.walls_mm
    if abs(edges[-1] - walls[-1]) > ALIGNED * walls[-1]:
        raise BadInput("z_edges_mm", float(edges[-1]), f"a last edge at the depth of the stack, {walls[-1]:g} mm")
    for number, (layer, top, bottom) in enumerate(zip(stack.layers, walls[:-1], walls[1:], strict=True), start=1):
        if np.abs(edges - bottom).min() > ALIGNED * bottom:
            raise BadInput("z_edges_mm", "no edge there", f"an edge at {bottom:g} mm, where layer {number} ends (see depth_edges_mm)")
        inside = np.count_nonzero((edges > top + ALIGNED * bottom) & (edges < bottom * (1 - ALIGNED))) + 1
        if inside < LEAST_CELLS_A_LAYER:
            fine = layer.thickness_mm / LEAST_CELLS_A_LAYER
            raise BadInput(
                "z_edges_mm",
                f"{inside} cells in layer {number}",
                f"cells of at most {fine:.3g} mm there, {LEAST_CELLS_A_LAYER} or more in a layer",
            )


def check_resolves(cell_mm: float, size_mm: float, what: str) -> None:
    """Raise `BadInput` if cells of ``cell_mm`` are too coarse for a body of ``size_mm``."""
    if cell_mm * LEAST_CELLS_A_BODY > size_mm * (1 + ALIGNED):
        allowed = f"at most {size_mm / LEAST_CELLS_A_BODY:.3g} mm for {what} of {size_mm:g} mm ({LEAST_CELLS_A_BODY} cells across)"
        raise BadInput("cell_mm", cell_mm, allowed)
