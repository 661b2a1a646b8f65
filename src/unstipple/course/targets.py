"""Zones of the photograph and zones of the case file, joined into what is to be treated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from unstipple.consult import CaseFile, ZoneAnswers
from unstipple.course.confirmation import confirmation_doubts
from unstipple.course.seen_zones import bears_hair, thin_hair, zones_seen
from unstipple.errors import BadInput, UnknownName
from unstipple.evidence import number, value
from unstipple.photo import Look
from unstipple.plan import Target
from unstipple.rules import Finding

KEEP_OUT = ("transplanted", "donor")


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be treated, what is left out and why (zone label to code), and findings about the zones."""

    treat: tuple[Target, ...]
    left_out: dict[str, str]
    findings: tuple[Finding, ...]


def targets(case: CaseFile, look: Look | None, views: Mapping[str, Look] | None = None) -> Targets:
    """All zones of a case, from its photograph and the further ``views`` by name.

    Raises `BadInput` when there is neither a photograph nor a zone with an area.
    """
    drawn, seen = zones_seen(case, look, views or {}) if look else (_by_hand(case), [])
    _known_goal(case, [target for target, _ in drawn])
    doubts = confirmation_doubts(case, look) if look else ()
    treat: list[Target] = []
    left_out: dict[str, str] = {}
    for target, answers in drawn:
        reason = _left_out(target, answers, case)
        if reason:
            left_out[target.label] = reason
        else:
            treat.append(replace(target, photo_counts=target.confirmed and look is not None and not doubts))
    return Targets(tuple(treat), left_out, (*_findings(treat, left_out), *seen, *doubts))


def _known_goal(case: CaseFile, drawn: list[Target]) -> None:
    known = {name for target in drawn for name in (target.zone, target.label)}
    for name in case.goal.zones:
        if name not in known:
            raise UnknownName("goal.zones", name, known, "case.toml")


def _left_out(target: Target, answers: ZoneAnswers | None, case: CaseFile) -> str | None:
    if answers and (answers.keep_hair or answers.hair in KEEP_OUT):
        return "hair-to-keep"
    if answers and not answers.treat:
        return "not-wanted"
    if case.goal.zones and target.zone not in case.goal.zones and target.label not in case.goal.zones:
        return "not-in-goal"
    if target.density_per_cm2 is not None and target.density_per_cm2 < number("goal.present_density_per_cm2"):
        return "no-pigment-seen"
    return None


def _findings(treat: list[Target], left_out: dict[str, str]) -> tuple[Finding, ...]:
    unconfirmed = [target.label for target in treat if not target.confirmed]
    found = []
    if unconfirmed:
        found.append(Finding("zones-unconfirmed", "caution", ("design",), {"zones": ", ".join(unconfirmed)}))
    if not treat:
        said = ", ".join(f"{zone} ({code})" for zone, code in left_out.items()) or "no zone"
        found.append(Finding("empty-target", "stop", value("goal.present_density_per_cm2").sources, {"zones": said}, absolute=True))
    return tuple(found)


def _by_hand(case: CaseFile) -> list[tuple[Target, ZoneAnswers | None]]:
    if not case.zone:
        raise BadInput("zone", [], "without a photograph, at least one [[zone]] with a name and area_cm2", "case.toml")
    found: list[tuple[Target, ZoneAnswers | None]] = []
    for zone in case.zone:
        if zone.area_cm2 is None:
            raise BadInput(f"zone.{zone.name}.area_cm2", None, "an area in cm² for every zone when no photograph is used", "case.toml")
        target = Target(
            zone.name,
            zone.label or zone.name,
            zone.area_cm2,
            bears_hair([zone]),
            confirmed=zone.confirmed,
            thin_hair=thin_hair([zone]),
        )
        found.append((target, zone))
    return found
