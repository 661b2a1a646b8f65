"""Scars: model M7, a published range moved by odds multipliers, and upward by the injured volume; never clipped downward."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, value
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.published import rate_draws
from unstipple.outcome.risk import Risk, risk_of

Array = NDArray[np.float64]


def scar_risk(multipliers: tuple[str, ...]) -> Risk:
    """Chance of a scar per course; ``multipliers`` name the odds factors that apply (``harm.scar_odds_*``)."""
    base, (factor, sources) = value("harm.scar"), _odds(multipliers)
    low, mid, high = (_times(chance, factor) for chance in (base.low or 0, base.value, base.high or base.value))
    return Risk("scar", low, mid, high, "D" if multipliers else base.grade, "model-m7", sources)


def scar_chance(relative_volume: Array, draws: Draws, multipliers: tuple[str, ...] = ()) -> Array:
    """Chance of a scar (n,) per course at a dose.

    The published range holds up to the dose of the reference series; above it the odds grow with a power of the relative injured volume
    (evidence ``harm.scar_dose_exponent``, grade D: no series gives a dose link). A smaller dose never lowers it: scars also come from
    the place, the age and the hand. 0 without light.
    """
    factor, _ = _odds(multipliers)
    raised = factor * np.maximum(relative_volume, 1) ** draws.of("harm.scar_dose_exponent")
    base = rate_draws("harm.scar", draws)
    return np.where(relative_volume > 0, base * raised / (1 - base + base * raised), 0.0)


def scar_by_volume(relative_volume: Array, draws: Draws, multipliers: tuple[str, ...] = ()) -> Risk:
    """The chance at a dose as a risk with its band."""
    return risk_of("scar", scar_chance(relative_volume, draws, multipliers), "D", "model-m7", _odds(multipliers)[1])


def chance(dose: VisitDose, draws: Draws) -> Array:
    """Chance of a scar (n,) with no risk factor of the person."""
    return scar_chance(dose.relative_volume, draws)


def _odds(multipliers: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    base, odds = value("harm.scar"), [value(f"harm.scar_odds_{name}") for name in multipliers]
    factor = 1.0
    for one in odds:
        factor *= one.value
    return factor, tuple(dict.fromkeys(base.sources + tuple(key for one in odds for key in one.sources)))


def _times(chance: float, factor: float) -> float:
    odds = chance / (1 - chance) * factor
    return odds / (1 + odds)


SCAR = HarmModel("scar", chance, rises=True)
