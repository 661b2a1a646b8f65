"""Round dark spots at several sizes: the response that dots are found in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, blurred
from unstipple.photo.dots._draw import add_dots

Array = NDArray[np.float64]

SIGMAS_MM = (0.08, 0.11, 0.15, 0.21)
"""Sizes looked for: standard deviations of a Gaussian dot; full width at half depth is 2.355 times as much (0.19 to 0.49 mm)."""
LEAST_SIGMA_PX = 0.9
DIRECTIONS = 8
RING = 2.2
"""Radius of the ring in standard deviations of the dot: where a dot has fallen to a tenth and its neighbour has not yet begun."""
BLUR_BEFORE, LEAST_BLUR_PX = 0.9, 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Best response over all sizes: ``height`` (height, width) is about the dot's peak density, ``size`` the index of the best size."""

    height: Image
    size: NDArray[np.uint8]


def sigmas_px(mm_per_px: float) -> tuple[float, ...]:
    """The sizes looked for in px, none below what the pixels can hold."""
    return tuple(sorted({max(sigma / mm_per_px, LEAST_SIGMA_PX) for sigma in SIGMAS_MM}))


def response(density: Image, mm_per_px: float) -> Response:
    """Response to dark spots that stand alone.

    A spot is as high as it is darker than the darkest point of the ring around it, after a blur to its own size. A furrow or a hair goes on
    through the ring and answers weakly, whichever way it runs, and so does the end or the joint of one; a Gaussian dot of the matching
    size answers with its own peak density.
    """
    best: Image | None = None
    size = np.zeros(density.shape, dtype=np.uint8)
    for index, sigma in enumerate(sigmas_px(mm_per_px)):
        here = _standing_alone(density, sigma)
        if best is None:
            best = here
            continue
        size[here > best] = index
        best = np.maximum(best, here)
    assert best is not None
    return Response(best, size)


def _standing_alone(density: Image, sigma_px: float) -> Image:
    before_px = max(BLUR_BEFORE * sigma_px, LEAST_BLUR_PX)
    smooth = blurred(density, before_px)
    ring: Image | None = None
    for right, down in _ring(sigma_px):
        shift = np.array([[1, 0, right], [0, 1, down]], dtype=np.float32)
        there = cv2.warpAffine(
            smooth, shift, smooth.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT
        )
        ring = np.asarray(there if ring is None else np.maximum(ring, there), dtype=np.float32)
    assert ring is not None
    return np.asarray(np.maximum(smooth - ring, 0) / np.float32(_gain(sigma_px, before_px)), dtype=np.float32)


def _ring(sigma_px: float) -> list[tuple[float, float]]:
    angles = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    return [(float(RING * sigma_px * np.cos(angle)), float(RING * sigma_px * np.sin(angle))) for angle in angles]


def _gain(sigma_px: float, before_px: float) -> float:
    """What is left of a unit Gaussian dot: its blurred centre minus its blurred value on the ring."""
    square = sigma_px**2 + before_px**2
    return sigma_px**2 / square * (1 - math.exp(-((RING * sigma_px) ** 2) / (2 * square)))


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
