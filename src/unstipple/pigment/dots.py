"""Dots: where pigment is seen, how dark, how large, how sure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Kind(IntEnum):
    """What a found dot is taken for. ``UNDETERMINED`` is a legal, counted answer."""

    PIGMENT = 0
    HAIR = 1
    UNDETERMINED = 2


@dataclass(frozen=True, slots=True)
class Dots:
    """Found dots, one an entry (n,).

    ``x_px, y_px`` centre; ``diameter_mm`` full width at half depth; ``contrast`` peak optical density above the skin around;
    ``flux_od_mm2`` optical density summed over the dot; ``blueness`` density in red over density in green; ``probability`` that it is no
    chance structure of the skin; ``hair`` probability that it is a hair or its root instead of pigment; ``kind`` the `Kind` it is taken
    for.
    """

    x_px: Array
    y_px: Array
    diameter_mm: Array
    contrast: Array
    flux_od_mm2: Array
    blueness: Array
    probability: Array
    hair: Array
    kind: NDArray[np.int8]

    @property
    def count(self) -> int:
        """Number of dots."""
        return int(self.x_px.size)

    def select(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Dots:
        """The chosen dots, by mask or by index."""
        return Dots(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    @classmethod
    def none(cls) -> Dots:
        """No dots at all."""
        empty = np.empty(0)
        return cls(**{field.name: empty for field in fields(cls) if field.name != "kind"}, kind=np.empty(0, dtype=np.int8))
