"""Whether what was outlined has the structure of skin: how rough, of one colour, in no one direction and without a pattern."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import fft

from unstipple.photo.density import Image, Mask, blurred
from unstipple.photo.quality.sample import Sample

FINE_MM, ROUGH_MM = 0.10, 0.20
COLOUR_MM = (0.20, 0.50)
DIRECTION_MM = (0.12, 0.60)
DIRECTION_OVER_MM = 2.5
WINDOW_MM = 6.4
PATTERN_PER_MM = (0.7, 4.5)
"""Threads and pores repeat this often; what is coarser shows as a repetition of places."""
REPEAT_MM = (0.20, 1.0)
REPEAT_CELL_MM = 0.2
REPEAT_CELLS = 100_000
NEAR_MM = 1.2
LEAST_OVERLAP = 0.20
STRONGEST = 3.0
MAD = 1.4826
RINGS_PER_WINDOW = 2
LEAST_WINDOWS = 4


def roughness_od(sample: Sample) -> float:
    """Standard deviation of density in the finest band that every usable photograph resolves, OD."""
    inside = sample.band(FINE_MM, ROUGH_MM)[sample.scalp]
    return float(inside.std()) if inside.size else 0.0


def colour_agreement(sample: Sample) -> float:
    """Correlation of red's with green's fine structure: relief, dots and hair darken both, grains and sensor noise each for itself."""
    fine, coarse = (width / sample.mm_per_px for width in COLOUR_MM)
    red, green = (np.ascontiguousarray(sample.bands[..., n]) for n in (0, 1))
    red, green = ((blurred(band, fine) - blurred(band, coarse))[sample.scalp] for band in (red, green))
    if red.size < 2 or min(red.std(), green.std()) < 1e-6:
        return 0.0
    return float(np.corrcoef(red, green)[0, 1])


def one_direction(sample: Sample) -> float:
    """Median coherence of the structure tensor, 0 (no direction) to 1 (grain of wood, combed hair, a shaken camera)."""
    detail = sample.band(*DIRECTION_MM)
    right, down = cv2.Sobel(detail, cv2.CV_32F, 1, 0), cv2.Sobel(detail, cv2.CV_32F, 0, 1)
    weight, sigma_px = sample.scalp.astype(np.float32), DIRECTION_OVER_MM / sample.mm_per_px
    xx, yy, xy = (
        blurred(np.asarray(product * weight, dtype=np.float32), sigma_px) for product in (right * right, down * down, right * down)
    )
    coherence = np.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-9)
    return float(np.median(coherence[sample.scalp])) if sample.scalp.any() else 1.0


def pattern(sample: Sample) -> float:
    """How far the strongest single frequency stands out of its ring in the mean spectrum of small windows: threads of cloth, prints."""
    windows = _windows(sample)
    if len(windows) < LEAST_WINDOWS:
        return 0.0
    side = windows[0].shape[0]
    taper = np.hanning(side)[:, None] * np.hanning(side)[None, :]
    power = np.zeros((side, side // 2 + 1))
    for window in windows:
        spectrum = np.abs(np.fft.rfft2((window - window.mean()) * taper)) ** 2
        power += spectrum / max(float(spectrum.sum()), 1e-12)
    down, right = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    radius = np.hypot(down, right) / sample.mm_per_px
    ring = np.rint(radius * side * sample.mm_per_px / RINGS_PER_WINDOW).astype(int)
    outstanding = 0.0
    for number in np.unique(ring[(radius > PATTERN_PER_MM[0]) & (radius < PATTERN_PER_MM[1])]):
        values = power[ring == number]
        outstanding = max(outstanding, float(values.max() / np.median(values)))
    return outstanding


def _windows(sample: Sample) -> list[NDArray[np.float64]]:
    """Squares of the fine structure that lie wholly on the scalp; glints and dots count no more than three spreads."""
    side = round(WINDOW_MM / sample.mm_per_px)
    detail = _clipped(sample.band(0.05, 0.8), sample.scalp)
    rows, columns = sample.scalp.shape
    covered = cv2.integral(sample.scalp.astype(np.uint8))
    corners = [
        (top, left)
        for top in range(0, rows - side + 1, side // 2)
        for left in range(0, columns - side + 1, side // 2)
        if covered[top + side, left + side] - covered[top, left + side] - covered[top + side, left] + covered[top, left] > 0.97 * side**2
    ]
    corners = corners[:: max(len(corners) // 150, 1)]
    return [detail[top : top + side, left : left + side].astype(np.float64) for top, left in corners]


def _clipped(detail: Image, scalp: Mask) -> Image:
    spread = MAD * float(np.median(np.abs(detail[scalp]))) if scalp.any() else 1.0
    return np.asarray(np.clip(detail / np.float32(STRONGEST * spread + 1e-9), -1, 1) * scalp, dtype=np.float32)


def repetition(sample: Sample) -> float:
    """Highest correlation of the skin with itself, shifted by more than a few dots or mirrored, 0-1: no two places of a scalp are alike."""
    cell_mm = max(REPEAT_CELL_MM, sample.mm_per_px * float(np.sqrt(sample.density.size / REPEAT_CELLS)))
    finest_mm = max(REPEAT_MM[0], 0.6 * cell_mm)
    detail = _clipped(sample.band(finest_mm, finest_mm * REPEAT_MM[1] / REPEAT_MM[0]), sample.scalp)
    step = cell_mm / sample.mm_per_px
    size = max(round(detail.shape[1] / step), 8), max(round(detail.shape[0] / step), 8)
    small = np.asarray(cv2.resize(detail, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    scalp = cv2.resize(sample.scalp.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    if scalp.sum() < 100:
        return 0.0
    small = np.asarray(np.where(scalp, small - small[scalp].mean(), 0), dtype=np.float32)
    near = NEAR_MM / (sample.mm_per_px * detail.shape[1] / size[0])
    return max(_highest(small, scalp, flip, near) for flip in ((1, 1), (1, -1), (-1, 1), (-1, -1)))


def _highest(detail: NDArray[np.floating], scalp: Mask, flip: tuple[int, int], near_px: float) -> float:
    """Highest normalised correlation with the flipped copy over all shifts at which a fifth of the scalp still overlaps."""
    shape = [cv2.getOptimalDFTSize(2 * side - 1) for side in detail.shape]
    values, weight = detail.astype(np.float32), scalp.astype(np.float32)

    def correlated(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
        product = fft.rfft2(first, shape) * np.conj(fft.rfft2(second[:: flip[0], :: flip[1]], shape))
        return np.asarray(fft.irfft2(product, shape))

    overlap = correlated(weight, weight)
    energy = np.sqrt(np.maximum(correlated(values**2, weight) * correlated(weight, values**2), 1e-9))
    answer = np.where(overlap > LEAST_OVERLAP * weight.sum(), correlated(values, values) / energy, 0)
    if flip == (1, 1):
        down = np.minimum(np.arange(shape[0]), shape[0] - np.arange(shape[0]))[:, None]
        right = np.minimum(np.arange(shape[1]), shape[1] - np.arange(shape[1]))[None, :]
        answer = np.where(np.hypot(down, right) > near_px, answer, 0)
    return float(answer.max())
