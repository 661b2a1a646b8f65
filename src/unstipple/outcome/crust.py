"""Crusts for some days: a stated rate without a dose link."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.published import published, rate_where_lit
from unstipple.outcome.risk import Risk


def crust_risk() -> Risk:
    """Crusts for some days, per patient and course."""
    return published("crust", "harm.crust")


def chance(dose: VisitDose, draws: Draws) -> NDArray[np.float64]:
    """Chance of crusts (n,)."""
    return rate_where_lit("harm.crust", dose, draws)


CRUST = HarmModel("crust", chance, rises=False)
