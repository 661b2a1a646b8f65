"""Inside a large field: what share of the dots one pass misses, hits once, and hits more than once.

A dot lies anywhere in the cell of a lattice of stamps, each of which lands off its place by a normal error, independent of the others. The
chance that one stamp covers the dot is a noncentral chi-squared probability; the number of hits is the sum of such chances; the mean over
the cell gives the shares, without chance numbers. All lengths count in spot diameters, so the spot size does not matter.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import chndtr

from unstipple.errors import BadInput
from unstipple.evidence import Draws, kept
from unstipple.stamps.lattice import Lattice, Pattern, lattice_of
from unstipple.stamps.placement import PLACEMENT

Array = NDArray[np.float64]

POINT_COUNT = (2584, 1597)
"""So many points over a cell, and the step between them: neighbouring Fibonacci numbers fill it most evenly."""
FINE_POINT_COUNT = (75025, 46368)
"""The same for a hand that errs less than those points lie apart, where a stamp's edge is sharp."""
SD_STEP_COUNT = 200
DISTANCE_COUNT = 1024
REACH_SD_COUNT = 6
KEPT_COUNT = 64
SHARES_COUNT = 4096
TOLERANCE = 1e-4
"""An error below this share of the spot changes nothing that the points over a cell can see."""


@lru_cache(maxsize=SHARES_COUNT)
def shares_of_hits(overlap: float, sd_share: float, pattern: Pattern = "hexagonal") -> Array:
    """Shares (3,) of the dots inside a large field that one pass misses, hits once, and hits more than once; read-only.

    ``overlap`` is the share of the spot diameter that neighbours share; ``sd_share`` the standard deviation of the hand's error in each
    direction over the spot diameter. Raises `BadInput` for the fractional pattern, and for numbers outside their range.
    """
    if pattern == "fractional":
        raise BadInput("pattern", pattern, "hexagonal or rows")
    if not 0 <= sd_share < 1:
        raise BadInput("sd_share", sd_share, "0 or more and below 1")
    lattice = lattice_of(pattern, 1, overlap)
    count, step = POINT_COUNT if sd_share**2 * POINT_COUNT[0] > 1 else FINE_POINT_COUNT
    none, one = np.ones(count), np.zeros(count)
    for away in _distances(lattice, 0.5 + REACH_SD_COUNT * sd_share, count, step):
        chance = _covered(away, sd_share)
        one = one * (1 - chance) + none * chance
        none = none * (1 - chance)
    missed, once = float(none.mean()), float(one.mean())
    shares = np.array([missed, once, max(1 - missed - once, 0)])
    shares.setflags(write=False)
    return shares


@kept(KEPT_COUNT)
def hit_shares(overlap: float, draws: Draws, pattern: Pattern = "hexagonal") -> Array:
    """Shares (draw, 3) of the dots inside a large field that one pass misses, hits once, and hits more than once; read-only.

    The hand's error of each draw is that of evidence ``stamps.placement_sd_share``, a share of the spot diameter, so the spot size does not
    matter. Edges and keep-outs are left aside; `coverage` counts them.
    """
    sds = draws.of(PLACEMENT)
    first, last = math.floor(sds.min() * SD_STEP_COUNT), math.ceil(sds.max() * SD_STEP_COUNT)
    knots = np.arange(first, last + 1) / SD_STEP_COUNT
    at_knots = np.array([shares_of_hits(overlap, float(sd), pattern) for sd in knots])
    shares = np.column_stack([np.interp(sds, knots, column) for column in at_knots.T])
    shares.setflags(write=False)
    return shares


def _distances(lattice: Lattice, reach: float, count: int, step: int) -> list[Array]:
    """For each place that can matter, its distances (points,) from points all over one cell, in spot diameters."""
    nth = np.arange(count) + 0.5
    along, across = nth / count, nth * step / count % 1
    slant = 0.5 if lattice.staggered else 0
    x, y = (along + across * slant) * lattice.pitch_mm, across * lattice.rows_apart_mm
    wide = 2 * (reach + 2 * lattice.pitch_mm)
    centres = lattice.centres_mm(lattice.over(wide, wide))
    all_of_them = (np.hypot(x - cx, y - cy) for cx, cy in centres)
    return [away for away in all_of_them if away.min() <= reach]


def _covered(away: Array, sd_share: float) -> Array:
    """Chance that a stamp whose place is ``away`` spot diameters from a dot covers it."""
    if sd_share < TOLERANCE:
        return (away <= 0.5).astype(np.float64)
    knots = np.linspace(max(0.5 - REACH_SD_COUNT * sd_share, 0), 0.5 + REACH_SD_COUNT * sd_share, DISTANCE_COUNT)
    return np.interp(away, knots, chndtr((0.5 / sd_share) ** 2, 2, (knots / sd_share) ** 2))
