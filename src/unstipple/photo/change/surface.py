"""How much of the light from skin never entered it: what the surface mirrors, as a share of all that comes back.

Mirrored light lies over dots and skin alike and makes dots look fainter, the more so the darker the skin: a tan would read as clearance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import number, value
from unstipple.photo.density import Image, Mask, linear_light

Array = NDArray[np.float64]

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Red, green and blue in the luminance of linear sRGB (IEC 61966-2-1)."""
BRIGHTNESS, POWER = 0.95, 1.5
"""Without a card, skin's reflectance is guessed as ``BRIGHTNESS * (green / red) ** POWER``: melanin and blood take more green than red.
Blood alone would ask for a power near 1, melanin alone for about 3."""
BLUE_SHARE = 0.8
"""Most that the mirrored light may be of the blue that skin sends back: skin is never quite black."""
MOST_SHARE = 0.6
DARKEST_SHARE = 0.6
"""Most that it may be of the light from the darkest dots, for the same reason."""
EVERY_PX = 5
OWN_DOUBT = 0.2
"""Relative standard deviation of one picture's own share: oil, sweat and the lamp's place change from day to day."""


class Calibrated(Protocol):
    """A colour calibration from a card in the picture."""

    def reflectance(self, light: Image) -> Image:
        """Absolute diffuse reflectance (h, w, 3) in 0-1 from linear light (h, w, 3)."""
        ...


@dataclass(frozen=True, slots=True)
class Surface:
    """``share`` of the light from bare skin that its surface mirrored."""

    share: float

    @property
    def veil(self) -> float:
        """Mirrored light per light that has been in the skin."""
        return self.share / (1 - self.share)


def surfaces(pictures: Sequence[tuple[NDArray[np.uint8], Mask, Calibrated | None]], darkest_od: float) -> list[Surface]:
    """Of each picture, given as sRGB (h, w, 3), scalp (h, w) and, in all of them or in none, a calibration.

    With calibrations one mirrored reflectance serves all pictures of a head, and blue light bounds it: dark skin sends back so little blue
    that most of what is seen of it was mirrored. In the first picture the darkest dots, ``darkest_od`` above the skin, bound it as well.
    """
    skins = [_bare_skin(rgb, scalp, colour) for rgb, scalp, colour in pictures]
    mirrored = number("camera.surface_share")
    if all(colour is not None for _, _, colour in pictures):
        mirrored = min([mirrored, *(BLUE_SHARE * float(skin[2]) for skin in skins)])
        bright = [float(skin @ LUMINANCE) for skin in skins]
    else:
        bright = [BRIGHTNESS * float(np.clip(skin[1] / max(skin[0], 1e-6), 0.15, 1.0)) ** POWER for skin in skins]
    mirrored = min(mirrored, DARKEST_SHARE * 10**-darkest_od * bright[0])
    return [Surface(float(np.clip(mirrored / max(one, 1e-3), 0.0, MOST_SHARE))) for one in bright]


def surface_doubt(before: Surface, after: Surface) -> float:
    """Standard deviation that unknown mirroring gives to the share of pigment that is left (a fraction of what is left)."""
    spread = value("camera.surface_share")
    assert spread.low is not None
    assert spread.high is not None
    common = float(np.log(spread.high / spread.low)) / (2 * 1.645) * (after.veil - before.veil)
    return float(np.sqrt(common**2 + (OWN_DOUBT * before.veil) ** 2 + (OWN_DOUBT * after.veil) ** 2))


def tone(colour: Calibrated | None) -> NDArray[np.float32]:
    """Light (256,) for each value of a picture's brightness; with a calibration the telephone's own tone curve is undone."""
    grey = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    light = linear_light(grey)
    if colour is None:
        return np.asarray(light[0, :, 0], dtype=np.float32)
    return np.asarray(colour.reflectance(light)[0] @ np.array(LUMINANCE, np.float32), dtype=np.float32)


def _bare_skin(rgb: NDArray[np.uint8], scalp: Mask, colour: Calibrated | None) -> Array:
    """Middle colour (3,) of the brighter half of the scalp, between the dots: linear light, or reflectance with a calibration."""
    seen = rgb[::EVERY_PX, ::EVERY_PX][scalp[::EVERY_PX, ::EVERY_PX]]
    if not seen.size:
        seen = rgb.reshape(-1, 3)[::EVERY_PX]
    total = seen.astype(np.int32).sum(axis=1)
    skin = linear_light(np.ascontiguousarray(seen[total >= np.median(total)][None]))
    if colour is not None:
        skin = colour.reflectance(skin)
    return np.asarray(np.median(skin[0], axis=0), dtype=np.float64)
