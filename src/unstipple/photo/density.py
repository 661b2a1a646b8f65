"""Optical density: how much darker than the skin around, in linear light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

RED_SHARE = 0.6
"""Weight of red in the density; green has the rest. Blue is left out: it holds melanin and noise (photo study, section 4)."""
BACKGROUND_MM = 0.9
"""Scale of what counts as skin around a dot: above a dot's width, below shading and hairline."""
CLIP_ROUNDS = 3
DARKEST = 2e-3
COARSE_SIGMA_PX = 4


def linear_light(rgb: NDArray[np.uint8]) -> Image:
    """Linear light (height, width, 3) in 0-1 from sRGB (IEC 61966-2-1)."""
    steps = np.arange(256) / 255
    table = np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return np.asarray(cv2.LUT(rgb, table), dtype=np.float32)


def raw_density(light: Image) -> Image:
    """Optical density (height, width) of red and green together, not yet relative to the skin."""
    mixed = RED_SHARE * light[..., 0] + (1 - RED_SHARE) * light[..., 1]
    return np.asarray(-np.log10(np.maximum(mixed, DARKEST)), dtype=np.float32)


def blurred(image: Image, sigma_px: float) -> Image:
    """Gaussian blur; a wide one is done on a smaller picture, which changes it by well under a per cent."""
    shrink = int(sigma_px // COARSE_SIGMA_PX)
    if shrink < 2:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px, borderType=cv2.BORDER_REFLECT), dtype=np.float32)
    height, width = image.shape
    small = cv2.resize(image, (max(width // shrink, 8), max(height // shrink, 8)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma_px * small.shape[1] / width, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def masked_mean(image: Image, weight: Image, sigma_px: float) -> Image:
    """Gaussian mean of the pixels that count; ``weight`` (height, width) in 0-1."""
    return np.asarray(blurred(image * weight, sigma_px) / np.maximum(blurred(weight, sigma_px), 1e-3), dtype=np.float32)


def skin_level(density: Image, scalp: Mask, mm_per_px: float) -> Image:
    """Density of the skin around each pixel (height, width): a mean from which dots and glints are clipped.

    Computed on a picture shrunk to what the mean can resolve.
    """
    shrink = max(int(BACKGROUND_MM / mm_per_px // COARSE_SIGMA_PX), 1)
    size = (max(density.shape[1] // shrink, 8), max(density.shape[0] // shrink, 8))
    weight = cv2.resize(scalp.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)
    small = np.asarray(_shrunk(density * scalp, size) / np.maximum(weight, np.float32(1e-3)), dtype=np.float32)
    sigma_px = BACKGROUND_MM / mm_per_px * size[0] / density.shape[1]
    clipped = small
    for _ in range(CLIP_ROUNDS):
        mean = masked_mean(clipped, weight, sigma_px)
        spread = np.sqrt(masked_mean((clipped - mean) ** 2, weight, 2 * sigma_px))
        # dots are dark and glints bright: what sticks out by more than its neighbourhood's spread is pulled in
        clipped = np.asarray(np.clip(small, mean - spread, mean + spread), dtype=np.float32)
    level = masked_mean(clipped, weight, sigma_px)
    return np.asarray(cv2.resize(level, density.shape[::-1], interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _shrunk(image: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def above_skin(density: Image, scalp: Mask, mm_per_px: float) -> Image:
    """Density above the skin around each pixel, 0 outside the scalp."""
    return np.where(scalp, density - skin_level(density, scalp, mm_per_px), np.float32(0))
