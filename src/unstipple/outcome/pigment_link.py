"""From injured epidermal volume to the chance of a lasting change of pigment: a logit in the log of the volume, as draws.

``logit p = a + b ln v + u``: v the injured volume of a visit over that of the reference series in the same draw, a and b fitted to the
series of ``evidence/tables/clinic.toml`` that are marked as fitted (`calibration`), u what differs from one published series to the next
and stays as doubt. Exploratory; body tattoos; per patient and course, from the largest visit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from unstipple.errors import BadInput
from unstipple.evidence import Draws, value

Array = NDArray[np.float64]


def _coefficients(harm: str, draws: Draws) -> tuple[Array, Array]:
    intercept = draws.of(f"harm.{harm}_link_intercept") + draws.of(f"harm.{harm}_link_study_offset")
    return intercept, draws.of(f"harm.{harm}_link_slope")


def link_chance(harm: str, relative_volume: Array, draws: Draws) -> Array:
    """Chance of a ``harm`` (``"hypopigmentation"``, ``"hyperpigmentation"``) per patient and course, 0-1.

    Parameters
    ----------
    relative_volume : array (draw, ...), 0 or more: the largest visit's injured volume over that of the reference series.

    Returns
    -------
    array of the same shape; 0 where nothing is injured; rising with the volume in every draw.
    """
    volume = np.asarray(relative_volume, dtype=np.float64)
    if volume.ndim == 0 or volume.shape[0] != draws.count or not np.all(volume >= 0):
        raise BadInput("relative_volume", volume.shape, f"numbers of 0 or more for {draws.count} draws")
    intercept, slope = (each.reshape(-1, *[1] * (volume.ndim - 1)) for each in _coefficients(harm, draws))
    injured = volume > 0
    log = np.log(np.where(injured, volume, 1.0))
    return np.where(injured, expit(intercept + slope * log), 0.0)


def link_volume(harm: str, chance: float, draws: Draws) -> Array:
    """The relative injured volume (n,) at which each draw's chance is ``chance``: the inverse of `link_chance`."""
    if not 0 < chance < 1:
        raise BadInput("chance", chance, "above 0 and below 1")
    intercept, slope = _coefficients(harm, draws)
    return np.asarray(np.exp((logit(chance) - intercept) / slope), dtype=np.float64)


def link_sources(harm: str) -> tuple[str, ...]:
    """Evidence keys that the link of a harm stands on."""
    return value(f"harm.{harm}_link_slope").sources
