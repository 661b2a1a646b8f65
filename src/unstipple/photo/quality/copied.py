"""Whether the file is as the camera wrote it: not enlarged, not ironed flat."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Mask

Rgb = NDArray[np.uint8]

FLAT_LEVELS, EVEN_LEVELS = 1, 4
GRID_CROP_PX = 1280
JPEG_BLOCK_PX = 8
LEAST_PERIOD_PX, MOST_PERIOD_PX = 2.05, 6.5
WINDOW_PX = 256
BANDS_PER_MM = (1.25, 1.6), (2.6, 3.0)
"""Waves a millimetre: both are seen by every usable camera, the finer by none of fewer than 7 pixels a millimetre."""
ALONG_PER_PX = 0.08
FINEST_PER_PX = 0.45


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


def detail_lost_db(rgb: Rgb, scalp: Mask, mm_per_px: float) -> float:
    """How much weaker structure at 2.6-3 waves a millimetre is than at 1.25-1.6, in decibels of power; rows and columns count alike.

    0 where the picture is too small or too coarse to say.
    """
    light = rgb[_crop(rgb, scalp)][..., 1].astype(np.float32)
    side = WINDOW_PX
    if min(light.shape) < side or BANDS_PER_MM[1][1] * mm_per_px > FINEST_PER_PX:
        return 0.0
    power = np.zeros((side, side))
    taper = np.hanning(side)[:, None] * np.hanning(side)[None, :]
    for top in range(0, light.shape[0] - side + 1, side // 2):
        for left in range(0, light.shape[1] - side + 1, side // 2):
            window = light[top : top + side, left : left + side]
            power += np.abs(np.fft.fft2((window - window.mean()) * taper)) ** 2
    frequency = np.abs(np.fft.fftfreq(side))
    along = frequency < ALONG_PER_PX
    level = np.log10(power[along].mean(axis=0)) + np.log10(power[:, along].mean(axis=1))
    coarse, fine = (
        np.abs(frequency - (low + high) / 2 * mm_per_px) <= (high - low) / 2 * mm_per_px + 0.5 / side for low, high in BANDS_PER_MM
    )
    return float(5 * (level[coarse].mean() - level[fine].mean()))


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
