"""Where the stamps of a visit go on each zone: kept-out places with their borders, walking order, and what a hand misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.photo import Look
from unstipple.plan import Target, ZoneDots, ZonePlan
from unstipple.stamps import Coverage, KeepOut, Region, Walk, Why, coverage, lay, walk

Array = NDArray[np.float64]
POINT_COUNT = 1000
"""Dots, or points where no dots are known, on which hits are counted."""
MM_PER_M_COUNT = 1000
HAND_COUNT = 50
"""Draws of the hand's error."""
BORDERS: dict[Why, str] = {
    "hair-to-keep": "stamps.border_hair_mm", "lesion": "stamps.border_lesion_mm", "scar": "stamps.border_scar_mm",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ZoneLayout:
    """One pass of the first treatment over a zone.

    ``centres_mm`` (n, 2) of the stamps in the order of firing; ``pulses`` of a pass; ``minutes`` of a visit's laser time; ``path_m`` of the
    handpiece; ``neighbours_s`` shortest time between stamps that touch, infinite where none do; ``missed`` and ``twice`` (hand draw,)
    shares of the dots hit by no stamp of a pass and by two or more; ``never`` (hand draw,) share hit in none of ``visits`` visits, each
    laid anew; ``kept_out`` the share of the zone that is kept free; ``mapped`` says that the outline is the one on the photograph, and
    ``real_dots`` that the dots are.
    """

    zone: str
    centres_mm: Array
    pulses: int
    minutes: float
    path_m: float
    neighbours_s: float
    missed: Array
    twice: Array
    never: Array
    visits: int
    kept_out: float
    mapped: bool
    real_dots: bool


def layouts(
    case: CaseFile, plans: Sequence[ZonePlan], dots: Sequence[ZoneDots], look: Look | None, visits: int, seed: int
) -> tuple[ZoneLayout, ...]:
    """The layout of every zone of a plan; ``dots`` as in the plan's light, ``visits`` treatments planned.

    Raises `BadInput` for a kept-out place without a photograph, one that is no outline, and where nothing is left of a zone.
    """
    keep = _kept_out(case, look)
    by_zone = {each.target.zone: each for each in dots}
    return tuple(_layout(plan, by_zone.get(plan.target.zone), look, keep, visits, seed) for plan in plans)


def _layout(
    plan: ZonePlan, dots: ZoneDots | None, look: Look | None, keep: tuple[KeepOut, ...], visits: int, seed: int
) -> ZoneLayout:  # fmt: skip
    target, setting, stamps = plan.target, plan.setting, plan.stamps
    region, mapped = _region(target, look, keep)
    laid = lay(region, setting.spot_mm, stamps.overlap)
    if not len(laid.centres_mm):
        raise BadInput("keep_out", target.label, "places that leave some of each zone to be treated free, borders included", "case.toml")
    way: Walk = walk(laid, "skipping")
    points, real = _points(region, dots if mapped else None)
    hit: Coverage = coverage(laid, points, Draws(HAND_COUNT, seed))
    return ZoneLayout(
        target.zone, laid.centres_mm[way.order], laid.pulses, laid.minutes(setting.rate_hz, stamps.passes), way.path_mm / MM_PER_M_COUNT,
        way.neighbours_s(setting.rate_hz), hit.missed, hit.twice_or_more, hit.missed ** max(visits, 1), visits, _share_kept_out(region),
        mapped, real,
    )  # fmt: skip


def _region(target: Target, look: Look | None, keep: tuple[KeepOut, ...]) -> tuple[Region, bool]:
    """The zone as it was drawn, flattened at the photograph's typical scale; a square of its area where nobody drew it, or it cannot be."""
    if look is not None and target.polygon_px and look.mm_per_px > 0:
        corners = np.array(target.polygon_px) * look.mm_per_px
        try:
            return Region([corners], keep), True
        except BadInput:
            pass  # sides that cross: the zone's area is known all the same
    return Region.of_area(target.area_cm2), False


def _points(region: Region, dots: ZoneDots | None) -> tuple[Array, bool]:
    """Dots to be treated where the photograph has them, else points all over the zone."""
    if dots is not None and dots.places_mm is not None:
        inside = dots.places_mm[region.contains(dots.places_mm)]
        if len(inside):
            return inside[:: max(len(inside) // POINT_COUNT, 1)], True
    try:
        return region.spread_points(POINT_COUNT), False
    except BadInput:
        raise BadInput("keep_out", "every part of a zone", "places that leave some of each zone to be treated free", "case.toml") from None


def _share_kept_out(region: Region) -> float:
    """Share of the zone's skin that is kept free of stamps."""
    if not region.keep_out:
        return 0.0
    points = Region(region.outlines).spread_points(POINT_COUNT)
    return float(1 - region.contains(points).mean())


def _kept_out(case: CaseFile, look: Look | None) -> tuple[KeepOut, ...]:
    """Places that the case keeps free, and zones whose hair is to be kept, with their borders."""
    if case.keep_out and (look is None or look.mm_per_px <= 0):
        raise BadInput("keep_out", len(case.keep_out), "a photograph with a scale, since places are drawn on it", "case.toml")
    if look is None or look.mm_per_px <= 0:
        return ()
    found = []
    for place, each in enumerate(case.keep_out, 1):
        border = number(BORDERS[each.why]) if each.border_mm is None else each.border_mm
        try:
            found.append(KeepOut(np.array(each.polygon_px) * look.mm_per_px, border, each.why))
        except BadInput:
            raise BadInput(f"keep_out {place}", each.polygon_px, "three corners or more whose sides do not cross", "case.toml") from None
    kept = [zone for zone in case.zone if (zone.keep_hair or zone.hair in ("transplanted", "donor")) and zone.view in (None, "main")]
    for zone in kept:
        if zone.polygon_px and len(zone.polygon_px) > 2:
            # the box of corners of an outline whose sides cross still keeps the hair
            corners = np.array(zone.polygon_px) * look.mm_per_px
            found.append(_keeping(corners, number(BORDERS["hair-to-keep"])))
    return tuple(found)


def _keeping(corners_mm: Array, border_mm: float) -> KeepOut:
    """A place with hair to keep; where its outline cannot be used, the box round its corners."""
    try:
        return KeepOut(corners_mm, border_mm, "hair-to-keep")
    except BadInput:
        (left, top), (right, bottom) = corners_mm.min(axis=0), corners_mm.max(axis=0)
        return KeepOut(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), border_mm, "hair-to-keep")
