"""``unstipple approve``: a named person signs a plan; any change voids the signature."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape

from unstipple.cli.talk import emit, err, out
from unstipple.errors import BadInput, StaleApproval
from unstipple.records import Approval, CaseFolder, check_approval, open_case, read_approval
from unstipple.records import approve as sign
from unstipple.report import long_date


def approve(
    case: Path, /, *, name: str | None = None, reason: str | None = None, check: bool = False, json: bool = False,
) -> None:  # fmt: skip
    """Sign the plan of a case: name, reason, and the digest of what it says. Any later change of plan or case voids it.

    It records who said yes to which plan. It cannot prove who sat at the keyboard.

    Parameters
    ----------
    case
        The case folder, or its case.toml.
    name
        Name and title of the person who approves.
    reason
        What was looked at, in a few words.
    check
        Sign nothing; say whether an approval holds.
    json
        Print data instead of talk.
    """
    folder = open_case(case)
    if check:
        if name or reason:
            raise BadInput("--check", "--name or --reason", "alone: it signs nothing")
        signed = check_approval(folder)
    else:
        signed = sign(folder, name or "", reason or "", datetime.now().astimezone())
    if json:
        emit(_data(signed))
        return
    out.print(f"approved by [bold]{escape(signed.name)}[/] on {long_date(signed.at.date())}: {escape(signed.reason)}")
    out.print(f"[dim]plan {signed.plan[:12]}; a change of the plan, the case, a photograph or a laser file voids this[/]")


def say_approval(folder: CaseFolder) -> None:
    """After a plan was written: whether the approval of the one before still holds. Silent where nobody approved."""
    try:
        signed = read_approval(folder.folder)
        if signed is None:
            return
        check_approval(folder)
        err.print(f"[dim]approved by {escape(signed.name)} on {long_date(signed.at.date())}; nothing has changed since[/]")
    except (StaleApproval, BadInput) as problem:
        err.print(f"[bold]approval:[/] {escape(str(problem))}")


def _data(signed: Approval) -> dict[str, Any]:
    return {**asdict(signed), "at": signed.at.isoformat(timespec="seconds"), "holds": True}
