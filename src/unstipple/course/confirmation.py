"""Whether a clinician stands behind what was read from the photograph."""

from __future__ import annotations

from unstipple.consult import CaseFile
from unstipple.photo import Look
from unstipple.rules import Finding


def confirmation_doubts(case: CaseFile, look: Look) -> tuple[Finding, ...]:
    """Why values of this photograph may not enter settings; empty when they may.

    Nobody signed, the skin type has changed since, or the signature was given for another picture.
    """
    said = case.confirmation
    if said is None:
        return (Finding("photo-unconfirmed", "caution", ("design",), {}),)
    if said.skin_type != case.skin.type_name:
        return (Finding("confirmed-other-skin", "caution", ("design",), {"confirmed": said.skin_type, "now": case.skin.type_name}),)
    if said.photo_sha256 and not look.photo.digest.startswith(said.photo_sha256):
        return (Finding("confirmed-other-photo", "caution", ("design",), {"photo": look.photo.name}),)
    return ()
