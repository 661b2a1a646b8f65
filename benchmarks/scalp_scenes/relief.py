"""Micro-relief of skin as a height at any surface place: domed polygons of two sizes, furrows between, bumps, long creases."""

from __future__ import annotations

import math

import numba as nb
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]

PLATE_MM, PLATELET_MM = 0.85, 0.40
"""Pitch of the polygons that furrows cut the skin into, and of the smaller ones within."""
DOME_MM, DOMELET_MM = 0.154, 0.044
GRAIN_MM, CREASE_MM = 0.066, 0.066
"""Height of irregular bumps of 0.2-0.5 mm and of long wrinkles."""


@nb.njit(inline="always")
def _hash(i: int, j: int, k: int) -> float:  # pragma: no cover
    n = np.uint32(i * 73856093) ^ np.uint32(j * 19349663) ^ np.uint32(k * 83492791)
    n = np.uint32((n ^ (n >> np.uint32(15))) * np.uint32(2246822519))
    n = np.uint32((n ^ (n >> np.uint32(13))) * np.uint32(3266489917))
    return (n ^ (n >> np.uint32(16))) / 4294967296.0


@nb.njit(inline="always")
def _noise(x: float, y: float, k: int) -> float:  # pragma: no cover
    """Value noise of unit pitch in 0-1."""
    i, j = math.floor(x), math.floor(y)
    a, b = x - i, y - j
    a, b = a * a * (3 - 2 * a), b * b * (3 - 2 * b)
    low = _hash(i, j, k) * (1 - a) + _hash(i + 1, j, k) * a
    high = _hash(i, j + 1, k) * (1 - a) + _hash(i + 1, j + 1, k) * a
    return low * (1 - b) + high * b


@nb.njit(inline="always")
def _plate(x: float, y: float, k: int) -> tuple[float, float]:  # pragma: no cover
    """Distance from the polygon's rim (0 at it) and how deep its furrow is, 0-1; polygons have unit pitch."""
    i, j = math.floor(x), math.floor(y)
    near, next_near = 9.0, 9.0
    nx, ny, mx, my = 0.0, 0.0, 0.0, 0.0
    near_id, next_id = 0, 0
    for jj in range(j - 1, j + 2):
        for ii in range(i - 1, i + 2):
            sx, sy = ii + 0.08 + 0.84 * _hash(ii, jj, k), jj + 0.08 + 0.84 * _hash(ii, jj, k + 1)
            apart = (sx - x) ** 2 + (sy - y) ** 2
            if apart < near:
                next_near, next_id, mx, my = near, near_id, nx, ny
                near, near_id, nx, ny = apart, ii * 7919 + jj, sx, sy
            elif apart < next_near:
                next_near, next_id, mx, my = apart, ii * 7919 + jj, sx, sy
    between = math.sqrt((nx - mx) ** 2 + (ny - my) ** 2) + 1e-6
    return (next_near - near) / (2 * between), 0.2 + 0.8 * _hash(near_id + next_id, near_id ^ next_id, k + 2)


@nb.njit(cache=True, fastmath=True)
def _relief(
    u: Image, v: Image, seed: int, amount: float, angle: float, oblong: float, height: Image, furrow: Image
) -> None:  # pragma: no cover
    rows, columns = u.shape
    c, s = math.cos(angle), math.sin(angle)
    for r in range(rows):
        for q in range(columns):
            x, y = float(u[r, q]), float(v[r, q])
            wx = x + 0.35 * (_noise(x * 1.1, y * 1.1, seed) - 0.5) + 0.9 * (_noise(x * 0.22, y * 0.22, seed + 5) - 0.5)
            wy = y + 0.35 * (_noise(x * 1.1, y * 1.1, seed + 1) - 0.5) + 0.9 * (_noise(x * 0.22, y * 0.22, seed + 6) - 0.5)
            a, b = (c * wx + s * wy) / oblong, (c * wy - s * wx) * oblong
            rim, depth = _plate(a / PLATE_MM, b / PLATE_MM, seed + 11)
            small_rim, small_depth = _plate(a / PLATELET_MM, b / PLATELET_MM, seed + 23)
            coarse, fine = depth * math.exp(-rim / 0.16), small_depth * math.exp(-small_rim / 0.2)
            local = amount * (0.35 + 1.3 * _noise(x * 0.07, y * 0.07, seed + 31))
            grain = _noise(a * 2.6, b * 2.6, seed + 41) + 0.5 * _noise(a * 5.3, b * 5.3, seed + 43) - 0.75
            crease = abs(_noise(a * 0.25, b * 1.1, seed + 51) - 0.5)
            crease = math.exp(-crease / 0.04)
            height[r, q] = local * (GRAIN_MM * grain - DOME_MM * coarse - DOMELET_MM * fine - CREASE_MM * crease)
            furrow[r, q] = 2.2 * local * (coarse**3 + 0.4 * fine**3 + 0.6 * crease**2)


def relief(u_mm: Image, v_mm: Image, seed: int, amount: float) -> tuple[Image, Image]:
    """Height in mm and depth of furrows (about 0-1.5) at surface places (height, width)."""
    rng = np.random.default_rng([seed, 9])
    height, furrow = np.empty_like(u_mm), np.empty_like(u_mm)
    _relief(u_mm, v_mm, int(rng.integers(1 << 16)), amount, float(rng.uniform(0, np.pi)), float(rng.uniform(1.05, 1.35)), height, furrow)
    return height, furrow
