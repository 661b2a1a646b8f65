"""Zones as photographs show them: drawn by the clinician or by the program, joined over the views of one head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unstipple.consult import CaseFile, ZoneAnswers
from unstipple.errors import BadInput, UnknownName
from unstipple.photo import Look, Region, RegionView, area_of, join_views, regular_zones, zone_statistics
from unstipple.plan import Target
from unstipple.rules import Finding
from unstipple.scalp import Polygon, Zone

MAIN = "main"
HAIR_BEARING = ("miniaturised", "terminal")


@dataclass(frozen=True, slots=True)
class Seen:
    """One zone on one view; ``answers`` is what the case file says of it."""

    zone: Zone
    answers: ZoneAnswers | None
    view: str


def zones_seen(case: CaseFile, look: Look, views: Mapping[str, Look]) -> tuple[list[tuple[Target, ZoneAnswers | None]], list[Finding]]:
    """Targets with the answers about them, and findings: views that disagree, marks to examine.

    Zones with the same region are one target, counted once from the view that faces it best. Raises `UnknownName` for a zone or view that
    the case names and nobody drew.
    """
    looks = {MAIN: look, **views}
    drawn = _drawn(case, looks)
    by_region: dict[str, list[Seen]] = {}
    for one in drawn:
        by_region.setdefault(_region(one), []).append(one)
    regions = join_views(
        RegionView(name, one.zone.name, area_of(looks[one.view], one.zone.polygon_px), zone_statistics(looks[one.view], one.zone))
        for name, group in by_region.items()
        for one in group
    )
    found = [_target(region, by_region[region.name]) for region in regions]
    return found, [*_disagreeing(regions), *_marked(drawn, looks)]


def _region(one: Seen) -> str:
    return (one.answers.region if one.answers else None) or one.zone.name


def _drawn(case: CaseFile, looks: Mapping[str, Look]) -> list[Seen]:
    for zone in case.zone:
        if zone.view is not None and zone.view not in looks:
            raise UnknownName("zone.view", zone.view, set(looks), "case.toml")
        if zone.view not in (None, MAIN) and not zone.polygon_px:
            raise BadInput(f"zone.{zone.name}.polygon_px", None, "an outline in pixels of the view that the zone names", "case.toml")
    by_name = {zone.name: zone for zone in case.zone}
    outlined = [zone for zone in case.zone if zone.polygon_px]
    seen = [Seen(_outlined(zone, looks[zone.view or MAIN]), zone, zone.view or MAIN) for zone in outlined]
    if not any(one.view == MAIN for one in seen):
        seen = [Seen(zone, by_name.get(zone.name), MAIN) for zone in regular_zones(looks[MAIN])] + seen
    for name in by_name:
        if name not in {one.zone.name for one in seen}:
            raise UnknownName("zone.name", name, {one.zone.name for one in seen}, "case.toml")
    return seen


def _outlined(answers: ZoneAnswers, look: Look) -> Zone:
    polygon = Polygon(answers.polygon_px or ())
    return Zone(answers.name, polygon, area_of(look, polygon).cm2, answers.label or answers.name, answers.confirmed)


def _target(region: Region, group: list[Seen]) -> tuple[Target, ZoneAnswers | None]:
    best = next(one for one in group if one.zone.name == region.view)
    said = [one.answers for one in group if one.answers]
    held, area = region.pigment, region.area
    target = Target(
        zone=best.zone.name,
        label=(best.answers.label if best.answers else None) or region.name,
        area_cm2=area.cm2,
        hair_bearing=bears_hair(said),
        thin_hair=thin_hair(said),
        density_per_cm2=held.density_per_cm2,
        load_od_mm2_per_cm2=held.load_od_mm2_per_cm2,
        dots=held.dots,
        confirmed=bool(said) and len(said) == len(group) and all(answers.confirmed for answers in said),
        polygon_px=tuple((float(x), float(y)) for x, y in best.zone.polygon_px.vertices) if best.view == MAIN else (),
        area_low_cm2=round(area.low_cm2, 2),
        area_high_cm2=round(area.high_cm2, 2),
        seen_in=tuple(one.view for one in group),
    )
    return target, _strictest(said)


def bears_hair(said: list[ZoneAnswers]) -> bool:
    """Whether a zone bears hair, or nobody was asked: what is not known to be bald is treated as hair."""
    return not said or any(answers.hair is None or answers.hair in HAIR_BEARING for answers in said)


def thin_hair(said: list[ZoneAnswers]) -> bool:
    """Whether any hair of a zone is miniaturised: its bulbs lie shallower, so that they get more light."""
    return any(answers.hair == "miniaturised" for answers in said)


def _strictest(said: list[ZoneAnswers]) -> ZoneAnswers | None:
    """Of several answers about one region the one that keeps most: hair to keep, then not to be treated."""
    return max(said, key=lambda one: (one.keep_hair or one.hair in ("transplanted", "donor"), not one.treat), default=None)


def _disagreeing(regions: tuple[Region, ...]) -> list[Finding]:
    found = []
    for region in regions:
        if not region.agrees:
            told = {"zone": region.name, "views": ", ".join(region.seen_in), "by": region.disagreement}
            found.append(Finding("views-disagree", "caution", ("design",), told))
    return found


def _marked(drawn: list[Seen], looks: Mapping[str, Look]) -> list[Finding]:
    """Marks on the skin inside the zones: somebody examines them before any light falls there."""
    found = []
    for one in drawn:
        skin = looks[one.view].skin
        inside = [mark for mark in skin.marks if one.zone.polygon_px.contains([mark.x_px], [mark.y_px])[0]] if skin else []
        if inside:
            found.append(Finding("mark-seen", "caution", ("design",), {"zone": one.zone.region, "marks": len(inside)}))
    return found
