"""What is to be covered, and what no stamp may touch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import qmc

from unstipple.errors import BadInput
from unstipple.scalp import Polygon
from unstipple.stamps.layout import MM_PER_CM
from unstipple.stamps.outline import Outline

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

Why = Literal["hair-to-keep", "lesion", "scar"]
WHYS: tuple[Why, ...] = get_args(Why)
"""Why a place may be kept free of stamps."""

BATCH_COUNT = 4096
MOST_BATCHES_COUNT = 1000
EMPTY_BATCHES_COUNT = 10


@dataclass(frozen=True, slots=True, eq=False)
class KeepOut:
    """A place that no stamp may touch: its outline (a `Polygon` in mm or (k, 2) corners in mm) and ``border_mm`` round it.

    ``why`` is a code of `WHYS`. Raises `BadInput` for another code, a border below 0, or what is no outline.
    """

    outline: Outline
    border_mm: float
    why: Why

    def __init__(self, outline: Outline | Polygon | ArrayLike, border_mm: float, why: Why) -> None:
        if why not in WHYS:
            raise BadInput("why", why, ", ".join(WHYS))
        if not (math.isfinite(border_mm) and border_mm >= 0):
            raise BadInput("border_mm", border_mm, "a finite number of mm, 0 or more")
        object.__setattr__(self, "outline", _outline(outline))
        object.__setattr__(self, "border_mm", float(border_mm))
        object.__setattr__(self, "why", why)

    def touched(self, centres_mm: Array, spot_mm: float = 0) -> Mask:
        """Which discs (n,) of diameter ``spot_mm`` about ``centres_mm`` (n, 2) touch the outline or its border, or lie inside."""
        return np.asarray(self.outline.away_mm(centres_mm) <= self.border_mm + spot_mm / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The skin to be covered: one or several ``outlines`` that do not overlap, and what to keep out of.

    Each outline is a `Polygon` whose corners are in mm, or an array (k, 2) in mm, x to the right and y downward.
    Raises `BadInput` for none.
    """

    outlines: tuple[Outline, ...]
    keep_out: tuple[KeepOut, ...]

    def __init__(self, outlines: Sequence[Outline | Polygon | ArrayLike], keep_out: Sequence[KeepOut] = ()) -> None:
        if len(outlines) == 0:
            raise BadInput("outlines", outlines, "at least one outline in mm")
        object.__setattr__(self, "outlines", tuple(_outline(each) for each in outlines))
        object.__setattr__(self, "keep_out", tuple(keep_out))

    @classmethod
    def of_area(cls, area_cm2: float, length_to_width: float = 1, keep_out: Sequence[KeepOut] = ()) -> Region:
        """A rectangle of that area with one corner at (0, 0), for a zone whose outline nobody knows; a square unless told."""
        for field, given in (("area_cm2", area_cm2), ("length_to_width", length_to_width)):
            if not (math.isfinite(given) and given > 0):
                raise BadInput(field, given, "a finite number above 0")
        width = MM_PER_CM * math.sqrt(area_cm2 / length_to_width)
        length = width * length_to_width
        return cls([np.array([[0, 0], [length, 0], [length, width], [0, width]])], keep_out)

    @property
    def area_cm2(self) -> float:
        """Area inside the outlines in cm²; what is kept out of is not taken off."""
        return sum(outline.area_mm2 for outline in self.outlines) / MM_PER_CM**2

    @property
    def box_mm(self) -> tuple[Array, Array]:
        """Lowest and highest (x, y) in mm of all outlines."""
        corners = np.concatenate([outline.corners_mm for outline in self.outlines])
        return corners.min(axis=0), corners.max(axis=0)

    def contains(self, points_mm: Array) -> Mask:
        """Which points (n, 2) in mm are to be treated (n,): inside an outline and off every keep-out with its border."""
        inside = np.logical_or.reduce([outline.contains(points_mm) for outline in self.outlines])
        for keep in self.keep_out:
            inside &= ~keep.touched(points_mm)
        return np.asarray(inside)

    def spread_points(self, count: int) -> Array:
        """Points (count, 2) in mm that fill what is to be treated evenly (Halton's sequence), for a zone whose dots nobody knows.

        Raises `BadInput` for a count below 1, and where the keep-outs leave nothing.
        """
        if count < 1:
            raise BadInput("count", count, "1 or more points")
        low, high = self.box_mm
        sequence, found, held = qmc.Halton(2, scramble=False), [np.empty((0, 2))], 0
        for _ in range(MOST_BATCHES_COUNT):
            points = low + sequence.random(BATCH_COUNT) * (high - low)
            found.append(points[self.contains(points)])
            held += len(found[-1])
            if held >= count:
                return np.concatenate(found)[:count]
            if held == 0 and len(found) > EMPTY_BATCHES_COUNT:
                break
        raise BadInput("region", f"{held} of {count} points found", "a region with some skin outside its keep-outs")


def _outline(given: Outline | Polygon | ArrayLike) -> Outline:
    return given if isinstance(given, Outline) else Outline(given)
