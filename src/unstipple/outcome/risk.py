"""What can go wrong, per patient and course: a range with its grade, or "no rate known"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import number

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: share of patients per course, each 0-1; all three are ``None`` when no rate is known.

    ``basis`` is a code worded in `report`; ``sources`` are evidence keys; ``grade`` the grade of what it stands on.
    """

    name: str
    low: float | None
    mid: float | None
    high: float | None
    grade: str
    basis: str
    sources: tuple[str, ...]


def unknown(name: str, basis: str) -> Risk:
    """A risk for which no rate is known."""
    return Risk(name, None, None, None, "D", basis, ())


def band(values: Array) -> tuple[float, float, float]:
    """Lower end, median and upper end of the share of draws that is shown (evidence ``harm.band_share``, the middle 90 per cent)."""
    tail = (1 - number("harm.band_share")) / 2
    low, mid, high = np.quantile(values, (tail, 0.5, 1 - tail))
    return float(low), float(mid), float(high)


def risk_of(name: str, chance: Array | None, grade: str, basis: str, sources: tuple[str, ...]) -> Risk:
    """The draws of a chance (n,) as a risk with its band; ``None`` as a risk without a known rate."""
    if chance is None:
        return unknown(name, basis)
    low, mid, high = band(chance)
    return Risk(name, low, mid, high, grade, basis, sources)


def stricter(one: Risk, other: Risk) -> Risk:
    """The worse of two answers to the same question, by its middle and then its upper end; a known rate counts more than none."""
    return max(one, other, key=lambda risk: (-1.0, -1.0) if risk.mid is None or risk.high is None else (risk.mid, risk.high))
