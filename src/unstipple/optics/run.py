"""One Monte Carlo run: photons into a stack of layers, dots and hairs, and what became of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam, FractionalArray
from unstipple.optics.cells import Cells, build, checked_field
from unstipple.optics.counting import Counting, counting
from unstipple.optics.flight import Progress, batch_counts, first_share, in_order, lane_streams
from unstipple.optics.grids import checked_edges, depth_grid_mm, radius_grid_mm
from unstipple.optics.lanes.events_kernel import Medium, Out, Source
from unstipple.optics.lanes.fields import ANGLE_CELLS, TOTALS, TRANSMITTED, UNSCATTERED
from unstipple.optics.lanes.meet_kernel import Objects
from unstipple.optics.lanes.walk_kernel import walk
from unstipple.optics.layers import Stack, real
from unstipple.optics.light_run import LightRun
from unstipple.optics.objects import Dots, Field, Hairs
from unstipple.optics.source import entry, launched_squares_mm2
from unstipple.optics.sublayers import Pieces, pieces
from unstipple.optics.sums import Batch, Sums

Floats = npt.NDArray[np.float64]

ROULETTE_BELOW = 1e-2
"""Weight below which a photon is played for: unbiased at any value, cheapest for its error near this one."""
FAINTEST = 1e-30
"""Weight below which a photon is always played for: without an end to it one would wander on in an endless layer for ever."""


@dataclass(frozen=True, slots=True)
class Block:
    """A coarse three-dimensional grid of even cells around the axis, in mm; the outermost cells hold all light beyond them."""

    width_mm: float
    height_mm: float
    depth_mm: float
    cell_mm: float

    def __post_init__(self) -> None:
        for name in ("width_mm", "height_mm", "depth_mm", "cell_mm"):
            if not 0 < real(f"block {name}", getattr(self, name)) < np.inf:
                raise BadInput(f"block {name}", getattr(self, name), "above 0 and finite, in mm")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along z, y and x."""
        z, y, x = (max(1, round(size / self.cell_mm)) for size in (self.depth_mm, self.height_mm, self.width_mm))
        return z, y, x


def simulate(
    stack: Stack,
    photons: int,
    seed: int = 1,
    *,
    beam: Beam | FractionalArray | None = None,
    dots: Dots | None = None,
    hairs: Hairs | None = None,
    field: Field | None = None,
    depth_edges_mm: Sequence[float] | Floats | None = None,
    radius_edges_mm: Sequence[float] | Floats | None = None,
    block: Block | None = None,
    roulette_below: float = ROULETTE_BELOW,
    threads: int | None = None,
    progress: Progress | None = None,
) -> LightRun:
    """Send ``photons`` down into ``stack`` and count where their energy goes.

    ``beam`` spreads the photons over a spot; ``None`` sends all in at the axis, whose answer `fluence_on_axis` turns into any straight
    beam. ``dots`` and ``hairs`` absorb inside the layers; ``field`` bounds them (without one, skin goes on for ever around them). The
    edges (mm, rising from 0) default to `depth_grid_mm` and `radius_grid_mm`; light beyond the last depth is absorbed, transmitted and
    reflected like any other but its fluence is not kept. ``threads`` defaults to Numba's number; the answer depends on ``seed`` and
    ``photons`` only. ``progress(done, total)`` is called now and then in the calling thread; an exception from it ends the run.
    Raises `BadInput` for impossible numbers, before a photon flies, and `EnergyImbalanceError` unless the energy adds up to within 1e-9
    (1e-6 with objects).
    """
    photons, seed = whole("photons", photons, 1, 10**15), whole("seed", seed, 0, 2**64 - 1)
    if not 0 <= real("roulette_below", roulette_below) < 1:
        raise BadInput("roulette_below", roulette_below, "0 or more, below 1")
    threads = thread_count(threads)
    depth = depth_grid_mm(stack) if depth_edges_mm is None else checked_edges("depth_edges_mm", depth_edges_mm)
    radius = radius_grid_mm() if radius_edges_mm is None else checked_edges("radius_edges_mm", radius_edges_mm)
    scene = prepare(stack, beam, dots, hairs, field, depth, radius)
    started = time.perf_counter()
    counts = batch_counts(photons)
    sums, cells = Sums(counts.astype(np.float64)), np.zeros(block.shape if block else (0, 0, 0))

    def fly(batch: int, watch: npt.NDArray[np.int64]) -> tuple[Batch, Floats]:
        return scene.fly(int(counts[batch]), seed, batch, watch, block, np.float32(max(roulette_below, FAINTEST)))

    for number, (batch, seen) in enumerate(in_order(fly, counts, threads, progress)):
        sums.add(number, batch)
        cells += seen
    widths = np.diff(depth)[:, None]
    return LightRun(
        stack=stack, beam=beam, depth_edges_mm=depth, radius_edges_mm=radius,
        fluence_by_annulus=sums.mean("fluence") / widths, fluence_within_error=sums.error("within") / widths,
        fluence_in_cells=cells / (photons * block.cell_mm**3) if block else cells,
        photons=photons, batches=counts.size, threads=threads, seed=seed, seconds=time.perf_counter() - started,
        **sums.shares(scene.specular, dots.count if dots else 0, hairs.count if hairs else 0),
    )  # fmt: skip


def whole(field: str, given: object, low: int, high: int) -> int:
    """Return ``given`` if it is a whole number between ``low`` and ``high``, else raise `BadInput` by ``field``."""
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or not low <= int(given) <= high:
        raise BadInput(field, given, f"a whole number from {low} to {high}")
    return int(given)


def thread_count(threads: int | None) -> int:
    """Return the threads to use: those asked for, or Numba's number."""
    offered = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    return whole("threads", offered if threads is None else threads, 1, 1024)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that the batches of a run share, in the walk's own form."""

    specular: float
    pieces: Pieces
    medium: Medium
    source: Source
    counting: Counting
    cells: Cells
    objects: Objects | None
    sites: int
    clear_path_mm: Floats
    plain: bool

    def fly(
        self, photons: int, seed: int, batch: int, watch: npt.NDArray[np.int64], block: Block | None, roulette_below: np.float32
    ) -> tuple[Batch, Floats]:
        """Fly one batch; the compiled walk frees the interpreter lock meanwhile."""
        depths, radii = self.counting.shape
        fluence, energy = np.zeros(depths * radii), np.zeros(self.sites)
        out = Out(np.zeros(TOTALS), np.zeros(len(self.pieces.layer)), np.zeros((3, radii)), np.zeros((2, ANGLE_CELLS)))
        seen = np.zeros(block.shape if block else (0, 0, 0))
        if self.source.sublayer < len(self.pieces.layer):
            source = self.source._replace(begin=first_share(seed, batch))
            walk(
                photons, lane_streams(seed, batch), self.medium, source, self.plain, roulette_below, self.half(),
                self.counting.kernel(), self.cells.kernel(), fluence, self._volume(block, seen),
                self.objects, energy, None, None, watch, out,
            )  # fmt: skip
        else:
            out.total[[TRANSMITTED, UNSCATTERED]] = photons * self.source.weight
            entered = self.counting.radius_counts(launched_squares_mm2(self.source)) * photons * self.source.weight
            out.by_radius[0], out.by_radius[2] = entered, entered
        return self.batch(out, energy, fluence, photons), seen * self.scale

    @property
    def scale(self) -> float:
        """Entering energy over the single-precision weight that stands for it."""
        return (1 - self.specular) / self.source.weight if self.source.weight else 1.0

    def batch(self, out: Out, by_site: Floats, counted: Floats, photons: int) -> Batch:
        """Bring what the walk counted into layers and bins."""
        scale = self.scale
        absorbed = np.zeros(len(self.pieces.stack.layers))
        np.add.at(absorbed, self.pieces.layer, out.absorbed)
        binned = self.counting.binned(counted) * scale
        by_annulus = self.counting.radius_share.of(out.by_radius.T).T * scale
        if self.clear_path_mm.any():
            binned += self.clear_path_mm[:, None] * by_annulus[0] / (1 - self.specular)
        total = out.total * scale
        return Batch(total, absorbed * scale, by_site * scale, binned, by_annulus[1:], out.by_angle * scale)

    def half(self) -> tuple[np.float32, ...]:
        """Half of the field beyond which light is gone (far off in a periodic one), and half of the field, in mm."""
        kernel = self.cells.kernel()
        return (*kernel[9:11], *(np.float32(half) for half in self.cells.half_mm))

    def _volume(self, block: Block | None, seen: Floats) -> tuple[Any, ...] | None:
        if block is None:
            return None
        per_mm = np.float32(1 / block.cell_mm)
        return seen, np.float32(-block.width_mm / 2), np.float32(-block.height_mm / 2), per_mm, per_mm


def prepare(
    stack: Stack,
    beam: Beam | FractionalArray | None,
    dots: Dots | None,
    hairs: Hairs | None,
    field: Field | None,
    depth_edges_mm: Floats,
    radius_edges_mm: Floats,
    cuts_mm: tuple[float, ...] = (),
) -> Scene:
    """Check that everything fits together and bring it into the walk's own form. Raises `BadInput` by name."""
    checked_field(field, dots, hairs, beam.footprint_mm if beam else 0.0)
    cut = pieces(stack, dots, hairs, cuts_mm)
    clear = _clear_layers(stack, cut)
    specular, source, path = entry(stack, beam, clear, depth_edges_mm)
    fine = counting(cut.wall_mm, depth_edges_mm, radius_edges_mm)
    cells, objects = build(field, dots, hairs, tilted=beam is not None and beam.tilt_deg > 0)
    return Scene(
        specular, cut, cut.medium(fine.cells_per_mm, fine.first_cell), source._replace(sublayer=int(np.searchsorted(cut.layer, clear))),
        fine, cells, objects, sites=(dots.count if dots else 0) + 3 * (hairs.count if hairs else 0), clear_path_mm=path,
        plain=cut.plain and objects is None and field is None,
    )  # fmt: skip


def _clear_layers(stack: Stack, cut: Pieces) -> int:
    """Layers on top in which nothing scatters or absorbs, neither tissue nor objects."""
    clear = 0
    while clear < len(stack.layers) and stack.layers[clear].clear and not cut.darkened[cut.layer == clear].any():
        clear += 1
    return clear
