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
from unstipple.stamps import Stamps


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
    """All visits. Treatments after the first visit are provisional; a zone is left out once its own median is reached."""
    visits: list[Visit] = []
    day = start
    doses = [_dose(zone) for zone in zones]
    needs_spot = any(spot_must_come_first(case, dose.setting) for dose in doses)
    if needs_spot:
        spots = tuple(replace(dose, stamps=_spot(dose.stamps)) for dose in doses)
        visits.append(Visit(1, day, "test-spot", False, spots))
        day += timedelta(weeks=number("gate.test_spot_read_from_weeks"))
    gap = timedelta(weeks=interval_weeks(case))
    for _ in range(treatments):
        number_ = len(visits) + 1
        visits.append(Visit(number_, day, "treatment", number_ > 1, tuple(doses)))
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


def _dose(zone: ZonePlan) -> ZoneDose:
    return ZoneDose(zone.target.zone, zone.target.hair_bearing, zone.setting, zone.stamps, zone.bound_by)


def _spot(stamps: Stamps) -> Stamps:
    """A test spot: a few stamps side by side in a hidden place of the zone."""
    small = min(number("practice.test_spot_area_cm2"), stamps.area_cm2)
    return replace(stamps, area_cm2=small)
