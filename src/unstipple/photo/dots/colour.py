"""The mixture of colours in which this picture's dots stand out most from this picture's skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import DARKEST, RED_SHARE, Image, Mask, above_skin
from unstipple.photo.dots._fit_kernel import add_dots, fit_peaks
from unstipple.photo.dots.clean import USUAL_SIGMA_MM, Spots
from unstipple.photo.dots.spots import at, response

Array = NDArray[np.float64]

EVEN_SHARE = 0.08
"""Share of even noise added to the skin's own: dots of one head differ in colour, so differences between colours are trusted this far."""
STEP = 7
"""Every so many pixels of skin enter the statistics."""
LEAST_DOTS = 30
CLEAR_OD = 0.01
PLAIN = np.array([RED_SHARE, 1 - RED_SHARE, 0.0])
CLEAREST = 0.25
"""Share of the spots, the highest ones, whose colour is taken for the dots'."""
PALEST, REDDEST = 0.3, 1.1
"""Limits of a spot's depth in red over the dots' own."""
PEAK_SWEEPS = 2


def channels(light: Image, scalp: Mask, mm_per_px: float) -> list[Image]:
    """Density above the skin (height, width) in red, green and blue."""
    return [above_skin(-np.log10(np.maximum(light[..., band], DARKEST)), scalp, mm_per_px) for band in range(3)]


def mixed(bands: list[Image], weights: Array) -> Image:
    """The bands (height, width) together, weighted."""
    total = bands[0] * np.float32(weights[0])
    for band, weight in zip(bands[1:], weights[1:], strict=True):
        total += band * np.float32(weight)
    return total


def mixture(bands: list[Image], scalp: Mask, clear: Spots) -> Array:
    """Weights (3,) of red, green and blue: the matched filter in colour, from the clearest dots and the skin between them.

    Dots read the same density in it as in the plain mixture of `raw_density`, skin structure and glints less. With too few clear
    dots it is the plain mixture.
    """
    if len(clear.fits) < LEAST_DOTS:
        return PLAIN
    sigma_px = max(USUAL_SIGMA_MM / clear.mm_per_px, 1.0)
    drawn = np.zeros(bands[0].shape, dtype=np.float32)
    add_dots(drawn, clear.fits, 1.0)
    skin = (scalp & (drawn < CLEAR_OD)).ravel().nonzero()[0][::STEP]
    answers = [response(band, sigma_px) for band in bands]
    dots = np.array([np.median(at(answer, clear.fits[:, 0], clear.fits[:, 1])) for answer in answers])
    if skin.size < 1000 or dots @ PLAIN <= 0:
        return PLAIN
    rough = np.array([answer.ravel()[skin] for answer in answers], dtype=np.float64)
    together = rough @ rough.T / skin.size
    together += EVEN_SHARE * np.trace(together) / 3 * np.eye(3)
    weights = np.linalg.solve(together, dots)
    return np.asarray(weights / (weights @ dots) * (PLAIN @ dots), dtype=np.float64)


def red_share(red: Image, spots: Spots) -> Array:
    """Depth in red (n,) of each spot over its depth in the mixture of colours, its shape kept."""
    fits = spots.fits.copy()
    rest = red.copy()
    add_dots(rest, fits, -1.0)
    fit_peaks(rest, fits, PEAK_SWEEPS)
    return np.asarray(fits[:, 2] / np.maximum(spots.fits[:, 2], 1e-6), dtype=np.float64)


def usual_share(share: Array, score: Array) -> float:
    """The dots' own `red_share`, from the clearest spots; 0 with too few of them or where red shows no dots."""
    clearest = score >= np.quantile(score, 1 - CLEAREST) if score.size else np.empty(0, bool)
    return max(float(np.median(share[clearest])), 0.0) if clearest.sum() >= LEAST_DOTS else 0.0


def likeness(share: Array, usual: float) -> Array:
    """Factor (n,) of the score for colour, 1 for the usual dot's: furrows and blushes hold blood and shade red light less than carbon."""
    if usual <= 0:
        return np.ones(share.shape)
    return np.exp(np.clip(share / usual, PALEST, REDDEST) - 1)
