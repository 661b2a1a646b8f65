"""A case folder on disk: ``case.toml``, ``photos/``, ``sessions/`` and what the program writes there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from unstipple.consult import CaseFile, parse_case
from unstipple.consult.clashes import refuse_clashes
from unstipple.course.logged import earlier_sessions, with_sessions
from unstipple.course.measured import with_measured
from unstipple.device import Laser, find_laser, read_commissioning
from unstipple.errors import BadInput
from unstipple.records.measured_file import stored_measurements
from unstipple.records.session_file import stored_logs
from unstipple.records.whole import write_whole


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """An opened case: its folder, the answers, the day it is planned on, and the digest of all that was read.

    ``made_from`` stays that of the files when a verb lays options over the answers.
    """

    folder: Path
    case: CaseFile
    today: date
    made_from: str = ""

    @property
    def photo_path(self) -> Path | None:
        """Where the photograph lies, or ``None`` when the case names none."""
        return self.folder / self.case.photo.file if self.case.photo else None

    @property
    def view_paths(self) -> dict[str, Path]:
        """Where the further views lie, by name."""
        return {view.name: self.folder / view.file for view in self.case.view}

    def lasers(self, names: tuple[str, ...] = ()) -> tuple[Laser, ...]:
        """The case's lasers (or those named), as the clinic measured them."""
        treatment = self.case.treatment
        chosen = tuple(find_laser(name, self.folder) for name in names or treatment.lasers)
        measured = {name: _by_wavelength(table) for name, table in treatment.measured_energy_j.items()}
        files = {name.removesuffix(".toml"): self.folder / file for name, file in treatment.commissioning.items()}
        unknown = sorted(set(files) - {laser.name for laser in chosen} - {name.removesuffix(".toml") for name in treatment.lasers})
        if unknown:
            raise BadInput("treatment.commissioning", unknown[0], f"one of treatment.lasers: {', '.join(treatment.lasers)}")
        records = {name: read_commissioning(file, self.today) for name, file in files.items()}
        return tuple(laser.commissioned(measured.get(laser.name, {}), records.get(laser.name)) for laser in chosen)


def open_case(path: Path, today: date | None = None) -> CaseFolder:
    """Open a case folder, or its ``case.toml``, with the visits that were logged and what was measured after them.

    Raises `BadInput` when there is none or a field is wrong.
    """
    file = path / "case.toml" if path.is_dir() else path
    if not file.is_file():
        raise BadInput("case", str(path), "a case folder with a case.toml in it (make one with `unstipple new DIR`)")
    try:
        text = file.read_text(encoding="utf-8-sig")  # Windows editors put a mark in front
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput("case", str(file), "a readable text file in UTF-8") from problem
    case = parse_case(text, str(file), today)
    logs = stored_logs(file.parent)
    measured = stored_measurements(file.parent)
    # what was done or seen after the day written in the case moves that day on
    day = today or max([case.planned_on or date.today(), *(log.on for log in logs), *(one.on for one in measured)])
    if logs:
        case = with_sessions(case, [session for log in logs for session in earlier_sessions(log)])
    for found in measured:
        case = with_measured(case, found)
    if logs or measured:
        refuse_clashes(case, day, str(file))
    return CaseFolder(file.parent, case, day, _digest_of_files(file.parent, case))


def new_case(folder: Path) -> Path:
    """Make a case folder with a commented ``case.toml``; refuses to touch one that is already there."""
    if (folder / "case.toml").exists():
        raise BadInput("DIR", str(folder), "a folder without a case.toml (this one already has one; nothing was changed)")
    if folder.exists() and not folder.is_dir():
        raise BadInput("DIR", str(folder), "a folder, not a file")
    template = (files("unstipple.records") / "template.toml").read_text(encoding="utf-8")
    for part in ("photos", "sessions"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    write_whole(folder / "case.toml", template.replace("{today}", date.today().isoformat()).encode())
    return folder / "case.toml"


def _digest_of_files(folder: Path, case: CaseFile) -> str:
    """SHA-256 over the answers, the photographs that they name, and the laser files and records beside them."""
    names = {answers.file for answers in (case.photo, *case.view) if answers} | {file.name for file in folder.glob("*.toml")}
    whole = hashlib.sha256(case.model_dump_json().encode())
    for name in sorted(names - {"case.toml"}):
        file = folder / name
        whole.update(name.encode() + hashlib.sha256(file.read_bytes() if file.is_file() else b"").digest())
    return whole.hexdigest()


def _by_wavelength(table: dict[str, float]) -> dict[float, float]:
    try:
        return {float(key): energy for key, energy in table.items()}
    except ValueError as problem:
        raise BadInput("treatment.measured_energy_j", dict(table), 'wavelengths in nm as keys, e.g. "1064" = 0.82') from problem
