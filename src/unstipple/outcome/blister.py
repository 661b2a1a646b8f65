"""Blisters: no series counted them, so no rate is given at any dose."""

from __future__ import annotations

from unstipple.evidence import Draws
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.risk import Risk, unknown


def blister_risk() -> Risk:
    """Blisters, per patient and course: no rate known."""
    return unknown("blister", "no-rate")


def chance(dose: VisitDose, draws: Draws) -> None:
    """No rate known at any dose."""


BLISTER = HarmModel("blister", chance, rises=False)
