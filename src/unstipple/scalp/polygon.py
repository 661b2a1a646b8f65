"""A polygon in the pixels of a photograph: area, what it contains, its mask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unstipple.errors import BadInput

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Polygon:
    """A simple polygon. ``vertices`` is (N, 2) in px, x to the right and y downward; it closes by itself.

    Raises `BadInput` for fewer than three corners, corners that are not finite, no area, or sides that cross.
    """

    vertices: Array

    def __init__(self, vertices: ArrayLike) -> None:
        try:
            corners = np.asarray(vertices, dtype=np.float64)
        except (TypeError, ValueError) as problem:
            raise BadInput("polygon", vertices, "a list of [x, y] corners in pixels") from problem
        if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3:
            raise BadInput("polygon", f"shape {corners.shape}", "at least three [x, y] corners in pixels")
        if not np.isfinite(corners).all():
            raise BadInput("polygon", corners.tolist(), "finite corners")
        if abs(_shoelace(corners)) < 1:
            raise BadInput("polygon", corners.tolist(), "a polygon with an area above one pixel")
        if _crosses_itself(corners):
            raise BadInput("polygon", corners.tolist(), "a polygon whose sides do not cross")
        object.__setattr__(self, "vertices", corners)

    @property
    def area_px(self) -> float:
        """Area in px²."""
        return abs(_shoelace(self.vertices))

    @property
    def centroid(self) -> tuple[float, float]:
        """Centre of mass (x, y) in px."""
        x, y = self.vertices.T
        nx, ny = np.roll(x, -1), np.roll(y, -1)
        cross = x * ny - nx * y
        scale = 6 * _shoelace(self.vertices)
        return float(((x + nx) * cross).sum() / scale), float(((y + ny) * cross).sum() / scale)

    def contains(self, x_px: ArrayLike, y_px: ArrayLike) -> Mask:
        """Which points (n,) lie inside, by the even-odd rule."""
        x, y = np.asarray(x_px, dtype=np.float64), np.asarray(y_px, dtype=np.float64)
        inside = np.zeros(np.broadcast(x, y).shape, dtype=bool)
        for (ax, ay), (bx, by) in zip(self.vertices, np.roll(self.vertices, -1, axis=0), strict=True):
            if ay == by:
                continue
            straddles = (ay > y) != (by > y)
            inside ^= straddles & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
        return inside

    def mask(self, height_px: int, width_px: int) -> Mask:
        """Pixels (height, width) whose centres lie inside, as `contains` says; no more memory is taken than the mask's own."""
        mask = np.zeros((height_px, width_px), dtype=bool)
        for (ax, ay), (bx, by) in zip(self.vertices, np.roll(self.vertices, -1, axis=0), strict=True):
            rows = np.arange(max(np.ceil(min(ay, by)), 0), min(np.ceil(max(ay, by)), height_px))
            if not rows.size:
                continue
            # the first column at or right of the crossing is where the even-odd rule changes sides
            columns = np.ceil(np.maximum((bx - ax) * (rows - ay) / (by - ay) + ax, 0))
            seen = columns < width_px
            mask[rows[seen].astype(int), columns[seen].astype(int)] ^= True
        return np.asarray(np.bitwise_xor.accumulate(mask, axis=1, out=mask))


def _shoelace(corners: Array) -> float:
    x, y = corners.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _crosses_itself(corners: Array) -> bool:
    count = len(corners)
    ends = np.roll(corners, -1, axis=0)
    for one in range(count):
        for other in range(one + 2, count):
            if one == 0 and other == count - 1:
                continue
            if _cross(corners[one], ends[one], corners[other], ends[other]):
                return True
    return False


def _cross(a: Array, b: Array, c: Array, d: Array) -> bool:
    def side(p: Array, q: Array, r: Array) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
