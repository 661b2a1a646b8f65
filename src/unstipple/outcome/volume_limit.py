"""The fluence at which the injured volume carries a given chance of a lasting light patch: a limit from physics that was calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unstipple.dose.injury import fluence_for_volume_j_cm2, melanosomes, reference_volume_mm
from unstipple.evidence import Draws
from unstipple.outcome.pigment_link import link_volume

Array = NDArray[np.float64]


def volume_limit_j_cm2(
    chance: float, type_number: int, wavelength_nm: float, pulse_ns: float, build_up: Array, draws: Draws, *, overlap: float,
    pass_gains: Sequence[float] = (1,), start_c: Array | float | None = None,
) -> Array:  # fmt: skip
    """Incident fluence (n,) in J/cm² at which each draw's chance of lasting light patches per course is ``chance``.

    Parameters
    ----------
    build_up : array (draw,): fluence in the epidermis per incident fluence (`unstipple.dose.build_up`, ``epidermis``).
    overlap, pass_gains, start_c : as in `unstipple.dose.injury`: what the visit lays, and how warm the skin is before it.

    Returns
    -------
    array (draw,). Its middle is the central limit, its spread the doubt of physics and clinic together; compare with `load_at` and take
    the lower: this model predicts no better than the melanin load.
    """
    layer = melanosomes(type_number, wavelength_nm, pulse_ns, draws, start_c=start_c)
    volume = link_volume("hypopigmentation", chance, draws) * reference_volume_mm(draws)
    return fluence_for_volume_j_cm2(layer, np.asarray(build_up), volume, overlap=overlap, pass_gains=pass_gains)
