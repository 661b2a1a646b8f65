"""The pigmented field: where on the scalp dots lie."""

from __future__ import annotations

import cv2
import numpy as np

from unstipple.photo.density import Mask, blurred
from unstipple.photo.look import Look
from unstipple.pigment import Dots, Kind

FIELD_MM = 2.5
FIELD_SHARE = 0.35
"""Skin counts as pigmented where the smoothed load of pigment is above this share of the typical one."""


def pigment_of(dots: Dots) -> Dots:
    """The dots that count as pigment; hair and what may be hair are left out."""
    return dots.select(dots.kind == Kind.PIGMENT)


def pigmented_field(look: Look) -> Mask:
    """The largest connected piece of scalp (height, width) over which dots lie."""
    dots = pigment_of(look.dots)
    if not dots.count:
        return np.zeros(look.photo.shape, dtype=bool)
    sigma_px = FIELD_MM / look.mm_per_px
    here = (np.round(dots.y_px).astype(int), np.round(dots.x_px).astype(int))
    flux = np.zeros(look.photo.shape, dtype=np.float32)
    np.add.at(flux, here, dots.flux_od_mm2)
    seen = blurred(look.scalp_mask.astype(np.float32), sigma_px)
    density = blurred(flux, sigma_px) / np.maximum(seen, 0.05)
    typical = float(np.median(density[here]))
    field = (density > FIELD_SHARE * typical) & look.scalp_mask
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * int(sigma_px) // 2 + 1,) * 2)
    field_u8 = cv2.morphologyEx(cv2.morphologyEx(field.astype(np.uint8), cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, kernel)
    pieces, labels, stats, _ = cv2.connectedComponentsWithStats(field_u8)
    if pieces < 2:
        return np.zeros(field.shape, dtype=bool)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))
