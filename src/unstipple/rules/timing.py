"""What was done to the scalp, and how long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from unstipple.consult import CaseFile
from unstipple.evidence import value
from unstipple.rules.dates import months_after, weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.healing import DARK_FROM, LONGER, longer_interval_reasons
from unstipple.rules.registry import rule

FLOOR = "practice.interval_floor_weeks"
AFTER_SMP = "screening.wait_after_smp_weeks"
REDO, REDO_BETTER = "screening.redo_smp_months", "screening.redo_smp_better_months"
KINDS = ("transplant", "peel", "laser", "microneedling", "surgery", "other")
WAITS = tuple(f"screening.wait_after_{kind}_weeks" for kind in KINDS)


@rule("recent-procedure", "hold", who="physician", limits=(*WAITS, LONGER, DARK_FROM), asks=("history.procedures",))
def recent_procedure(case: CaseFile, today: date) -> Iterator[Finding]:
    """A transplant, peel, laser, microneedling or operation on the scalp must have healed.

    Until the wait of its kind is over, counted from the latest of that kind. After a laser the longer interval holds for skin of type V
    or VI and for skin that heals slowly.
    """
    slow = longer_interval_reasons(case)
    for kind, limit in zip(KINDS, WAITS, strict=True):
        last = max((done.on for done in case.history.procedures if done.kind == kind), default=None)
        if last is None:
            continue
        until = max(weeks_after(last, limit), weeks_after(last, LONGER) if kind == "laser" and slow else last)
        if until > today:
            yield recent_procedure.finding(until=until, kind=kind, on=last)


@rule("recent-smp", "hold", who="physician", limits=(AFTER_SMP,), asks=("ink.last_smp_session",))
def recent_smp(case: CaseFile, today: date) -> Finding | None:
    """Fresh micropigmentation must have settled.

    Until six weeks after the last of all its visits; the sentence names the better day, eight weeks after.
    """
    known = [case.ink.last_session] if case.ink.last_session else []
    last = max(known + [done.on for done in case.history.procedures if done.kind == "smp"], default=None)
    if last is None or weeks_after(last, AFTER_SMP) <= today:
        return None
    better = last + timedelta(weeks=value(AFTER_SMP).high or value(AFTER_SMP).value)
    return recent_smp.finding(until=weeks_after(last, AFTER_SMP), on=last, better=better)


@rule("previous-session", "hold", absolute=True, limits=(FLOOR,), asks=("session",))
def previous_session(case: CaseFile, today: date) -> Finding | None:
    """No treatment follows another within the shortest interval: nothing is lost by waiting, and unhealed skin scars.

    Until six weeks after the last treatment. Nobody may shorten this; the planner keeps the same floor.
    """
    last = max((session.on for session in case.session), default=None)
    if last is None or weeks_after(last, FLOOR) <= today:
        return None
    return previous_session.finding(until=weeks_after(last, FLOOR), on=last)


@rule("longer-interval", "hold", who="physician", limits=(LONGER, DARK_FROM), asks=("session", "history.heals_slowly"))
def longer_interval(case: CaseFile, today: date) -> Finding | None:
    """Skin of type V or VI, and skin that blistered or heals slowly, rests longer between treatments.

    Until ten weeks after the last treatment.
    """
    last = max((session.on for session in case.session), default=None)
    reasons = longer_interval_reasons(case)
    if last is None or not reasons or weeks_after(last, LONGER) <= today:
        return None
    return longer_interval.finding(until=weeks_after(last, LONGER), on=last, slow=reasons)


@rule("not-healed", "hold", absolute=True, sources=("design", "guide-2026"), asks=("session",))
def not_healed(case: CaseFile, today: date) -> Finding | None:
    """The previous treatment must be ticked as healed; time alone is not enough.

    Holds without a day: it ends when somebody has looked and ticks it. Nobody may sign instead of looking.
    """
    last = max(case.session, key=lambda session: session.on, default=None)
    return not_healed.finding(on=last.on) if last and not last.healed else None


@rule("redo-smp", "note", limits=(REDO, REDO_BETTER), asks=("goal.redo_smp",))
def redo_smp(case: CaseFile, today: date) -> Finding | None:
    """New micropigmentation waits until fading has shown itself.

    Three months after the last removal visit at the earliest, six are better; counted from today where none has been done yet.
    """
    if not case.goal.redo_smp:
        return None
    last = max((session.on for session in case.session), default=today)
    return redo_smp.finding(earliest=months_after(last, REDO), better=months_after(last, REDO_BETTER))


@rule("wanted-too-soon", "caution", limits=("practice.interval_weeks",), asks=("goal.wanted_by",))
def wanted_too_soon(case: CaseFile, today: date) -> Finding | None:
    """A result is wanted sooner than even a single treatment can show it."""
    wanted, seen = case.goal.wanted_by, weeks_after(today, "practice.interval_weeks")
    return wanted_too_soon.finding(wanted=wanted, seen=seen) if wanted and wanted < seen else None
