"""Visits in time: the test spot, the treatments, and the points of review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from unstipple.consult import CaseFile
from unstipple.course.course import Review
from unstipple.evidence import number
from unstipple.plan import ZonePlan
from unstipple.rules import Proposal, Verdict, Visit, ZoneDose, longer_interval_reasons, spot_must_come_first


def interval_weeks(case: CaseFile) -> float:
    """Weeks between treatments: the default, or the longer one for dark skin, slow healing, and after a blister or an infection."""
    return number("practice.interval_dark_weeks" if longer_interval_reasons(case) else "practice.interval_weeks")


def first_day(case: CaseFile, verdict: Verdict, today: date) -> date:
    """The earliest day on which anything may be done: today, the wish, and the end of every dated hold."""
    dates = [today] + [finding.until for finding in verdict.findings if finding.until and finding.severity == "hold"]
    return max([*dates, case.treatment.earliest or today])


def treatments_planned(case: CaseFile, median: float | None) -> int:
    """How many treatments are put in the calendar: the median forecast, at most to the documented decision, and the wish."""
    planned = int(median if median is not None else number("practice.decision_sessions"))
    return min(planned, case.treatment.at_most_sessions or planned)


def schedule(case: CaseFile, zones: Sequence[ZonePlan], start: date, treatments: int) -> Proposal:
    """All visits. All after the first are provisional: a zone is left out, or its setting changed, by what was seen after the last."""
    visits: list[Visit] = []
    day = start
    spots = _spots(zones, treatments)
    if any(spot_must_come_first(case, dose.setting) for dose in spots):
        visits.append(Visit(1, day, "test-spot", False, spots))
        day += timedelta(weeks=number("gate.test_spot_read_from_weeks"))
    gap = timedelta(weeks=interval_weeks(case))
    for treatment in range(1, treatments + 1):
        number_ = len(visits) + 1
        visits.append(Visit(number_, day, "treatment", number_ > 1, tuple(_dose(zone, treatment) for zone in zones)))
        day += gap
    return Proposal(tuple(visits))


def reviews(treatments: int, median: float | None, done: int = 0) -> tuple[Review, ...]:
    """Where the course must be looked at again, by treatments still to come; ``done`` earlier ones count. Never an automatic stop.

    ``median`` is the forecast number of treatments still to come, None where most forecasts do not reach the goal at all: the last
    planned treatment is called the expected end only where it is one.
    """
    found = [Review(1, "measure-after-first")]
    for name, code in (("practice.review_sessions", "review"), ("practice.decision_sessions", "decision")):
        after = int(number(name)) - done
        if 0 < after <= treatments:
            found.append(Review(after, code))
    reached = median is not None and median <= treatments
    return (*found, Review(treatments, "goal-expected" if reached else "goal-further"))


def _dose(zone: ZonePlan, treatment: int) -> ZoneDose:
    step, target = zone.regimen.at(treatment), zone.target
    bound = zone.regimen.bound_by(treatment)
    return ZoneDose(target.zone, target.hair_bearing, step.setting, zone.stamps_at(treatment), bound, step.wait_min)


def _spots(zones: Sequence[ZonePlan], treatments: int) -> tuple[ZoneDose, ...]:
    """A few stamps side by side in a hidden place of each zone, with every light of the course as it is first used, in one pass."""
    found = []
    for zone in zones:
        lights: set[tuple[str, str]] = set()
        for treatment in range(1, treatments + 1):
            dose = _dose(zone, treatment)
            light = (dose.setting.laser.name, dose.setting.mode.label)
            if light not in lights:
                small = min(number("practice.test_spot_area_cm2"), dose.stamps.area_cm2)
                found.append(replace(dose, stamps=replace(dose.stamps, area_cm2=small, passes=1), wait_min=0.0))
                lights.add(light)
    return tuple(found)
