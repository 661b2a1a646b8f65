"""Logged visits on disk: one file a day in ``sessions/``, written by the program from a log that a person filled in."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from unstipple.consult.session_log import SessionLog
from unstipple.errors import BadInput
from unstipple.records.whole import write_whole

FOLDER = "sessions"


def stored_logs(folder: Path) -> tuple[SessionLog, ...]:
    """The visits that were logged in a case folder, by day. Raises `BadInput` for a file that the program did not write."""
    return tuple(_read(file) for file in sorted((folder / FOLDER).glob("????-??-??.json")))


def store_log(folder: Path, log: SessionLog) -> Path:
    """Write a visit into ``sessions/``. Raises `BadInput` where that day holds another log; the same one again changes nothing."""
    file = folder / FOLDER / f"{log.on.isoformat()}.json"
    if file.is_file() and _read(file) != log:
        raise BadInput("on", log.on.isoformat(), f"a day without a log; {file} holds another one, which was not touched")
    text = log.model_dump_json(by_alias=True, indent=2, exclude_none=True)
    return write_whole(file, (text + "\n").encode())


def _read(file: Path) -> SessionLog:
    try:
        return SessionLog.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as problem:
        raise BadInput("sessions", str(file), "a visit as `unstipple log` writes it; log it again or move the file away") from problem
