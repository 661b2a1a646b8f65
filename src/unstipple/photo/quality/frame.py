"""Whether the file shows one photograph as the camera took it: no collage, inset, bar or frame, not enlarged, not ironed flat."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from unstipple.photo.density import Mask
from unstipple.scalp import Polygon

Rgb = NDArray[np.uint8]

CHUNKS = 64
"""Parts into which an edge's length is cut; a step is averaged over each, so that skin's own structure cancels."""
FINEST_PX = 1600
STEP_LEVELS, STEP_TIMES = 4.0, 3.5
"""A step in 8-bit levels, and in mean differences of the places beside it, that counts as an edge."""
ABRUPT = 0.65
"""Share of a step that must happen within two pixels: pasted edges are abrupt, those of things are not."""
BESIDE_PX = 12
SKIN_BESIDE_MM = 1.5
WHOLE_SIDE = 0.60
"""An edge of this share of a side counts even where it runs beside no skin: bars and frames."""
SEAM_SPREADS = 8.0
"""Mean step along a whole side, in spreads of all other places' mean steps, that makes a seam however faint it is."""
NORMAL_MEDIAN, LEAST_SPREAD_LEVELS = 0.6745, 0.12
FLAT_LEVELS, EVEN_LEVELS = 1, 4
GRID_CROP_PX = 1280
JPEG_BLOCK_PX = 8
LEAST_PERIOD_PX, MOST_PERIOD_PX = 2.05, 6.5


def straight_edge(rgb: Rgb, scalp: Mask, mm_per_px: float, cards: Sequence[Polygon] = ()) -> float:
    """Length of the longest abrupt, exactly upright or level edge beside skin or along most of a side, as a share of that side.

    ``rgb`` (height, width, 3) is the picture, ``scalp`` (height, width) its skin; edges of ``cards`` do not count.
    """
    reach = max(round(2 * SKIN_BESIDE_MM / mm_per_px), 3)
    near = np.asarray(cv2.dilate(_small(scalp.astype(np.uint8)), np.ones(_odd(reach, scalp.shape), np.uint8)), dtype=np.uint8)
    hidden = np.zeros(scalp.shape, dtype=np.uint8)
    for card in cards:
        hidden |= card.mask(*scalp.shape).astype(np.uint8)
    covered = np.asarray(cv2.dilate(_small(hidden), np.ones((25, 25), np.uint8)) if cards else np.zeros_like(near), dtype=np.uint8)
    picture = _small(rgb)
    upright = _longest(picture, near, covered)
    turned = [np.ascontiguousarray(np.swapaxes(part, 0, 1)) for part in (picture, near, covered)]
    level = _longest(turned[0], turned[1], turned[2])
    return max(upright, level)


def _small(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    by = max(max(height, width) / FINEST_PX, 1.0)
    return picture if by == 1 else np.asarray(cv2.resize(picture, (round(width / by), round(height / by)), interpolation=cv2.INTER_AREA))


def _odd(reach_px: int, shape: tuple[int, ...]) -> tuple[int, int]:
    side = max(int(reach_px / max(max(shape) / FINEST_PX, 1.0)), 1) | 1
    return side, side


def _longest(picture: Rgb, near: Rgb, covered: Rgb) -> float:
    width = picture.shape[1]

    def chunked(plane: Rgb) -> NDArray[np.float32]:
        return np.asarray(cv2.resize(plane.astype(np.float32), (width, CHUNKS), interpolation=cv2.INTER_AREA))

    rows = chunked(picture)
    step, wide = _difference(rows, 1), _difference(rows, 3)
    beside = (cv2.blur(step, (2 * BESIDE_PX + 1, 1)) * (2 * BESIDE_PX + 1) - cv2.blur(step, (7, 1)) * 7) / (2 * BESIDE_PX - 6)
    edge = (step > STEP_TIMES * beside + STEP_LEVELS) & (step > ABRUPT * wide) & (chunked(covered) < 0.1)
    thick = cv2.dilate(edge.astype(np.uint8), np.ones((1, 3), np.uint8))
    closed = np.asarray(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8)), dtype=np.uint8)
    by_skin = _longest_run(closed & (chunked(near) > 0.5).astype(np.uint8))
    anywhere = _longest_run(closed)
    if _seam(rows, chunked(covered).max(axis=0) < 0.1) > SEAM_SPREADS:
        return 1.0
    return anywhere if anywhere >= WHOLE_SIDE else by_skin


def _seam(rows: NDArray[np.float32], free: Mask) -> float:
    """How far the mean step at one ``free`` place along a whole side stands out of the other places', in their spreads."""
    mean = np.asarray(rows.mean(axis=0, keepdims=True), dtype=np.float32)
    # differences of channels hold the skin's colour without its relief
    mean = np.concatenate((mean, mean[..., :1] - mean[..., 1:2], mean[..., 1:2] - mean[..., 2:]), axis=2)
    step, wide = (_apart(mean, reach_px) for reach_px in (1, 3))
    spread = np.median(step, axis=0) / NORMAL_MEDIAN + LEAST_SPREAD_LEVELS
    sharp = np.where((step > ABRUPT * wide) & free[:, None], step / spread, 0)[3:-3]
    return max((float(value) for value in sharp.ravel()), default=0.0)


def _apart(mean: NDArray[np.float32], reach_px: int) -> NDArray[np.float64]:
    """Step (width, channels) of a mean row over ``reach_px`` to both sides, less the local median of steps, which is shading."""
    padded = np.pad(mean[0], ((reach_px, reach_px), (0, 0)), mode="edge")
    step = (padded[2 * reach_px :] - padded[: -2 * reach_px]).astype(np.float64)
    return np.asarray(np.abs(step - median_filter(step, size=(2 * BESIDE_PX + 1, 1))), dtype=np.float64)


def _difference(rows: NDArray[np.float32], reach_px: int) -> NDArray[np.float32]:
    padded = cv2.copyMakeBorder(rows, 0, 0, reach_px, reach_px, cv2.BORDER_REPLICATE)
    return np.asarray(np.abs(padded[:, 2 * reach_px :] - padded[:, : -2 * reach_px]).max(axis=2), dtype=np.float32)


def _longest_run(edge: NDArray[np.uint8]) -> float:
    """Longest run of ones down any column, as a share of its length."""
    run = np.zeros(edge.shape[1], dtype=np.int32)
    best = 0
    for row in edge:
        run = (run + 1) * row
        best = max(best, int(run.max()))
    return best / int(edge.shape[0])


def evenness(rgb: Rgb, scalp: Mask) -> tuple[float, float]:
    """Shares of the skin's pixels whose nine neighbours hold one level only, and no more than four levels above one another."""
    here = _crop(rgb, scalp)
    part, inside = rgb[here], scalp[here]
    kernel = np.ones((3, 3), np.uint8)
    inside = cv2.erode(inside.astype(np.uint8), kernel).astype(bool)
    if not inside.any():
        return 0.0, 0.0
    red, green, blue = cv2.split(cv2.subtract(cv2.dilate(part, kernel), cv2.erode(part, kernel)))
    spread = cv2.max(cv2.max(red, green), blue)[inside]
    return float((spread <= FLAT_LEVELS).mean()), float((spread <= EVEN_LEVELS).mean())


def resampling(rgb: Rgb, scalp: Mask) -> float:
    """How far a period stands out in the sharpness of columns and rows: enlarging puts new pixels at regular places between old ones.

    The value is the peak of the spectrum of mean absolute second differences over its median; the period of JPEG's blocks is left out.
    """
    light = rgb[_crop(rgb, scalp)][..., 1].astype(np.float32)
    return max(_periodic(plane) for plane in (light, np.ascontiguousarray(light.T)))


def _crop(rgb: Rgb, scalp: Mask) -> tuple[slice, slice]:
    """A part of at most `GRID_CROP_PX` aside around the scalp's middle."""
    rows, columns = np.flatnonzero(scalp.any(axis=1)), np.flatnonzero(scalp.any(axis=0))
    if not rows.size:
        return slice(0, min(rgb.shape[0], GRID_CROP_PX)), slice(0, min(rgb.shape[1], GRID_CROP_PX))

    def around(places: NDArray[np.intp]) -> slice:
        first, last = int(places[0]), int(places[-1]) + 1
        start = max(first, (first + last - GRID_CROP_PX) // 2)
        return slice(start, min(last, start + GRID_CROP_PX))

    return around(rows), around(columns)


def _periodic(light: NDArray[np.float32]) -> float:
    if min(light.shape) < 64:
        return 0.0
    bend = np.abs(2 * light[:, 1:-1] - light[:, :-2] - light[:, 2:])
    # strong edges would drown the pattern: every place counts at most a little above the usual
    profile = np.minimum(bend, 3 * float(np.median(bend)) + 2).mean(axis=0)
    smooth = cv2.blur(profile[None, :], (33, 1))[0]
    spectrum = np.abs(np.fft.rfft((profile / np.maximum(smooth, 1e-3) - 1) * np.hanning(profile.size)))
    frequency = np.fft.rfftfreq(profile.size)
    block = np.abs(frequency * JPEG_BLOCK_PX - np.rint(frequency * JPEG_BLOCK_PX)) < JPEG_BLOCK_PX * 3 / profile.size
    counted = (frequency > 1 / MOST_PERIOD_PX) & (frequency < 1 / LEAST_PERIOD_PX) & ~block
    return float(spectrum[counted].max() / max(float(np.median(spectrum[counted])), 1e-9)) if counted.any() else 0.0
