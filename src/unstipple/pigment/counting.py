"""What a found dot stands for: some dots are missed, some found ones are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

NOTHING_SEEN_COUNT = 3.0
"""Where no dot is found, up to this many may still be there with 95 % probability (the rule of three)."""


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """What each found dot stands for (n,).

    ``worth`` expected number of real dots of pigment, ``variance`` of that, dot by dot; ``shared_doubt`` relative standard deviation
    that all dots have in common (recall, share of false ones, scale).
    """

    worth: Array
    variance: Array
    shared_doubt: float

    def select(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Counting:
        """The same for the chosen dots, by mask or by index."""
        return Counting(self.worth[chosen], self.variance[chosen], self.shared_doubt)

    def total(self, level: float) -> tuple[float, float, float]:
        """Number of real dots, and the bounds that hold it with probability ``level``."""
        number = np.array([self.worth.sum()])
        low, high = self.interval(number, np.array([self.variance.sum()]), level)
        return float(number[0]), float(low[0]), float(high[0])

    def interval(self, total: Array, variance: Array, level: float, unit: float = 1.0) -> tuple[Array, Array]:
        """Bounds of sums over dots, log-normal; ``variance`` dot by dot, ``unit`` what one dot adds (for sums that found nothing)."""
        spread = np.sqrt(variance + (total * self.shared_doubt) ** 2)
        relative = np.sqrt(np.log1p((spread / np.maximum(total, 1e-12)) ** 2))
        factor = np.exp(float(stats.norm.ppf((1 + level) / 2)) * relative)
        return np.where(total > 0, total / factor, 0.0), np.where(total > 0, total * factor, NOTHING_SEEN_COUNT * unit)
