"""Plans on disk: read back, proved whole by their digest, and looked through for a number they stand on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from unstipple.course.changes import Before
from unstipple.course.logged import PlannedDose
from unstipple.errors import BadInput, StaleApproval
from unstipple.records.course_file import SCHEMA, digest

PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan file and what it says; ``digest`` is that of its content, whether or not the file states the same."""

    file: Path
    data: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the content, as it is on disk."""
        return digest({name: part for name, part in self.data.items() if name != "digest"})

    @property
    def whole(self) -> bool:
        """Whether the file is as the program wrote it."""
        return bool(self.digest == self.data.get("digest"))


def read_plan(path: Path) -> StoredPlan:
    """The plan in a case folder, or in the file itself. Raises `BadInput` where there is none."""
    file = path / PLAN if path.is_dir() else path
    allowed = "a case folder with a plan in it (make one with `unstipple plan CASE`), or its plan.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadInput("plan", str(file), allowed) from problem
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise BadInput("plan", str(file), allowed)
    return StoredPlan(file, data)


def planned_visit(plan: StoredPlan, on: date) -> dict[str, PlannedDose]:
    """What the plan gave each zone, by label, at the visit that lies nearest to a day; empty where it holds no visit."""
    visits = plan.data.get("sessions") or []
    if not visits:
        return {}
    nearest = min(visits, key=lambda visit: abs((date.fromisoformat(visit["date"]) - on).days))
    keys = ("laser", "wavelength_nm", "spot_mm", "fluence_j_cm2", "passes", "pulses")
    return {dose["zone"]: PlannedDose(*(dose[key] for key in keys)) for dose in nearest["zones"]}


def before_of(plan: StoredPlan) -> Before:
    """What a plan says that the next one is held against."""
    data = plan.data
    settings: dict[str, tuple[str, float, float, float]] = {}
    for row in data.get("zones") or []:
        dose = _first_dose(data, row["zone"])
        if dose:
            nm, mm, fluence = (float(dose[name]) for name in ("wavelength_nm", "spot_mm", "fluence_j_cm2"))
            settings[row["zone"]] = (str(dose["laser"]), nm, mm, fluence)
    median = (data.get("sessions_to_goal") or {}).get("p50")
    return Before(str(data.get("decision")), median, float(data.get("interval_weeks") or 0), settings)


def _first_dose(data: dict[str, Any], zone: str) -> dict[str, Any] | None:
    """What the first treatment gives a zone."""
    treated = [visit for visit in data.get("sessions") or [] if visit.get("kind") == "treatment"]
    return next((dose for visit in treated[:1] for dose in visit["zones"] if dose["zone"] == zone), None)


def refuse_changed(plan: StoredPlan, made_from: str) -> None:
    """Raise `StaleApproval` for a plan that was changed by hand, or whose files (case, photographs, lasers) were changed since."""
    if not plan.whole:
        raise StaleApproval(f"{plan.file} was changed after the program wrote it; plan again with `unstipple plan`")
    if plan.data.get("made_from") != made_from:
        what = "the case, a photograph or a laser file"
        raise StaleApproval(f"{what} was changed after {plan.file} was made; plan again with `unstipple plan`")


def stored_plans(folder: Path) -> Iterator[StoredPlan]:
    """Every plan at or below a folder, in order of path; other files are passed over. Raises `BadInput` where there is no folder."""
    if not folder.is_dir():
        raise BadInput("DIR", str(folder), "a folder")
    for file in sorted(folder.rglob(PLAN)):
        try:
            yield read_plan(file)
        except BadInput:
            continue


@dataclass(frozen=True, slots=True)
class Use:
    """A stored plan that used a number: the number then, as value, low and high."""

    plan: StoredPlan
    value: float
    low: float | None
    high: float | None


def uses(name: str, folder: Path) -> tuple[Use, ...]:
    """Stored plans at or below a folder that used the number of that name."""
    found = []
    for plan in stored_plans(folder):
        rows = plan.data.get("values")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("name") == name:
                found.append(Use(plan, row.get("value", 0.0), row.get("low"), row.get("high")))
    return tuple(found)
