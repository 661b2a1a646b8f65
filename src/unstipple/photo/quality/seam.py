"""Whether two pictures were butted: along a seam neighbouring pixels know nothing of one another, however alike the two skins are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from unstipple.photo.density import Mask

Plane = NDArray[np.uint8]

LEAST_SIDE = 0.25
"""Share of the picture's side along which a column must run over skin to be judged."""
CAP_TIMES, CAP_LEVELS = 4.0, 2.0
"""Differences count at most this many medians and levels, so that dots, hair and glints do not speak alone."""
NEIGHBOURS_PX = 65
BESIDE_PX = 3
RIM_PX = 10
LEAST_DIFFERENCE = 0.3
JPEG_BLOCK_PX = 8
LEAST_COLUMNS = 5 * JPEG_BLOCK_PX
LEAST_SPREAD = 0.02
SPREADS = 6.0
MAD = 1.4826
MOST_PX = 2_000_000
"""Of a larger picture only every so manieth row is asked about its columns, and so on."""


def seam(rgb: NDArray[np.uint8], skin: Mask) -> float:
    """Highest mean difference of neighbouring pixels across any upright or level line over the skin, in that of the lines beside it.

    ``rgb`` is (height, width, 3), ``skin`` (height, width). One photograph reads 1.0-1.3, two butted ones 1.8 and more. A copy that was
    made smaller or larger after the pasting is judged at half size, too.
    """
    plane, inside = np.ascontiguousarray(rgb[..., 1]), skin.astype(np.uint8)
    highest = 1.0
    for _ in range(2):
        step = max(int(np.sqrt(plane.size / MOST_PX)), 1)
        upright, level = (plane[::step], inside[::step]), (plane[:, ::step].T, inside[:, ::step].T)
        highest = max(highest, *(_outstanding(np.ascontiguousarray(lines), np.ascontiguousarray(mask)) for lines, mask in (upright, level)))
        half = max(plane.shape[1] // 2, 1), max(plane.shape[0] // 2, 1)
        plane = np.asarray(cv2.resize(plane, half, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        inside = np.asarray(cv2.resize(inside, half, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
    return highest


def _outstanding(plane: Plane, inside: Plane) -> float:
    """The highest of the columns' mean differences over their neighbours', 1 where none stands out of chance."""
    across = np.asarray(cv2.absdiff(plane[:, 1:], plane[:, :-1]), dtype=np.uint8)
    both = np.asarray(cv2.min(inside[:, 1:], inside[:, :-1]), dtype=np.uint8)
    length = both.sum(axis=0, dtype=np.int64)
    # a column at the end of those over skin may run along the skin's own rim
    reach = np.ones(2 * RIM_PX + 1, dtype=np.uint8)
    enough = (length >= LEAST_SIDE * plane.shape[0]).astype(np.uint8)
    judged = cv2.erode(enough[None, :], reach[None, :], borderType=cv2.BORDER_CONSTANT, borderValue=0)[0] > 0
    if judged.sum() < LEAST_COLUMNS:
        return 1.0
    capped = np.minimum(across, np.uint8(min(CAP_TIMES * _median(across, both) + CAP_LEVELS, 255)))
    profile = cv2.multiply(capped, both).sum(axis=0, dtype=np.int64)[judged] / length[judged]
    usual = median_filter(profile, NEIGHBOURS_PX, mode="reflect")
    times = profile / np.maximum(np.maximum(usual, _beside(profile)), LEAST_DIFFERENCE)
    times = _without_blocks(times, np.flatnonzero(judged))
    spread = MAD * float(np.median(np.abs(times - 1))) + LEAST_SPREAD
    best = float(times.max())
    return best if best > 1 + SPREADS * spread else 1.0


def _beside(profile: NDArray[np.float64]) -> NDArray[np.float64]:
    """The higher of what lies a little to the left and to the right: a head's round rim is no single line."""
    far = BESIDE_PX + 1
    padded = np.pad(profile, far, mode="reflect")
    pairs = (padded[:-1] + padded[1:]) / 2
    return np.asarray(np.maximum(pairs[: profile.size], pairs[2 * far - 1 :]))


def _without_blocks(times: NDArray[np.float64], place: NDArray[np.intp]) -> NDArray[np.float64]:
    """The same relative to the lines a whole number of JPEG's blocks away: the blocks' own borders stand out a little."""
    result = times.copy()
    for phase in range(JPEG_BLOCK_PX):
        here = place % JPEG_BLOCK_PX == phase
        result[here] /= max(float(np.median(times[here])), 1e-6) if here.any() else 1.0
    return result


def _median(values: Plane, where: Plane) -> float:
    counts = np.cumsum(cv2.calcHist([values], [0], where, [256], [0, 256]))
    return float(np.searchsorted(counts, counts[-1] / 2))
