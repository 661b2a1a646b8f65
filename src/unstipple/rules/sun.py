"""What the sun has done: a tan takes the light that is meant for the ink."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.healing import longer_interval_reasons
from unstipple.rules.registry import rule

WAIT = "screening.sun_wait_weeks"
AFTER = "practice.interval_last_month_weeks"


def sun_free_bands(visits: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """Days without sun on the scalp, first and last of each band: four weeks before and after every visit, joined where they touch."""
    bands: list[tuple[date, date]] = []
    for visit in sorted(visits):
        first, last = visit - timedelta(weeks=number(WAIT)), weeks_after(visit, AFTER)
        if bands and first <= bands[-1][1]:
            first, _ = bands.pop()
        bands.append((first, last))
    return tuple(bands)


@rule("sun-free", "note", limits=(WAIT, AFTER), asks=("skin.last_strong_sun",))
def sun_free(case: CaseFile, today: date) -> Finding | None:
    """The scalp is kept out of the sun for four weeks before and after each visit; at the usual spacing that is the whole course.

    The first band is counted for a visit on the day of screening.
    """
    spacing = "practice.interval_dark_weeks" if longer_interval_reasons(case) else "practice.interval_weeks"
    following = weeks_after(today, spacing)
    (first, _), *more = sun_free_bands((today, following))
    return sun_free.finding(first=first, last=weeks_after(today, AFTER), weeks=round(number(spacing)), band="apart" if more else "joined")


@rule("fresh-tan", "hold", absolute=True, limits=(WAIT,), asks=("skin.tan",))
def fresh_tan(case: CaseFile, today: date) -> Finding | None:
    """A fresh tan or a sunburn is never treated.

    Until four weeks after the last strong sun, or after today where that is unknown or a tan is still seen.
    """
    if case.skin.tan not in ("fresh", "sunburn"):
        return None
    return fresh_tan.finding(until=_pale_again(case, today), tan=case.skin.tan)


@rule("fading-tan", "hold", who="physician", needs_test_spot=True, limits=(WAIT,), asks=("skin.tan",))
def fading_tan(case: CaseFile, today: date) -> Finding | None:
    """A fading tan waits until it is gone.

    Until four weeks after the last strong sun, or after today where that is unknown or a tan is still seen.
    """
    return fading_tan.finding(until=_pale_again(case, today)) if case.skin.tan == "fading" else None


@rule("recent-sun", "hold", who="physician", limits=(WAIT,), asks=("skin.last_strong_sun",))
def recent_sun(case: CaseFile, today: date) -> Finding | None:
    """Strong sun in the last weeks waits, even when no tan is seen.

    Until four weeks after it.
    """
    last = case.skin.last_strong_sun
    if last is None or case.skin.tan in ("fresh", "sunburn") or weeks_after(last, WAIT) <= today:
        return None
    return recent_sun.finding(until=weeks_after(last, WAIT), last_sun=last)


def _pale_again(case: CaseFile, today: date) -> date:
    """The wait counted from the last strong sun; a tan that is still seen after that waits anew from today."""
    from_last = weeks_after(case.skin.last_strong_sun or today, WAIT)
    return from_last if from_last > today else weeks_after(today, WAIT)
