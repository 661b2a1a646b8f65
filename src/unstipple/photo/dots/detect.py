"""Finds dots in two passes, with a threshold that the skin itself sets.

Bright spots of the same size and roundness are no pigment, so their heights say how high a chance structure of this skin, light and
camera can be: the null. The first pass takes what is clearly above it and subtracts it; the second measures the null on what is left,
where no dot throws its bright ring any more, and takes every dark spot at the requested false-discovery rate. One setting for every
picture (photo study, sections 0 and 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo.density import Image, blurred, masked_mean
from unstipple.photo.dots.blobs import Response, draw_dots, peaks, refined, response, sigmas_px
from unstipple.pigment import Dots, Kind

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FALSE_DISCOVERIES = 0.10
"""Requested share of false ones among the found dots."""
ROUNDS = 3
FIT_ROUNDS = 2
FIT_STEP = 0.8
NOISE_MM = 2.5
"""Neighbourhood over which the height of chance structures is taken as even."""
QUIETEST = 0.8
REACH_MM = 0.16
APART_MM = 0.28
"""A later peak nearer than this to a dot already taken is what its shape left over, not a second dot."""
FWHM_PER_SIGMA = 2.3548
FIRST, SECOND = 8.0, 3.0
"""Heights, in local heights of chance structures, from which a spot is taken in the first and weighed in the second pass."""
FLOOR_OD = 0.02
"""Nothing fainter is looked at: a quarter of the faintest dot that can be measured (0.08)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    x: Array
    y: Array
    sigma_px: Array
    peak: Array
    score: Array


def find_dots(density: Image, colours: tuple[Image, Image], scalp: Mask, mm_per_px: float, *, fdr: float = FALSE_DISCOVERIES) -> Dots:
    """Dots on the scalp.

    Parameters
    ----------
    density : optical density above the skin (height, width).
    colours : the same in red and in green, for the dots' blueness.
    scalp : mask of the skin to look at.
    fdr : requested false-discovery rate.
    """
    if scalp.sum() < 100:
        return Dots.none()
    noise = _noise(response(-density, mm_per_px), scalp, mm_per_px)
    found = _clean(density, scalp, mm_per_px, noise, start=FIRST)
    rest = density - draw_dots(_shape(density), found.x, found.y, found.sigma_px, found.peak)
    bright = response(-rest, mm_per_px)
    noise = _noise(bright, scalp, mm_per_px)
    null = _heights(bright, scalp, mm_per_px, noise)
    found = _clean(density, scalp, mm_per_px, noise, start=SECOND)
    probability, keep = _discover(found.score, null, fdr)
    kept = _Found(*(getattr(found, name)[keep] for name in ("x", "y", "sigma_px", "peak", "score")))
    return _measured(kept, probability[keep], colours, mm_per_px)


def _noise(bright: Response, scalp: Mask, mm_per_px: float) -> Image:
    """Local height of chance structures: that of the bright spots, which pigment does not make."""
    local = np.sqrt(masked_mean(bright.height**2, scalp.astype(np.float32), NOISE_MM / mm_per_px))
    # pores on an otherwise smooth forehead are no pigment: no place is taken for much smoother than the scalp as a whole
    return np.maximum(local, np.float32(QUIETEST * float(np.median(local[scalp])) + 1e-4))


def _heights(answer: Response, scalp: Mask, mm_per_px: float, noise: Image) -> Array:
    rows, columns = peaks(answer.height, scalp, REACH_MM / mm_per_px, 0.0)
    return np.asarray(answer.height[rows, columns] / noise[rows, columns], dtype=np.float64)


def _clean(density: Image, scalp: Mask, mm_per_px: float, noise: Image, start: float) -> _Found:
    """Takes the clear peaks, subtracts their dots, and looks again for what they hid; then fits all depths together."""
    sizes = np.asarray(sigmas_px(mm_per_px))
    found = _Found(*(np.empty(0) for _ in range(5)))
    rest = density
    for _ in range(ROUNDS):
        answer = response(rest, mm_per_px)
        rows, columns = peaks(answer.height, scalp, REACH_MM / mm_per_px, FLOOR_OD)
        score = answer.height[rows, columns] / noise[rows, columns]
        chosen = (score > start) & _apart(columns, rows, found, APART_MM / mm_per_px)
        if not chosen.any():
            break
        rows, columns, score = rows[chosen], columns[chosen], score[chosen]
        x, y = refined(answer.height, rows, columns)
        new = (x, y, sizes[answer.size[rows, columns]], answer.height[rows, columns].astype(np.float64), score.astype(np.float64))
        found = _Found(*(np.concatenate((old, more)) for old, more in zip(_columns(found), new, strict=True)))
        found = _fitted(density, found)
        rest = density - draw_dots(_shape(density), found.x, found.y, found.sigma_px, found.peak)
    return found


def _columns(found: _Found) -> tuple[Array, Array, Array, Array, Array]:
    return found.x, found.y, found.sigma_px, found.peak, found.score


def _apart(columns: NDArray[np.intp], rows: NDArray[np.intp], found: _Found, least_px: float) -> Mask:
    """Which peaks are not the leftovers of a dot that is already taken."""
    if not found.x.size:
        return np.ones(columns.shape, dtype=bool)
    distance, _ = cKDTree(np.column_stack((found.x, found.y))).query(np.column_stack((columns, rows)), workers=1)
    return np.asarray(distance > least_px)


def _fitted(density: Image, found: _Found) -> _Found:
    """Depths of all dots together: each takes up what the others leave at its own size."""
    peak = found.peak.copy()
    sizes = np.unique(found.sigma_px)
    for _ in range(FIT_ROUNDS):
        rest = density - draw_dots(_shape(density), found.x, found.y, found.sigma_px, peak)
        for sigma in sizes:
            mine = np.flatnonzero(found.sigma_px == sigma)
            smooth = blurred(rest, float(sigma))
            left = smooth[np.round(found.y[mine]).astype(int), np.round(found.x[mine]).astype(int)]
            peak[mine] += FIT_STEP * 2 * left
    return _Found(found.x, found.y, found.sigma_px, np.maximum(peak, 0), found.score)


def _discover(score: Array, null: Array, fdr: float) -> tuple[Array, Mask]:
    """Local probability of being no chance structure, and which dots keep the false-discovery rate.

    At every height the expected number of chance structures above it is that of bright spots; the lowest height at which their share
    stays within ``fdr`` is the threshold.
    """
    if not score.size:
        return score, np.zeros(0, dtype=bool)
    order = np.argsort(score)[::-1]
    chance = null.size - np.searchsorted(np.sort(null), score[order], side="left")
    share = (chance + 1) / np.arange(1, score.size + 1)
    within = np.flatnonzero(share <= fdr)
    keep = np.zeros(score.size, dtype=bool)
    if within.size:
        keep[order[: within[-1] + 1]] = True
    return 1 - np.clip(_local_share(score, null), 0, 1), keep


def _local_share(score: Array, null: Array) -> Array:
    """Density of chance heights over density of found heights at each score, made monotone."""
    edges = np.quantile(score, np.linspace(0, 1, min(40, max(score.size // 25, 2)) + 1))
    edges = np.unique(edges)
    if edges.size < 3:
        return np.full(score.shape, min(null.size / max(score.size, 1), 1.0))
    dark, bright = np.histogram(score, edges)[0], np.histogram(null, edges)[0]
    ratio = np.minimum.accumulate((bright + 0.5) / np.maximum(dark, 1))
    return np.asarray(np.interp(score, (edges[:-1] + edges[1:]) / 2, ratio), dtype=np.float64)


def _measured(found: _Found, probability: Array, colours: tuple[Image, Image], mm_per_px: float) -> Dots:
    here = (np.round(found.y).astype(int), np.round(found.x).astype(int))
    red, green = (np.asarray(colour[here], dtype=np.float64) for colour in colours)
    sigma_mm = found.sigma_px * mm_per_px
    return Dots(
        x_px=found.x, y_px=found.y, diameter_mm=FWHM_PER_SIGMA * sigma_mm, contrast=found.peak,
        flux_od_mm2=2 * np.pi * sigma_mm**2 * found.peak, blueness=red / np.maximum(green, 0.01), probability=probability,
        hair=np.zeros_like(probability), kind=np.full(probability.shape, Kind.PIGMENT, dtype=np.int8),
    )  # fmt: skip


def _shape(image: Image) -> tuple[int, int]:
    return int(image.shape[0]), int(image.shape[1])
