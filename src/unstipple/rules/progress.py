"""What earlier treatments gained: counts that call for a decision, gains that fade, ink that turned darker."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

DECIDE, REVIEW, SMALL = "practice.decision_sessions", "practice.review_sessions", "practice.small_gain"


@rule("decision-due", "hold", who="physician", limits=(DECIDE,), asks=("session",))
def decision_due(case: CaseFile, today: date) -> Finding | None:
    """After many treatments going on needs a written decision.

    Holds without a day: a physician's name and reason are that decision.
    """
    done = len(case.treatment_days)
    return decision_due.finding(sessions=done) if done >= number(DECIDE) else None


@rule("review-due", "caution", limits=(REVIEW, DECIDE), asks=("session",))
def review_due(case: CaseFile, today: date) -> Finding | None:
    """After several treatments what was gained is weighed against what is still wanted."""
    done = len(case.treatment_days)
    return review_due.finding(sessions=done) if number(REVIEW) <= done < number(DECIDE) else None


@rule("small-gains", "caution", limits=(SMALL,), asks=("session",))
def small_gains(case: CaseFile, today: date) -> Finding | None:
    """Two measured gains in a row that are small call for a review, never for an automatic stop."""
    gains = [later - earlier for earlier, later in pairwise([0.0, *_measured(case)])]
    small = number(SMALL)
    return small_gains.finding(gain=small) if len(gains) > 2 and all(gain < small for gain in gains[-2:]) else None


@rule("darker-than-before", "hold", who="physician", needs_test_spot=True, sources=("ross-2001",), asks=("session",))
def darker_than_before(case: CaseFile, today: date) -> Finding | None:
    """Pigment that measures darker than at the start waits until the cause is known.

    Holds without a day. A measurement whose interval reaches up to no change is no darkening.
    """
    measured = _measured(case)
    if not measured or measured[-1] >= 0:
        return None
    last = max((each for each in case.session if each.clearance is not None), key=lambda each: each.on)
    highest = last.clearance_high if last.clearance_high is not None else last.clearance
    return darker_than_before.finding(clearance=measured[-1]) if highest is not None and highest < 0 else None


def _measured(case: CaseFile) -> list[float]:
    """Measured clearances in order of date, one a day."""
    by_day = {each.on: each.clearance for each in case.session if each.clearance is not None}
    return [by_day[day] for day in sorted(by_day)]
