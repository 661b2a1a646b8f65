"""Round dark spots at several sizes: the response that dots are found in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo._draw import add_dots
from unstipple.photo.density import Image, blurred

Array = NDArray[np.float64]

SIGMAS_MM = (0.08, 0.11, 0.15, 0.21)
"""Sizes looked for: standard deviations of a Gaussian dot; full width at half depth is 2.355 times as much (0.19 to 0.49 mm)."""
LEAST_SIGMA_PX = 0.9
ROUNDNESS_POWER = 0.3
"""How much a response loses for not being round: enough to pass over furrows and hairs, little enough to keep merged dots."""


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Best response over all sizes: ``height`` (height, width) is about the dot's peak density, ``size`` the index of the best size."""

    height: Image
    size: NDArray[np.uint8]


def sigmas_px(mm_per_px: float) -> tuple[float, ...]:
    """The sizes looked for in px, none below what the pixels can hold."""
    return tuple(sorted({max(sigma / mm_per_px, LEAST_SIGMA_PX) for sigma in SIGMAS_MM}))


def response(density: Image, mm_per_px: float) -> Response:
    """Scale-normalised response to round dark spots.

    The Laplacian of Gaussian is weighted with roundness (the smaller over the mean of the two curvatures), so that furrows and hairs,
    which curve in one direction only, answer weakly. A Gaussian dot of the matching size answers with its own peak density.
    """
    best: Image | None = None
    size = np.zeros(density.shape, dtype=np.uint8)
    for index, sigma in enumerate(sigmas_px(mm_per_px)):
        here = _round_response(density, sigma)
        if best is None:
            best = here
            continue
        better = here > best
        size[better] = index
        best = np.where(better, here, best)
    assert best is not None
    return Response(best, size)


def _round_response(density: Image, sigma_px: float) -> Image:
    smooth = blurred(density, sigma_px)
    xx = cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=3) / 4
    yy = cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3) / 4
    xy = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3) / 4
    mean = -(xx + yy) / 2
    apart = np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    # for a Gaussian dot of this size mean curvature is A / (4 sigma²)
    strength = 4 * sigma_px**2 * mean
    roundness = np.clip(1 - apart / np.maximum(np.abs(mean), 1e-12), 0, 1)
    return np.asarray(strength * roundness**ROUNDNESS_POWER, dtype=np.float32)


def peaks(height: Image, allowed: NDArray[np.bool_], reach_px: float, least: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the local maxima above ``least`` within ``reach_px`` of which nothing is higher."""
    radius = max(round(reach_px), 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    top = cv2.dilate(height, kernel)
    rows, columns = np.nonzero((height >= top) & (height > least) & allowed)
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


def draw_dots(shape: tuple[int, int], x: Array, y: Array, sigma_px: Array, peak: Array) -> Image:
    """Gaussian dots summed on a canvas (height, width)."""
    canvas = np.zeros(shape, dtype=np.float32)
    add_dots(canvas, x, y, sigma_px, peak)
    return canvas
