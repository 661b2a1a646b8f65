"""A faint shadow that stays: a stated rate without a dose link."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.published import published, rate_where_lit
from unstipple.outcome.risk import Risk


def shadow_risk() -> Risk:
    """A faint shadow that stays, per patient and course."""
    return published("residual-shadow", "harm.residual_shadow")


def chance(dose: VisitDose, draws: Draws) -> NDArray[np.float64]:
    """Chance of a shadow (n,) after a course."""
    return rate_where_lit("harm.residual_shadow", dose, draws)


SHADOW = HarmModel("residual-shadow", chance, rises=False)
