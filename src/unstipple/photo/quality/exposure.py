"""Light on the skin: what is clipped in which channel, and where a lamp is mirrored."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask

Rgb = NDArray[np.uint8]

FULL, EMPTY = 254, 8
"""8-bit levels from which and up to which a channel has reached its end."""
SAMPLE_PX = 500_000
WHITE = 0.90
"""Linear light of the darkest channel from which a place is washed out to white."""


def clipped_share(rgb: Rgb, scalp: Mask) -> float:
    """Largest share of the skin's pixels that one channel has at its upper end, or red or green at its lower.

    Blue may run empty: deep skin in warm light has next to none, and no dot is measured in it.
    """
    step = max(int(np.sqrt(scalp.size / SAMPLE_PX)), 1)
    skin = rgb[::step, ::step][scalp[::step, ::step]]
    if not skin.size:
        return 1.0
    full = (skin >= FULL).mean(axis=0)
    empty = (skin[:, :2] <= EMPTY).mean(axis=0)
    return float(max(full.max(), empty.max()))


def glare_share(outline: Mask, without_glare: Mask, light: Image) -> float:
    """Share of the scalp that mirrors a lamp so strongly that nothing is seen through it.

    White is no skin colour, so an outline found by itself goes round a large glare: white that lies inside the outline's convex hull is
    counted with it. ``light`` is linear (height, width, 3).
    """
    step = max(int(np.sqrt(outline.size / SAMPLE_PX)), 1)
    small, kept = outline[::step, ::step], without_glare[::step, ::step]
    if not small.any():
        return 0.0
    white = (_darkest(light[::step, ::step]) > WHITE) & ~small & _hull(small)
    whole = float(small.sum() + white.sum())
    return (float((small & ~kept).sum()) + float(white.sum())) / whole


def _darkest(light: Image) -> Image:
    return np.asarray(np.minimum(np.minimum(light[..., 0], light[..., 1]), light[..., 2]), dtype=np.float32)


def _hull(mask: Mask) -> Mask:
    """The convex hull of a mask (height, width)."""
    canvas = np.zeros(mask.shape, dtype=np.uint8)
    rows = np.flatnonzero(mask.any(axis=1))
    first, last = mask[rows].argmax(axis=1), mask.shape[1] - 1 - mask[rows, ::-1].argmax(axis=1)
    ends = np.stack((np.concatenate((first, last)), np.concatenate((rows, rows))), axis=1).astype(np.int32)
    cv2.fillConvexPoly(canvas, cv2.convexHull(ends), 1)
    return canvas.astype(bool)
