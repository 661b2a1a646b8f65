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
    return distress.finding() if case.history.distress or named(case, "conditions", "distress") else None


@rule("unrealistic-goal", "caution", sources=("design", "bencini-2012"), asks=("history.unrealistic_goal",))
def unrealistic_goal(case: CaseFile, today: date) -> Finding | None:
    """A hope that no laser fulfils is talked about first."""
    return unrealistic_goal.finding() if case.history.unrealistic_goal else None


@rule("large-field", "caution", sources=("serup-2017",), limits=(LARGE,), asks=("photo.scalp",))
def large_field(case: CaseFile, today: date) -> Finding | None:
    """A field larger than can be numbed at once is treated in parts."""
    area = _field_cm2(case)
    return large_field.finding(area_cm2=round(area), limit_cm2=round(number(LARGE))) if area > number(LARGE) else None


@rule("grafts-in-field", "caution", sources=("design", "anderson-1989"), asks=("zone",))
def grafts_in_field(case: CaseFile, today: date) -> Iterator[Finding]:
    """Transplanted and donor hair is kept out of the beam."""
    for zone in case.zone:
        if zone.treat and zone.hair in ("transplanted", "donor"):
            yield grafts_in_field.finding(zone=zone.name, area=zone.label or zone.name, hair=zone.hair)


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
