"""One Monte Carlo run: photons into a stack of layers, and what became of them."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event

import numba
import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput, UnstippleError
from unstipple.optics import _kernel
from unstipple.optics._kernel import Bins, Medium, Source
from unstipple.optics.beam import Beam
from unstipple.optics.grids import bins, checked_edges, depth_grid_mm, radius_grid_mm
from unstipple.optics.layers import Stack

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

BATCHES = 64
"""Fixed, and each with its own random stream, so that the number of threads cannot change a result."""
BALANCE_TOLERANCE = 1e-9
SLICE = 2048
"""Photons between two looks at whether the run was stopped."""
PROGRESS_EVERY_S = 0.2
THIN = 1.0
"""Below this optical thickness light is scored along its path, because interactions are too rare to tell the fluence."""
SHAPES = {None: _kernel.PENCIL, "flat-top": _kernel.FLAT_TOP, "gaussian": _kernel.GAUSSIAN}


class EnergyImbalanceError(UnstippleError):
    """Reflected, transmitted and absorbed light do not add up to what entered: a defect of the engine, never of the input."""


@dataclass(frozen=True, slots=True, eq=False)
class LightRun:
    """What became of ``photons`` launched on ``stack``, as fractions of the incident energy.

    ``specular_reflectance`` is what the surface mirrors before the light meets anything that scatters or absorbs (with the clear layers on
    top, if any), ``diffuse_reflectance`` all else that leaves upwards, ``transmittance`` all that leaves downwards, of which
    ``unscattered_transmittance`` never scattered, ``absorbed_by_layer`` ``(layers,)`` the rest: the four add up to 1. ``…_error`` is one
    standard error, from the spread between batches.

    On the grid, ``fluence_by_annulus`` ``(z, r + 1)`` is the fluence integrated over the area of each ring (dimensionless, per photon);
    the last column holds everything beyond the last radius.
    ``fluence_within_error`` ``(z, r + 1)`` is the standard error of the fluence summed from the axis out to each edge.
    ``beam`` is ``None`` for a pencil beam.
    """

    stack: Stack
    beam: Beam | None
    specular_reflectance: float
    diffuse_reflectance: float
    diffuse_reflectance_error: float
    transmittance: float
    transmittance_error: float
    unscattered_transmittance: float
    unscattered_transmittance_error: float
    absorbed_by_layer: Floats
    absorbed_by_layer_error: Floats
    depth_edges_mm: Floats
    radius_edges_mm: Floats
    fluence_by_annulus: Floats
    fluence_within_error: Floats
    events_per_photon: float
    photons: int
    batches: int
    threads: int
    seed: int
    seconds: float
    engine: str = "cpu"

    @property
    def depth_mm(self) -> Floats:
        """Centres of the depth bins in mm, ``(z,)``."""
        return (self.depth_edges_mm[1:] + self.depth_edges_mm[:-1]) / 2

    @property
    def annulus_mm2(self) -> Floats:
        """Areas of the rings in mm², ``(r,)``."""
        return math.pi * np.diff(self.radius_edges_mm**2)

    @property
    def fluence_per_mm2(self) -> Floats:
        """Fluence per launched photon of energy 1, ``(z, r)`` in 1/mm²."""
        return self.fluence_by_annulus[:, :-1] / self.annulus_mm2

    @property
    def absorbed_per_mm3(self) -> Floats:
        """Absorbed energy per volume for a launched photon of energy 1, ``(z, r)`` in 1/mm³: fluence times the bin's mean absorption.

        Exact where no bin straddles two layers, as on the default grid.
        """
        walls, edges = self.stack.walls_mm, self.depth_edges_mm
        overlap = np.minimum(edges[1:, None], walls[None, 1:]) - np.maximum(edges[:-1, None], walls[None, :-1])
        mua = np.maximum(overlap, 0.0) @ np.array([layer.mua_per_mm for layer in self.stack.layers]) / np.diff(edges)
        return np.asarray(self.fluence_per_mm2 * mua[:, None])

    @property
    def fluence_by_depth(self) -> Floats:
        """Fluence integrated over the whole plane, per photon, ``(z,)``, dimensionless: what a very wide beam's build-up would be."""
        return np.asarray(self.fluence_by_annulus.sum(axis=1))

    @property
    def fluence_by_depth_error(self) -> Floats:
        """One standard error of `fluence_by_depth`, ``(z,)``."""
        return self.fluence_within_error[:, -1]


def simulate(
    stack: Stack,
    photons: int,
    seed: int = 1,
    *,
    beam: Beam | None = None,
    depth_edges_mm: Sequence[float] | Floats | None = None,
    radius_edges_mm: Sequence[float] | Floats | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> LightRun:
    """Send ``photons`` straight down into ``stack`` and count where their energy goes.

    ``beam`` spreads the photons over a spot; ``None`` sends all in at the axis, whose answer `fluence_on_axis` turns into any beam. The
    edges (mm, rising from 0) default to `depth_grid_mm` and `radius_grid_mm`; light beyond the last depth is absorbed, transmitted and
    reflected like any other but its fluence is not kept. ``threads`` defaults to Numba's number; the answer depends on ``seed`` and
    ``photons`` only. ``progress(done, total)`` is called now and then in the calling thread; an exception from it ends the run.
    Raises `BadInput` for impossible numbers and `EnergyImbalanceError` unless the energy adds up to within 1e-9.
    """
    photons = _whole("photons", photons, 1, 10**15)
    seed = _whole("seed", seed, 0, 2**64 - 1)
    offered = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    threads = _whole("threads", offered if threads is None else threads, 1, 1024)
    depth = bins(depth_grid_mm(stack) if depth_edges_mm is None else checked_edges("depth_edges_mm", depth_edges_mm))
    radius = bins(radius_grid_mm() if radius_edges_mm is None else checked_edges("radius_edges_mm", radius_edges_mm))
    specular, source = _source(stack, beam, depth)
    job = _Job(_medium(stack), source, depth, radius, Event())
    job.fly(_stream(seed, 0), 0)  # compiles, so that the clock below times the run alone
    started = time.perf_counter()
    batches = min(BATCHES, photons)
    counts = np.full(batches, photons // batches) + (np.arange(batches) < photons % batches)
    sums = _Sums(counts)
    for number, batch in enumerate(_in_order(job, counts, seed, threads, progress)):
        sums.add(number, batch)
    return sums.run(stack, beam, specular, depth, radius, seed=seed, threads=threads, seconds=time.perf_counter() - started)


def _whole(field: str, given: object, low: int, high: int) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or not low <= int(given) <= high:
        raise BadInput(field, given, f"a whole number from {low} to {high}")
    return int(given)


def _medium(stack: Stack) -> Medium:
    layers = stack.layers
    mut = np.array([float(layer.mut_per_mm) for layer in layers])
    return Medium(
        stack.walls_mm,
        stack.indices,
        mut,
        np.array([0.0 if layer.clear else layer.mua_per_mm / layer.mut_per_mm for layer in layers]),
        np.array([float(layer.g) for layer in layers]),
        np.array([layer.clear or layer.mut_per_mm * layer.thickness_mm < THIN for layer in layers]),
    )


def _source(stack: Stack, beam: Beam | None, depth: Bins) -> tuple[float, Source]:
    """Reflect the beam to and fro between the faces of the clear layers on top exactly; give what they mirror and what enters below."""
    clear = next((i for i, layer in enumerate(stack.layers) if not layer.clear), len(stack.layers))
    faces = stack.surface_reflectances
    seen = list(faces[: clear + 1])  # reflectance of face k with all faces below it, filled from the bottom
    for k in range(clear - 1, -1, -1):
        seen[k] = faces[k] + (1 - faces[k]) ** 2 * seen[k + 1] / (1 - faces[k] * seen[k + 1])
    walls, edges = stack.walls_mm, depth.edges
    down, path = 1.0, np.zeros(edges.size - 1 if clear else 0)
    for k in range(clear):
        down *= (1 - faces[k]) / (1 - faces[k] * seen[k + 1])
        overlap = np.minimum(edges[1:], walls[k + 1]) - np.maximum(edges[:-1], walls[k])
        path += down * (1 + seen[k + 1]) * np.maximum(overlap, 0.0)
    shape = SHAPES[beam.profile if beam else None]
    return seen[0], Source(clear, 1.0 - seen[0], path, shape, float(beam.radius_mm) if beam else 0.0)


def _stream(seed: int, batch: int) -> npt.NDArray[np.uint64]:
    """The 256-bit start of a batch's own random stream; NumPy's seed hashing keeps streams of neighbouring seeds and batches apart."""
    return np.random.SeedSequence(seed, spawn_key=(batch,)).generate_state(4, np.uint64).astype(np.uint64)


@dataclass(frozen=True, slots=True)
class _Batch:
    tally: Floats
    absorbed: Floats
    fluence: Floats


@dataclass(slots=True)
class _Job:
    """What every batch shares, and the photons done so far."""

    medium: Medium
    source: Source
    depth: Bins
    radius: Bins
    stopped: Event
    done: int = 0

    def fly(self, state: npt.NDArray[np.uint64], photons: int) -> _Batch:
        """Fly one batch in slices; the compiled kernel frees the interpreter lock meanwhile."""
        grid = (self.depth.edges.size, self.radius.edges.size)
        batch = _Batch(np.zeros(_kernel.TALLIES), np.zeros(self.medium.g.size), np.zeros(grid))
        for begin in range(0, max(photons, 1), SLICE):
            if self.stopped.is_set():
                break
            count = min(SLICE, photons - begin)
            _kernel.fly(
                count, state, self.medium, self.source, self.depth, self.radius,
                batch.tally, batch.absorbed, batch.fluence,
            )  # fmt: skip
            self.done += count  # may miss a slice when threads collide; it only feeds the progress bar
        return batch


def _in_order(job: _Job, counts: npt.NDArray[np.int64], seed: int, threads: int, progress: Progress | None) -> Iterator[_Batch]:
    """Yield the batches in their order, whatever thread finishes first.

    A pool of plain threads, not Numba's parallel loops: those abort the process when two Python threads enter at once or after a fork.
    """
    total = int(counts.sum())
    pool = ThreadPoolExecutor(threads)
    try:
        flying = deque(pool.submit(job.fly, _stream(seed, batch), int(count)) for batch, count in enumerate(counts))
        while flying:
            while not wait([flying[0]], timeout=PROGRESS_EVERY_S).done:
                if progress:
                    progress(min(job.done, total), total)
            yield flying.popleft().result()
        if progress:
            progress(total, total)
    finally:
        job.stopped.set()
        pool.shutdown(cancel_futures=True)


class _Sums:
    """Sums over batches, and of their squares for the standard errors."""

    def __init__(self, counts: npt.NDArray[np.int64]) -> None:
        self._counts = counts.astype(np.float64)
        self._first: list[Floats] = []
        self._second: list[Floats] = []
        self._cross: list[Floats] = []

    def add(self, number: int, batch: _Batch) -> None:
        within = np.cumsum(batch.fluence[:-1], axis=1)
        values = [batch.tally, batch.absorbed, within, batch.fluence[:-1]]
        if not self._first:
            self._first = [np.zeros_like(v) for v in values]
            self._second = [np.zeros_like(v) for v in values[:3]]
            self._cross = [np.zeros_like(v) for v in values[:3]]
        for total, value in zip(self._first, values, strict=True):
            total += value
        for square, cross, value in zip(self._second, self._cross, values[:3], strict=True):
            square += value**2
            cross += self._counts[number] * value

    def _error(self, which: int) -> Floats:
        """Standard error of the mean per photon; a single photon has no spread, so it gets 1/2, the most that a share can spread."""
        batches, photons = self._counts.size, self._counts.sum()
        if batches == 1:
            return np.full_like(self._first[which], 0.5)
        mean = self._first[which] / photons
        spread = self._second[which] - 2 * mean * self._cross[which] + mean**2 * (self._counts**2).sum()
        result: Floats = np.sqrt(np.maximum(spread, 0.0) * batches / (batches - 1)) / photons
        return result

    def _balanced(self, specular: float) -> Floats:
        """Absorption per layer such that all adds up to 1.

        The true sum includes what the roulette took and gave, which must cancel to within rounding; what is left of its luck, of the
        order of 1e-4 over the root of the photons, is then spread over the absorbed energy.
        """
        photons = self._counts.sum()
        tally, absorbed = self._first[0] / photons, self._first[1] / photons
        left = specular + tally[_kernel.DIFFUSE] + tally[_kernel.TRANSMITTED]
        total = float(left + absorbed.sum() + tally[_kernel.LOST] - tally[_kernel.GAINED])
        if not abs(total - 1.0) <= BALANCE_TOLERANCE:
            raise EnergyImbalanceError(f"energy out over energy in is {total!r}, not 1 within {BALANCE_TOLERANCE:g}")
        result: Floats = absorbed * ((1.0 - left) / absorbed.sum()) if absorbed.any() else absorbed
        return result

    def run(
        self,
        stack: Stack,
        beam: Beam | None,
        specular: float,
        depth_bins: Bins,
        radius_bins: Bins,
        *,
        seed: int,
        threads: int,
        seconds: float,
    ) -> LightRun:
        photons = int(self._counts.sum())
        tally, tally_error = self._first[0] / photons, self._error(0)
        per_mm = 1.0 / (photons * np.diff(depth_bins.edges)[:, None])
        within_error = self._error(2) * photons * per_mm
        return LightRun(
            stack=stack,
            beam=beam,
            specular_reflectance=specular,
            diffuse_reflectance=float(tally[_kernel.DIFFUSE]),
            diffuse_reflectance_error=float(tally_error[_kernel.DIFFUSE]),
            transmittance=float(tally[_kernel.TRANSMITTED]),
            transmittance_error=float(tally_error[_kernel.TRANSMITTED]),
            unscattered_transmittance=float(tally[_kernel.UNSCATTERED]),
            unscattered_transmittance_error=float(tally_error[_kernel.UNSCATTERED]),
            absorbed_by_layer=self._balanced(specular),
            absorbed_by_layer_error=self._error(1),
            depth_edges_mm=depth_bins.edges,
            radius_edges_mm=radius_bins.edges,
            fluence_by_annulus=self._first[3] * per_mm,
            fluence_within_error=within_error,
            events_per_photon=float(tally[_kernel.EVENTS]),
            photons=photons,
            batches=self._counts.size,
            threads=threads,
            seed=seed,
            seconds=seconds,
        )
