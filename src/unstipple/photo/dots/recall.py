"""How many dots are missed: dots of the found ones' look are put into the same photograph and looked for again.

What a found dot stands for follows from it: a kind of dot that is found every second time counts twice. Everything that tells how many dots
really are on the scalp, and how surely, comes from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.spatial import cKDTree

from unstipple.photo.density import Image
from unstipple.photo.dots._fit_kernel import add_dots
from unstipple.photo.dots.clean import Spots, clean
from unstipple.photo.dots.colour import channels, likeness, mixed, red_share
from unstipple.photo.dots.detect import Found
from unstipple.photo.dots.sample import Block, blocks
from unstipple.photo.dots.spots import at
from unstipple.pigment import Counting

Array = NDArray[np.float64]

INJECTED_PER_CM2, INJECTED_SHARE = 12.0, 0.25
"""Dots put in at a time: as many per cm² of dotted skin, and no more than this share of those found, lest they crowd one another."""
WANTED, MOST_ROUNDS = 500, 3
LOOKS_OVER, LOOKS_SHIFT = 0.35, 0.15
"""Spread (and mean fall) of the logarithm by which injected dots differ in darkness from the found ones: faint ones are tried too."""
HIT_MM = 0.2
MARGIN_PX = 40
"""Margin around a block, so that dots at its edge have their neighbours."""
LEAST_RECALL = 0.15
LIKENESS_DOUBT = 0.06
"""Relative doubt that all found dots share because injected ones stand for real ones only so well: dots too close for any eye to part,
wetter or rougher skin than theirs. Set on rendered scalps so that the interval covers as often as it says."""
UNSEEN_DOUBT = 0.9
"""Relative doubt per share of injected dots that were missed: where many are missed the faintest are never seen and so never injected."""
FALSE_DOUBT = 0.4
"""Relative doubt about the expected share of false dots."""
LEAST_DOTS = 20
UNTRIED_DOUBT = 0.5
"""Relative doubt where too few dots were found to try."""


@dataclass(frozen=True, slots=True, eq=False)
class Recall:
    """What the found dots stand for.

    ``injected`` and ``recovered`` dots; ``tried`` (m,) scores that the injected ones have by themselves and ``seen`` (m,) whether they
    were found again; ``curve`` (3,): highest recall, logarithm of the score where half of it is reached, and width; ``of_dots`` (n,)
    recall of each found dot; ``counting`` what each of them stands for.
    """

    injected: int
    recovered: int
    tried: Array
    seen: NDArray[np.bool_]
    curve: Array
    of_dots: Array
    counting: Counting


def recall_by_injection(found: Found, *, seed: int = 0, scale_doubt: float = 0.0) -> Recall:
    """Recall of the detection on this very photograph, and from it what each found dot is worth.

    ``scale_doubt`` is the relative standard deviation of the scale (`Scale.doubt`): it enters areas, and so densities, twice.
    """
    dots = found.dots
    if dots.count < LEAST_DOTS or found.chance is None:
        certain = np.ones(dots.count)
        none = np.empty(0, dtype=bool)
        return Recall(0, 0, np.empty(0), none, np.array([1.0, 0.0, 0.1]), certain, Counting(*_worth(found, certain), UNTRIED_DOUBT))
    rng = np.random.default_rng(seed)
    tried, measured = np.empty(0), np.empty(0)
    for _ in range(MOST_ROUNDS):
        for block in blocks(found.scalp, rng):
            scores, again = _once(found, block, rng)
            tried, measured = np.concatenate((tried, scores)), np.concatenate((measured, again))
        if tried.size >= WANTED:
            break
    seen = np.isfinite(measured)
    curve, spread = _curve(tried, seen)
    of_dots = _recall(curve, _ideal(tried, measured, found.score[found.kept]))
    shared = float(np.hypot(spread, LIKENESS_DOUBT))
    shared = float(np.hypot(shared, UNSEEN_DOUBT * float((1 - of_dots).mean())))
    shared = float(np.hypot(shared, 2 * scale_doubt))
    shared = float(np.hypot(shared, FALSE_DOUBT * float((1 - dots.probability).mean())))
    return Recall(tried.size, int(seen.sum()), tried, seen, curve, of_dots, Counting(*_worth(found, of_dots), shared))


def _worth(found: Found, recall: Array) -> tuple[Array, Array]:
    """Expected number of real dots of pigment behind each found one, and its variance."""
    real = found.dots.probability * (1 - found.dots.hair)
    return real / recall, real * (1 - recall) / recall**2 + real * (1 - real) / recall**2


def _once(found: Found, block: Block, rng: np.random.Generator) -> tuple[Array, Array]:
    """One round in one block (rows, columns): scores of the dots put in, and those they were found with (else not a number)."""
    whole = found.scalp.shape
    top, left = max(block[0].start - MARGIN_PX, 0), max(block[1].start - MARGIN_PX, 0)
    bottom, right = min(block[0].stop + MARGIN_PX, whole[0]), min(block[1].stop + MARGIN_PX, whole[1])
    here = (slice(top, bottom), slice(left, right))
    put = _put(found, block, rng)
    if not len(put):
        return np.empty(0), np.empty(0)
    noise = at(found.spots.ground, put[:, 0], put[:, 1])
    moved = put - np.array([left, top, 0, 0, 0, 0])
    scalp, ground = found.scalp[here], found.spots.ground[here]
    bands = channels(_inked(found, here, moved), scalp, found.mm_per_px)
    again = clean(mixed(bands, found.weights), scalp, found.mm_per_px, ground=ground)
    assert found.chance is not None
    x, y = again.fits[:, 0] + left, again.fits[:, 1] + top
    score = again.score * likeness(red_share(bands[0], again), found.usual_red)
    kept = found.chance.probability(x, y, score) >= found.least_probability
    own = found.spots.fits[found.kept, :2]
    hits = _matched(np.column_stack((x, y))[kept], np.concatenate((own, put[:, :2])), HIT_MM / found.mm_per_px)
    ideal = Spots(put, noise, np.zeros(len(put)), found.spots.rest, found.spots.ground, found.mm_per_px)
    return ideal.score, np.where(hits >= 0, np.append(score[kept], np.nan)[hits], np.nan)[len(own) :]


def _put(found: Found, block: Block, rng: np.random.Generator) -> Array:
    """Dots (m, 6) to put in: looks of found ones, darker or paler, at places as dotted and as crowded as theirs."""
    fits, dots = found.spots.fits[found.kept], found.dots
    assert found.chance is not None
    inside = (fits[:, 0] >= block[1].start) & (fits[:, 0] < block[1].stop) & (fits[:, 1] >= block[0].start) & (fits[:, 1] < block[0].stop)
    area_cm2 = float(found.scalp[block].sum()) * (found.mm_per_px / 10) ** 2
    count = int(min(INJECTED_PER_CM2 * area_cm2, INJECTED_SHARE * inside.sum()))
    if count < 1:
        return np.empty((0, 6))
    x = rng.uniform(block[1].start, block[1].stop - 1, 12 * count)
    y = rng.uniform(block[0].start, block[0].stop - 1, 12 * count)
    density = at(found.chance.dots_per_cm2, x / found.chance.grid_px, y / found.chance.grid_px)
    tree = cKDTree(fits[:, :2])
    apart = np.asarray(tree.query(fits[:, :2], k=2)[0])[:, 1]
    free = tree.query(np.column_stack((x, y)))[0] >= rng.choice(apart, x.size)
    good = free & (at(found.scalp.astype(np.float32), x, y) > 0) & (rng.uniform(0, density.max(), x.size) < density)
    where = np.flatnonzero(good)[:count]
    pigment = np.flatnonzero(dots.hair < 0.5)
    look = fits[rng.choice(pigment if pigment.size else len(fits), where.size)].copy()
    look[:, 0], look[:, 1] = x[where], y[where]
    look[:, 2] *= np.exp(LOOKS_OVER * rng.standard_normal(where.size) - LOOKS_SHIFT)
    return np.asarray(look, dtype=np.float64)


def _inked(found: Found, here: Block, put: Array) -> Image:
    """The block's linear light with the dots laid over it, each band in proportion to the found dots' own colours."""
    light = found.light[here].copy()
    od = np.zeros(light.shape[:2], dtype=np.float32)
    add_dots(od, put, 1.0)
    for band in range(3):
        light[..., band] *= np.exp(np.float32(-np.log(10) * found.tint[band]) * od)
    return light


def _matched(have: Array, wanted: Array, reach_px: float) -> NDArray[np.intp]:
    """Which of the places had (n, 2) each wanted place (m, 2) gets, nearest first, each serving once; -1 where none is left."""
    got = np.full(len(wanted), -1)
    if not len(have):
        return got
    distance, which = cKDTree(have).query(wanted, k=min(4, len(have)), distance_upper_bound=reach_px)
    distance, which = np.asarray(distance).reshape(len(wanted), -1), np.asarray(which).reshape(len(wanted), -1)
    pairs = np.argwhere(np.isfinite(distance))
    used = np.zeros(len(have), dtype=bool)
    for n, k in pairs[np.argsort(distance[pairs[:, 0], pairs[:, 1]])]:
        if got[n] < 0 and not used[which[n, k]]:
            got[n] = which[n, k]
            used[which[n, k]] = True
    return got


def _ideal(tried: Array, measured: Array, score: Array) -> Array:
    """Scores that the found dots would have on their own: what the injected ones had before noise and neighbours got at them."""
    both = np.isfinite(measured)
    if both.sum() < LEAST_DOTS:
        return score
    slope, start = np.polyfit(np.log(measured[both]), np.log(tried[both]), 1)
    return np.asarray(np.exp(start + slope * np.log(score)), dtype=np.float64)


def _recall(curve: Array, score: Array) -> Array:
    return np.asarray(
        np.maximum(curve[0] / (1 + np.exp(-(np.log(np.maximum(score, 1e-6)) - curve[1]) / curve[2])), LEAST_RECALL), dtype=np.float64
    )


def _curve(tried: Array, seen: NDArray[np.bool_]) -> tuple[Array, float]:
    """Recall as a function of score by maximum likelihood, and the relative standard error of its height."""

    def badness(raw: Array) -> float:
        p = np.clip(_recall(_bounded(raw), tried), 1e-4, 1 - 1e-4)
        return -float(np.log(np.where(seen, p, 1 - p)).sum())

    raw = minimize(badness, np.array([2.5, np.log(3.5), -1.5]), method="Nelder-Mead", options={"maxiter": 400}).x
    curve = _bounded(raw)
    high = max(float((_recall(curve, tried)).sum()), 1.0)
    mean = high / max(tried.size, 1)
    return curve, float(np.sqrt(max(1 - mean, 0.02) / high))


def _bounded(raw: Array) -> Array:
    return np.array([1 / (1 + np.exp(-raw[0])), np.clip(raw[1], np.log(1.5), np.log(12.0)), np.clip(np.exp(raw[2]), 0.05, 1.0)])
