"""Fits the harm link to published series: binomial counts, a logit in the log of a dose, and a spread between studies.

For study i with y of n patients, ``y ~ Binomial(n, expit(a + b x + e))`` and ``e ~ N(0, tau² + b² s²)``: x is the median over the draws
of the log of the relative dose, s its standard deviation (the study's own range of settings and skins, and the physics' doubt that does
not cancel), tau what differs from one study to the next. a, b and tau run over equally likely quantiles of their priors (evidence
``harm.link_prior_*``); e is integrated by Gauss-Hermite quadrature. With a handful of studies the priors matter, and tau most: a wide
one keeps the forecast honest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, xlog1py, xlogy

from unstipple.evidence import value

Array = NDArray[np.float64]
INTERCEPT_COUNT = 49
SLOPE_COUNT = 25
STUDY_COUNT = 12
NODE_COUNT = 16
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class StudyPoint:
    """One study: ``events`` of ``patients`` (need not be whole), at a dose whose log has this median and standard deviation."""

    name: str
    events: float
    patients: float
    log_dose: float
    log_dose_sd: float


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Where a, b and tau lie after the studies: nodes (m,) with weights (m,) that add up to 1."""

    intercept: Array
    slope: Array
    study_sd: Array
    weight: Array

    def quantiles(self, which: str, shares: Sequence[float]) -> Array:
        """Quantiles of ``intercept``, ``slope`` or ``study_sd``."""
        values = getattr(self, which)
        order = np.argsort(values)
        reached = np.cumsum(self.weight[order]) - self.weight[order] / 2
        return np.asarray(np.interp(shares, reached, values[order]), dtype=np.float64)

    @property
    def study_sd_rms(self) -> float:
        """Root mean square of tau: the standard deviation of a new study's offset."""
        return float(np.sqrt(self.weight @ self.study_sd**2))

    def log_score(self, point: StudyPoint) -> float:
        """Log of the chance that this posterior gives to a study's count: a proper score, 0 is best."""
        return float(np.log(self.weight @ np.exp(_log_likelihood(point, self.intercept, self.slope, self.study_sd))))


def fit(points: Sequence[StudyPoint], *, dose_counts: bool = True) -> Posterior:
    """The posterior after ``points``; ``dose_counts=False`` sets the slope to 0: the pooled rate with its spread between studies."""
    slopes = _prior("slope", SLOPE_COUNT) if dose_counts else np.zeros(1)
    grid = np.meshgrid(_prior("intercept", INTERCEPT_COUNT), slopes, _prior("study_sd", STUDY_COUNT), indexing="ij")
    a, b, tau = (axis.ravel() for axis in grid)
    log = sum((_log_likelihood(point, a, b, tau) for point in points), np.zeros(a.size))
    weight = np.exp(log - log.max())
    return Posterior(a, b, tau, weight / weight.sum())


def leave_one_out(points: Sequence[StudyPoint], *, dose_counts: bool = True) -> tuple[float, ...]:
    """The log score of every study under the posterior of all the others: what a model says of a study that it never saw."""
    return tuple(
        fit([other for other in points if other is not point], dose_counts=dose_counts).log_score(point) for point in points
    )  # fmt: skip


def log_binomial(events: float, patients: float, chance: Array) -> Array:
    """Log of the binomial chance of ``events`` in ``patients`` at each chance; events between whole numbers are allowed."""
    ways = gammaln(patients + 1) - gammaln(events + 1) - gammaln(patients - events + 1)
    return np.asarray(ways + xlogy(events, chance) + xlog1py(patients - events, -chance), dtype=np.float64)


def _prior(which: str, count: int) -> Array:
    return value(f"harm.link_prior_{which}").at((np.arange(count) + 0.5) / count)


def _log_likelihood(point: StudyPoint, a: Array, b: Array, tau: Array) -> Array:
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODE_COUNT)
    spread = np.sqrt(tau**2 + (b * point.log_dose_sd) ** 2)
    total = np.zeros(a.size)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        chance = expit(a + b * point.log_dose + spread * node)
        total += weight * np.exp(log_binomial(point.events, point.patients, np.clip(chance, TOLERANCE, 1 - TOLERANCE)))
    return np.asarray(np.log(np.maximum(total, np.finfo(float).tiny)), dtype=np.float64)
