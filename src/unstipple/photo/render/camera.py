"""The telephone: lens blur, noise, sharpening, tone curve and JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.render.scene import Plane, Scene, plane
from unstipple.photo.render.shape import Head

# photo.md 3.1: PSF, shot and read noise, phone sharpening, sRGB, JPEG; the sizes are rendering choices.
FULL_WELL = 9000.0
READ_NOISE = 0.0016
SHARPENING = 0.55
EDGE_BLUR_PX = 1.6


def photograph(
    light: Plane, scene: Scene, head: Head, rng: np.random.Generator, sharpening: float = SHARPENING
) -> tuple[NDArray[np.uint8], bytes]:
    """The picture as a reader of the file sees it, and the file. ``light`` is linear, 1 is white."""
    sharp = _blurred(light, scene.blur_mm * scene.px_per_mm)
    if scene.background:
        away = np.clip((head.edge - np.float32(0.78)) / np.float32(0.22), 0, 1)[..., None]
        sharp = sharp + away * (_blurred(sharp, EDGE_BLUR_PX) - sharp)
    noisy = _noisy(np.clip(sharp, 0, 1.2), scene.noise, rng)
    toned = tone(noisy)
    soft = _blurred(toned, 1.1)
    toned = toned + np.float32(sharpening) * (toned - soft)
    bgr = np.clip(toned[..., ::-1] * 255 + 0.5, 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", np.ascontiguousarray(bgr), [cv2.IMWRITE_JPEG_QUALITY, int(scene.jpeg_quality)])
    seen = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert seen is not None
    return np.ascontiguousarray(np.asarray(seen, np.uint8)[..., ::-1]), coded.tobytes()


def tone(linear: Plane) -> Plane:
    """The sRGB curve, linear light to 0-1 code values."""
    table_in = np.linspace(0, 1, 4096, dtype=np.float32)
    table = np.where(table_in <= 0.0031308, 12.92 * table_in, 1.055 * table_in ** np.float32(1 / 2.4) - 0.055).astype(np.float32)
    return plane(table[np.clip(linear * np.float32(4095) + np.float32(0.5), 0, 4095).astype(np.int32)])


def _blurred(picture: Plane, sigma_px: float) -> Plane:
    if sigma_px < 0.2:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), np.float32)


def _noisy(light: Plane, strength: float, rng: np.random.Generator) -> Plane:
    if strength == 0:
        return light
    grain = _blurred(rng.standard_normal(light.shape, dtype=np.float32), 0.55)
    grain *= np.float32(strength * 1.9)
    spread = np.sqrt(np.maximum(light, 0) / np.float32(FULL_WELL) + np.float32(READ_NOISE**2))
    return plane(light + spread * grain)
