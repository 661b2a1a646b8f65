"""When a melanosome makes a bubble: the fluence that brings it from where it starts to where vapour forms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput

Floats = npt.NDArray[np.float64]
SQUARE_MM_PER_CM2 = 100


def cavitation_threshold_j_cm2(
    mua_per_mm: Floats | float, start_c: Floats | float, nucleation_c: Floats | float, heat_j_mm3_k: float, *,
    kept_share: Floats | float = 1,
) -> Floats:  # fmt: skip
    """Local fluence at which a melanosome reaches the temperature at which vapour forms: ``rho c (T_vapour - T_start) / (mua kept)``.

    Parameters
    ----------
    mua_per_mm : absorption inside the melanosome, above 0. Thresholds at two wavelengths stand to each other as these do, inverted:
        0.5 and 2.6 J/cm² were measured at 1000 and 1319 nm (ratio 5.2) where absorption is 925 and 176 per cm (5.26).
    heat_j_mm3_k : heat per volume and kelvin.
    kept_share : mean rise at the end of the pulse over the adiabatic one (`heat.kept_share`); 1 for nanoseconds and shorter.

    Returns
    -------
    array of the inputs' shape, in J/cm². Holds for one pulse that is not stress-confined; shorter ones need less. Raises `BadInput`.
    Source: Schmidt et al., J. Biomed. Opt. 19 (2014) 035003.
    """
    mua, start, vapour, kept = (np.asarray(each, dtype=np.float64) for each in (mua_per_mm, start_c, nucleation_c, kept_share))
    if not np.all((mua > 0) & np.isfinite(mua)):
        raise BadInput("mua_per_mm", float(np.min(mua)), "above 0 and finite")
    if not np.all(start < vapour):
        raise BadInput("start_c", float(np.max(start)), "a temperature below that at which vapour forms")
    if not np.all((kept > 0) & (kept <= 1)):
        raise BadInput("kept_share", float(np.min(kept)), "above 0, at most 1")
    if not 0 < heat_j_mm3_k < np.inf:
        raise BadInput("heat_j_mm3_k", heat_j_mm3_k, "above 0 and finite")
    return np.asarray(SQUARE_MM_PER_CM2 * heat_j_mm3_k * (vapour - start) / (mua * kept))
