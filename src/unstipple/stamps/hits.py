"""How often each dot is hit by a layout, as a hand really lays it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.stamps.lay import Laid
from unstipple.stamps.placement import hand_normals, misplaced, placement_sd_mm

Array = NDArray[np.float64]
Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What one pass does to the dots, per draw, each (draw,): shares missed and hit twice or more, and the mean number of hits."""

    missed: Array
    twice_or_more: Array
    mean_hits: Array

    @property
    def once(self) -> Array:
        """Share of the dots (draw,) that are hit exactly once."""
        return 1 - self.missed - self.twice_or_more


def hits(centres_mm: Array, points_mm: Array, spot_mm: float) -> Counts:
    """Stamps over each point (m,), for stamps of diameter ``spot_mm`` about ``centres_mm`` (n, 2) and ``points_mm`` (m, 2), all in mm."""
    for field, given in (("centres_mm", centres_mm), ("points_mm", points_mm)):
        if given.ndim != 2 or given.shape[1] != 2 or not np.isfinite(given).all():
            raise BadInput(field, f"shape {given.shape}", "finite (n, 2) in mm")
    if not (math.isfinite(spot_mm) and spot_mm > 0):
        raise BadInput("spot_mm", spot_mm, "a finite number above 0")
    if not len(centres_mm) or not len(points_mm):
        return np.zeros(len(points_mm), dtype=np.intp)
    found = cKDTree(centres_mm).query_ball_point(points_mm, spot_mm / 2, return_length=True)
    return np.asarray(found, dtype=np.intp)


def coverage(laid: Laid, points_mm: Array, draws: Draws) -> Coverage:
    """How often the dots at ``points_mm`` (m, 2) in mm are hit in one pass, draw by draw, with the hand's error of that draw.

    Where no dots are known, `Region.spread_points` gives points instead. Raises `BadInput` for no points at all.
    """
    if not len(points_mm):
        raise BadInput("points_mm", "none", "at least one point in mm")
    sds = placement_sd_mm(laid, draws)
    landed = (misplaced(laid, hand_normals(laid, draws, draw), float(sd)) for draw, sd in enumerate(sds))
    missed, twice_or_more, mean = zip(*(_summary(hits(centres, points_mm, laid.spot_mm)) for centres in landed), strict=True)
    return Coverage(np.array(missed), np.array(twice_or_more), np.array(mean))


def _summary(counts: Counts) -> tuple[float, float, float]:
    return float((counts == 0).mean()), float((counts >= 2).mean()), float(counts.mean())
