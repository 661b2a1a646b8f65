"""Lay stamps over a region: cover its edges, and touch nothing that is to be kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.stamps.lattice import Lattice, Pattern, lattice_of
from unstipple.stamps.layout import SECONDS_PER_MINUTE
from unstipple.stamps.outline import Outline
from unstipple.stamps.region import KeepOut, Region, Why
from unstipple.stamps.rows import to_and_fro

Array = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Round stamps of diameter ``spot_mm`` laid over ``region``, in the order of walking to and fro.

    ``centres_mm`` (n, 2) in mm. ``places`` (n, 2) are their steps on ``lattice`` (along the row, row), ``parts`` (n,) the outline of the
    region that each belongs to. ``left_out`` says how many stamps of the full pattern were left out for which reason. One pulse fires
    ``beams_per_pulse`` of them: 1 but for the fractional pattern.
    """

    region: Region
    pattern: Pattern
    spot_mm: float
    overlap: float
    lattice: Lattice
    centres_mm: Array
    places: Places
    parts: Places
    left_out: tuple[tuple[Why, int], ...]
    beams_per_pulse: int = 1

    @property
    def pitch_mm(self) -> float:
        """Distance between neighbouring centres in mm."""
        return self.lattice.pitch_mm

    @property
    def pulses(self) -> int:
        """Pulses of one pass."""
        return math.ceil(len(self.centres_mm) / self.beams_per_pulse)

    def minutes(self, rate_hz: float, passes: int = 1) -> float:
        """Time at the handpiece in minutes at ``rate_hz`` pulses a second, with the share of time that the laser really fires."""
        check_rate(rate_hz)
        if passes < 1:
            raise BadInput("passes", passes, "1 or more")
        return self.pulses * passes / (rate_hz * number("practice.duty")) / SECONDS_PER_MINUTE


def lay(
    region: Region,
    spot_mm: float,
    overlap: float,
    pattern: Pattern = "hexagonal",
    *,
    coverage: float | None = None,
    beams_per_pulse: int = 1,
) -> Laid:
    """Lay one pass of stamps over a region.

    A stamp is laid if its cell of the lattice (the skin that is nearest to its centre) and its disc meet the region, so that the edges are
    covered, unless its disc would touch a keep-out with its border.

    Parameters
    ----------
    region : what to cover, in mm.
    spot_mm : diameter of a stamp in mm; of one microbeam with ``fractional``.
    overlap : share of the diameter that neighbours share, 0 or more and below 1; 0 with ``fractional``.
    pattern : ``"hexagonal"`` (staggered rows), ``"rows"`` (a square grid), or ``"fractional"``: microbeams apart from each other in
        staggered rows, one for each place inside the region. It is a layout for virtual trials only, and no advice to treat so.
    coverage : share of the skin under the microbeams, above 0 and at most 0.907; ``fractional`` alone.
    beams_per_pulse : microbeams that one pulse fires; ``fractional`` alone.
    """
    lattice = lattice_of(pattern, spot_mm, overlap, coverage)
    if beams_per_pulse < 1 or (pattern != "fractional" and beams_per_pulse != 1):
        raise BadInput("beams_per_pulse", beams_per_pulse, "1; with the fractional pattern 1 or more")
    low, high = region.box_mm
    places = lattice.over(*(float(each) for each in high - low))
    centres = lattice.centres_mm(places) + (low + high) / 2
    parts = _parts(region, lattice, centres, spot_mm, whole_cells=pattern != "fractional")
    wanted = parts >= 0
    places, centres, parts = places[wanted], centres[wanted], parts[wanted]
    barred, left_out = _barred(region.keep_out, centres, spot_mm)
    free = np.flatnonzero(~barred)
    order = free[to_and_fro(parts[free], places[free, 1], centres[free, 0])]
    return Laid(region, pattern, spot_mm, overlap, lattice, centres[order], places[order], parts[order], left_out, beams_per_pulse)


def check_rate(rate_hz: float) -> None:
    """Raise `BadInput` unless the pulse rate is a finite number above 0."""
    if not (math.isfinite(rate_hz) and rate_hz > 0):
        raise BadInput("rate_hz", rate_hz, "a finite number above 0")


def _parts(region: Region, lattice: Lattice, centres_mm: Array, spot_mm: float, whole_cells: bool) -> Places:
    """The first outline (n,) that each place is needed for; -1 where it is needed for none."""
    parts = np.full(len(centres_mm), -1, dtype=np.intp)
    for part, outline in enumerate(region.outlines):
        open_ones = np.flatnonzero(parts < 0)
        here = centres_mm[open_ones]
        needed = _needed(outline, lattice, here, spot_mm) if whole_cells else outline.contains(here)
        parts[open_ones[needed]] = part
    return parts


def _needed(outline: Outline, lattice: Lattice, centres_mm: Array, spot_mm: float) -> NDArray[np.bool_]:
    near = outline.away_mm(centres_mm) <= spot_mm / 2
    near[near] = outline.meets_cells(centres_mm[near], lattice.normals, lattice.pitch_mm / 2)
    return near


def _barred(keep_out: tuple[KeepOut, ...], centres_mm: Array, spot_mm: float) -> tuple[NDArray[np.bool_], tuple[tuple[Why, int], ...]]:
    """Which stamps (n,) touch a keep-out, and how many for each reason; one that touches two counts for the first."""
    barred, counts = np.zeros(len(centres_mm), dtype=bool), dict[Why, int]()
    for keep in keep_out:
        touched = keep.touched(centres_mm, spot_mm) & ~barred
        counts[keep.why] = counts.get(keep.why, 0) + int(touched.sum())
        barred |= touched
    return barred, tuple(counts.items())
