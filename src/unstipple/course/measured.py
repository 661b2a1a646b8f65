"""What a measured clearance adds to a case: the last session's result. The case on disk is never changed; a new one is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstipple.consult import CaseFile
from unstipple.errors import BadInput


@dataclass(frozen=True, slots=True)
class Measured:
    """A share gone since the start, between ``low`` and ``high`` at 95 %, on a photograph taken ``on`` a day ``after`` a treatment."""

    after: date
    on: date
    clearance: float
    low: float
    high: float


def last_treatment(case: CaseFile) -> date:
    """The day of the last treatment. Raises `BadInput` when none is written down: a photograph then shows no treatment's effect."""
    if not case.session:
        allowed = "at least one [[session]], or a visit kept by `unstipple log`, that the photograph was taken after"
        raise BadInput("session", [], allowed, "case.toml")
    return max(session.on for session in case.session)


def refuse_too_early(case: CaseFile, on: date, planned_on: date | None) -> None:
    """Raise `BadInput` for a photograph from before the last treatment, or from before the plan that it would follow was made."""
    last = last_treatment(case)
    if on <= last:
        raise BadInput("--on", on.isoformat(), f"a day after the last treatment, {last.isoformat()}")
    if planned_on and on < planned_on:
        allowed = f"a day from {planned_on.isoformat()} on: the plan was made then, and a photograph taken before it tells nothing of it"
        raise BadInput("--on", on.isoformat(), allowed)


def with_measured(case: CaseFile, found: Measured) -> CaseFile:
    """The case with a measurement as what the treatments up to a day led to. Raises `BadInput` where that day had none."""
    if not any(session.on == found.after for session in case.session):
        raise BadInput("session", found.after.isoformat(), "a day of treatment; the measurement in sessions/ speaks of one that is gone")
    update = {"clearance": found.clearance, "clearance_low": found.low, "clearance_high": found.high}
    sessions = tuple(each.model_copy(update=update) if each.on == found.after else each for each in case.session)
    return case.model_copy(update={"session": sessions})
