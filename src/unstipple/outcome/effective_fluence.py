"""The lowest fluence that should work: where a visit is worth a stated share of a session of the published series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.outcome.clearance import Response, effective_sessions

Array = NDArray[np.float64]
BISECTION_COUNT = 40
REACH = 10.0
"""How far in the log the bisection looks on either side of the reference fluence."""


def fluence_for_worth_j_cm2(answer: Response, equivalent_per_j_cm2: Array, least_sessions: float, *, picosecond: bool) -> Array:
    """Incident fluence (draw,) in J/cm² at which one visit is worth ``least_sessions`` of the published series, over the dots' depths.

    Parameters
    ----------
    equivalent_per_j_cm2 : array (draw, level), above 0: the reference laser's fluence that gives the dots the dose of 1 J/cm² here.

    Returns
    -------
    array (draw,): the inverse of `effective_sessions`, by bisection, to a part in 1e9; infinite where no fluence is worth so much, since
    what a visit does levels off.
    """
    unit = np.asarray(equivalent_per_j_cm2, dtype=np.float64)
    if unit.ndim != 2 or not np.all((unit > 0) & np.isfinite(unit)):
        raise BadInput("equivalent_per_j_cm2", unit.shape, "finite numbers above 0, (draw, level)")
    if not least_sessions > 0:
        raise BadInput("least_sessions", least_sessions, "above 0")

    def worth(fluence: Array) -> Array:
        return np.asarray(effective_sessions(answer, fluence[:, None] * unit, picosecond=picosecond).mean(axis=1))

    low = np.log(answer.reference_j_cm2 / unit.mean(axis=1)) - REACH
    high = low + 2 * REACH
    never = worth(np.exp(high)) < least_sessions
    for _ in range(BISECTION_COUNT):
        middle = (low + high) / 2
        enough = worth(np.exp(middle)) >= least_sessions
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(never, np.inf, np.exp((low + high) / 2))
