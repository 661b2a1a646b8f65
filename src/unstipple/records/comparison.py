"""A plan file as one column of a comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

from unstipple.course.comparison import Compared, Share
from unstipple.outcome import Risk

DAYS_PER_MONTH = 365.25 / 12


def compared(name: str, data: dict[str, Any]) -> Compared:
    """A plan's content (`course_json`) as one column of a comparison."""
    visits = data.get("sessions") or []
    treated = [visit for visit in visits if visit.get("kind") == "treatment"]
    last = treated[-1] if treated else {}
    patient = data.get("patient") or {}
    return Compared(
        name=name, patient=str(patient.get("label", "unnamed")), verdict=str(data.get("verdict")), decision=str(data.get("decision")),
        goal_share=float(data.get("goal_share") or 0), treatments=_share(data.get("sessions_to_goal"), "p10", "p50", "p90"),
        chance_by_ten=data.get("p_goal_by_10"), gone=_share(last.get("clearance"), "p10", "p50", "p90"), visits=len(visits),
        months=_months(visits), risks=tuple(_risk(row) for row in data.get("risks") or []),
        cost=dict(data.get("cost") or {}), settings={row["zone"]: _setting(row) for row in last.get("zones") or []},
        binds={row["zone"]: str(row["bound_by"]) for row in last.get("zones") or []},
    )  # fmt: skip


def _share(row: dict[str, Any] | None, *names: str) -> Share:
    low, mid, high = (None if row is None else row.get(name) for name in names)
    return low, mid, high


def _risk(row: dict[str, Any]) -> Risk:
    return Risk(row["name"], row.get("low"), row.get("mid"), row.get("high"), row["grade"], row["basis"], ())


def _months(visits: list[dict[str, Any]]) -> float | None:
    """From the first visit to the last, in months; ``None`` without visits."""
    if not visits:
        return None
    first, last = (date.fromisoformat(visits[at]["date"]) for at in (0, -1))
    return (last - first).days / DAYS_PER_MONTH


def _setting(row: dict[str, Any]) -> str:
    passes = f", {row['passes']} passes" if row.get("passes", 1) > 1 else ""
    return f"{row['laser']}, {row['wavelength_nm']:g} nm, {row['spot_mm']:g} mm, {row['fluence_j_cm2']:g} J/cm²{passes}"
