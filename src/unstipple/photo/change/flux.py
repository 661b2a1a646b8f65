"""Pigment at known places: a compensated kernel on optical density, after both pictures have been brought to one sharpness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.optimize import minimize_scalar
from scipy.spatial import cKDTree

from unstipple.photo.change.sheet import sampled
from unstipple.photo.density import Image, Mask, blurred

Array = NDArray[np.float64]

KERNEL_MM = 0.18
"""Standard deviation of the kernel: about that of a dot in a usual photograph, so that noise weighs least."""
SURROUND = 2.2
"""Standard deviation of the surround that is subtracted, in those of the kernel."""
STACK_MM = 0.75
MOST_WIDTH_MM = 0.15
"""Pictures whose blur differs by more (Gaussian, added in quadrature) are not brought to one sharpness."""
LEAST_BLUR_PX = 0.15
EMPTY_APART_MM = 0.40
EMPTY_PER_DOT = 2


@dataclass(frozen=True, slots=True)
class Width:
    """Blur (Gaussian standard deviation, px) to add to the first or to the second picture so that stacked dots are equally wide."""

    first_px: float
    second_px: float


def kernel_response(density: Image, mm_per_px: float) -> Image:
    """Density under the kernel minus density under its wide surround (height, width): blind to shading, linear in pigment."""
    inner, outer = KERNEL_MM / mm_per_px, SURROUND * KERNEL_MM / mm_per_px
    return np.asarray(cv2.GaussianBlur(density, (0, 0), inner) - cv2.GaussianBlur(density, (0, 0), outer), dtype=np.float32)


def empty_places(x: Array, y: Array, allowed: Mask, mm_per_px: float) -> tuple[Array, Array]:
    """Places where no dot is near: what skin alone, hair and neighbours' rims read there is taken off the dots' reading."""
    rng = np.random.default_rng(1)
    wanted = EMPTY_PER_DOT * max(x.size, 50)
    rows, columns = np.nonzero(allowed)
    if not rows.size:
        return np.empty(0), np.empty(0)
    chosen = rng.integers(0, rows.size, 6 * wanted)
    places = np.column_stack((columns[chosen], rows[chosen])) + rng.uniform(-0.5, 0.5, (chosen.size, 2))
    if x.size:
        places = places[cKDTree(np.column_stack((x, y))).query(places)[0] > EMPTY_APART_MM / mm_per_px]
    return places[:wanted, 0], places[:wanted, 1]


def stack(density: Image, x: Array, y: Array, mm_per_px: float) -> Array:
    """Mean patch (2k+1, 2k+1) around places, each resampled to its own centre."""
    half = round(STACK_MM / mm_per_px)
    offset = np.arange(-half, half + 1, dtype=np.float32)
    total = np.zeros((2 * half + 1, 2 * half + 1))
    for n in range(x.size):
        total += cv2.getRectSubPix(density, (offset.size, offset.size), (float(x[n]), float(y[n])))
    return total / max(x.size, 1)


def match_width(first: Array, second: Array) -> Width:
    """Which picture to blur, and by how much, so that the two stacks (k, k) differ in height alone."""
    half = first.shape[0] // 2
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    near = np.hypot(x, y) <= half
    most_px = MOST_WIDTH_MM / STACK_MM * half

    def misfit(step: float, sharp: Array, soft: Array) -> float:
        model = gaussian_filter(sharp, step, mode="nearest") if step > 0.05 else sharp
        design = np.column_stack((model[near], np.ones(int(near.sum()))))
        answer, *_ = np.linalg.lstsq(design, soft[near], rcond=None)
        left = soft[near] - design @ answer
        # relative, so that blurring one or the other is judged alike
        return float((left**2).sum() / max(((soft[near] - soft[near].mean()) ** 2).sum(), 1e-12))

    one = minimize_scalar(misfit, bounds=(0, most_px), args=(first, second), method="bounded", options={"xatol": 0.02})
    other = minimize_scalar(misfit, bounds=(0, most_px), args=(second, first), method="bounded", options={"xatol": 0.02})
    return Width(float(one.x), 0.0) if one.fun <= other.fun else Width(0.0, float(other.x))


def softened(density: Image, sigma_px: float) -> Image:
    """The density as a lens that is softer by ``sigma_px`` would have given it: it is light that a lens blurs, not density."""
    if sigma_px < LEAST_BLUR_PX:
        return density
    light = np.exp(np.float32(-np.log(10)) * density)
    return np.asarray(-np.log10(blurred(light, sigma_px)), dtype=np.float32)


def smeared(density: Image, sigma_px: float) -> Image:
    """The density blurred as it stands, which keeps each dot's sum."""
    return density if sigma_px < LEAST_BLUR_PX else blurred(density, sigma_px)


REACH_MM = 0.12
"""How far a dot's place is moved to the top of the kernel's response."""


def topped(patches: Array, x: Array, y: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Places (n,) moved to the top of their patches (n, k, k) of the response, and whether that top lies inside the patch."""
    count, size, _ = patches.shape
    best = patches.reshape(count, -1).argmax(axis=1)
    row, column = best // size, best % size
    inside = (row > 0) & (row < size - 1) & (column > 0) & (column < size - 1)
    r, c, n = np.clip(row, 1, size - 2), np.clip(column, 1, size - 2), np.arange(count)

    def shift(before: Array, here: Array, after: Array) -> Array:
        bend = np.minimum(before - 2 * here + after, -1e-9)
        return np.clip(0.5 * (before - after) / bend, -0.5, 0.5)

    here = patches[n, r, c]
    right = c + shift(patches[n, r, c - 1], here, patches[n, r, c + 1]) - size // 2
    down = r + shift(patches[n, r - 1, c], here, patches[n, r + 1, c]) - size // 2
    return x + np.where(inside, right, 0), y + np.where(inside, down, 0), inside


def patches_at(response: Image, x: Array, y: Array, mm_per_px: float) -> Array:
    """Patches (n, k, k) of the response around places, as wide as a place may be moved."""
    half = max(round(REACH_MM / mm_per_px), 1) + 1
    offset = np.arange(-half, half + 1, dtype=np.float64)
    down, right = np.meshgrid(offset, offset, indexing="ij")
    flat = sampled(response, (x[:, None] + right.ravel()).ravel(), (y[:, None] + down.ravel()).ravel())
    return flat.reshape(x.size, offset.size, offset.size)


def twin_places(response: Image, dots: tuple[Array, Array], empty: tuple[Array, Array], mm_per_px: float) -> tuple[Array, Array]:
    """Empty places moved as a dot standing there would have been.

    A dot is found where skin and noise add to it and its place is the top of the sum, so its reading holds more than pigment. An empty
    place that is given a dot's response and is then moved to the top of that sum holds the same surplus and no pigment: read in any picture
    it is what has to be taken off a dot's reading there.
    """
    mine = patches_at(response, *dots, mm_per_px)
    middle = mine.shape[1] // 2
    shape = mine.mean(axis=0)
    shape = shape / shape[middle, middle]
    heights = np.random.default_rng(2).choice(mine[:, middle, middle], empty[0].size)
    bare = patches_at(response, *empty, mm_per_px)
    x, y, inside = topped(bare + heights[:, None, None] * shape, *empty)
    return x[inside], y[inside]
