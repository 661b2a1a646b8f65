"""From what a lens leaves of a dot back to its pigment: the curve of growth.

A lens blurs light and not density, so the darker a dot is, the more of its density is lost; a dot that has faded by half reads more than
half of what it read. The loss is worked out for a Gaussian dot of the picture's own width behind the picture's own blur.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.optimize import minimize_scalar

from unstipple.photo.change.flux import KERNEL_MM, SURROUND

Array = NDArray[np.float64]

FINE_MM = 0.02
REACH_MM = 1.2
DARKEST_OD = 1.6
STEPS = 17
LEAST_DOT_MM = 0.06
MOST_DOT_MM = 0.30


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Readings (k,) of dots whose peak densities rise evenly; ``pigment`` (k,) is what each would read without loss."""

    reading: Array
    pigment: Array

    def undone(self, reading: Array) -> Array:
        """What the readings (n,) would be if the lens had lost nothing; below 0 nothing is lost."""
        slope = self.pigment[1] / self.reading[1]
        last = (self.pigment[-1] - self.pigment[-2]) / (self.reading[-1] - self.reading[-2])
        beyond = np.maximum(reading - self.reading[-1], 0) * last
        return np.asarray(np.where(reading < 0, reading * slope, np.interp(reading, self.reading, self.pigment) + beyond), dtype=np.float64)


def growth(dot_mm: float, lens_mm: float) -> Growth:
    """Curve for dots that look ``dot_mm`` wide (Gaussian standard deviation, with the blur) behind a blur of ``lens_mm``."""
    own = float(np.clip(np.sqrt(max(dot_mm**2 - lens_mm**2, 0.0)), LEAST_DOT_MM, MOST_DOT_MM))
    offset = np.arange(-REACH_MM, REACH_MM + FINE_MM / 2, FINE_MM)
    shape = np.exp(-(offset[:, None] ** 2 + offset[None, :] ** 2) / (2 * own**2))
    middle = offset.size // 2
    readings, pigment = [], []
    for peak in np.linspace(0, DARKEST_OD, STEPS):
        seen = -np.log10(gaussian_filter(10 ** (-peak * shape), lens_mm / FINE_MM))
        readings.append(_kernel(seen, middle))
        pigment.append(_kernel(gaussian_filter(peak * shape, lens_mm / FINE_MM), middle))
    return Growth(np.array(readings), np.array(pigment))


def _kernel(density: Array, middle: int) -> float:
    inner, outer = (gaussian_filter(density, size / FINE_MM)[middle, middle] for size in (KERNEL_MM, SURROUND * KERNEL_MM))
    return float(inner - outer)


def dot_width_mm(stacked: Array, mm_per_px: float) -> float:
    """Standard deviation of the Gaussian that fits a stacked dot (k, k) best."""
    half = stacked.shape[0] // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1] * mm_per_px
    away = np.hypot(x, y)
    near = away <= 2 * KERNEL_MM

    def misfit(sigma: float) -> float:
        design = np.column_stack((np.exp(-(away[near] ** 2) / (2 * sigma**2)), np.ones(int(near.sum()))))
        answer, *_ = np.linalg.lstsq(design, stacked[near], rcond=None)
        return float(((stacked[near] - design @ answer) ** 2).sum())

    return float(minimize_scalar(misfit, bounds=(LEAST_DOT_MM, MOST_DOT_MM), method="bounded", options={"xatol": 1e-3}).x)
