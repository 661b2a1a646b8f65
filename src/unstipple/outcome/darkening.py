"""Pigment turning darker: by what is known of the ink; no dose link was published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.published import published, rate_where_lit
from unstipple.outcome.risk import Risk, unknown


def darkening_risk(ink_kind: str, documented: bool) -> Risk:
    """Pigment turning darker, per patient and course; no rate is known for documented carbon."""
    if ink_kind == "carbon" and documented:
        return unknown("darkening", "carbon-documented")
    return published("darkening", "harm.darkening_oxide" if ink_kind == "oxide" else "harm.darkening_cosmetic")


def chance_oxide(dose: VisitDose, draws: Draws) -> NDArray[np.float64]:
    """Chance (n,) with an ink that holds oxides of iron or titanium."""
    return rate_where_lit("harm.darkening_oxide", dose, draws)


def chance_unknown_ink(dose: VisitDose, draws: Draws) -> NDArray[np.float64]:
    """Chance (n,) with an ink of which nothing is known."""
    return rate_where_lit("harm.darkening_cosmetic", dose, draws)


DARKENING_OXIDE = HarmModel("darkening, oxide", chance_oxide, rises=False)
DARKENING_UNKNOWN_INK = HarmModel("darkening, unknown ink", chance_unknown_ink, rises=False)
