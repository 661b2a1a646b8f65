"""Measurements on disk: one file in ``sessions/`` for the treatments up to a day, written by `unstipple follow`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from unstipple.course.measured import Measured
from unstipple.errors import BadInput
from unstipple.records.session_file import FOLDER
from unstipple.records.whole import write_whole

SCHEMA = "unstipple.measured/1"


def stored_measurements(folder: Path) -> tuple[Measured, ...]:
    """What was measured in a case folder, by day. Raises `BadInput` for a file that the program did not write."""
    return tuple(_read(file) for file in sorted((folder / FOLDER).glob("measured-????-??-??.json")))


def store_measurement(folder: Path, found: Measured) -> Path:
    """Write a measurement; a later one after the same treatment takes its place."""
    data = {
        "schema": SCHEMA, "after": found.after.isoformat(), "on": found.on.isoformat(), "clearance": found.clearance, "low": found.low,
        "high": found.high,
    }  # fmt: skip
    text = json.dumps(data, indent=2, allow_nan=False) + "\n"
    return write_whole(folder / FOLDER / f"measured-{found.after.isoformat()}.json", text.encode())


def _read(file: Path) -> Measured:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        after, on = (date.fromisoformat(data[name]) for name in ("after", "on"))
        return Measured(after, on, *(float(data[name]) for name in ("clearance", "low", "high")))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadInput(
            "sessions", str(file), "a measurement as `unstipple follow` writes it; follow again or move the file away"
        ) from problem
