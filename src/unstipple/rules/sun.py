"""What the sun has done: a tan takes the light that is meant for the ink."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

WAIT = "screening.sun_wait_weeks"


@rule("fresh-tan", "hold", absolute=True, limits=(WAIT,), asks=("skin.tan",))
def fresh_tan(case: CaseFile, today: date) -> Finding | None:
    """A fresh tan or a sunburn is never treated."""
    if case.skin.tan not in ("fresh", "sunburn"):
        return None
    return fresh_tan.finding(until=_pale_again(case, today), tan=case.skin.tan)


@rule("fading-tan", "hold", limits=(WAIT,), asks=("skin.tan",))
def fading_tan(case: CaseFile, today: date) -> Finding | None:
    """A fading tan waits until it is gone."""
    return fading_tan.finding(until=_pale_again(case, today)) if case.skin.tan == "fading" else None


@rule("recent-sun", "hold", limits=(WAIT,), asks=("skin.last_strong_sun",))
def recent_sun(case: CaseFile, today: date) -> Finding | None:
    """Strong sun in the last weeks waits, even when no tan is seen."""
    last = case.skin.last_strong_sun
    if last is None or case.skin.tan in ("fresh", "sunburn") or weeks_after(last, WAIT) <= today:
        return None
    return recent_sun.finding(until=weeks_after(last, WAIT), last_sun=last)


def _pale_again(case: CaseFile, today: date) -> date:
    """The wait counted from the last strong sun; a tan that is still seen after that waits anew from today."""
    from_last = weeks_after(case.skin.last_strong_sun or today, WAIT)
    return from_last if from_last > today else weeks_after(today, WAIT)
