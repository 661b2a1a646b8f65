"""Marks on the skin that are neither dots nor hair: moles, spots, scabs. Each is to be examined by a person before any light falls on it.

The absence of a mark here is never reassurance: this looks for places that stand out by colour over some millimetres, and for nothing
else. It does not tell a mole from a melanoma and must not be asked to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np

from unstipple.photo.density import Image, Mask, blurred
from unstipple.photo.skin.bare import BareSkin
from unstipple.photo.skin.indices import DARKEST, split

Colour: TypeAlias = Literal["dark", "red"]

SIZES_MM = (0.7, 1.1, 1.8, 2.9)
"""Standard deviations looked for; a mark's diameter is about 2.8 times as much: 2 to 8 mm."""
DIAMETER_PER_SIGMA = 2.83
AROUND = 1.6
"""Width of the surroundings in widths of the mark."""
GAIN = 1 / 2 - 1 / (1 + AROUND**2)
"""What the difference of the two means leaves of a unit Gaussian mark of the matching size."""
STANDS_OUT = 6.0
"""Heights in robust standard deviations of the same response over this scalp from which a place is named."""
LEAST_OD = 0.05
LEAST_BARE = 0.25
WHOLE = 0.8
"""Share of a mark's surroundings, in the mean of the scalp's inside, that must be seen: at a rim, shade alone looks like a mark."""
MOST = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to examine: centre in px of the photograph, rough diameter, what stands out, and by how much optical density."""

    x_px: float
    y_px: float
    diameter_mm: float
    kind: Colour
    contrast_od: float


def find_marks(skin: BareSkin) -> tuple[Mark, ...]:
    """Places that are darker or redder than the skin around, strongest first, at most ``MOST``; overlapping ones are named once."""
    density = -np.log10(np.maximum(skin.light, DARKEST))
    _, redness = split(density[..., 1] - density[..., 0], density[..., 2] - density[..., 0])
    planes: tuple[tuple[Colour, Image], ...] = (("dark", np.asarray(density[..., 0], np.float32)), ("red", redness))
    found = [mark for kind, plane in planes for sigma in SIZES_MM for mark in _of_size(skin, plane, sigma, kind)]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda one: one.contrast_od, reverse=True):
        if all(_apart(mark, other, skin) for other in kept):
            kept.append(mark)
    return tuple(kept[:MOST])


def _apart(one: Mark, other: Mark, skin: BareSkin) -> bool:
    distance_mm = float(np.hypot(one.x_px - other.x_px, one.y_px - other.y_px)) * skin.shrink * skin.mm_per_px
    return distance_mm > 0.5 * (one.diameter_mm + other.diameter_mm)


def _of_size(skin: BareSkin, plane: Image, sigma_mm: float, kind: Colour) -> list[Mark]:
    sigma_px = sigma_mm / skin.mm_per_px
    inner, seen = _mean(plane, skin.weight, sigma_px)
    outer, seen_around = _mean(plane, skin.weight, AROUND * sigma_px)
    usable = (seen > LEAST_BARE) & (seen_around > WHOLE * float(np.quantile(seen_around, 0.9))) & _inside(plane.shape, 2 * sigma_px)
    answer = np.where(usable, inner - outer, np.float32(0))
    if usable.sum() < 100:
        return []
    usual = answer[usable]
    spread = 1.4826 * float(np.median(np.abs(usual - np.median(usual)))) + 1e-6
    radius = max(round(1.5 * sigma_px), 1)
    top = cv2.dilate(answer, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2))
    rows, columns = np.nonzero((answer >= top) & (answer > max(STANDS_OUT * spread, LEAST_OD * GAIN)))
    places = ((np.column_stack((columns, rows)) + 0.5) / skin.shrink - 0.5).tolist()
    heights = (answer[rows, columns] / GAIN).tolist()
    return [Mark(x, y, DIAMETER_PER_SIGMA * sigma_mm, kind, height) for (x, y), height in zip(places, heights, strict=True)]


def _inside(shape: tuple[int, ...], rim_px: float) -> Mask:
    rim = min(round(rim_px), *(size // 2 for size in shape))
    inside = np.zeros(shape, dtype=bool)
    inside[rim : shape[0] - rim, rim : shape[1] - rim] = True
    return inside


def _mean(plane: Image, weight: Image, sigma_px: float) -> tuple[Image, Image]:
    seen = blurred(weight, sigma_px)
    total = blurred(np.where(weight > 0, plane, 0).astype(np.float32) * weight, sigma_px)
    return np.asarray(total / np.maximum(seen, 1e-3), np.float32), seen
