"""Which spots are dots: the chance structures of this very skin set the threshold, place by place.

Furrows and grain make dark spots too. In units of the local noise their scores fall off exponentially, and so do those of bright spots,
which pigment cannot make: the bright ones, glints left out, give the first guess of how many there are and how fast they thin out, and the
faint dark ones, nearly all of them chance, correct it for skin whose dark side is rougher than its bright one. What sticks
out is dots, with their own spread of scores and their own density from place to place; where dots are few, a spot must be clearer to count.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask
from unstipple.photo.dots.spots import at

Array = NDArray[np.float64]

FAINTEST = 1.5
"""Scores below which spots are not weighed at all."""
ROUNDS = 25
GRID_MM = 1.0
DOTS_OVER_MM, CHANCE_OVER_MM = 3.0, 6.0
"""Neighbourhoods over which the density of dots and that of chance structures are taken as even."""
PRIOR_CM2 = 0.05
"""Skin as a whole counts as much as this area of the neighbourhood itself, so that a place with few spots leans on the rest."""
LEAST_SHARE = 0.05
"""No place is expected to have a smaller part than this of the usual density of dots: a lone dot can be one."""
BRIGHT_WEIGHT = 0.25
WHOLE_FALL = 0.25
"""Weight of the picture as a whole in the local fall of chance scores."""
FAINT_SHARE = 0.06
"""Share of dots that do not follow the others' spread of scores: faint, half hidden or merged ones, anywhere below the middle."""
SLOWEST, FASTEST = 1.25, 1.8
"""Limits of the fall of chance scores per unit: on skin with few dots it lies between; among faint ones it cannot be told from theirs."""
LEAST_MEDIAN, LEAST_LOG_SPREAD, MOST_LOG_SPREAD = 2.5, 0.25, 0.7
"""Dots score at least this much in the middle; else they are not told from chance."""


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """What is chance and what are dots in one picture.

    ``log_median`` and ``log_spread`` of the dots' scores; on a grid of ``grid_px``: ``fall`` of the chance scores per unit,
    ``dots_per_cm2`` and ``chance_per_cm2``.
    """

    fall: Image
    log_median: float
    log_spread: float
    dots_per_cm2: Image
    chance_per_cm2: Image
    grid_px: float

    def probability(self, x: Array, y: Array, score: Array) -> Array:
        """Probability (n,) that a spot of that score at that place is no chance structure."""
        dots = at(self.dots_per_cm2, x / self.grid_px, y / self.grid_px) * _bell(score, self.log_median, self.log_spread)
        fall = at(self.fall, x / self.grid_px, y / self.grid_px)
        chance = at(self.chance_per_cm2, x / self.grid_px, y / self.grid_px) * fall * np.exp(-fall * (score - FAINTEST))
        raw = np.where(score > FAINTEST, dots / np.maximum(dots + chance, 1e-12), 0.0)
        return _rising(raw, score, self)


def learn(x: Array, y: Array, score: Array, bright: Array, bright_share: float, scalp: Mask, mm_per_px: float) -> Chance:
    """Learns both kinds from the scores (n,) of all dark spots and those of the ``bright`` spots (m,) that are no glints.

    ``bright_share`` is the part of the skin on which bright spots were looked for.
    """
    used = score > FAINTEST
    x, y, score = x[used], y[used], score[used]
    excess = bright[bright > FAINTEST] - FAINTEST
    area = _areas(scalp, mm_per_px)
    grid_px = GRID_MM / mm_per_px
    bright_fall = np.clip((excess.size + 2) / (excess.sum() + 1), SLOWEST, FASTEST)
    p = np.clip(1 - excess.size / bright_share * np.exp(-bright_fall * (score - FAINTEST)) / np.maximum(_above(score), 1), 0.0, 1.0)
    weight = BRIGHT_WEIGHT * excess.size
    log_median, log_spread = np.log(1.5 * LEAST_MEDIAN), 0.4
    for _ in range(ROUNDS):
        q = 1 - p
        over = score - FAINTEST
        whole = (q.sum() + weight) / ((q * over).sum() + BRIGHT_WEIGHT * excess.sum() + 1e-9)
        chance = _map(x, y, q, area, grid_px, CHANCE_OVER_MM)
        mean = _map(x, y, q * over, area, grid_px, CHANCE_OVER_MM) / np.maximum(chance, 1e-9)
        if p.sum() > 1:
            log_median = max(float((p * np.log(score)).sum() / p.sum()), np.log(LEAST_MEDIAN))
            log_spread = float(np.sqrt((p * (np.log(score) - log_median) ** 2).sum() / p.sum()))
            log_spread = float(np.clip(log_spread, LEAST_LOG_SPREAD, MOST_LOG_SPREAD))
        fall = np.clip((1 - WHOLE_FALL) / np.maximum(mean, 1e-3) + WHOLE_FALL * whole, SLOWEST, FASTEST).astype(np.float32)
        found = Chance(fall, log_median, log_spread, _map(x, y, p, area, grid_px, DOTS_OVER_MM), chance, grid_px)
        p = found.probability(x, y, score)
    return found


def threshold(probability: Array, fdr: float) -> NDArray[np.bool_]:
    """Which spots to keep: the surest ones, as many as keep the expected share of chance among them within ``fdr``."""
    order = np.argsort(-probability)
    share = np.cumsum(1 - probability[order]) / np.arange(1, probability.size + 1)
    keep = np.zeros(probability.size, dtype=bool)
    keep[order[: int(np.searchsorted(share, fdr, side="right"))]] = True
    return keep & (probability > 0.5)


def _bell(score: Array, log_median: float, log_spread: float) -> Array:
    away = (np.log(np.maximum(score, 1e-6)) - log_median) / log_spread
    bell = np.exp(-0.5 * away**2) / (np.sqrt(2 * np.pi) * log_spread * np.maximum(score, 1e-6))
    middle = np.exp(log_median)
    faint = np.where((score > FAINTEST) & (score < middle), 1 / (middle - FAINTEST), 0.0)
    return np.asarray((1 - FAINT_SHARE) * bell + FAINT_SHARE * faint, dtype=np.float64)


def _rising(raw: Array, score: Array, found: Chance) -> Array:
    """Far above the dots' middle the log-normal falls faster than the exponential would: a higher score never means less sure."""
    middle = np.exp(found.log_median)
    return np.where(score > middle, np.maximum(raw, 1 - (1 - raw) * np.exp(-(score - middle))), raw)


def _above(score: Array) -> Array:
    """How many scores are at least as high as each."""
    return np.asarray(score.size - np.searchsorted(np.sort(score), score, side="left"), dtype=np.float64)


def _areas(scalp: Mask, mm_per_px: float) -> Image:
    """Area of skin in cm² in every cell of the grid."""
    grid_px = GRID_MM / mm_per_px
    rows, columns = (int(np.ceil(size / grid_px)) + 1 for size in scalp.shape)
    share = cv2.warpAffine(
        cv2.blur(scalp.astype(np.float32), (max(round(grid_px), 1),) * 2),
        np.array([[grid_px, 0, 0], [0, grid_px, 0]], dtype=np.float32), (columns, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )  # fmt: skip
    return np.asarray(share * np.float32(GRID_MM**2 / 100), dtype=np.float32)


def _map(x: Array, y: Array, weight: Array, area: Image, grid_px: float, over_mm: float) -> Image:
    """Weighted spots per cm² of skin around each cell, leaning on the picture as a whole where there is little skin."""
    counts = np.zeros(area.shape, dtype=np.float32)
    np.add.at(counts, (np.rint(y / grid_px).astype(int), np.rint(x / grid_px).astype(int)), weight.astype(np.float32))
    whole = float(weight.sum()) / max(float(area.sum()), 1e-6)
    sigma = over_mm / GRID_MM
    near = 2 * np.pi * sigma**2
    soft_counts, soft_area = (cv2.GaussianBlur(grid, (0, 0), sigma) * near for grid in (counts, area))
    local = (soft_counts + PRIOR_CM2 * whole) / (soft_area + PRIOR_CM2)
    return np.maximum(local, np.float32(LEAST_SHARE * whole)).astype(np.float32)
