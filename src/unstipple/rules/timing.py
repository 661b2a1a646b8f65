"""What was done to the scalp, and how long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

FLOOR = "practice.interval_floor_weeks"
DARK_FLOOR = "practice.interval_dark_weeks"
DARK_FROM = "screening.dark_from_type"
AFTER_SMP = "screening.wait_after_smp_weeks"
KINDS = ("transplant", "peel", "laser", "microneedling", "surgery", "other")
WAITS = tuple(f"screening.wait_after_{kind}_weeks" for kind in KINDS)


@rule("recent-procedure", "hold", who="physician", limits=WAITS, asks=("history.procedures",))
def recent_procedure(case: CaseFile, today: date) -> Iterator[Finding]:
    """A transplant, peel, laser, microneedling or operation on the scalp must have healed."""
    for kind, limit in zip(KINDS, WAITS, strict=True):
        last = max((done.on for done in case.history.procedures if done.kind == kind), default=None)
        if last and weeks_after(last, limit) > today:
            yield recent_procedure.finding(until=weeks_after(last, limit), kind=kind, on=last)


@rule("recent-smp", "hold", who="physician", limits=(AFTER_SMP,), asks=("ink.last_smp_session",))
def recent_smp(case: CaseFile, today: date) -> Finding | None:
    """Fresh micropigmentation must have settled."""
    known = [case.ink.last_smp_session] if case.ink.last_smp_session else []
    last = max(known + [done.on for done in case.history.procedures if done.kind == "smp"], default=None)
    if last is None or weeks_after(last, AFTER_SMP) <= today:
        return None
    return recent_smp.finding(until=weeks_after(last, AFTER_SMP), on=last)


@rule("previous-session", "hold", who="physician", limits=(FLOOR, DARK_FLOOR, DARK_FROM), asks=("session",))
def previous_session(case: CaseFile, today: date) -> Finding | None:
    """The previous treatment must be long enough ago, and longer for the darkest skin."""
    last = max((session.on for session in case.session), default=None)
    limit = DARK_FLOOR if case.skin.type_number >= number(DARK_FROM) else FLOOR
    if last is None or weeks_after(last, limit) <= today:
        return None
    return previous_session.finding(until=weeks_after(last, limit), on=last)


@rule("not-healed", "hold", who="physician", sources=("design", "guide-2026"), asks=("session",))
def not_healed(case: CaseFile, today: date) -> Finding | None:
    """The previous treatment must be ticked as healed; time alone is not enough."""
    last = max(case.session, key=lambda session: session.on, default=None)
    return not_healed.finding(on=last.on) if last and not last.healed else None
