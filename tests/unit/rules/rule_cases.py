"""Cases for the tests: the calm case of the rules' own examples, and changes to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from unstipple.consult import CaseFile
from unstipple.rules.examples import TODAY, calm_case

__all__ = ["HISTORY", "TODAY", "calm", "override", "spot"]


def calm(**parts: Any) -> CaseFile:
    """A case to which no rule objects, with parts changed: ``calm(history={"gold_ever": True}, zone=[...])``."""
    return calm_case(**parts)


HISTORY: dict[str, Any] = calm_case().history.model_dump(mode="json", exclude_unset=True)


def spot(made: date, read: date, result: str = "good", wavelength_nm: float = 1064.0) -> dict[str, Any]:
    return {
        "made_on": made, "read_on": read, "laser": "picoway", "wavelength_nm": wavelength_nm, "spot_mm": 4.0, "fluence_j_cm2": 1.5,
        "result": result,
    }  # fmt: skip


def override(rule: str, **more: Any) -> dict[str, Any]:
    return {"rule": rule, "clinician": "Dr Lind", "reason": "seen and discussed", **more}
