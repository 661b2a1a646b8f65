"""Takes from a scalp's outline what cannot be measured there: its rim, glare, cards."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from unstipple.photo.density import Image, Mask, blurred
from unstipple.scalp import Polygon

GLARE = 0.92
"""Linear light at which the brightest channel counts as washed out."""
GLARE_MM = 0.5
STEPS_PER_SPREAD = 4


def without_glare(scalp: Mask, light: Image, mm_per_px: float) -> Mask:
    """The mask without washed-out patches; single glints on the skin's relief stay, they carry no weight."""
    dull = np.asarray(cv2.inRange(light, (-1.0,) * 3, (GLARE,) * 3), dtype=np.uint8)
    if dull.all():
        return scalp
    bright = cv2.bitwise_not(dull)
    step = max(GLARE_MM / (STEPS_PER_SPREAD * mm_per_px), 1.0)
    size = max(round(bright.shape[1] / step), 1), max(round(bright.shape[0] / step), 1)
    small = cv2.resize(bright, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    patch = blurred(small, GLARE_MM / (step * mm_per_px)) > 127.5
    spread = cv2.resize(patch.astype(np.uint8), bright.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(scalp & (np.asarray(spread) == 0))


def without_polygons(scalp: Mask, polygons: Iterable[Polygon], margin_px: float = 0.0) -> Mask:
    """The mask without what lies inside the polygons (cards, say) or within ``margin_px`` of them."""
    kept = scalp.copy()
    for polygon in polygons:
        covered = polygon.mask(*scalp.shape)
        kept &= shrunk(~covered, margin_px) if margin_px > 0 else ~covered
    return kept


def shrunk(mask: Mask, by_px: float) -> Mask:
    """The mask without the pixels within ``by_px`` of its rim; the picture's own edge is no rim."""
    padded = np.pad(mask.astype(np.uint8), 1, mode="edge")
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.asarray(distance > by_px)


def filled(mask: Mask) -> Mask:
    """The mask with the holes in it filled."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    canvas = np.zeros(mask.shape, dtype=np.uint8)
    cv2.drawContours(canvas, contours, -1, 1, thickness=cv2.FILLED)
    return canvas.astype(bool)
