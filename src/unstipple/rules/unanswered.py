"""Questions that were not asked: never taken for a "no"."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule, rules

OPTIONAL = ("skin.questionnaire_type", "skin.wood_lamp", "history.lesion_examined_on")
"""What need not be there: a second judge of the skin, a lamp, and a day that has a rule of its own."""
LAST_TIME = ("history.blister_last_time", "history.darkened_last_time")


def unanswered_fields(case: CaseFile, *, absolute: bool) -> tuple[str, ...]:
    """Dotted names of questions without an answer that an absolute rule asks, or that only others ask."""
    grave = {field for asked in rules() if asked.absolute for field in asked.asks}
    every = {field for asked in rules() for field in asked.asks}
    return tuple(sorted(field for field in (grave if absolute else every - grave) if _open(case, field)))


def _open(case: CaseFile, field: str) -> bool:
    part, _, name = field.partition(".")
    if part not in ("skin", "ink", "history") or field in OPTIONAL:
        return False
    if field == "ink.last_smp_session" and case.ink.smp_sessions:
        return False
    if field in LAST_TIME and not (case.session or any(done.kind == "laser" for done in case.history.procedures)):
        return False
    group = getattr(case, part)
    # An empty list that was written down is an answer; a list that was left out is not.
    return getattr(group, name) is None or (getattr(group, name) == () and name not in group.model_fields_set)


@rule("unanswered", "hold", absolute=True, sources=("design",))
def unanswered(case: CaseFile, today: date) -> Finding | None:
    """A question that an absolute rule needs was not answered: ask it."""
    fields = unanswered_fields(case, absolute=True)
    return unanswered.finding(fields=fields) if fields else None


@rule("unanswered-lesser", "caution", sources=("design",))
def unanswered_lesser(case: CaseFile, today: date) -> Finding | None:
    """A question that other rules need was not answered: ask it."""
    fields = unanswered_fields(case, absolute=False)
    return unanswered_lesser.finding(fields=fields) if fields else None
