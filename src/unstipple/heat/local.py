"""A fine grid round one dot or one hair, and how it cools. Its tissue may be layered; dot and hair conduct as the tissue around them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.heat.bioheat import Deposit, HeatRun, simulate_heat
from unstipple.heat.body import ThermalBody
from unstipple.heat.grid import LEAST_CELLS_A_LAYER, RingGrid, check_resolves, graded_edges_mm
from unstipple.heat.layers import ThermalStack, real
from unstipple.heat.watch import averages

Floats = npt.NDArray[np.float64]

CELLS_ACROSS = 24
"""Cells across a dot or hair: its cooling time is then within half a percent."""
GROWTH = 1.1
REACH = 4.0
"""The grid ends so many diameters and diffusion lengths away."""
SAMPLES = 8
SIZES_MM = (1e-4, 20.0)


@dataclass(frozen=True, slots=True)
class DotShape:
    """An ellipsoid dot on the axis: ``diameter_mm`` across, ``height_mm`` tall, its middle at ``depth_mm``. Raises `BadInput` by name."""

    diameter_mm: float
    height_mm: float
    depth_mm: float

    def __post_init__(self) -> None:
        for name in ("diameter_mm", "height_mm", "depth_mm"):
            real(name, getattr(self, name), *SIZES_MM, f"{SIZES_MM[0]:g} to {SIZES_MM[1]:g} mm")
        if self.top_mm < 0:
            raise BadInput("depth_mm", self.depth_mm, f"{self.height_mm / 2:g} mm or deeper: the dot ends at the surface")

    @property
    def top_mm(self) -> float:
        """Depth of its upper end."""
        return self.depth_mm - self.height_mm / 2

    @property
    def bottom_mm(self) -> float:
        """Depth of its lower end."""
        return self.depth_mm + self.height_mm / 2

    def holds(self, r_mm: Floats, z_mm: Floats) -> npt.NDArray[np.bool_]:
        """Whether a place lies in it; arrays broadcast."""
        return np.asarray((2 * r_mm / self.diameter_mm) ** 2 + (2 * (z_mm - self.depth_mm) / self.height_mm) ** 2 <= 1)


@dataclass(frozen=True, slots=True)
class HairShape:
    """A straight hair on the axis, ``diameter_mm`` thick, from ``top_mm`` to ``bottom_mm`` deep. Raises `BadInput` by name."""

    diameter_mm: float
    top_mm: float
    bottom_mm: float

    def __post_init__(self) -> None:
        real("diameter_mm", self.diameter_mm, *SIZES_MM, f"{SIZES_MM[0]:g} to {SIZES_MM[1]:g} mm")
        real("top_mm", self.top_mm, 0, SIZES_MM[1], f"0 to {SIZES_MM[1]:g} mm")
        if not real("bottom_mm", self.bottom_mm, 0, SIZES_MM[1], f"0 to {SIZES_MM[1]:g} mm") > self.top_mm:
            raise BadInput("bottom_mm", self.bottom_mm, f"deeper than its top at {self.top_mm:g} mm")

    def holds(self, r_mm: Floats, z_mm: Floats) -> npt.NDArray[np.bool_]:
        """Whether a place lies in it; arrays broadcast."""
        return np.asarray((2 * r_mm <= self.diameter_mm) & (z_mm >= self.top_mm) & (z_mm <= self.bottom_mm))


Shape = DotShape | HairShape


@dataclass(frozen=True, slots=True, eq=False)
class LocalCooling:
    """How a dot or hair cools: its mean rise ``mean_rise_k`` (t,) at ``times_s`` (t,), and ``beside_c`` (p, t) at points beside it.

    ``run`` holds the field and the energy.
    """

    times_s: Floats
    mean_rise_k: Floats
    beside_c: Floats
    run: HeatRun

    def time_to_share_s(self, share: float) -> float:
        """Seconds until the mean rise has fallen to ``share`` of its first; `BadInput` if the run ended before."""
        real("share", share, 0, 1, "0 to 1")
        ratio = self.mean_rise_k / self.mean_rise_k[0]
        below = np.flatnonzero(ratio <= share)
        if not below.size:
            raise BadInput(
                "share", share, f"{ratio.min():.3g} or more: the run ended there; follow it for longer than {self.times_s[-1]:.3g} s"
            )
        last = int(below[0])
        if last == 0:
            return 0.0
        return float(np.interp(-share, -ratio[last - 1 : last + 1], self.times_s[last - 1 : last + 1]))


def local_grid(stack: ThermalStack, shape: Shape, lasting_s: float, cells_across: int = CELLS_ACROSS) -> RingGrid:
    """Rings round ``shape``, fine in and near it and wider away from it, wide enough for ``lasting_s`` seconds.

    Raises `BadInput` for a shape that reaches below the stack, and for too few cells across it.
    """
    if shape.bottom_mm >= stack.depth_mm:
        raise BadInput("shape", f"reaches to {shape.bottom_mm:g} mm", f"less than the stack's depth of {stack.depth_mm:g} mm")
    size = min(shape.diameter_mm, shape.bottom_mm - shape.top_mm)
    fine = size / cells_across
    check_resolves(fine, size, "a body")
    far = REACH * (shape.diameter_mm + math.sqrt(2 * stack.largest_diffusivity_mm2_s * lasting_s))
    radial = _even_to(shape.diameter_mm / 2, fine, shape.diameter_mm / 2 + far)

    def cell(z: Floats) -> Floats:
        away = np.maximum(np.maximum(shape.top_mm - z, z - shape.bottom_mm), 0)
        inside = np.minimum(np.abs(z - shape.top_mm), np.abs(z - shape.bottom_mm)) if isinstance(shape, HairShape) else np.zeros_like(z)
        return fine + (GROWTH - 1) * (away + inside)

    marks = np.unique(np.concatenate([stack.walls_mm, [shape.top_mm, shape.bottom_mm]]))
    return RingGrid(radial, np.concatenate([[0.0], *(_between(a, b, cell, stack) for a, b in pairwise(marks))]))


def _even_to(radius: float, fine: float, end: float) -> Floats:
    return graded_edges_mm(radius / math.ceil(radius / fine), 1.25 * radius, end, GROWTH)


def _between(top: float, bottom: float, cell: Callable[[Floats], Floats], stack: ThermalStack) -> Floats:
    """Edges in (top, bottom] whose distances follow ``cell``, at least as many as a layer needs."""
    z = np.linspace(top, bottom, 400)
    count = np.concatenate([[0.0], np.cumsum(np.diff(z) * (1 / cell(z)[1:] + 1 / cell(z)[:-1]) / 2)])
    whole = bool(np.isin([top, bottom], stack.walls_mm).all())
    cells = max(math.ceil(count[-1]), LEAST_CELLS_A_LAYER if whole else 1)
    return np.append(np.interp(np.arange(1, cells) / cells * count[-1], count, z), bottom)


def share_inside(grid: RingGrid, shape: Shape) -> Floats:
    """Share of every cell's volume that lies in ``shape``, (nz, nr)."""
    part = (np.arange(SAMPLES) + 0.5) / SAMPLES
    square = grid.r_edges_mm**2
    r = np.sqrt(square[:-1, None] + np.diff(square)[:, None] * part).ravel()
    z = (grid.z_edges_mm[:-1, None] + np.diff(grid.z_edges_mm)[:, None] * part).ravel()
    inside = shape.holds(r[None, :], z[:, None])
    nz, nr = grid.shape
    return np.asarray(inside.reshape(nz, SAMPLES, nr, SAMPLES).mean(axis=(1, 3)))


def _check(grid: RingGrid, shape: Shape) -> None:
    """Raise `BadInput` if the grid's rings, or for a dot its depth cells, are too coarse."""
    across = np.diff(grid.r_edges_mm)[grid.r_edges_mm[:-1] < shape.diameter_mm / 2]
    check_resolves(float(across.max()), shape.diameter_mm, "a body")
    if isinstance(shape, DotShape):
        inside = (grid.z_edges_mm[1:] > shape.top_mm) & (grid.z_edges_mm[:-1] < shape.bottom_mm)
        check_resolves(float(np.diff(grid.z_edges_mm)[inside].max()), shape.height_mm, "a body")


def cool(
    body: ThermalBody,
    shape: Shape,
    rise_k: float | Callable[[Floats, Floats], Floats],
    until_s: float,
    beside_mm: Sequence[tuple[float, float]] = (),
    *,
    grid: RingGrid | None = None,
) -> LocalCooling:
    """Follow a dot or hair that has just been warmed until ``until_s``.

    ``rise_k`` is its rise in K, even or as a function of r and z in mm (arrays that broadcast); around it the tissue is at rest.
    ``beside_mm`` are points as distance from the axis and depth. ``grid`` defaults to `local_grid`. Raises `BadInput` for a grid whose
    cells are too coarse for the body.
    """
    used = grid or local_grid(body.stack, shape, until_s)
    _check(used, shape)
    share = share_inside(used, shape)
    rise = share * (
        rise_k(used.r_mm[None, :], used.z_mm[:, None]) if callable(rise_k) else real("rise_k", rise_k, -1e5, 1e5, "a finite rise in K")
    )
    volume = share * used.area_mm2 * np.diff(used.z_edges_mm)[:, None]
    run = simulate_heat(body, used, until_s, [Deposit(0.0, rise)], points_mm=averages(used, beside_mm, volume))
    # the first noted value is that before the deposit
    return LocalCooling(run.times_s[1:], (run.watched_c[-1] - run.watched_c[-1, 0])[1:], run.watched_c[:-1, 1:], run)
