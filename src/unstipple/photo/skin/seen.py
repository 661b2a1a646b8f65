"""All that is said about the skin of one photograph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask
from unstipple.photo.skin.bare import BareSkin, bare_skin
from unstipple.photo.skin.hair import Hair, seen_hair
from unstipple.photo.skin.indices import Indices, indices
from unstipple.photo.skin.ita import Typology, typology
from unstipple.photo.skin.marks import Mark, find_marks
from unstipple.pigment import Dots


class Calibration(Protocol):
    """What a colour card gives: absolute reflectance, and how far it may be off."""

    @property
    def residual(self) -> float:
        """Relative standard deviation of a reflectance."""

    @property
    def floor(self) -> float:
        """Absolute standard deviation of the same, which rules in the dark."""

    def reflectance(self, light: Image) -> Image:
        """Reflectance (..., 3) in linear sRGB primaries of linear light (..., 3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """Maps of melanin and redness, the typology angle (``None`` without a card), hair, and marks to examine before treating."""

    indices: Indices
    typology: Typology | None
    hair: Hair
    marks: tuple[Mark, ...]


def see_skin(
    light: Image, density: Image, scalp: Mask, dots: Dots, mm_per_px: float, area_cm2: float, colour: Calibration | None = None
) -> Skin:
    """Look at the skin between the dots.

    Parameters
    ----------
    light : linear light (height, width, 3).
    density : optical density above the skin (height, width).
    dots : all that was found there, hair included, in px of ``light``.
    colour : calibration from the card; without it the maps compare places of this picture only and there is no angle.
    """
    bare = bare_skin(light, scalp, dots, mm_per_px)
    marks = find_marks(bare)
    if colour is not None:
        bare = BareSkin(colour.reflectance(bare.light), bare.weight, bare.mm_per_px, bare.shrink)
    angle = _angle(bare, colour) if colour is not None else None
    return Skin(indices(bare, absolute=colour is not None), angle, seen_hair(dots, density, area_cm2), marks)


def _angle(bare: BareSkin, colour: Calibration) -> Typology | None:
    chosen = bare.weight > 0.5
    if not chosen.any():
        return None
    middle: NDArray[np.float64] = np.median(bare.light[chosen].astype(np.float64), axis=0)
    return typology(middle, np.hypot(colour.residual * middle, colour.floor))
