"""Colour of skin in three effective wavelengths: melanin as a filter over a dermis of blood and scatter, in linear light."""

from __future__ import annotations

import cv2
import numpy as np

from unstipple.photo.render.scene import Plane, Scene
from unstipple.photo.render.shape import smooth_field

# photo.md 3.1: three effective wavelengths, melanosome absorption 6.6e11 lambda^-3.33 (1/cm), Kubelka-Munk dermis with blood.
WAVELENGTHS_NM = np.array([610.0, 540.0, 460.0])
MELANIN_PER_CM = 6.6e11 * WAVELENGTHS_NM**-3.33
# Orders of magnitude chosen so that the six skin types look right; no measurement stands behind them.
MELANIN_SHARE = (0.030, 0.052, 0.090, 0.140, 0.200, 0.275)
EPIDERMIS_PATH_CM = 0.0156
BLOOD_PER_CM = np.array([9.0, 250.0, 150.0])
BLOOD_SHARE = 0.012
BARE_PER_CM = np.array([0.5, 0.9, 2.6])
SCATTER_PER_CM = np.array([22.0, 26.0, 33.0])
MOLE_OD = np.array([0.22, 0.36, 0.50])


def skin_albedo(scene: Scene, rng: np.random.Generator, tan: float = 0.0, redness: float = 0.0) -> Plane:
    """Diffuse reflectance (rows, columns, 3) of bare skin with blotches of blood and melanin.

    ``tan`` and ``redness`` are what melanin and blood have gained, as shares of what they usually are.
    """
    px_per_mm = scene.px_per_mm
    blotches = 0.09 * smooth_field(rng, scene.shape_px, 22 * px_per_mm, 4) + 0.05 * smooth_field(rng, scene.shape_px, 1.2 * px_per_mm, 2)
    patches = 0.045 * smooth_field(rng, scene.shape_px, 14 * px_per_mm, 4)
    blood = np.float32(BLOOD_SHARE * (1 + redness)) * np.clip(1 + blotches, 0.3, 2.5)
    melanin = np.float32(MELANIN_SHARE[scene.skin_type - 1] * (1 + tan)) * np.clip(1 + patches, 0.5, 1.8)
    bands = []
    for band in range(3):
        ratio = 2 * (np.float32(BARE_PER_CM[band]) + np.float32(BLOOD_PER_CM[band]) * blood) / np.float32(SCATTER_PER_CM[band])
        dermis = 1 + ratio - np.sqrt(ratio * (ratio + 2))
        bands.append(dermis * np.exp(np.float32(-MELANIN_PER_CM[band] * EPIDERMIS_PATH_CM) * melanin))
    return np.stack(bands, axis=-1).astype(np.float32)


def mole_density(scene: Scene, where: Plane, rng: np.random.Generator) -> Plane:
    """Optical density of a few moles, as one plane to be multiplied by `MOLE_OD`."""
    plane = np.zeros(scene.shape_px, np.float32)
    rows, columns = scene.shape_px
    placed = 0
    for _ in range(40 * scene.moles):
        if placed == scene.moles:
            break
        x, y = float(rng.uniform(0.1, 0.9)) * columns, float(rng.uniform(0.1, 0.92)) * rows
        axes = rng.uniform(0.45, 1.0) * scene.px_per_mm * np.array([1.0, rng.uniform(0.7, 1.0)])
        if where[int(y), int(x)] < 0.9:
            continue
        spot = np.zeros(scene.shape_px, np.uint8)
        middle, size = (int(x * 16), int(y * 16)), (max(int(axes[0] * 16), 8), max(int(axes[1] * 16), 8))
        cv2.ellipse(spot, middle, size, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA, 4)
        plane += np.float32(rng.uniform(0.5, 1.0) / 255) * spot.astype(np.float32)
        placed += 1
    if placed:
        plane = np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.22 * scene.px_per_mm), np.float32)
    return plane
