"""Signed plans: a named person approves a plan as a digest of its content, and any change voids it.

The signature is a record of who said so, like a signed printout. It proves that the plan is the one that was signed; it does not prove
who sat at the keyboard.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from unstipple.errors import BadInput, NoPlan, StaleApproval
from unstipple.records.folder import CaseFolder
from unstipple.records.stored_plan import StoredPlan, read_plan, refuse_changed
from unstipple.records.whole import write_whole

SCHEMA = "unstipple.approval/1"
APPROVAL = "approval.json"
REASON_COUNT = 4
"""Letters that a reason has at least, as in an override."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which plan, when and why; ``plan`` is the digest of its content."""

    plan: str
    name: str
    reason: str
    at: datetime


def approve(folder: CaseFolder, name: str, reason: str, at: datetime) -> Approval:
    """Sign the plan of a case and write ``approval.json`` beside it.

    Raises `BadInput` without a plan, a name or a reason, `StaleApproval` for a plan or case that was changed since, and `NoPlan` for a
    plan that holds or stops: there is nothing in it to approve.
    """
    for field, text, least in (("--name", name, 2), ("--reason", reason, REASON_COUNT)):
        if len(text.strip()) < least:
            raise BadInput(field, text, f"at least {least} letters")
    plan = read_plan(folder.folder)
    refuse_changed(plan, folder.made_from)
    _refuse_held(plan)
    signed = Approval(plan.digest, name.strip(), reason.strip(), at)
    text = json.dumps({"schema": SCHEMA, **asdict(signed), "at": at.isoformat(timespec="seconds")}, indent=2, ensure_ascii=False)
    write_whole(folder.folder / APPROVAL, (text + "\n").encode())
    return signed


def read_approval(folder: Path) -> Approval | None:
    """The approval in a case folder, whatever it was given for; ``None`` without one. Raises `BadInput` for a file that is not one."""
    file = folder / APPROVAL
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError
        return Approval(str(data["plan"]), str(data["name"]), str(data["reason"]), datetime.fromisoformat(data["at"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadInput("approval", str(file), "an approval as `unstipple approve` writes it; sign the plan again") from problem


def check_approval(folder: CaseFolder) -> Approval:
    """The approval that holds for the plan of a case. Raises `StaleApproval` where none does, and says why."""
    signed, plan = read_approval(folder.folder), read_plan(folder.folder)
    if signed is None:
        raise StaleApproval(f"{plan.file} was never approved")
    refuse_changed(plan, folder.made_from)
    if signed.plan != plan.digest:
        raise StaleApproval(f"the plan is not the one that {signed.name} approved on {signed.at:%d %B %Y}; that approval is void")
    return signed


def _refuse_held(plan: StoredPlan) -> None:
    if plan.data.get("verdict") in ("clear", "caution") and plan.data.get("sessions"):
        return
    findings = plan.data.get("findings") or []
    held = [str(row.get("rule")) for row in findings if row.get("severity") in ("hold", "stop")]
    raise NoPlan("this plan holds or stops; it has nothing that could be approved", held)
