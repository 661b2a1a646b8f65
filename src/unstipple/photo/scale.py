"""How many millimetres of scalp a pixel shows, everywhere in the picture, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask

MM_PER_CM = 10
GIVEN_DOUBT = 0.03
"""Relative standard deviation of a scale that was typed in: nobody knows how it was measured."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Scale of a photograph.

    ``mm_per_px`` typical millimetres per pixel (geometric mean of both directions); ``doubt`` its relative standard deviation, shared by
    all places; ``source`` whether it was typed in or read from one card or from several; ``local`` the same pixel by pixel (height, width)
    where the camera looked askew or the head curves, ``None`` where one number serves.
    """

    mm_per_px: float
    doubt: float = GIVEN_DOUBT
    source: Literal["given", "card", "cards"] = "given"
    local: Image | None = None

    def area_cm2(self, mask: Mask) -> float:
        """Area in cm² of the masked pixels (height, width)."""
        if self.local is None:
            return float(mask.sum()) * (self.mm_per_px / MM_PER_CM) ** 2
        return float(np.square(self.local[mask], dtype=np.float64).sum()) / MM_PER_CM**2

    def at(self, x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Millimetres per pixel at places (n,)."""
        if self.local is None:
            return np.full(np.shape(x_px), self.mm_per_px)
        rows = np.clip(np.rint(y_px).astype(int), 0, self.local.shape[0] - 1)
        columns = np.clip(np.rint(x_px).astype(int), 0, self.local.shape[1] - 1)
        return np.asarray(self.local[rows, columns], dtype=np.float64)
