"""Two photographs some days apart tell hair from pigment: hair grows out as a line, pigment stays what it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.density import Image, blurred
from unstipple.photo.dots.hair import kinds
from unstipple.photo.dots.spots import at
from unstipple.pigment import Dots

Array = NDArray[np.float64]

DIRECTIONS = 16
FROM_MM, STEP_MM = 0.18, 0.06
"""Where beside a dot's middle the ray of new hair is looked for, and in which steps."""
LINE_SIGMA_MM = 0.04
LEAST_GROWTH_MM = 0.3
LEAST_DOTS = 20
MOST_ODDS = 50.0
"""One pair of photographs never makes surer than this; a hair that rests does not grow."""
RESTING_SHARE = 0.12
"""Share of hairs that do not grow in these days (photo study, section 3.7)."""
LEAST_PRIOR = 0.08
"""One photograph alone never makes sure: before the second a dot is hair with at least this probability, and pigment too."""
CLIPPED = 8.0
CLEAR, HAIR_SPREAD, CHANCE_FALL = 4.0, 1.5, 1.2
"""In units of the noise between rays: from where a ray is clearly darker, spread of hairs' heights, fall of chance's heights per unit."""


def told_by_growth(dots: Dots, before: Image, after: Image, mm_per_px: float, grown_mm: float) -> Dots:
    """The dots with their ``hair`` probability and ``kind`` updated by what grew between two photographs.

    Parameters
    ----------
    dots : dots found in the first photograph, in px of the common grid.
    before, after : density above the skin (height, width) of both, registered onto one grid, of like sharpness.
    grown_mm : length by which hair has grown between them: days times growth a day.

    From every dot rays are followed as far as a hair could have grown, in both pictures; a hair shows one ray that became
    darker than any ray beside a dot does by chance. How much chance does is read from rays that became brighter. Raises `BadInput` where
    the pictures differ in size or the growth is too short to be seen.
    """
    if before.shape != after.shape:
        raise BadInput("after", after.shape, f"a picture of the same grid as the first, {before.shape}")
    if not grown_mm >= LEAST_GROWTH_MM:
        raise BadInput("grown_mm", grown_mm, f"at least {LEAST_GROWTH_MM} mm: wait longer between the photographs")
    if dots.count < LEAST_DOTS:
        return dots
    change = blurred(after - before, max(LINE_SIGMA_MM / mm_per_px, 0.5))
    rays = _rays(dots, change, mm_per_px, grown_mm)
    darker, brighter = rays.max(axis=1), -rays.min(axis=1)
    noise = 1.4826 * float(np.median(np.abs(brighter - np.median(brighter)))) + 1e-6
    middle = float(np.median(brighter))
    height, chance = ((rise - middle) / noise for rise in (darker, brighter))
    odds = _likelihood_ratio(np.minimum(height, CLIPPED), chance)
    before_pair = np.clip(dots.hair, LEAST_PRIOR, 1 - LEAST_PRIOR)
    hair = before_pair * odds / (before_pair * odds + 1 - before_pair)
    return replace(dots, hair=hair, kind=kinds(hair))


def _rays(dots: Dots, change: Image, mm_per_px: float, grown_mm: float) -> Array:
    """Mean change of density along each ray (n, directions)."""
    lengths = np.arange(FROM_MM, max(grown_mm, FROM_MM + STEP_MM), STEP_MM) / mm_per_px
    angles = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    right, down = np.cos(angles)[:, None] * lengths, np.sin(angles)[:, None] * lengths
    x, y = dots.x_px[:, None, None] + right, dots.y_px[:, None, None] + down
    values = at(change, x.ravel(), y.ravel()).reshape(x.shape)
    return np.asarray(values.mean(axis=2), dtype=np.float64)


def _likelihood_ratio(height: Array, chance: Array) -> Array:
    """How much likelier each height (n,) is for hair than for pigment.

    ``chance`` (n,) are the heights that chance makes: highest values of many rays, with an exponential tail. Hairs lie wherever those lie
    that chance does not explain, and are as many as those.
    """
    growing = float((height > CLEAR).sum() - (chance > CLEAR).sum())
    if growing < 1:
        return np.ones(height.shape)
    centre = max(float(np.median(height[height > CLEAR])), CLEAR + 1)
    share = min(growing / height.size, 0.5)
    hair = np.exp(-0.5 * ((np.minimum(height, centre) - centre) / HAIR_SPREAD) ** 2) / HAIR_SPREAD
    pigment = np.exp(-np.maximum(height, 0) * CHANCE_FALL)
    usual = share / (1 - share) / (LEAST_PRIOR / (1 - LEAST_PRIOR))
    return np.asarray(np.clip(usual * (RESTING_SHARE + (1 - RESTING_SHARE) * hair / pigment), RESTING_SHARE, MOST_ODDS), dtype=np.float64)
