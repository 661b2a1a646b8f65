"""Lasting dark patches: the published series nearest in wavelength and skin, and the model on the injured epidermal volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, number
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.pigment_link import link_chance, link_sources
from unstipple.outcome.published import published
from unstipple.outcome.risk import Risk, risk_of

Array = NDArray[np.float64]
PER_CENT = 100


def hyperpigmentation_risk(wavelength_nm: float, type_number: int) -> Risk:
    """Lasting dark patches, per patient and course: the published series nearest in wavelength and skin, whatever the dose."""
    if wavelength_nm >= number("response.reference_wavelength_nm"):
        return published("hyperpigmentation", "harm.hyperpigmentation_light_pct", scale=PER_CENT)
    dark = type_number >= number("harm.hyperpigmentation_dark_from_type")
    name = "harm.hyperpigmentation_dark_755_pct" if dark else "harm.hyperpigmentation_755_pct"
    return published("hyperpigmentation", name, scale=PER_CENT)


def hyperpigmentation_by_volume(relative_volume: Array, draws: Draws) -> Risk:
    """The chance as a risk with its band, from the draws (n,) of the largest visit's relative injured volume."""
    found = link_chance("hyperpigmentation", relative_volume, draws)
    return risk_of("hyperpigmentation", found, "C", "model-volume", link_sources("hyperpigmentation"))


def chance(dose: VisitDose, draws: Draws) -> Array:
    """Chance of lasting dark patches (n,) per patient and course."""
    return link_chance("hyperpigmentation", dose.relative_volume, draws)


HYPERPIGMENTATION = HarmModel("hyperpigmentation", chance, rises=True)
