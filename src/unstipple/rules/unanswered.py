"""Questions that were not asked: never taken for a "no"."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule, rules

LAST_TIME = ("history.blister_last_time", "history.darkened_last_time")


def unanswered_fields(case: CaseFile, *, absolute: bool) -> tuple[str, ...]:
    """Dotted names of questions without an answer that an absolute rule asks, or that only others ask."""
    grave = {field for asked in rules() if asked.absolute for field in asked.asks}
    every = {field for asked in rules() for field in asked.asks}
    return tuple(sorted(field for field in (grave if absolute else every - grave) if _open(case, field)))


def _open(case: CaseFile, field: str) -> bool:
    part, _, name = field.partition(".")
    if part not in ("skin", "ink", "history") or field == "skin.questionnaire_type":
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
