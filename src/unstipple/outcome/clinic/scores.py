"""Proper scores: how good a prediction was, so that neither a wrong nor an empty one can look well."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws
from unstipple.outcome.calibration import TOLERANCE, log_binomial

Array = NDArray[np.float64]


def crps(samples: Array, observed: float) -> float:
    """Continuous ranked probability score of equally likely samples (n,), in their unit: ``E|X - y| - E|X - X'| / 2``; 0 is best.

    Source: Gneiting and Raftery, J Am Stat Assoc 102 (2007) 359, equation 21.
    """
    ordered = np.sort(samples)
    count = ordered.size
    spread = 2 * float((np.arange(1, count + 1) * 2 - count - 1) @ ordered) / count**2
    return float(np.abs(ordered - observed).mean() - spread / 2)


def count_score(chance: Array, events: float, patients: float) -> float:
    """Log of the chance that draws (n,) of a rate give to ``events`` of ``patients``; 0 is best."""
    log = log_binomial(events, patients, np.clip(chance, TOLERANCE, 1 - TOLERANCE))
    return float(np.logaddexp.reduce(log) - np.log(log.size))


def seen_shares(chance: Array, patients: float, draws: Draws, name: str) -> Array:
    """What share a series of that size would show (n,), one sample for each draw of the rate."""
    from scipy.stats import binom  # a second to import, and only this comparison needs it

    count = round(patients)
    found = binom.ppf(draws.shares(f"clinic.sample.{name}"), count, np.clip(chance, 0, 1))
    return np.asarray(found / count, dtype=np.float64)
