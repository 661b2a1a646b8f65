"""Beamlets to sites: how much of the light that enters each small square of skin ends in each dot, hair part and patch of epidermis.

Photons start evenly over the field, tagged with the beamlet (a square of about 0.25 mm) in which they start, and what they leave in a
site is counted by site and beamlet. Light is linear, so any stamp of any spot, profile and overlap is a weighted sum of beamlets: one
run answers for all of them. Far from a site its response is smooth, so beamlets are counted one by one only near it, then in blocks of
2 x 2 and 8 x 8, and all that came from farther as one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.cells import no_objects
from unstipple.optics.flight import Progress, first_share, in_order, lane_streams
from unstipple.optics.lanes.events_kernel import Out, Source
from unstipple.optics.lanes.fields import ANGLE_CELLS, SQUARE, TOTALS
from unstipple.optics.lanes.meet_kernel import Beamlets, Objects
from unstipple.optics.lanes.walk_kernel import walk
from unstipple.optics.layers import Stack, real
from unstipple.optics.objects import Dots, Field, Hairs
from unstipple.optics.run import ROULETTE_BELOW, Scene, prepare, thread_count, whole
from unstipple.optics.sums import Batch, Sums

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]

BEAMLET_MM = 0.25
COARSE = (1, 2, 8)
"""Beamlets along the side of a block of each coarseness."""
REACH = (3, 5, 4)
"""Blocks counted to each side of a site's own."""
NEAR_LEVELS = 2
SKIN_BEAMLETS = 4
BATCHES = 8
WITHIN = 8
"""Points along a beamlet's side at which a profile is averaged."""
MOST_ENTRIES = 2**28
CHUNK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Energy absorbed in each site for light on each beamlet.

    ``matrix`` (sites, columns) in mm²: absorbed energy over radiant exposure, sparse, its columns the beamlets, then the blocks of 2 x 2,
    then of 8 x 8, then the whole field; `spread` turns a map of radiant exposure on the beamlets into these columns. Sites are the dots,
    the hair parts (shafts, bulges, bulbs), then the patches of epidermis, row by row. ``flood_error`` and ``near_error`` (sites,) are
    standard errors of what a site takes from light on the whole field, and from light on about 6.5 mm around it, over its mean.
    """

    field: Field
    shape: tuple[int, int]
    dots: int
    hairs: int
    patches: tuple[int, int]
    matrix: csr_array
    flood_error: Floats
    near_error: Floats
    photons: int
    seed: int
    seconds: float

    @property
    def beamlet_mm(self) -> tuple[float, float]:
        """Width and height of a beamlet in mm."""
        return self.field.width_mm / self.shape[1], self.field.height_mm / self.shape[0]

    @property
    def patch_mm2(self) -> float:
        """Area of a patch of epidermis in mm²."""
        return self.field.width_mm * self.field.height_mm / max(1, self.patches[0] * self.patches[1])

    def spread(self, exposure: Floats) -> Floats:
        """Turn radiant exposure on the beamlets, (rows, columns, ...), into that on the matrix's columns, (columns, ...)."""
        given = np.asarray(exposure, dtype=np.float64)
        if given.shape[:2] != self.shape or not np.isfinite(given).all():
            raise BadInput("exposure", given.shape, f"finite numbers on {self.shape[0]} x {self.shape[1]} beamlets")
        rest = given.shape[2:]
        parts = []
        for step in COARSE:
            rows, columns = self.shape[0] // step, self.shape[1] // step
            blocks = given.reshape(rows, step, columns, step, *rest).mean(axis=(1, 3))
            parts.append(blocks.reshape(rows * columns, *rest))
        return np.concatenate([*parts, given.mean(axis=(0, 1))[None]])

    def absorbed(self, exposure: Floats) -> Floats:
        """Energy absorbed in every site, (sites, ...), for radiant exposure on the beamlets, (rows, columns, ...): mm² times its unit."""
        return np.asarray(self.matrix @ self.spread(exposure))

    def stamp(self, beam: Beam, x_mm: float = 0.0, y_mm: float = 0.0) -> Floats:
        """Radiant exposure over the incident fluence on the beamlets, (rows, columns), of one straight pulse with its axis at (x, y).

        In a periodic field the stamp repeats too.
        """
        if beam.tilt_deg != 0:
            raise BadInput("tilt_deg", beam.tilt_deg, "0: beamlets go straight down")
        axes, whole = [], []
        for size, count, centre in zip((self.field.height_mm, self.field.width_mm), self.shape, (y_mm, x_mm), strict=True):
            step = size / (count * WITHIN)
            apart = (np.arange(count * WITHIN) + 0.5) * step - size / 2 - centre
            axes.append(apart - size * np.round(apart / size) if self.field.edge == "periodic" else apart)
            most = int(beam.reach_mm / step) + 2
            whole.append((np.arange(-most, most) + (apart[0] / step) % 1) * step)
        fine, unbounded = (beam.relative(np.hypot(y[:, None], x[None, :])) for y, x in (axes, whole))
        rows, columns = self.shape
        point_mm2 = math.prod(self.beamlet_mm) / WITHIN**2
        energy = beam.area_mm2 / (unbounded.sum() * point_mm2)  # sampled at points, the spot is a little too large or too small
        return np.asarray(fine.reshape(rows, WITHIN, columns, WITHIN).mean(axis=(1, 3)) * energy)

    def by_dot(self, absorbed: Floats) -> Floats:
        """The dots' part, (dots, ...), of what `absorbed` gives."""
        return absorbed[: self.dots]

    def by_hair(self, absorbed: Floats) -> Floats:
        """The hair parts', (3, hairs, ...): shafts, bulges, bulbs."""
        return absorbed[self.dots : self.dots + 3 * self.hairs].reshape(3, self.hairs, *absorbed.shape[1:])

    def by_patch(self, absorbed: Floats) -> Floats:
        """The epidermis', (rows, columns, ...), a patch an entry."""
        return absorbed[self.dots + 3 * self.hairs :].reshape(*self.patches, *absorbed.shape[1:])


def influence(
    stack: Stack,
    field: Field,
    photons: int,
    seed: int = 1,
    *,
    dots: Dots | None = None,
    hairs: Hairs | None = None,
    epidermis: bool = True,
    beamlet_mm: float = BEAMLET_MM,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Influence:
    """Launch ``photons`` evenly over ``field`` and count what each site takes from each beamlet.

    ``epidermis`` counts the absorption of the first layer in patches of about 1 mm. About 1000 photons a mm² of field give 3 % a dot
    under any stamp; ``near_error`` tells. Beamlets are made slightly smaller than ``beamlet_mm`` so that eight by eight of them fill the
    field. The answer depends on ``seed`` and ``photons`` only. Raises `BadInput` as `simulate` does, and for too large a table.
    """
    photons, seed, threads = whole("photons", photons, BATCHES, 10**15), whole("seed", seed, 0, 2**64 - 1), thread_count(threads)
    if not 0 < real("beamlet_mm", beamlet_mm) <= min(field.width_mm, field.height_mm) / COARSE[-1]:
        raise BadInput("beamlet_mm", beamlet_mm, "above 0, at most an eighth of the field")
    scene = prepare(stack, None, dots, hairs, field, np.array([0.0, min(1.0, float(stack.walls_mm[-1]))]), np.array([0.0, 1.0]))
    tags = Tags(scene, field, _rows(field.height_mm, beamlet_mm), _rows(field.width_mm, beamlet_mm), dots, hairs, epidermis)
    started = time.perf_counter()
    counts = np.full(BATCHES, photons // BATCHES) + (np.arange(BATCHES) < photons % BATCHES)
    sums, probes = Sums(counts.astype(np.float64)), Sums(counts.astype(np.float64))
    total = np.zeros((tags.sites, tags.entries))

    def fly(batch: int, watch: npt.NDArray[np.int64]) -> tuple[Batch, Floats]:
        return tags.fly(int(counts[batch]), seed, batch, watch)

    for number, (batch, table) in enumerate(in_order(fly, counts, threads, progress, waiting=0)):
        sums.add(number, batch)
        near = table[:, : tags.near].sum(axis=1)
        probes.add(number, Batch(*(np.zeros(1),) * 2, np.stack([table.sum(axis=1), near]), *(np.zeros((1, 1)),) * 3))
        total += table
        del batch, table  # a table may be large, and the next batch begins before this loop's next turn
    sums.balance(scene.specular)
    mean, error = probes.mean("energy"), probes.error("energy")
    relative = np.divide(error, mean, out=np.full_like(mean, np.nan), where=mean > 0)
    return Influence(
        field, tags.shape, dots.count if dots else 0, hairs.count if hairs else 0, tags.patches, tags.matrix(total, photons),
        relative[0], relative[1], photons, seed, time.perf_counter() - started,
    )  # fmt: skip


def _rows(size_mm: float, beamlet_mm: float) -> int:
    """Beamlets along a side: a whole number of the largest blocks."""
    return COARSE[-1] * int(np.ceil(size_mm / beamlet_mm / COARSE[-1] - 1e-9))


class Tags:
    """The table of sites and beamlets, and how batches fill it."""

    def __init__(
        self, scene: Scene, field: Field, rows: int, columns: int, dots: Dots | None, hairs: Hairs | None, epidermis: bool
    ) -> None:
        self.scene, self.field, self.shape = scene, field, (rows, columns)
        self.patches = (rows // SKIN_BEAMLETS, columns // SKIN_BEAMLETS) if epidermis else (0, 0)
        self.home = np.concatenate([self._objects_home(dots, hairs), self._patches_home()])
        self.sites = len(self.home)
        self.sides = [2 * reach + 1 for reach in REACH]
        self.entries = sum(side**2 for side in self.sides) + 1
        self.near = sum(side**2 for side in self.sides[:NEAR_LEVELS])
        if self.sites * self.entries > MOST_ENTRIES:
            raise BadInput("field", self.sites, f"at most {MOST_ENTRIES // self.entries} dots, hair parts and patches at once")

    def _objects_home(self, dots: Dots | None, hairs: Hairs | None) -> npt.NDArray[np.int32]:
        places = [np.stack([dots.x_mm, dots.y_mm], axis=1)] if dots else []
        if hairs:
            exits, way = np.stack([hairs.x_mm, hairs.y_mm], axis=1), hairs.direction[:, :2]
            middle = (hairs.bulge_from_mm + hairs.bulge_to_mm) / 2
            places += [exits, exits + way * middle[:, None], hairs.bulb_mm[:, :2]]
        place = np.concatenate(places) if places else np.zeros((0, 2))
        size = np.array([self.field.width_mm, self.field.height_mm])
        number = np.array(self.shape[::-1])
        home = np.floor((place / size + 0.5) * number).astype(np.int64)
        return np.asarray(home % number if self.field.edge == "periodic" else np.clip(home, 0, number - 1), dtype=np.int32)

    def _patches_home(self) -> npt.NDArray[np.int32]:
        row, column = np.divmod(np.arange(self.patches[0] * self.patches[1]), max(1, self.patches[1]))
        return (np.stack([column, row], axis=1) * SKIN_BEAMLETS + SKIN_BEAMLETS // 2).astype(np.int32)

    def fly(self, photons: int, seed: int, batch: int, watch: npt.NDArray[np.int64], *, tagged: bool = True) -> tuple[Batch, Floats]:
        """Fly one batch over all beamlets in rows, so that the table is met in order; untagged, sites are counted without beamlets."""
        scene, (rows, columns) = self.scene, self.shape
        width, height = self.field.width_mm / columns, self.field.height_mm / rows
        x, y = np.meshgrid((np.arange(columns) + 0.5) * width, (np.arange(rows) + 0.5) * height)
        centre = np.stack([x.ravel(), y.ravel()], axis=1) - np.array(self.field.half_mm)
        source: Source = scene.source._replace(
            shape=SQUARE, radius_mm=width / 2, stretch=height / width,
            place=np.ascontiguousarray(centre), begin=first_share(seed, batch),
        )  # fmt: skip
        depths, radii = scene.counting.shape
        out = Out(np.zeros(TOTALS), np.zeros(len(scene.pieces.layer)), np.zeros((3, radii)), np.zeros((2, ANGLE_CELLS)))
        fluence, energy, table = np.zeros(depths * radii), np.zeros(scene.sites), np.zeros((self.sites, self.entries))
        beamlets = self._beamlets(table) if tagged else None
        walk(
            photons, lane_streams(seed, batch), scene.medium, source, False, np.float32(ROULETTE_BELOW), scene.half(),
            scene.counting.kernel(), scene.cells.kernel(), fluence, None, self._objects(), energy, beamlets, None, watch, out,
        )  # fmt: skip
        return scene.batch(out, energy, fluence, photons), table * scene.scale

    def _objects(self) -> Objects:
        return self.scene.objects if self.scene.objects is not None else no_objects(self.scene.cells)

    def _beamlets(self, table: Floats) -> Beamlets:
        rows, columns = self.shape
        skin = np.array(self.patches[::-1], np.int32)
        per_mm = skin / np.array([self.field.width_mm, self.field.height_mm])
        last = int((self.scene.pieces.layer == 0).sum()) - 1 if self.patches[0] else -1
        periodic = self.field.edge == "periodic"
        shifts = [step.bit_length() - 1 for step in COARSE]
        size, shift, reach = (np.array(each, np.int32) for each in ((columns, rows), shifts, REACH))
        return Beamlets(self.home, size, shift, reach, table, skin, per_mm, last, periodic)

    def matrix(self, total: Floats, photons: int) -> csr_array:
        """Bring the windows around each site into columns that all sites share."""
        from scipy.sparse import csr_array  # half a second to import

        area = self.field.width_mm * self.field.height_mm
        kept = [self._columns(total, slice(begin, begin + CHUNK)) for begin in range(0, self.sites, CHUNK)]
        counts, columns, values = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        last = sum((self.shape[0] // step) * (self.shape[1] // step) for step in COARSE)
        start = np.concatenate([[0], np.cumsum(counts)])
        matrix = csr_array(((values * (area / photons)).astype(np.float32), columns, start), shape=(self.sites, last + 1))
        matrix.sum_duplicates()
        return matrix

    def _columns(self, total: Floats, sites: slice) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Floats]:
        """How many entries each of some sites has, their columns, and what was counted in them."""
        home, counted, first = self.home[sites], total[sites], 0
        columns = []
        for step, reach, side in zip(COARSE, REACH, self.sides, strict=True):
            rows, wide = self.shape[0] // step, self.shape[1] // step
            dy, dx = np.divmod(np.arange(side * side), side)
            x, y = home[:, :1] // step + dx - reach, home[:, 1:] // step + dy - reach
            columns.append(first + (y % rows) * wide + x % wide)
            first += rows * wide
        column = np.concatenate([*columns, np.full((len(home), 1), first)], axis=1).astype(np.int32)
        kept = counted > 0
        return kept.sum(axis=1), column[kept], counted[kept]
