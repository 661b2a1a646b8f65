"""Rates as they were published, without a dose link: the same at every dose that is light at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, value
from unstipple.outcome.harm_model import VisitDose
from unstipple.outcome.risk import Risk

Array = NDArray[np.float64]


def rate_draws(evidence_name: str, draws: Draws, *, scale: float = 1) -> Array:
    """Draws (n,) of a published rate over its stated range, the middle where the series stands; ``scale`` 100 reads per cent.

    The range is not a distribution; it is walked evenly below and above the middle, so that half of the draws lie on each side.
    """
    found = value(evidence_name)
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return np.interp(draws.shares(evidence_name), (0, 0.5, 1), np.asarray([low, found.value, high]) / scale)


def rate_where_lit(evidence_name: str, dose: VisitDose, draws: Draws, *, scale: float = 1) -> Array:
    """The published rate (n,) in every draw with light, 0 without."""
    return np.where(dose.lit, rate_draws(evidence_name, draws, scale=scale), 0.0)


def published(name: str, evidence_name: str, *, scale: float = 1) -> Risk:
    """A published range as it stands."""
    found = value(evidence_name)
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return Risk(name, low / scale, found.value / scale, high / scale, found.grade, "published", found.sources)
