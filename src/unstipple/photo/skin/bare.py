"""Skin between the dots: a reduced picture from which ink, hair and glints are left out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.density import Image, Mask
from unstipple.pigment import Dots

PX_PER_MM = 4.0
"""Fineness at which skin colour is looked at: melanin and blood vary over millimetres, not over a dot."""
DOT_REACH = 0.9
"""Radius in full widths at half depth around a dot's centre that does not count as bare skin: there a Gaussian has fallen to a tenth."""
GLINT = 1.45
"""A pixel brighter than this times its neighbourhood shows the lamp instead of the skin."""
NEIGHBOURHOOD_MM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class BareSkin:
    """A reduced picture: ``light`` (height, width, 3) linear, ``weight`` (height, width) 0-1 share of bare skin, ``mm_per_px`` of it.

    ``shrink`` is reduced pixels per pixel of the photograph.
    """

    light: Image
    weight: Image
    mm_per_px: float
    shrink: float


def bare_skin(light: Image, scalp: Mask, dots: Dots, mm_per_px: float) -> BareSkin:
    """Leave out ink, hair and glints, then reduce. ``light`` (height, width, 3) is linear; ``dots`` in its pixels."""
    counts = scalp & ~_covered(dots, scalp.shape, mm_per_px)
    grey = np.asarray(cv2.transform(light, np.full((1, 3), 1 / 3, dtype=np.float32)), dtype=np.float32)
    shrink = min(PX_PER_MM * mm_per_px, 1.0)
    size = max(round(light.shape[1] * shrink), 8), max(round(light.shape[0] * shrink), 8)
    around = _mean(grey, counts, size, NEIGHBOURHOOD_MM * PX_PER_MM)
    counts &= grey < GLINT * cv2.resize(around, scalp.shape[::-1], interpolation=cv2.INTER_LINEAR)
    weight = cv2.resize(counts.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(cv2.copyTo(light, counts.astype(np.uint8)), size, interpolation=cv2.INTER_AREA)
    reduced = np.asarray(total / np.maximum(weight, 1e-3)[..., None], dtype=np.float32)
    return BareSkin(reduced, np.asarray(weight, dtype=np.float32), mm_per_px / shrink, shrink)


def _covered(dots: Dots, shape: tuple[int, ...], mm_per_px: float) -> Mask:
    canvas = np.zeros(shape, dtype=np.uint8)
    for x, y, diameter in zip(dots.x_px, dots.y_px, dots.diameter_mm, strict=True):
        radius = max(round(DOT_REACH * float(diameter) / mm_per_px), 1)
        cv2.circle(canvas, (round(float(x)), round(float(y))), radius, 1, cv2.FILLED)
    return canvas.astype(bool)


def _mean(grey: Image, counts: Mask, size: tuple[int, int], sigma_px: float) -> Image:
    weight = cv2.resize(counts.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(grey * counts.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(total, (0, 0), sigma_px) / np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma_px), 1e-3)
    return np.asarray(soft, dtype=np.float32)
