"""Cases for the tests: one in which every question is answered and nothing objects, and changes to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from unstipple.consult import CaseFile

TODAY = date(2027, 3, 1)

HISTORY: dict[str, Any] = {
    "pregnant": False, "breastfeeding": False, "gold_ever": False, "isotretinoin": "never", "medicines": [], "conditions": [],
    "allergies": [], "infection_or_open_skin": False, "redness_in_field": False, "lesion_in_field": "none",
    "skin_cancer_in_field": False, "tattoo_reaction": "none", "keloid": False, "herpes_near_field": False, "smoker": False,
    "scar_in_field": False, "blister_last_time": False, "darkened_last_time": False, "distress": False, "unrealistic_goal": False,
    "procedures": [],
}  # fmt: skip


def calm(**parts: Any) -> CaseFile:
    """A case to which no rule objects, with parts changed: ``calm(history={"gold_ever": True}, zone=[...])``."""
    raw: dict[str, Any] = {
        "schema": "unstipple.case/1",
        "patient": {"age_years": 41},
        "skin": {"fitzpatrick": "II", "tan": "none", "last_strong_sun": date(2026, 8, 1)},
        "ink": {"kind": "carbon", "documented": True, "tint": "neutral", "last_smp_session": date(2025, 1, 1)},
        "history": dict(HISTORY),
        "treatment": {"lasers": ["picoway"]},
    }
    for name, part in parts.items():
        raw[name] = {**raw[name], **part} if isinstance(part, dict) and name in raw else part
    return CaseFile.model_validate(raw)


def spot(made: date, read: date, result: str = "good", wavelength_nm: float = 1064.0) -> dict[str, Any]:
    return {
        "made_on": made, "read_on": read, "laser": "picoway", "wavelength_nm": wavelength_nm, "spot_mm": 4.0, "fluence_j_cm2": 1.5,
        "result": result,
    }  # fmt: skip


def override(rule: str, **more: Any) -> dict[str, Any]:
    return {"rule": rule, "clinician": "Dr Lind", "reason": "seen and discussed", **more}
