"""Rows of the comparison, and the rule by which the whole is clean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtri, stdtr

FALSE_ALARM = 0.01
"""Chance that an engine without a defect fails one of the two tests."""
SAME = 1e-6
"""Two numbers that are both known without error must agree to this."""
ENDLESS = 1e9
"""The deviation of two numbers that should be the same and are not; finite, so that it can be written as JSON."""
SHARED_LIGHT = 1.4
"""Rows of one case share photons: n rows spread as n / 1.4 independent ones would (their mean square correlation, over 140 seeds)."""
YARDSTICK = ("Four layers of the scalp", "reflectance")
MEANINGFUL_ERROR = 2e-4
"""Standard error of a reflectance up to which a comparison means something."""


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity: ours and theirs with one standard error each, dimensionless; ``source`` says where theirs comes from.

    ``freedom`` is how many degrees of freedom our error has: batches less one. Theirs is taken as known.

    ``derived`` marks a row that follows from the others of its case because energy is conserved: it is shown, and held to the limit
    of single rows, but not counted again in the test of all rows together.
    """

    case: str
    quantity: str
    ours: float
    standard_error: float
    theirs: float
    theirs_error: float
    source: str
    freedom: float = math.inf
    derived: bool = False

    @property
    def deviation(self) -> float:
        """Ours minus theirs over both standard errors combined."""
        error = math.hypot(self.standard_error, self.theirs_error)
        difference = self.ours - self.theirs
        if error == 0:
            return 0.0 if abs(difference) <= SAME else math.copysign(ENDLESS, difference)
        return difference / error

    @property
    def score(self) -> float:
        """The deviation that is as unlikely for an error known for certain (Student's t; Welch 1947 and Satterthwaite 1946)."""
        if math.isinf(self.freedom) or self.standard_error == 0:
            return self.deviation
        freedom = self.freedom * math.hypot(1.0, self.theirs_error / self.standard_error) ** 4
        chance = float(stdtr(freedom, -abs(self.deviation)))
        return math.copysign(-float(ndtri(chance)) if chance > 0 else ENDLESS, self.deviation)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All rows together, ``largest`` and ``chi_square`` of their scores; see `judge`."""

    rows: tuple[Row, ...]
    largest: float
    limit: float
    chi_square: float
    degrees_of_freedom: int
    p_value: float
    p_limit: float
    beyond_three: int

    @property
    def clean(self) -> bool:
        """Whether no row lies beyond ``limit`` and all together spread no more than chance would."""
        return self.largest <= self.limit and self.p_value >= self.p_limit

    @property
    def reflectance_error(self) -> float:
        """Standard error of our reflectance of the four-layer scalp, the yardstick for how much a comparison means."""
        return max((row.standard_error for row in self.rows if (row.case, row.quantity) == YARDSTICK), default=0.0)

    @property
    def meaningful(self) -> bool:
        """Whether that reflectance is known to 2e-4 or better."""
        return self.reflectance_error <= MEANINGFUL_ERROR


def judge(rows: Sequence[Row]) -> Verdict:
    """Judge all rows at once: no single deviation too large, and no excess of middling ones.

    Deviations are taken as normal scores, their errors being estimates. With n rows the limit for one is the score that the largest of
    n is beyond in 0.5 % of runs by luck (4.1 for 120 rows; three, the limit that is right for one row alone, would be passed in every
    fourth run). The sum of squares of all rows that energy conservation leaves free must not lie in the upper 0.5 % of its
    distribution: chi-square, wider by `SHARED_LIGHT`. An engine without a defect thus fails for about 1 % of all seeds.
    """
    scores = np.array([row.score for row in rows])
    free = np.array([row.score for row in rows if not row.derived and math.hypot(row.standard_error, row.theirs_error) > 0])
    alone = 1 - (1 - FALSE_ALARM / 2) ** (1 / max(1, len(rows)))
    square = float((free**2).sum())
    return Verdict(
        rows=tuple(rows),
        largest=float(np.abs(scores).max(initial=0.0)),
        limit=-float(ndtri(alone / 2)),
        chi_square=square,
        degrees_of_freedom=len(free),
        p_value=float(chdtrc(len(free) / SHARED_LIGHT, square / SHARED_LIGHT)) if len(free) else 1.0,
        p_limit=FALSE_ALARM / 2,
        beyond_three=int((np.abs([row.deviation for row in rows]) > 3).sum()) if rows else 0,
    )
