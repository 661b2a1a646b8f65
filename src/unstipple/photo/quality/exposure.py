"""Light on the skin: what is clipped in which channel, and where a lamp is mirrored."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Mask

Rgb = NDArray[np.uint8]

FULL, EMPTY = 254, 8
"""8-bit levels from which and up to which a channel has reached its end."""
SAMPLE_PX = 500_000


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


def glare_share(outline: Mask, without_glare: Mask) -> float:
    """Share of the outlined scalp that mirrors a lamp so strongly that nothing is seen through it."""
    whole = int(cv2.countNonZero(outline.astype(np.uint8)))
    return 1 - float(cv2.countNonZero((outline & without_glare).astype(np.uint8))) / whole if whole else 0.0
