"""Many skins from few runs: fluence in stacks that differ in absorption, thickness and scattering, reweighted from a small atlas.

Absorption changes no path, only what is left of the light along it (white Monte Carlo; Alerstam et al., J. Biomed. Opt. 13 (2008)
041304). So one run is kept as a journal: a sample of its collisions, each with its place and the path flown in every thin slab of
depth before. For another stack each collision is weighed by exp(-sum of extra absorption times path); a slab that a boundary cuts counts
with the mean absorption. Scattering does change paths: the atlas has one journal at each of a few scattering levels, and the logarithm
of the fluence is taken on a parabola in the logarithm of the scattering through the three nearest. Refractive indices, anisotropies
and the ratio between the layers' scattering are those of the first stack; depths of boundaries move absorption but not scattering.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.convolve import mean_profile
from unstipple.optics.flight import Progress, batch_counts, in_order, lane_streams
from unstipple.optics.grids import checked_edges
from unstipple.optics.lanes.events_kernel import Out
from unstipple.optics.lanes.fields import ANGLE_CELLS, TOTALS
from unstipple.optics.lanes.walk_kernel import Journal, walk
from unstipple.optics.layers import Stack
from unstipple.optics.run import ROULETTE_BELOW, Scene, prepare, thread_count, whole

Floats = npt.NDArray[np.float64]

NODES = 5
NEIGHBOURS = 3
"""Scattering levels: in skin a fourfold range is then known to a few tenths of a per cent between levels."""
EVENTS = 400_000
"""Collisions kept a level: their number in a depth bin under the spot sets the noise that all stacks share."""
SLABS_A_BOUNDARY = 5
SHALLOWER, DEEPER = 0.9, 1.1
ALIKE = 1e-9
ROOM = 4.0
COLLISIONS = 8.0
"""Collisions of a photon above a depth, over mus times that depth, in skin: sets how thinly the journal is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """One journal: scattering of the first layer in 1/mm, absorption of each slab it was made with, and the sampled collisions."""

    mus_per_mm: float
    mua_per_mm: Floats
    radius_mm: Floats
    depth_mm: Floats
    weight_mm: Floats
    path_mm: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Journals of ``photons`` each at rising scattering levels, for stacks like ``model``; slabs lie between ``slab_edges_mm`` (s + 1,)."""

    model: Stack
    slab_edges_mm: Floats
    deepest_mm: float
    journeys: tuple[Journey, ...]
    photons: int
    seed: int

    def fluence(
        self, stacks: Sequence[Stack], beam: Beam, depth_edges_mm: Sequence[float] | Floats, radii_mm: Floats | None = None
    ) -> Floats:
        """Fluence in each of ``stacks`` under ``beam`` per unit incident fluence, (stack, z), dimensionless.

        It is the mean over circles of ``radii_mm`` (n,) around the beam's axis, on the axis by default, in the depth bins between
        ``depth_edges_mm`` (z + 1,). Raises `BadInput` for stacks that the atlas was not made for.
        """
        edges = checked_edges("depth_edges_mm", depth_edges_mm)
        if edges[-1] > self.deepest_mm * (1 + ALIKE):
            raise BadInput("depth_edges_mm", float(edges[-1]), f"at most {self.deepest_mm:g} mm in this atlas")
        _refuse_unlike(self.model, stacks)
        radii = np.zeros(1) if radii_mm is None else np.asarray(radii_mm, dtype=np.float64)
        absorption = np.array([_by_slab(stack, self.slab_edges_mm) for stack in stacks])
        first, share = self._levels(np.array([stack.layers[0].mus_per_mm for stack in stacks]))

        def logarithms(level: int) -> Floats:
            """Of the fluence at one level, times its share in each stack; nothing for stacks that do not need it."""
            mine = (level >= first) & (level < first + share.shape[1])
            values = np.zeros((len(stacks), edges.size - 1))
            seen = _reweighted(self.journeys[level], absorption[mine], beam, edges, radii, self.photons)
            values[mine] = share[mine, level - first[mine]][:, None] * np.log(np.maximum(seen, np.finfo(np.float64).tiny))
            return values

        with ThreadPoolExecutor(thread_count(None)) as pool:
            return np.asarray(np.exp(sum(pool.map(logarithms, range(len(self.journeys))))))

    def _levels(self, mus_per_mm: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
        """First of the nearest three levels to each scattering (n,), and their shares (n, 3): a parabola in logarithms through them."""
        at, wanted = np.log([journey.mus_per_mm for journey in self.journeys]), np.log(mus_per_mm)
        few = min(NEIGHBOURS, len(at))
        nearest = np.abs(wanted[:, None] - at).argmin(axis=1)
        first = np.clip(nearest - few // 2, 0, len(at) - few)
        levels = at[first[:, None] + np.arange(few)]
        share = np.ones((len(wanted), few))
        for k in range(few):
            for other in set(range(few)) - {k}:
                share[:, k] *= (wanted - levels[:, other]) / (levels[:, k] - levels[:, other])
        return first, share


def make_atlas(
    stacks: Sequence[Stack],
    photons: int,
    seed: int = 1,
    *,
    deepest_mm: float = 2.0,
    nodes: int = NODES,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Atlas:
    """Fly ``photons`` in all, evenly over ``nodes`` scattering levels, so that `Atlas.fluence` answers for all of ``stacks``.

    The stacks must have as many layers, with the same refractive indices and anisotropies. Raises `BadInput` otherwise.
    """
    photons, seed, threads = whole("photons", photons, 1, 10**15), whole("seed", seed, 0, 2**63), thread_count(threads)
    nodes = whole("nodes", nodes, 1, 64)
    if not stacks:
        raise BadInput("stacks", 0, "one stack or more")
    model = _model(stacks)
    _refuse_unlike(model, stacks)
    edges = _slab_edges(stacks)
    scatterings = np.array([stack.layers[0].mus_per_mm for stack in stacks])
    low, high = float(scatterings.min()), float(scatterings.max())
    levels = np.geomspace(low, high, nodes) if high > low * (1 + ALIKE) else np.array([low])
    each, journeys = max(1, photons // len(levels)), []
    for number, level in enumerate(levels):
        ratio = level / model.layers[0].mus_per_mm
        node = replace(model, layers=tuple(replace(layer, mus_per_mm=layer.mus_per_mm * ratio) for layer in model.layers))
        journeys.append(_journey(node, edges, each, seed + number, deepest_mm, threads, _part(progress, number, len(levels), each)))
    return Atlas(model, edges, deepest_mm, tuple(journeys), each, seed)


def _part(progress: Progress | None, number: int, of: int, photons: int) -> Progress | None:
    return None if progress is None else lambda done, _total: progress(number * photons + done, of * photons)


def _model(stacks: Sequence[Stack]) -> Stack:
    """The first stack with the least absorption and the mean thickness and scattering of all, so that no weight grows much."""
    layers = []
    for k, layer in enumerate(stacks[0].layers):
        alike = [stack.layers[min(k, len(stack.layers) - 1)] for stack in stacks]
        thickness = float(np.mean([each.thickness_mm for each in alike]))
        mua, mus = min(each.mua_per_mm for each in alike), float(np.mean([each.mus_per_mm for each in alike]))
        layers.append(replace(layer, thickness_mm=thickness, mua_per_mm=mua, mus_per_mm=mus))
    return replace(stacks[0], layers=tuple(layers))


def _refuse_unlike(model: Stack, stacks: Sequence[Stack]) -> None:
    for number, stack in enumerate(stacks, start=1):
        if len(stack.layers) != len(model.layers):
            raise BadInput(f"stack {number}", len(stack.layers), f"{len(model.layers)} layers, as the others have")
        same = np.allclose(stack.indices, model.indices, atol=ALIKE) and all(
            abs(a.g - b.g) < ALIKE for a, b in zip(stack.layers, model.layers, strict=True)
        )
        if not same:
            raise BadInput(f"stack {number}", "other n or g", "the refractive indices and anisotropies of the first stack")


def _slab_edges(stacks: Sequence[Stack]) -> Floats:
    """Depths that cut the skin finely where the stacks have their inner boundaries, one to a layer of the model among them."""
    walls = np.array([stack.walls_mm for stack in stacks])
    edges = {0.0}
    for k in range(1, walls.shape[1] - 1):
        edges |= {round(float(each), 6) for each in np.quantile(walls[:, k], np.linspace(0, 1, SLABS_A_BOUNDARY))}
    return np.array([*sorted(edges), np.inf])


def _by_slab(stack: Stack, edges: Floats) -> Floats:
    """Mean absorption of a stack in each slab, (s,), in 1/mm; the last slab has that of the stack's last layer but for what it cuts."""
    walls, mua = stack.walls_mm.copy(), np.array([layer.mua_per_mm for layer in stack.layers])
    end = max(float(edges[-2]), float(walls[-2])) + 1.0
    walls[-1] = end
    tops, bottoms = edges[:-1], np.minimum(edges[1:], end)
    overlap = np.maximum(np.minimum(bottoms[:, None], walls[None, 1:]) - np.maximum(tops[:, None], walls[None, :-1]), 0.0)
    return np.asarray(overlap @ mua / overlap.sum(axis=1))


def _journey(
    stack: Stack, slab_edges_mm: Floats, photons: int, seed: int, deepest_mm: float, threads: int, progress: Progress | None
) -> Journey:
    """Fly one level and keep its journal."""
    scene = prepare(stack, None, None, None, None, np.array([0.0, deepest_mm]), np.array([0.0, 1.0]), tuple(slab_edges_mm[1:-1]))
    counts = batch_counts(photons)
    expected = photons * COLLISIONS * max(1.0, stack.layers[0].mus_per_mm * deepest_mm)
    stride = max(1, math.ceil(expected / EVENTS))

    def fly(batch: int, watch: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        room = 100 + int(ROOM * expected / photons * counts[batch] / stride)
        return _journal(scene, int(counts[batch]), seed, batch, watch, stride, deepest_mm, room)

    row = np.concatenate(list(in_order(fly, counts, threads, progress)))
    wall = scene.pieces.wall_mm
    slab = np.searchsorted(slab_edges_mm[1:], (wall[:-1] + np.minimum(wall[1:], wall[:-1] + 1)) / 2)
    path = np.zeros((len(row), slab_edges_mm.size - 1), np.float32)
    for piece, its in enumerate(slab):
        path[:, its] += row[:, 3 + piece]
    mua = np.zeros(path.shape[1])
    mua[slab] = [stack.layers[k].mua_per_mm for k in scene.pieces.layer]
    entered = (1 - scene.specular) / scene.source.weight
    return Journey(
        stack.layers[0].mus_per_mm, mua, np.sqrt(row[:, 0].astype(np.float64)), row[:, 1].astype(np.float64),
        row[:, 2].astype(np.float64) * stride * entered, path,
    )  # fmt: skip


def _journal(
    scene: Scene, photons: int, seed: int, batch: int, watch: npt.NDArray[np.int64], stride: int, deepest_mm: float, room: int
) -> npt.NDArray[np.float32]:
    depths, radii = scene.counting.shape
    out = Out(np.zeros(TOTALS), np.zeros(len(scene.pieces.layer)), np.zeros((3, radii)), np.zeros((2, ANGLE_CELLS)))
    journal = Journal(np.zeros((room, 3 + len(scene.pieces.layer)), np.float32), np.zeros(1, np.int64), stride, deepest_mm)
    walk(
        photons, lane_streams(seed, batch), scene.medium, scene.source, scene.plain, np.float32(ROULETTE_BELOW), scene.half(),
        scene.counting.kernel(), scene.cells.kernel(), np.zeros(depths * radii), None, None, np.zeros(0), None, journal, watch, out,
    )  # fmt: skip
    return journal.row[: journal.filled[0]].copy()


def _reweighted(journey: Journey, absorption: Floats, beam: Beam, edges: Floats, radii: Floats, photons: int) -> Floats:
    """Fluence (stack, z) of all stacks at one level: collisions weighed by the beam and by what the extra absorption leaves."""
    inside = np.mean([mean_profile(beam, np.full_like(journey.radius_mm, rho), journey.radius_mm) for rho in radii], axis=0)
    used = (inside > 0) & (journey.depth_mm < edges[-1])
    place = np.searchsorted(edges, journey.depth_mm[used], side="right") - 1
    weight = journey.weight_mm[used] * inside[used] / (photons * np.diff(edges)[place])
    order = np.argsort(place, kind="stable")
    weight, place, path = weight[order].astype(np.float32), place[order], journey.path_mm[used][order]
    begin = np.searchsorted(place, np.arange(edges.size))
    extra = (absorption - journey.mua_per_mm).astype(np.float32)
    result = np.zeros((len(absorption), edges.size - 1))
    for z in range(edges.size - 1):
        part = slice(begin[z], begin[z + 1])
        result[:, z] = np.exp(-extra @ path[part].T) @ weight[part]
    return result
