"""Which dots have a hair, a glint or a wound beside them that one picture shows and the other does not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change.sheet import sampled
from unstipple.photo.density import Image, Mask, above_skin, blurred

Array = NDArray[np.float64]

RING_MM = (0.32, 0.62)
"""The ring that is looked at: outside the dot's own rim, which changes with the dot, and within reach of the kernel's surround."""
OWN_MM = 0.30
"""Around every other dot nothing is looked at either: its fading is no hair."""
FINE_MM = 0.05
SPREADS = 6.0
"""New or lost darkness counts from this many of its usual spreads on this pair."""
LEAST_OD = 0.06


def disturbed(
    before: Image, after: Image, scalp: Mask, dots: tuple[Array, Array], places: list[tuple[Array, Array]], mm_per_px: float
) -> list[NDArray[np.bool_]]:
    """For each set of ``places``, which of them (n,) have new or lost structure around them.

    The dot itself is never looked at, so that a dot is not dropped because of what has become of it; and the same is asked of the empty
    places, so that they keep matching the dots.
    """
    change = above_skin(after, scalp, mm_per_px) - above_skin(before, scalp, mm_per_px)
    change = np.abs(blurred(change, max(FINE_MM / mm_per_px, 0.6)))
    own = np.zeros(change.shape, dtype=np.uint8)
    rows, columns = (np.clip(np.rint(axis).astype(int), 0, size - 1) for axis, size in zip(dots[::-1], change.shape, strict=True))
    own[rows, columns] = 1
    own = cv2.dilate(own, _disc(OWN_MM / mm_per_px)).astype(np.uint8)
    usual = 1.4826 * float(np.median(change[scalp & (own == 0)])) if (scalp & (own == 0)).any() else 0.0
    quiet = np.where((own > 0) | ~scalp, np.float32(0), change).astype(np.float32)
    inner, outer = (radius / mm_per_px for radius in RING_MM)
    ring = np.asarray(_disc(outer) - np.pad(_disc(inner), _half(outer) - _half(inner)), dtype=np.uint8)
    worst = np.asarray(cv2.dilate(quiet, ring), dtype=np.float32)
    limit = max(SPREADS * usual, LEAST_OD)
    return [np.asarray(sampled(worst, *where) > limit) for where in places]


def _half(radius_px: float) -> int:
    return max(round(radius_px), 1)


def _disc(radius_px: float) -> NDArray[np.uint8]:
    size = 2 * _half(radius_px) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)
