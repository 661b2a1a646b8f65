"""The two photographs as the page holds them, and the dots as outlines that lie over them."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, binary_erosion

from unstipple.photo.change import PerDot
from unstipple.report.change.dot_marks import Mark, marks

LONGEST_PX = 1600
MOST_BYTES = 560_000
QUALITIES = (86, 80, 74, 66, 56, 46)
NOTHING = 128
"""Grey that stands where the registered photograph shows nothing."""
SPECK_PX = 2
STRIPE_PX, STRIPES = 14, ((214, 219, 225), (232, 236, 240))
MARK_MM = 0.42
"""Half the width of a mark: a little wider than a dot, so that the dot stays in sight."""
FINENESS = 4
"""Steps of the marks' coordinates to a pixel of the shown picture."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A photograph as the page shows it, and its size in px."""

    data_uri: str
    width_px: int
    height_px: int


def shown(rgb: NDArray[np.uint8]) -> Shown:
    """The photograph (height, width, 3) as a JPEG that needs no other file, small enough for a page."""
    image = Image.fromarray(np.ascontiguousarray(rgb))
    image.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    content = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, progressive=True)
        content = out.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return Shown(f"data:image/jpeg;base64,{base64.b64encode(content).decode()}", image.width, image.height)


def with_outside(warped: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The registered photograph with stripes where it shows nothing (even grey, without a trace of noise)."""
    even = (warped == NOTHING).all(axis=2)
    # a single pixel of skin may be that grey by chance; a patch of it is not
    core = binary_erosion(even, iterations=SPECK_PX, border_value=1)
    outside = binary_dilation(core, iterations=2 * SPECK_PX, mask=even)
    if not outside.any():
        return warped
    y, x = np.nonzero(outside)
    filled = warped.copy()
    filled[y, x] = np.array(STRIPES, np.uint8)[((x + y) // STRIPE_PX) % 2]
    return filled


def outlines(dots: PerDot, mm_per_px: float, width_px: int, shown_px: int) -> dict[Mark, str]:
    """Outlines of all dots by mark, as path data in ``FINENESS`` steps a pixel of the shown picture; a shape for each mark."""
    share = shown_px / width_px
    half = max(round(MARK_MM / mm_per_px * share * FINENESS), 2)
    mark = marks(dots)
    # a pixel's centre has a whole number; the picture's edge lies half a pixel before it
    x, y = (np.rint((place + 0.5) * share * FINENESS).astype(int) for place in (dots.x_px, dots.y_px))
    return {each: "".join(_SHAPES[each](int(x[n]), int(y[n]), half) for n in np.flatnonzero(mark == each)) for each in Mark}


def _ring(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y}a{half} {half} 0 1 0 {2 * half} 0a{half} {half} 0 1 0 {-2 * half} 0"


def _down(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y - half}h{2 * half}l{-half} {2 * half}z"


def _square(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y - half}h{2 * half}v{2 * half}h{-2 * half}z"


def _up(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y + half}h{2 * half}l{-half} {-2 * half}z"


def _cross(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y - half}l{2 * half} {2 * half}m0 {-2 * half}l{-2 * half} {2 * half}"


_SHAPES = {Mark.GONE: _ring, Mark.FADING: _down, Mark.SAME: _square, Mark.DARKER: _up, Mark.UNKNOWN: _cross}
LEGEND = {each: _SHAPES[each](12, 12, 8) for each in Mark}
"""The shape of each mark in a field of 24 by 24, for the legend."""
COLOURS = {Mark.GONE: "#0b5c94", Mark.FADING: "#0a7d74", Mark.SAME: "#6b5200", Mark.DARKER: "#a3006d", Mark.UNKNOWN: "#3c4652"}
"""Deep colours for a white page and a white halo: told apart by colour-blind eyes, and by shape without colour."""
