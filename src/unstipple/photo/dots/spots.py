"""Dark spots of a dot's size: where they peak, and how much of that the skin's own structure explains."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask, blurred, masked_mean

Array = NDArray[np.float64]

SIGMAS_MM = (0.09, 0.125, 0.175)
"""Sizes looked for: standard deviations of a Gaussian dot; full width at half depth is 2.355 times as much (0.21 to 0.41 mm)."""
LEAST_SIGMA_PX = 0.9
INNER, OUTER = 0.7, 1.7
"""The response is the difference of two blurs, in widths of the dot looked for."""
REACH_MM = 0.14
"""Two peaks are never nearer than this."""
NOISE_MM = 2.5
"""Neighbourhood over which the height of the skin's own structure is taken as even."""
CLIPPED = 4.0
"""A bright spot counts for no more than this many times the noise around it: a glint on wet skin tells nothing about furrows."""
LEAST_NOISE_OD = 1e-3


def sigmas_px(mm_per_px: float) -> tuple[float, ...]:
    """The sizes looked for in px, none below what the pixels can hold."""
    return tuple(max(sigma / mm_per_px, LEAST_SIGMA_PX) for sigma in SIGMAS_MM)


def response(density: Image, sigma_px: float) -> Image:
    """Difference of two blurs (height, width), scaled so that a Gaussian dot of that width answers with its own peak."""
    gain = 1 / (1 + INNER**2) - 1 / (1 + OUTER**2)
    return (blurred(density, INNER * sigma_px) - blurred(density, OUTER * sigma_px)) / np.float32(gain)


def best_response(density: Image, mm_per_px: float) -> tuple[Image, NDArray[np.uint8]]:
    """The highest response over all sizes (height, width) and the index of the size that gives it."""
    sizes = sigmas_px(mm_per_px)
    best = response(density, sizes[0])
    size = np.zeros(density.shape, dtype=np.uint8)
    for index, sigma_px in enumerate(sizes[1:], start=1):
        here = response(density, sigma_px)
        size[here > best] = index
        np.maximum(best, here, out=best)
    return best, size


def noise(best: Image, scalp: Mask, mm_per_px: float) -> Image:
    """Local height (height, width) of the skin's own structure, from the bright side of the response: pigment makes nothing bright."""
    weight = (scalp & (best < 0)).astype(np.float32)
    bright = np.maximum(-best, 0)
    sigma_px = NOISE_MM / mm_per_px
    first = np.sqrt(masked_mean(bright**2, weight, sigma_px))
    np.minimum(bright, np.float32(CLIPPED) * first, out=bright)
    return np.sqrt(masked_mean(bright**2, weight, sigma_px)) + np.float32(LEAST_NOISE_OD)


def peaks(height: Image, allowed: Mask, mm_per_px: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the allowed local maxima within whose reach nothing is higher."""
    radius = max(round(REACH_MM / mm_per_px), 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    rows, columns = np.nonzero((height >= cv2.dilate(height, kernel)) & allowed)
    return rows, columns


def refined(height: Image, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Array, Array]:
    """Sub-pixel places (x, y) of peaks by a parabola through the neighbours."""
    r, c = np.clip(rows, 1, height.shape[0] - 2), np.clip(columns, 1, height.shape[1] - 2)

    def shift(before: Image, here: Image, after: Image) -> Array:
        bend = before - 2 * here + after
        safe = np.where(np.abs(bend) < 1e-9, 1, bend)
        return np.asarray(np.clip(0.5 * (before - after) / safe, -0.5, 0.5), dtype=np.float64)

    x = columns + shift(height[r, c - 1], height[r, c], height[r, c + 1])
    y = rows + shift(height[r - 1, c], height[r, c], height[r + 1, c])
    return np.clip(x, 0, height.shape[1] - 1), np.clip(y, 0, height.shape[0] - 1)


def at(image: Image, x: Array, y: Array) -> Array:
    """The image's values (n,) at the nearest pixels."""
    rows = np.clip(np.rint(y).astype(int), 0, image.shape[0] - 1)
    columns = np.clip(np.rint(x).astype(int), 0, image.shape[1] - 1)
    return np.asarray(image[rows, columns], dtype=np.float64)
