"""Who is treated, what they hope for, and how much of the scalp it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import pi

from unstipple.consult import CaseFile
from unstipple.device import spot_area_cm2
from unstipple.evidence import number
from unstipple.rules.classes import named
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

ADULT = "screening.adult_years"
LARGE = "practice.cream_field_cm2"


@rule("under-age", "stop", absolute=True, limits=(ADULT,), asks=("patient.age_years",))
def under_age(case: CaseFile, today: date) -> Finding | None:
    """Nobody under age is planned: there is no evidence, and removal can wait."""
    return under_age.finding(age=case.patient.age_years, adult=round(number(ADULT))) if case.patient.age_years < number(ADULT) else None


@rule("distress", "caution", who="physician", sources=("memory",), asks=("history.distress",))
def distress(case: CaseFile, today: date) -> Finding | None:
    """Marked distress about looks is talked about first."""
    return distress.finding() if case.history.distress else None


@rule(
    "body-dysmorphia", "hold", who="physician", sources=("memory",), asks=("history.body_dysmorphia", "history.conditions"),
    reads=("conditions.distress",),
)  # fmt: skip
def body_dysmorphia(case: CaseFile, today: date) -> Finding | None:
    """Body dysmorphic disorder, known or suspected by a screen, is assessed by someone trained for it before anything is done.

    Holds without a day: it ends when a physician has the assessment and signs.
    """
    return body_dysmorphia.finding() if case.history.body_dysmorphia or named(case, "conditions", "distress") else None


@rule("pressured", "hold", who="physician", sources=("design",), asks=("history.pressured",))
def pressured(case: CaseFile, today: date) -> Finding | None:
    """Removal that somebody else wants is not consented to: the person is spoken with alone first.

    Holds without a day.
    """
    return pressured.finding() if case.history.pressured else None


@rule("unrealistic-goal", "caution", who="physician", sources=("design", "bencini-2012"), asks=("history.unrealistic_goal",))
def unrealistic_goal(case: CaseFile, today: date) -> Finding | None:
    """A hope that no laser fulfils is talked about first."""
    return unrealistic_goal.finding() if case.history.unrealistic_goal else None


@rule("large-field", "caution", who="physician", sources=("serup-2017",), limits=(LARGE,), asks=("photo.scalp", "zone"))
def large_field(case: CaseFile, today: date) -> Finding | None:
    """A field larger than can be numbed at once is treated in parts."""
    measured = sum(zone.area_cm2 or 0 for zone in case.zone if zone.treat)
    area = max(_field_cm2(case), measured)
    return large_field.finding(area_cm2=round(area), limit_cm2=round(number(LARGE))) if area > number(LARGE) else None


@rule("grafts-in-field", "caution", sources=("design", "anderson-1989"), asks=("zone",))
def grafts_in_field(case: CaseFile, today: date) -> Iterator[Finding]:
    """Transplanted and donor hair is kept out of the beam."""
    for zone in case.zone:
        if zone.treat and zone.hair in ("transplanted", "donor"):
            yield grafts_in_field.finding(zone=zone.name, area=zone.label or zone.name, hair=zone.hair)


@rule("grafts-unplaced", "caution", who="physician", sources=("design", "anderson-1989"), asks=("history.procedures", "zone"))
def grafts_unplaced(case: CaseFile, today: date) -> Finding | None:
    """Hair was transplanted, but no zone says where it grows."""
    done = any(procedure.kind == "transplant" for procedure in case.history.procedures)
    return grafts_unplaced.finding() if done and not any(zone.hair in ("transplanted", "donor") for zone in case.zone) else None


@rule("transplant-planned", "caution", who="physician", sources=("design", "anderson-1989"), asks=("goal.reason",))
def transplant_planned(case: CaseFile, today: date) -> Finding | None:
    """A planned transplant comes after removal: grafts are never lasered, and donor hair is kept out of the beam."""
    return transplant_planned.finding() if case.goal.reason == "transplant" else None


@rule("hair-not-asked", "caution", sources=("design", "anderson-1989"), asks=("zone",))
def hair_not_asked(case: CaseFile, today: date) -> Iterator[Finding]:
    """A zone whose hair nobody looked at is treated as bearing hair."""
    for zone in case.zone:
        if zone.treat and zone.hair is None:
            yield hair_not_asked.finding(zone=zone.name, area=zone.label or zone.name)


def _field_cm2(case: CaseFile) -> float:
    """Area of the outlined scalp as the photograph shows it, a lower bound of the true one; 0 when it cannot be told."""
    photo = case.photo
    if photo is None or photo.scalp is None or photo.mm_per_px is None:
        return 0
    closed = (*photo.scalp, photo.scalp[0])
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(closed))
    # A spot of 2 mm covers pi square millimetres, so this is one square millimetre in cm².
    mm2_in_cm2 = spot_area_cm2(2) / pi
    return abs(twice) / 2 * photo.mm_per_px**2 * mm2_in_cm2
