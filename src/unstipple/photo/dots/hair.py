"""Which dots are cut hairs: those that form a thinner kind of their own beside the picture's dots.

A cut hair is 0.05 to 0.09 mm thick, a dot of pigment 0.2 mm and more, but both are seen through the same lens, so no fixed width tells
them apart (a classifier trained on rendered pictures called the dots of a real one hair; photo study, section 0). The program therefore
looks for a second, thinner and less well-fitted population inside the same picture. Where the widths form one population, nothing is
called hair.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.pigment import Kind

Array = NDArray[np.float64]

MISFIT_WEIGHT = 2.5
"""A straight tapered line leaves more behind than a round dot: how much of the fit's misfit counts beside the logarithm of the width."""
LEAST_GAP = 0.28
"""How much thinner, as a logarithm, hairs must be than dots to be a kind of their own."""
HAIR_SPREAD = 0.20
LEAST_SPREAD, MOST_SPREAD = 0.12, 0.21
"""Limits of the spread of one head's dots."""
THINNEST_DOTS = 2.6
"""Dots of which the usual one is thinner than this (0.09 mm as a standard deviation) are none."""
STARTS = ((0.0, 0.1), (0.15, 0.5))
"""Two starts of the fit: few hairs, or as many as dots."""
AGAINST = 10.0
"""Dots that count beforehand as no hair, so that a few thin ones make no population."""
LEAST_GAIN = 12.0
"""Twice the gain in log-likelihood from which two populations are believed."""
LEAST_DOTS = 40
ROUNDS = 80
HAIR_FROM, PIGMENT_TO = 0.75, 0.30


def thinness(sigma_mm: Array, stretch: Array, misfit_share: Array) -> Array:
    """How thin and how little like a dot (n,): minus the logarithm of the narrower width in mm, plus the misfit as a share of the peak."""
    return -np.log(sigma_mm) + 0.5 * stretch + MISFIT_WEIGHT * misfit_share


def hair_probability(thin: Array) -> Array:
    """Probability (n,) that each dot is a hair, from the `thinness` of all of a picture's dots."""
    if thin.size < LEAST_DOTS:
        return np.zeros(thin.shape)
    middle, wide = float(np.median(thin)), float(np.clip(thin.std(), LEAST_SPREAD, MOST_SPREAD))
    alone = _log_bell(thin, min(float(thin.mean()), THINNEST_DOTS), wide).sum()
    likelihood, centre, share, p = max((_two_kinds(thin, middle - shift, part) for shift, part in STARTS), key=lambda fit: fit[0])
    if 2 * (likelihood - float(alone)) < LEAST_GAIN:
        return np.zeros(thin.shape)
    # thicker than the middle of the dots is no hair, however wide the hairs' own spread
    return np.where(thin > centre, p, np.minimum(p, share))


def _two_kinds(thin: Array, centre: float, share: float) -> tuple[float, float, float, Array]:
    """Fits dots and thinner hairs: log-likelihood, the dots' centre, the hairs' share, probability (n,) of hair."""
    spread, hair_centre = LEAST_SPREAD, centre + 1.5 * LEAST_GAP
    for _ in range(ROUNDS):
        dots = (1 - share) * np.exp(_log_bell(thin, centre, spread))
        hairs = share * np.exp(_log_bell(thin, hair_centre, HAIR_SPREAD))
        both = dots + hairs + 1e-300
        p = hairs / both
        q = 1 - p
        centre = min(float((q * thin).sum() / max(q.sum(), 1e-9)), THINNEST_DOTS)
        spread = float(np.clip(np.sqrt((q * (thin - centre) ** 2).sum() / max(q.sum(), 1e-9)), LEAST_SPREAD, MOST_SPREAD))
        hair_centre = max(float((p * thin).sum() / max(p.sum(), 1e-9)), centre + LEAST_GAP)
        share = float(p.sum() / (thin.size + AGAINST))
    return float(np.log(both).sum()), centre, share, p


def kinds(hair: Array) -> NDArray[np.int8]:
    """The `Kind` (n,) that each dot is taken for; between the limits it stays undetermined."""
    return np.where(hair >= HAIR_FROM, Kind.HAIR, np.where(hair > PIGMENT_TO, Kind.UNDETERMINED, Kind.PIGMENT)).astype(np.int8)


def _log_bell(value: Array, centre: float, spread: float) -> Array:
    return np.asarray(-0.5 * ((value - centre) / spread) ** 2 - np.log(spread * np.sqrt(2 * np.pi)), dtype=np.float64)
