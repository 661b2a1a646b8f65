"""How large a zone is, with the doubt of its scale and of the head's curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstipple.evidence import number, value
from unstipple.photo.density import Mask
from unstipple.photo.look import Look
from unstipple.scalp import Polygon

TWO_SIDED_95 = 1.96
STEEPEST = 0.35
"""Cosine below which a photograph shows next to nothing of a surface; steeper places are counted as this steep."""


@dataclass(frozen=True, slots=True)
class Area:
    """Area in cm² as if flat, and a 95 % interval that holds the doubt of the scale and what the head's curve may hide.

    ``facing`` is the mean cosine between the skin and the camera that the curve lets expect, 1 where it faces the camera.
    """

    cm2: float
    low_cm2: float
    high_cm2: float
    facing: float


def area_of(look: Look, outline: Polygon) -> Area:
    """Area of an outline in px of the photograph.

    A photograph from straight above sees a round head foreshortened towards the rim: the flat area is then too small. With one number for
    the scale, or one card, the head is taken for a sphere around the middle of the seen scalp and only the upper end is widened; two cards
    measure the curve themselves.
    """
    inside = outline.mask(*look.photo.shape)
    flat = look.scale.area_cm2(inside)
    facing = 1.0 if look.scale.source == "cards" else _facing(look, inside)
    swing = float(np.exp(TWO_SIDED_95 * 2 * look.scale.doubt))
    return Area(flat, flat / swing, flat * swing / facing, facing)


def _facing(look: Look, inside: Mask) -> float:
    """Mean share of the true surface that is seen inside the mask, if the head is a sphere of the smallest usual radius."""
    if not inside.any() or not look.scalp_mask.any():
        return 1.0
    rows, columns = (float(np.median(place)) for place in np.nonzero(look.scalp_mask[::4, ::4]))
    y, x = np.nonzero(inside[::4, ::4])
    distance_mm = np.hypot(x - columns, y - rows) * 4 * look.mm_per_px
    low = value("scalp.radius_mm").low
    radius_mm = number("scalp.radius_mm") if low is None else low
    cosine = np.sqrt(np.clip(1 - (distance_mm / radius_mm) ** 2, STEEPEST**2, 1))
    return float(1 / np.mean(1 / cosine)) if cosine.size else 1.0
