"""Finds dots: the colours in which they stand out, all of them fitted together, and a threshold that the skin itself sets.

One setting for every picture (photo study, sections 0 and 3.2).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import RED_SHARE, Image, Mask, blurred, skin_level
from unstipple.photo.dots._fit_kernel import add_dots, fit_peaks
from unstipple.photo.dots.chance import Chance, learn, threshold
from unstipple.photo.dots.clean import WORKERS, Spots, clean, clean_in_strips
from unstipple.photo.dots.colour import PEAK_SWEEPS, PLAIN, channels, likeness, mixed, mixture, red_share, usual_share
from unstipple.photo.dots.hair import hair_probability, kinds, thinness
from unstipple.photo.dots.sample import blocks, mosaic, mosaic_mask
from unstipple.photo.dots.spots import at
from unstipple.pigment import Dots

Array = NDArray[np.float64]

FALSE_DISCOVERIES = 0.05
"""Requested share of false ones among the found dots."""
WORKING_PX_PER_MM = 15.5
"""Fineness at which dots are looked for; a finer photograph is brought to it, a coarser one left as it is."""
FINER = 1.12
CLEAR = (6.0,)
GLINT = 0.02
"""Blue over red, as a logarithm, from which a bright spot is the mirrored lamp and no skin."""
GLINT_SIGMA_PX = 1.2
LEAST_SCALP_PX = 100
FWHM_PER_SIGMA = 2.3548
SAMPLED = 1
"""Seed of the sample of a large picture: the same picture gives the same dots."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found on one photograph, and what was learnt on the way.

    ``dots`` in px of the photograph. The rest belongs to the working picture, ``shrunk`` working pixels to one of the photograph:
    ``light`` (height, width, 3), ``scalp``, ``mm_per_px``, ``spots`` (every dark spot looked at, in the mixture of colours ``weights``),
    ``tint`` (3,) density of the usual dot in red, green and blue over that in the mixture, ``usual_red`` the red one as the score uses it,
    ``score`` (n,) of every spot, ``chance``; ``kept`` says which spots became dots, ``least_probability`` what that took.
    """

    dots: Dots
    light: Image
    scalp: Mask
    mm_per_px: float
    shrunk: float
    weights: Array
    tint: Array
    usual_red: float
    score: Array
    spots: Spots
    chance: Chance | None
    kept: NDArray[np.bool_]
    least_probability: float


def find_dots(light: Image, scalp: Mask, mm_per_px: float, *, fdr: float = FALSE_DISCOVERIES) -> Found:
    """Dots on the scalp.

    Parameters
    ----------
    light : linear light (height, width, 3).
    scalp : mask (height, width) of the skin to look at.
    fdr : requested false-discovery rate.
    """
    work, mask, shrunk = _working(light, scalp, mm_per_px)
    scale = mm_per_px / shrunk
    bands = channels(work, mask, scale)
    if mask.sum() < LEAST_SCALP_PX:
        return _nothing(work, mask, scale, shrunk, bands[0])
    chosen = blocks(mask, np.random.default_rng(SAMPLED))
    part, few = mosaic_mask(mask, chosen), [mosaic(band, chosen) for band in bands]
    weights = mixture(few, part, clean(mixed(few, PLAIN), part, scale, CLEAR))
    spots = clean_in_strips(mixed(bands, weights), mask, scale)
    bright = clean(-mosaic(spots.rest, chosen), part, scale, ground=mosaic(spots.ground, chosen))
    honest = at(blurred(few[0] - few[2], GLINT_SIGMA_PX), bright.fits[:, 0], bright.fits[:, 1]) < GLINT
    # what is left without the dots has served: nothing after this needs it
    spots = replace(spots, rest=spots.ground)
    x, y = spots.fits[:, 0], spots.fits[:, 1]
    share = red_share(bands[0], spots)
    usual = usual_share(share, spots.score)
    score = spots.score * likeness(share, usual)
    chance = learn(x, y, score, bright.score[honest], float(part.sum() / mask.sum()), mask, scale)
    probability = chance.probability(x, y, score)
    kept = threshold(probability, fdr)
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        peaks = np.column_stack(list(pool.map(lambda band: _peaks(band, spots, kept, mask), bands)))
    dots = _measured(spots, kept, probability, peaks, shrunk)
    tint = np.median(peaks, axis=0) / np.median(spots.fits[kept, 2]) if kept.any() else np.ones(3)
    least = float(probability[kept].min()) if kept.any() else 1.0
    return Found(dots, work, mask, scale, shrunk, weights, tint, usual, score, spots, chance, kept, least)


def _working(light: Image, scalp: Mask, mm_per_px: float) -> tuple[Image, Mask, float]:
    """The picture at the working fineness, and how many of its pixels make one of the photograph's."""
    shrunk = WORKING_PX_PER_MM * mm_per_px
    if shrunk * FINER > 1:
        return light, scalp, 1.0
    size = (max(round(light.shape[1] * shrunk), 1), max(round(light.shape[0] * shrunk), 1))
    work = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(scalp.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    return np.asarray(work, dtype=np.float32), mask, size[0] / light.shape[1]


def _measured(spots: Spots, kept: NDArray[np.bool_], probability: Array, peaks: Array, shrunk: float) -> Dots:
    """Dots in the photograph's pixels; ``peaks`` (n, 3) is their depth measured anew in each colour, their shape kept."""
    red, green = peaks[:, 0], peaks[:, 1]
    contrast = np.maximum(RED_SHARE * red + (1 - RED_SHARE) * green, 0)
    sigma_mm = spots.sigma_mm[kept]
    hair = hair_probability(thinness(sigma_mm, spots.stretch[kept], spots.misfit[kept] / np.maximum(spots.fits[kept, 2], 1e-6)))
    return Dots(
        x_px=(spots.fits[kept, 0] + 0.5) / shrunk - 0.5,
        y_px=(spots.fits[kept, 1] + 0.5) / shrunk - 0.5,
        diameter_mm=FWHM_PER_SIGMA * sigma_mm,
        contrast=contrast,
        flux_od_mm2=2 * np.pi * sigma_mm**2 * contrast,
        blueness=np.maximum(red, 0) / np.maximum(green, 0.01),
        probability=probability[kept],
        hair=hair,
        kind=kinds(hair),
    )


def _peaks(band: Image, spots: Spots, kept: NDArray[np.bool_], scalp: Mask) -> Array:
    dots = spots.fits[kept].copy()
    rest = band.copy()
    add_dots(rest, dots, -1.0)
    fit_peaks(rest, dots, PEAK_SWEEPS)
    rest *= scalp
    rest -= skin_level(rest, scalp, spots.mm_per_px)
    fit_peaks(rest, dots, PEAK_SWEEPS)
    return np.asarray(dots[:, 2], dtype=np.float64)


def _nothing(light: Image, scalp: Mask, mm_per_px: float, shrunk: float, plain: Image) -> Found:
    none = np.empty(0)
    spots = Spots(np.empty((0, 6)), none, none, plain, np.ones_like(plain), mm_per_px)
    return Found(Dots.none(), light, scalp, mm_per_px, shrunk, PLAIN, np.ones(3), 0.0, none, spots, None, none.astype(bool), 1.0)
