"""An outline on the skin in mm: what lies inside it, how far away it is, and which cells of a lattice it runs through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unstipple.errors import BadInput
from unstipple.scalp import Polygon

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

HUNDREDTHS_COUNT = 100
"""Corners given as numbers are held in hundredths of a mm, so that a lesion smaller than 1 mm² is still an outline."""

TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A simple polygon on the skin, flattened. ``corners_mm`` is (k, 2) in mm; it closes by itself.

    Made from a `Polygon` whose corners are in mm, or from a (k, 2) array. Raises `BadInput` for fewer than three corners, corners that are
    not finite, no area, or sides that cross.
    """

    corners_mm: Array
    polygon: Polygon
    steps_per_mm: float

    def __init__(self, corners: Polygon | ArrayLike) -> None:
        steps, polygon = (1, corners) if isinstance(corners, Polygon) else (HUNDREDTHS_COUNT, _polygon(corners))
        object.__setattr__(self, "corners_mm", polygon.vertices / steps)
        object.__setattr__(self, "polygon", polygon)
        object.__setattr__(self, "steps_per_mm", steps)

    @property
    def area_mm2(self) -> float:
        """Area in mm²."""
        return self.polygon.area_px / self.steps_per_mm**2

    def contains(self, points_mm: Array) -> Mask:
        """Which of the points (n, 2) in mm lie inside: (n,)."""
        x, y = points_mm.T * self.steps_per_mm
        return self.polygon.contains(x, y)

    def away_mm(self, points_mm: Array) -> Array:
        """Distance (n,) in mm from each point (n, 2) to the outline; 0 inside it."""
        squared = np.full(len(points_mm), np.inf)
        for start, side in self._sides():
            off = points_mm - start
            share = np.clip(off @ side / max(float(side @ side), TOLERANCE), 0, 1)
            squared = np.minimum(squared, ((off - share[:, None] * side) ** 2).sum(axis=1))
        return np.where(self.contains(points_mm), 0.0, np.sqrt(squared))

    def meets_cells(self, centres_mm: Array, normals: Array, half_mm: float) -> Mask:
        """Which cells (n,) share a point with the inside or the border of the outline.

        ``centres_mm`` (n, 2) in mm; a cell is where ``abs(normals @ (x - centre)) <= half_mm`` for every unit vector of ``normals`` (s, 2).
        """
        meets = self.contains(centres_mm)
        for start, side in self._sides():
            meets |= _runs_through(start, side, centres_mm, normals, half_mm)
        return meets

    def _sides(self) -> Iterator[tuple[Array, Array]]:
        yield from zip(self.corners_mm, np.roll(self.corners_mm, -1, axis=0) - self.corners_mm, strict=True)


def _polygon(corners: ArrayLike) -> Polygon:
    try:
        return Polygon(np.asarray(corners, dtype=np.float64) * HUNDREDTHS_COUNT)
    except (BadInput, TypeError, ValueError) as problem:
        raise BadInput("outline", corners, "three or more finite [x, y] corners in mm, with sides that do not cross") from problem


def _runs_through(start: Array, side: Array, centres_mm: Array, normals: Array, half_mm: float) -> Mask:
    """Which cells (n,) the straight line from ``start`` to ``start + side`` enters: what all bands between two parallels leave of it."""
    enters, leaves = np.zeros(len(centres_mm)), np.ones(len(centres_mm))
    for normal in normals:
        off, speed = (start - centres_mm) @ normal, float(side @ normal)
        if speed == 0:
            leaves = np.where(np.abs(off) <= half_mm, leaves, -np.inf)
            continue
        one, other = (-half_mm - off) / speed, (half_mm - off) / speed
        enters = np.maximum(enters, np.minimum(one, other))
        leaves = np.minimum(leaves, np.maximum(one, other))
    return np.asarray(enters <= leaves)
