"""Cited numbers: what a value is, how wide its doubt is, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Grade = Literal["A", "B", "C", "D"]
Spread = Literal["none", "range", "triangular", "uniform", "normal-90", "lognormal-90", "ci95", "quartiles"]
Population = Literal["SMP", "scalp", "tattoo", "skin", "animal", "bench", "device", "design"]

GRADES: dict[str, str] = {
    "A": "trial, systematic review, regulator or product label",
    "B": "cohort or guideline",
    "C": "case series, bench work, expert text",
    "D": "vendor, clinic page or a design choice of this program",
}
"""What each grade letter means."""

SPREADS: dict[str, str] = {
    "none": "no spread given",
    "range": "range seen or stated; not a distribution",
    "triangular": "triangular: low, mode, high",
    "uniform": "anything between low and high",
    "normal-90": "normal; low and high are the 5th and 95th percentile",
    "lognormal-90": "log-normal; low and high are the 5th and 95th percentile",
    "ci95": "95 % confidence interval of the study",
    "quartiles": "lower and upper quartile",
}
"""What ``low`` and ``high`` of a value mean."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was read: ``key``, authors, year, title, address and kind of the publication."""

    key: str
    authors: str
    year: str
    title: str
    where: str
    kind: str

    @property
    def short(self) -> str:
        """Authors and year, e.g. ``"Wu DC 2021"``."""
        return f"{self.authors} {self.year}".strip()


@dataclass(frozen=True, slots=True)
class Value:
    """One cited number.

    ``value``, ``low`` and ``high`` share ``unit``; ``spread`` says what low and high mean. ``rows`` are the row numbers of the
    literature table that the number was read in. An unverified value (``verified`` false) may tighten a decision, never permit one.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    spread: Spread
    unit: str
    sources: tuple[str, ...]
    place: str
    grade: Grade
    population: Population
    verified: bool
    note: str

    def at(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Quantiles of the value's spread.

        Parameters
        ----------
        share : array (n,), each in (0, 1): cumulative probability.

        Returns
        -------
        array (n,) in the value's unit. A value without a distribution (``none``, ``range``, ``ci95``, ``quartiles``) is constant.
        """
        if self.low is None or self.high is None or self.spread in ("none", "range", "ci95", "quartiles"):
            return np.full(share.shape, self.value)
        if self.spread == "uniform":
            return np.asarray(self.low + (self.high - self.low) * share, dtype=np.float64)
        if self.spread == "triangular":
            width = self.high - self.low
            shape = (self.value - self.low) / width
            return np.asarray(stats.triang.ppf(share, shape, loc=self.low, scale=width), dtype=np.float64)
        z = stats.norm.ppf(share) / stats.norm.ppf(0.95)
        if self.spread == "normal-90":
            half = np.where(z < 0, self.value - self.low, self.high - self.value)
            return np.asarray(self.value + z * half, dtype=np.float64)
        ratio = np.where(z < 0, np.log(self.value / self.low), np.log(self.high / self.value))
        return np.asarray(self.value * np.exp(z * ratio), dtype=np.float64)
