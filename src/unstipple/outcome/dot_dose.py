"""Dose at each dot in the measure of the reference series: what model M13 compares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def equivalent_j_cm2(
    fluence_j_cm2: Array | float, build_up: Array, reference_build_up: Array, absorption_ratio: Array, light_left: Array | float = 1
) -> Array:
    """The incident fluence of the reference laser and spot that would give the dots the same absorbed dose, (draw, level) in J/cm².

    Parameters
    ----------
    fluence_j_cm2 : incident fluence, one number or (draw,).
    build_up, reference_build_up : arrays (draw, level): fluence at the dots' depths per incident fluence, here and at the reference.
    absorption_ratio : array (draw,): the ink's absorption over that at the reference wavelength.
    light_left : share of the light that the dots leave each other, one number or (draw,).
    """
    here = np.asarray(fluence_j_cm2 * absorption_ratio * light_left, dtype=np.float64)
    return np.asarray(here[:, None] * build_up / reference_build_up, dtype=np.float64)
