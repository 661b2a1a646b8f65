"""Lasting light patches: model M6, exploratory, fitted to five published series."""

from __future__ import annotations

import math

from unstipple.evidence import number, value
from unstipple.outcome.risk import Risk
from unstipple.stamps import mean_hits


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
    """The chance as a risk with its band."""
    band, mid = value("harm.hypopigmentation_band"), hypopigmentation(load_j_cm2)
    low, high = (min(mid * (factor or 1), 1) for factor in (band.low, band.high))
    keys = value("harm.hypopigmentation_slope").sources
    return Risk("hypopigmentation", low, mid, high, "C", "model-m6", keys)
