"""Hair on the scalp: how many stand there and how dark they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstipple.photo.density import Image
from unstipple.pigment import Dots, Kind, poisson_interval

LEVEL = 0.95
LEAST_FOR_COLOUR = 12
GREY_OD = 0.08
"""Hair less dark than this against the skin is called light: a dot that faint cannot be measured either."""


@dataclass(frozen=True, slots=True)
class Hair:
    """Hairs per cm² of scalp that were told from pigment, with their counting interval, and how dark they are against the skin.

    ``undetermined`` spots may be either; ``contrast_od`` is ``None`` with fewer than twelve hairs. Light hair (grey, blond) may be missed.
    """

    count: int
    per_cm2: float
    low_per_cm2: float
    high_per_cm2: float
    undetermined: int
    contrast_od: float | None

    @property
    def light(self) -> bool | None:
        """Whether the hair that is seen is light; ``None`` when too few were seen to tell."""
        return None if self.contrast_od is None else self.contrast_od < GREY_OD


def seen_hair(dots: Dots, density: Image, area_cm2: float) -> Hair:
    """Hair among the found dots. ``density`` (height, width) is optical density above the skin; ``area_cm2`` the scalp looked at."""
    hairs = dots.kind == Kind.HAIR
    count = int(hairs.sum())
    low, high = poisson_interval(np.array([float(count)]), LEVEL)
    per = max(area_cm2, 1e-9)
    contrast = None
    if count >= LEAST_FOR_COLOUR:
        rows = np.clip(np.rint(dots.y_px[hairs]).astype(int), 0, density.shape[0] - 1)
        columns = np.clip(np.rint(dots.x_px[hairs]).astype(int), 0, density.shape[1] - 1)
        contrast = float(np.median(density[rows, columns]))
    undetermined = int((dots.kind == Kind.UNDETERMINED).sum())
    return Hair(count, count / per, float(low[0]) / per, float(high[0]) / per, undetermined, contrast)
