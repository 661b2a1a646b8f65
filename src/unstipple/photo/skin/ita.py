"""The individual typology angle: how light the skin is, only where a card has calibrated the colours.

``ITA = atan((L* - 50) / b*)`` in degrees (Chardon 1991). An uncalibrated picture misses it by 16 degrees (photo study, 3.7), more than a
class; therefore it is never given without a card. It never sets the skin type: the clinician does, and this is a second opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import number

Array = NDArray[np.float64]
Tone = Literal["very light", "light", "intermediate", "tan", "brown", "dark"]
TONES: tuple[Tone, ...] = ("very light", "light", "intermediate", "tan", "brown", "dark")

SRGB_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
"""Linear sRGB to XYZ under D65 (IEC 61966-2-1)."""
WHITE = SRGB_TO_XYZ.sum(axis=1)
SAMPLES = 1000
LEVEL = 0.95
SHINE, SHINE_DOUBT = 0.010, 0.007
"""Light that the skin's surface mirrors into the camera from even light, as a share of a white's, and its standard deviation: an
instrument that measures the angle does not see it. What is left of the 0.035 that is mirrored in all (photo study, 3.6) where no lamp
faces the camera, less what the card's own surface mirrors; an assumption."""
COMMON_SHARE = 0.85
"""Share of the variance of the card's doubt that red, green and blue have in common: many patches settle the hue, none the print's own
brightness."""
LIGHT_DOUBT = 0.12
"""Relative standard deviation of the light on the scalp against that on the card beside it."""
METAMERISM = np.array([0.035, 0.02, 0.075])
"""Relative standard deviation of what a phone makes of skin in red, green and blue when ink of the same colour is read rightly: its filters
are not the eye's, and the spectra of inks differ. From rendered spectra of skin, two families of inks and random filters."""
FLOOR = np.array([0.003, 0.003, 0.006])
"""The same for very dark skin, absolute."""
DARKEST = 2e-3


@dataclass(frozen=True, slots=True)
class Typology:
    """Typology angle in degrees with its 95 % interval, and its class of tone; ``tones`` lists the classes the interval touches."""

    ita_deg: float
    low_deg: float
    high_deg: float
    tone: Tone
    tones: tuple[Tone, ...]


def typology(reflectance: Array, doubt: Array) -> Typology:
    """The angle of skin of a photographed reflectance (3,) in linear sRGB primaries, whose standard deviation is ``doubt`` (3,).

    The mirrored light is taken off. The doubt, that of the light, of metamerism and of the mirrored light are carried by drawing the
    reflectance ``SAMPLES`` times with a fixed seed.
    """
    rng = np.random.default_rng(0)
    own, shared, light = rng.standard_normal((SAMPLES, 3)), rng.standard_normal((SAMPLES, 1)), rng.standard_normal((SAMPLES, 1))
    apart = np.hypot(np.sqrt(1 - COMMON_SHARE) * doubt, np.hypot(METAMERISM * reflectance, FLOOR))
    drawn = (reflectance + own * apart + shared * np.sqrt(COMMON_SHARE) * doubt) * np.exp(LIGHT_DOUBT * light)
    drawn -= np.maximum(SHINE + SHINE_DOUBT * rng.standard_normal((SAMPLES, 1)), 0)
    angles = np.sort(angle_deg(np.maximum(drawn, DARKEST)))
    middle = float(angle_deg(np.maximum(reflectance - SHINE, DARKEST)[None, :])[0])
    tail = (1 - LEVEL) / 2
    low, high = (float(np.quantile(angles, share)) for share in (tail, 1 - tail))
    low, high = min(low, middle), max(high, middle)
    touched = TONES[TONES.index(tone_of(high)) : TONES.index(tone_of(low)) + 1]
    return Typology(middle, low, high, tone_of(middle), touched)


def angle_deg(reflectance: Array) -> Array:
    """Typology angle (n,) in degrees of reflectances (n, 3)."""
    lab = _lab(reflectance)
    return np.asarray(np.degrees(np.arctan2(lab[:, 0] - 50, np.maximum(lab[:, 2], 1e-6))), dtype=np.float64)


def tone_of(ita_deg: float) -> Tone:
    """The class of an angle (Chardon 1991, Del Bino 2013)."""
    limits = [number(f"skin.ita_above_{name}_deg") for name in ("very_light", "light", "intermediate", "tan", "brown")]
    return TONES[sum(ita_deg <= limit for limit in limits)]


def _lab(reflectance: Array) -> Array:
    ratio = reflectance @ SRGB_TO_XYZ.T / WHITE
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.column_stack((116 * bent[:, 1] - 16, 500 * (bent[:, 0] - bent[:, 1]), 200 * (bent[:, 1] - bent[:, 2])))
