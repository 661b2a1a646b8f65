"""Lasting light patches: model M6 on the melanin's load, and the model on the injured epidermal volume. Both exploratory.

M6 was fitted to five published series and is shown as a band. The injured volume is physics, fitted through `pigment_link`. They answer
the same question; `docs/explanation/injury.md` says which predicts better, and a limit takes the stricter of the two.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from unstipple.evidence import Draws, number, value
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.pigment_link import link_chance, link_sources
from unstipple.outcome.risk import Risk, risk_of
from unstipple.stamps import mean_hits

Array = NDArray[np.float64]


def melanin_load(
    fluence_j_cm2: float, wavelength_nm: float, type_number: int, *, picosecond: bool, passes: int, overlap: float, spot_gain: float
) -> float:
    """What the melanin of the epidermis takes at one visit, in J/cm² of 1064 nm nanosecond light on type II skin.

    It grows with passes, overlap and spot (``spot_gain``: epidermal build-up over that of the 3 mm spots of the series), so that more
    passes or a larger spot are never free. The steeper of two published wavelength slopes counts where it adds harm.
    """
    wave = (number("response.reference_wavelength_nm") / wavelength_nm) ** number("harm.melanin_exponent")
    pulse = number("harm.picosecond_fluence_factor") if picosecond else 1
    laid = passes * mean_hits(overlap) / mean_hits(number("harm.reference_overlap"))
    melanin = number(f"skin.melanin_ratio_type_{type_number}")
    return float(fluence_j_cm2 * wave * pulse * laid * spot_gain * melanin)


def hypopigmentation(load_j_cm2: float) -> float:
    """Central chance per patient and course (0-1) from the largest visit's melanin load in J/cm²."""
    if load_j_cm2 <= 0:
        return 0
    logit = number("harm.hypopigmentation_intercept") + number("harm.hypopigmentation_slope") * math.log(load_j_cm2)
    return max(1 / (1 + math.exp(-logit)), number("harm.hypopigmentation_floor"))


def load_at(chance: float) -> float:
    """The melanin load in J/cm² at which the central chance is ``chance``: the inverse of `hypopigmentation`."""
    logit = math.log(chance / (1 - chance))
    return math.exp((logit - number("harm.hypopigmentation_intercept")) / number("harm.hypopigmentation_slope"))


def hypopigmentation_risk(load_j_cm2: float) -> Risk:
    """The chance as a risk with its band: what is left of doubt about the fit and between one series and the next."""
    keys = value("harm.hypopigmentation_slope").sources
    mid = hypopigmentation(load_j_cm2)
    if mid <= 0:
        return Risk("hypopigmentation", 0, 0, 0, "C", "model-m6", keys)
    doubt = value("harm.hypopigmentation_doubt")
    low, high = (float(expit(logit(mid) + (end or 0))) for end in (doubt.low, doubt.high))
    return Risk("hypopigmentation", low, mid, high, "C", "model-m6", keys)


def hypopigmentation_draws(load_j_cm2: Array, draws: Draws) -> Array:
    """Draws (n,) of the chance from draws (n,) of the largest visit's melanin load, with the same doubt; 0 without light."""
    offset = draws.of("harm.hypopigmentation_doubt")
    return np.asarray([0 if one <= 0 else expit(logit(hypopigmentation(one)) + u) for one, u in zip(load_j_cm2, offset, strict=True)])


def hypopigmentation_by_volume(relative_volume: Array, draws: Draws) -> Risk:
    """The chance as a risk with its band, from the draws (n,) of the largest visit's relative injured volume."""
    found = link_chance("hypopigmentation", relative_volume, draws)
    return risk_of("hypopigmentation", found, "C", "model-volume", link_sources("hypopigmentation"))


def chance(dose: VisitDose, draws: Draws) -> Array:
    """Chance of lasting light patches (n,) per patient and course."""
    return link_chance("hypopigmentation", dose.relative_volume, draws)


def chance_by_load(dose: VisitDose, draws: Draws) -> Array:
    """The same (n,) by model M6."""
    return hypopigmentation_draws(dose.melanin_load_j_cm2, draws)


HYPOPIGMENTATION = HarmModel("hypopigmentation", chance, rises=True)
HYPOPIGMENTATION_BY_LOAD = HarmModel("hypopigmentation, load", chance_by_load, rises=True)
