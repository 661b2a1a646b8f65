"""Hair that falls out: no rate is known at these pulses; what can be said is whether the bulbs are warmed towards damage.

Q-switched 1064 nm lasers are cleared for hair removal or lightening, so an effect is expected there; eyebrows kept growing in the one
series that looked (4 patients, picosecond 1064 nm, 4 to 4.6 J/cm² at 3 mm). Neither is a rate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, number
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.risk import Risk, band, unknown

Array = NDArray[np.float64]


def hair_shedding_risk(bulb_rise_k: Array | None) -> Risk:
    """Hair shed, per patient and course: never a rate, but a basis that says how warm the bulbs (n,) get.

    ``hair-none-kept``: no hair to keep in the field; ``hair-cool``: even the upper end of the draws stays below the warming at which
    damage is thinkable (evidence ``harm.hair_damage_rise_k``); ``hair-may-shed`` otherwise.
    """
    if bulb_rise_k is None:
        return unknown("hair-shedding", "hair-none-kept")
    warm = band(bulb_rise_k)[2] >= number("harm.hair_damage_rise_k")
    return unknown("hair-shedding", "hair-may-shed" if warm else "hair-cool")


def chance(dose: VisitDose, draws: Draws) -> None:
    """No rate known at any dose."""


HAIR_SHEDDING = HarmModel("hair-shedding", chance, rises=False)
