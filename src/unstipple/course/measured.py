"""What a measured clearance adds to a case: the last session's result. The case on disk is never changed; a new one is made."""

from __future__ import annotations

from unstipple.consult import CaseFile
from unstipple.errors import BadInput


def with_measurement(case: CaseFile, clearance: float) -> CaseFile:
    """The case with ``clearance`` (share gone since the start) as what its last session led to.

    Raises `BadInput` when no session is written down: a photograph then shows no treatment's effect.
    """
    if not case.session:
        allowed = "at least one [[session]] with the day of the treatment that the photograph was taken after"
        raise BadInput("session", [], allowed, "case.toml")
    in_order = sorted(case.session, key=lambda session: session.on)
    last = in_order[-1].model_copy(update={"clearance": clearance})
    return case.model_copy(update={"session": (*in_order[:-1], last)})
