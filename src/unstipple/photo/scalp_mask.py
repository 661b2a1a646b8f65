"""Which pixels are skin worth looking at."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, blurred

Mask = NDArray[np.bool_]

SKIN_RED_OVER_BLUE = 0.10
"""log10 of red over blue, averaged over some millimetres: skin of every type lies above, walls and grey cloth below."""
COLOUR_MM = 1.5
EDGE_MM = 1.0
GLARE = 0.92
"""Linear light at which the brightest channel counts as washed out."""


def find_scalp(light: Image, mm_per_px: float) -> Mask:
    """The largest piece of skin in the picture (height, width), without its rim."""
    sigma_px = COLOUR_MM / mm_per_px
    smooth = [blurred(light[..., channel], sigma_px) for channel in range(3)]
    warm = np.log10((smooth[0] + 1e-3) / (smooth[2] + 1e-3))
    skin = (warm > SKIN_RED_OVER_BLUE) & (smooth[0] > 0.01)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(skin.astype(np.uint8))
    if count < 2:
        return np.zeros(skin.shape, dtype=bool)
    largest = labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return shrunk(_filled(largest), EDGE_MM / mm_per_px)


def without_glare(scalp: Mask, light: Image, mm_per_px: float) -> Mask:
    """The mask without washed-out patches; single glints on the skin's relief stay, they carry no weight."""
    bright = blurred((light.max(axis=2) > GLARE).astype(np.float32), 0.5 / mm_per_px)
    return scalp & (bright < 0.5)


def shrunk(mask: Mask, by_px: float) -> Mask:
    """The mask without the pixels within ``by_px`` of its rim; the picture's own edge is no rim."""
    padded = np.pad(mask.astype(np.uint8), 1, mode="edge")
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return np.asarray(distance > by_px)


def _filled(mask: Mask) -> Mask:
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    canvas = np.zeros(mask.shape, dtype=np.uint8)
    cv2.drawContours(canvas, contours, -1, 1, thickness=cv2.FILLED)
    return canvas.astype(bool)
