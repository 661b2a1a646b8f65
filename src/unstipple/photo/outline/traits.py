"""What a place of the picture looks like on a coarse grid: its colour, its light and how rough it is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.density import DARKEST, Image, Mask, blurred

GRID_MM = 0.36
"""Side of a cell: a rim of one cell is thinner than the rim that is cut off anyway."""
FINE_MM = 0.10
ROUGH_MM = 0.45
"""Roughness is what a Gaussian of this standard deviation smooths away: furrows, dots and hair, not shading."""
GRAIN_MM = 0.08
"""What is finer is taken for the camera's grain."""
COLOUR_CELLS = 1.0
DARK = 1e-3
MEDIAN_CELLS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Traits per cell, each (rows, columns) float32.

    ``red_green`` and ``green_blue`` are log10 ratios of linear light, ``light`` log10 of its mean, ``roughness`` the local median of how
    far optical density departs from its surroundings (OD).
    """

    red_green: Image
    green_blue: Image
    light: Image
    roughness: Image
    cell_mm: float

    @property
    def warmth(self) -> Image:
        """log10 of red over blue."""
        return self.red_green + self.green_blue


def traits(light: Image, mm_per_px: float) -> Traits:
    """Traits of a picture in linear light (height, width, 3)."""
    height, width = light.shape[:2]
    fine = _reduced(light, max(FINE_MM / mm_per_px, 1.0))
    cells = max(height * mm_per_px / GRID_MM, 8), max(width * mm_per_px / GRID_MM, 8)
    size = min(round(cells[1]), width), min(round(cells[0]), height)
    coarse = np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    coarse = np.stack([blurred(np.ascontiguousarray(coarse[..., n]), COLOUR_CELLS) for n in range(3)], axis=-1)
    red, green, blue = (np.log10(coarse[..., n] + np.float32(DARK)) for n in range(3))
    return Traits(red - green, green - blue, np.log10(coarse.mean(axis=2) + np.float32(DARK)), _roughness(fine, size), GRID_MM)


def _roughness(fine: Image, size: tuple[int, int]) -> Image:
    density = -np.log10(np.maximum(0.6 * fine[..., 0] + 0.4 * fine[..., 1], np.float32(DARKEST)))
    density = blurred(np.asarray(density, dtype=np.float32), GRAIN_MM / FINE_MM)
    apart = np.abs(density - blurred(density, ROUGH_MM / FINE_MM))
    small = np.asarray(cv2.resize(apart, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    # the median keeps a single sharp edge, as a head's outline before a wall, from making the wall look rough
    return np.asarray(cv2.medianBlur(small, MEDIAN_CELLS), dtype=np.float32)


def _reduced(light: Image, by: float) -> Image:
    height, width = light.shape[:2]
    size = max(round(width / by), 8), max(round(height / by), 8)
    return light if size == (width, height) else np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def connected(mask: Mask, touching: Mask) -> Mask:
    """The pieces of a mask that touch another one."""
    _, labels = cv2.connectedComponents(mask.astype(np.uint8))
    kept = np.unique(labels[touching & mask])
    return np.asarray(np.isin(labels, kept[kept > 0]))


def largest(mask: Mask) -> Mask:
    """The largest piece of a mask; an empty mask stays empty."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return np.zeros(mask.shape, dtype=bool)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))
