"""Infection of the treated skin: a published rate without a dose link."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.published import published, rate_where_lit
from unstipple.outcome.risk import Risk


def infection_risk() -> Risk:
    """Infection of the treated skin, per patient and course."""
    return published("infection", "harm.infection")


def chance(dose: VisitDose, draws: Draws) -> NDArray[np.float64]:
    """Chance of infection (n,)."""
    return rate_where_lit("harm.infection", dose, draws)


INFECTION = HarmModel("infection", chance, rises=False)
