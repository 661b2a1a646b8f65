"""Explicit steps of a field of temperature rises: coefficients of a step, what it may last, and who gets the heat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from unstipple.heat.bioheat_kernel import bleed, step_box, step_box_carefully, step_box_twice, step_rings
from unstipple.heat.body import Column, ThermalBody, column
from unstipple.heat.energy import Energy
from unstipple.heat.grid import BoxGrid, RingGrid
from unstipple.heat.surface import Exchange
from unstipple.heat.watch import Watch

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

MOST_BLOOD_SHARE = 1e-3
"""Blood takes its share once in so many steps that it is about this much: in single precision less would be lost in rounding."""
FLOWS = ("put_in", "drift", "surface", "bottom", "sides", "blood")
CELLS_PER_THREAD = 300_000
"""Below it a second thread costs more than it brings."""


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Of one step of ``step_s``: to neighbours in the plane, above and below, to what holds surface and bottom, and the start's own drift.

    All (nz,). ``through`` is ``loss`` and ``across`` as the heat they move, J/(mm2 K) and J/K; ``extra_w_mm2`` leaves through the surface
    over what leaves at rest while the rise is 0, ``drift_w_mm2`` is what a start that is not at rest takes up.
    """

    step_s: float
    across: Singles
    up: Singles
    down: Singles
    loss: Singles
    source: Singles
    through: Floats
    extra_w_mm2: float
    drift_w_mm2: float


def _no_flows() -> dict[str, float]:
    return dict.fromkeys(FLOWS, 0.0)


@dataclass(slots=True, eq=False)
class Stepper(ABC):
    """A field of rises (float32) over ``start_c`` (nz,) that is stepped in place. ``flows`` gathers the heat that passed, in J.

    ``low`` has the field's shape where what rounding takes is carried from step to step: always on rings, in a box where `be_careful` asks.
    """

    column: Column
    rest: Exchange
    start_c: Floats
    rise: Singles
    other: Singles
    low: Singles
    held: bool
    flows: dict[str, float] = field(default_factory=_no_flows)

    @property
    @abstractmethod
    def across_per_mm2(self) -> float:
        """Largest sum of a cell's factors towards its neighbours in the plane, 1/mm2: times diffusivity, a rate."""

    @property
    @abstractmethod
    def area_mm2(self) -> Floats:
        """Area of each cell of a plane, broadcast to it; a plane's sum is that of field times area."""

    @abstractmethod
    def sweep(self, steps: int, by: Coefficients, noted: Floats, watch: Watch) -> Floats:
        """Do ``steps`` steps; fill ``noted`` (steps, p); return sums (nz, 2) over loss and side of rise times area."""

    def largest_step_s(self, exchange: Exchange) -> float:
        """The longest stable step: beyond it the field would swing and grow."""
        column = self.column
        down = (column.diagonal(exchange) - column.perfusion_per_s * column.heat_j_mm2_k) / column.heat_j_mm2_k
        return float(1 / (down + column.diffusivity_mm2_s * self.across_per_mm2).max())

    def coefficients(self, step_s: float, exchange: Exchange) -> Coefficients:
        """Coefficients of a step while the surface exchanges heat as ``exchange`` says."""
        column = self.column
        per_kelvin = step_s / column.heat_j_mm2_k
        up, down, loss = (np.zeros_like(per_kelvin) for _ in range(3))
        up[1:], down[:-1] = column.joint_w_mm2_k * per_kelvin[1:], column.joint_w_mm2_k * per_kelvin[:-1]
        loss[0] = column.conductance(exchange) * per_kelvin[0]
        loss[-1] += column.to_bottom_w_mm2_k * per_kelvin[-1]
        drift, now = column.gain(self.start_c, self.rest), column.gain(self.start_c, exchange)
        across = column.diffusivity_mm2_s * step_s
        kept = loss.astype(np.float32)
        return Coefficients(
            step_s, across.astype(np.float32), up.astype(np.float32), down.astype(np.float32), kept, (now * per_kelvin).astype(np.float32),
            through=np.stack([kept, across], axis=1) * column.heat_j_mm2_k[:, None],
            extra_w_mm2=float(drift[0] - now[0]), drift_w_mm2=float(drift.sum()),
        )  # fmt: skip

    def be_careful(self) -> None:
        """From now on carry what rounding takes."""
        if self.low.shape != self.rise.shape:
            self.low = np.zeros_like(self.rise)

    @property
    def careful(self) -> bool:
        """Whether what rounding takes is carried on."""
        return self.low.shape == self.rise.shape

    def deposit(self, rise_k: npt.NDArray[np.floating]) -> None:
        """Add a rise (nz, ...) at once."""
        self.flows["put_in"] += self.heat_j(rise_k)
        self.rise += rise_k.astype(np.float32, copy=False)

    def plane_sums(self, rise_k: npt.NDArray[np.floating]) -> Floats:
        """Integral of a field over each plane (nz,), in K mm2."""
        return np.array([(plane * self.area_mm2).sum(dtype=np.float64) for plane in rise_k])

    def heat_j(self, rise_k: npt.NDArray[np.floating]) -> float:
        """Heat that a field of rises stands for, J."""
        return float(self.plane_sums(rise_k) @ self.column.heat_j_mm2_k)

    def advance(self, steps: int, by: Coefficients, watch: Watch) -> Floats:
        """``steps`` steps with blood's share in between; returns what was noted, (steps, p) in K over the start."""
        noted = np.zeros((steps, watch.place.shape[0]))
        rates = self.column.perfusion_per_s
        every = steps if not rates.any() else max(1, int(MOST_BLOOD_SHARE / (rates.max() * by.step_s)))
        for first in range(0, steps, every):
            count = min(every, steps - first)
            before = count // 2
            self._sweep(before, by, noted[first : first + before], watch)
            self._bleed(count * by.step_s)
            self._sweep(count - before, by, noted[first + before : first + count], watch)
        return noted

    def _sweep(self, steps: int, by: Coefficients, noted: Floats, watch: Watch) -> None:
        if steps == 0:
            return
        lost = by.through * self.sweep(steps, by, noted, watch)
        over = steps * by.step_s * self.total_area_mm2
        self.flows["surface"] += lost[0, 0] + by.extra_w_mm2 * over
        self.flows["bottom"] += lost[-1, 0]
        self.flows["sides"] += lost[:, 1].sum()
        self.flows["drift"] += by.drift_w_mm2 * over

    def _bleed(self, lasted_s: float) -> None:
        """Let blood take its share of the rise of ``lasted_s``."""
        if not self.column.perfusion_per_s.any():
            return
        taken = np.zeros(len(self.rise))
        kept = np.exp(-self.column.perfusion_per_s * lasted_s).astype(np.float32)
        bleed(self.rise.reshape(len(self.rise), -1), kept, self.area_mm2, taken)
        self.flows["blood"] += float(taken @ self.column.heat_j_mm2_k)

    @property
    def total_area_mm2(self) -> float:
        """Area of the whole plane, mm2."""
        return float(np.broadcast_to(self.area_mm2, self.rise.shape[1:]).sum())

    def energy(self) -> Energy:
        """The account up to now."""
        put_in, drift, surface, bottom, sides, blood = (float(self.flows[name]) for name in FLOWS)
        return Energy(put_in, drift, self.heat_j(self.rise), surface, bottom, sides, blood)


@dataclass(slots=True, eq=False)
class BoxStepper(Stepper):
    """Steps of a box (nz, ny, nx), slabs of depth on threads."""

    cell_mm: float = 1.0
    threads: int = 1
    between: Singles = field(default_factory=lambda: np.zeros((1, 3, 1, 1), np.float32))

    @property
    def across_per_mm2(self) -> float:
        """Four neighbours; a held side is twice as near."""
        _, ny, nx = self.rise.shape
        sides = [2.0 if n > 1 else 0.0 for n in (ny, nx)]
        held = [(1.0 if n > 1 else 4.0) if self.held else 0.0 for n in (ny, nx)]
        return (sum(sides) + sum(held)) / self.cell_mm**2

    @property
    def area_mm2(self) -> Floats:
        """The same for all."""
        return np.full(1, float(self.cell_mm) ** 2)

    def sweep(self, steps: int, by: Coefficients, noted: Floats, watch: Watch) -> Floats:
        """See `Stepper.sweep`."""
        nz = self.rise.shape[0]
        across = by.across / np.float32(self.cell_mm**2)
        side = 2 * across if self.held else np.zeros_like(across)
        tally = np.zeros((nz, 2))
        slabs = list(pairwise(np.linspace(0, nz, self.threads + 1).astype(int).tolist()))
        coefficients = (across, by.up, by.down, by.loss, side, by.source, watch.place, watch.weight)
        with ThreadPoolExecutor(self.threads) as pool:
            at_once = 1 if self.careful else 2
            for first in range(0, steps, at_once):
                seen = np.zeros((self.threads, min(at_once, steps - first), noted.shape[1]))
                work = partial(self._slab, coefficients, seen, tally)
                list(map(work, range(self.threads), slabs) if self.threads == 1 else pool.map(work, range(self.threads), slabs))
                self.rise, self.other = self.other, self.rise
                noted[first : first + at_once] = seen.sum(axis=0)
        return np.asarray(tally * np.array([self.cell_mm**2, 2.0]), dtype=np.float64)

    def _slab(self, coefficients: tuple[npt.NDArray[Any], ...], seen: Floats, tally: Floats, number: int, ends: tuple[int, int]) -> None:
        """One or two steps of one thread's depths."""
        if self.careful:
            step_box_carefully(self.rise, self.other, self.low, *ends, *coefficients, seen[number], tally)  # type: ignore[call-arg]
        elif seen.shape[1] == 2:
            step_box_twice(self.rise, self.other, self.between[number], *ends, *coefficients, seen[number], tally)  # type: ignore[call-arg]
        else:
            step_box(self.rise, self.other, *ends, *coefficients, seen[number], tally)  # type: ignore[call-arg]


@dataclass(slots=True, eq=False)
class RingStepper(Stepper):
    """Steps of rings (nz, nr)."""

    areas: Floats = field(default_factory=lambda: np.ones(1))
    inwards: Floats = field(default_factory=lambda: np.zeros(1))
    outwards: Floats = field(default_factory=lambda: np.zeros(1))
    hold: Floats = field(default_factory=lambda: np.zeros(1))

    @property
    def area_mm2(self) -> Floats:
        """Areas of the rings."""
        return self.areas

    @property
    def across_per_mm2(self) -> float:
        """The largest sum of a ring's factors."""
        return float((self.inwards + self.outwards + self.hold).max())

    def sweep(self, steps: int, by: Coefficients, noted: Floats, watch: Watch) -> Floats:
        """See `Stepper.sweep`."""
        inwards, outwards, hold = (factor.astype(np.float32) for factor in (self.inwards, self.outwards, self.hold))
        tally = np.zeros((self.rise.shape[0], 2))
        step_rings(
            self.rise, self.other, self.low, steps, by.across, inwards, outwards, hold, by.up, by.down, by.loss, by.source,
            self.areas, watch.place, watch.weight, noted, tally,
        )  # fmt: skip
        if steps % 2:
            self.rise, self.other = self.other, self.rise
        return tally


def stepper(body: ThermalBody, grid: BoxGrid | RingGrid, start_c: Floats | None, threads: int) -> Stepper:
    """A field at rest on ``grid``, from the profile ``start_c`` (nz,) in C or, for ``None``, from the resting one."""
    cut = column(body, grid.z_edges_mm)
    start = cut.resting_c(body.surface.rest) if start_c is None else start_c
    rise, other = np.zeros(grid.shape, np.float32), np.zeros(grid.shape, np.float32)
    held = body.sides == "held"
    if isinstance(grid, RingGrid):
        return RingStepper(
            cut, body.surface.rest, start, rise, other, np.zeros_like(rise), held, _no_flows(), grid.area_mm2, *_ring_factors(grid, held)
        )
    busy = max(1, min(threads, rise.size // CELLS_PER_THREAD, grid.shape[0]))
    low = np.zeros((1, 1, 1), np.float32)
    between = np.zeros((busy, 3, *grid.shape[1:]), np.float32)
    return BoxStepper(cut, body.surface.rest, start, rise, other, low, held, _no_flows(), grid.cell_mm, busy, between)


def _ring_factors(grid: RingGrid, held: bool) -> tuple[Floats, Floats, Floats]:
    """Factors of each ring towards the one inside, the one outside and what holds the sides, (nr,) each, in 1/mm2."""
    edges, middle, area = grid.r_edges_mm, grid.r_mm, grid.area_mm2
    inwards, outwards, hold = (np.zeros_like(middle) for _ in range(3))
    wall = 2 * np.pi * edges[1:-1] / np.diff(middle)
    inwards[1:], outwards[:-1] = wall / area[1:], wall / area[:-1]
    if held:
        hold[-1] = 2 * np.pi * edges[-1] / (edges[-1] - middle[-1]) / area[-1]
    return inwards, outwards, hold
