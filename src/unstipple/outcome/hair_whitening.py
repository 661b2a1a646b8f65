"""Hair that grows back white: graded by how near the light at the bulbs comes to what whitened hair in animals.

One Q-switched pulse at 694 nm (from 0.4 J/cm²), 1064 and 532 nm left white hair in guinea pigs, for good at the latter two; no one counted
it in people. So the chance is that the animals' threshold is passed at the bulb, times a share of people between none and all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from unstipple.evidence import Draws, value
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.risk import Risk, risk_of, unknown

Array = NDArray[np.float64]


def hair_whitening_chance(bulb_over_threshold: Array, draws: Draws) -> Array:
    """Chance (n,) that hair in the field turns white, from the bulbs' fluence over the threshold of their melanosomes (n,)."""
    lit = bulb_over_threshold > 0
    passed = ndtr(np.log(np.where(lit, bulb_over_threshold, 1.0)) / draws.of("injury.melanosome_spread_ln"))
    return np.where(lit, passed * draws.of("harm.hair_whitening_share"), 0.0)


def hair_whitening_risk(bulb_over_threshold: Array | None, draws: Draws) -> Risk:
    """White hair, per patient and course; ``None`` where no hair that is kept lies in the field."""
    if bulb_over_threshold is None:
        return unknown("hair-whitening", "hair-none-kept")
    sources = value("harm.hair_whitening_share").sources
    return risk_of("hair-whitening", hair_whitening_chance(bulb_over_threshold, draws), "D", "hair-animal-threshold", sources)


def chance(dose: VisitDose, draws: Draws) -> Array:
    """Chance of white hair (n,)."""
    return hair_whitening_chance(dose.bulb_over_threshold, draws)


HAIR_WHITENING = HarmModel("hair-whitening", chance, rises=True)
