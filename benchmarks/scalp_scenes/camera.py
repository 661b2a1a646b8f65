"""From light to a file: lens, sensor, and everything a phone's software does before it writes a JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.spectra import lamp, sensitivities, to_srgb
from scalp_scenes.visit import Visit

Image = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FULL_WELL = 7000.0
READ_ELECTRONS = 3.5
SENSOR_STEPS = 16383
MIDDLE, HIGHLIGHT = 0.26, 0.92


def develop(light: Image, visit: Visit, mm_per_px: float) -> tuple[Bytes, bytes]:
    """The picture (height, width, 3) in sRGB as it is read back from its JPEG, and the JPEG."""
    camera, rng = visit.camera, np.random.default_rng([visit.seed, 21])
    picture = _lens(light, camera.blur_mm / mm_per_px, camera.vignetting)
    picture = _mosaic(_exposed(picture, camera.exposure), camera.noise, rng)
    picture = np.maximum(picture * _balance(visit), 0)
    picture = np.asarray(picture @ to_srgb(visit.light.kelvin).astype(np.float32).T, dtype=np.float32)
    picture = _quiet(_vivid(picture, camera.saturation), camera.denoise, camera.noise)
    picture = _toned(picture, camera.local_contrast, camera.tone, mm_per_px)
    coded = (_sharp(_coded(picture), camera.sharpen) * 255 + 0.5).astype(np.uint8)
    flags = [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
    _, data = cv2.imencode(".jpg", coded[..., ::-1], flags)
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]), data.tobytes()


def _lens(light: Image, sigma_px: float, vignetting: float) -> Image:
    height, width = light.shape[:2]
    out = np.empty_like(light)
    for channel, more in enumerate((1.04, 1.0, 1.1)):
        out[..., channel] = cv2.GaussianBlur(light[..., channel], (0, 0), max(sigma_px * more, 0.42))
    across = np.linspace(-1, 1, width, dtype=np.float32) ** 2 * (width**2 / (width**2 + height**2))
    down = np.linspace(-1, 1, height, dtype=np.float32) ** 2 * (height**2 / (width**2 + height**2))
    out *= (1 - np.float32(vignetting) * (across[None, :] + down[:, None]))[..., None]
    return out


def _exposed(light: Image, exposure: float) -> Image:
    sample = light[::7, ::7].reshape(-1, 3)
    middle, high = float(sample[:, 1].mean()), float(np.quantile(sample.max(axis=1), 0.995))
    gain = min(MIDDLE * (middle / 0.3) ** 0.35 / max(middle, 1e-4), 1.25 * HIGHLIGHT / max(high, 1e-4))
    return np.asarray(light * np.float32(gain * exposure), dtype=np.float32)


def _mosaic(light: Image, noise: float, rng: np.random.Generator) -> Image:
    """Red, green, green, blue behind a filter each, with shot and read noise; then filled in again."""
    raw = np.empty(light.shape[:2], dtype=np.float32)
    raw[0::2, 0::2], raw[1::2, 1::2] = light[0::2, 0::2, 0], light[1::2, 1::2, 2]
    raw[0::2, 1::2], raw[1::2, 0::2] = light[0::2, 1::2, 1], light[1::2, 0::2, 1]
    well = FULL_WELL / max(noise, 0.05) ** 2
    raw += np.sqrt(np.maximum(raw, 0) / well + (READ_ELECTRONS / FULL_WELL * noise) ** 2) * rng.standard_normal(raw.shape, dtype=np.float32)
    black = 512
    steps = np.clip(raw * (SENSOR_STEPS - black) + black, 0, SENSOR_STEPS).astype(np.uint16)
    filled = cv2.cvtColor(steps, cv2.COLOR_BayerRGGB2RGB_EA)
    return (filled.astype(np.float32) - black) / np.float32(SENSOR_STEPS - black)


def _balance(visit: Visit) -> Image:
    if not visit.camera.kelvin_error:
        return np.ones(3, dtype=np.float32)
    right = sensitivities() @ lamp(visit.light.kelvin)
    thought = sensitivities() @ lamp(visit.light.kelvin + visit.camera.kelvin_error)
    gain = right / thought
    return np.asarray(gain / gain[1], dtype=np.float32)


def _vivid(picture: Image, saturation: float) -> Image:
    grey = picture @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return np.asarray(grey[..., None] + np.float32(saturation) * (picture - grey[..., None]), dtype=np.float32)


def _quiet(picture: Image, amount: float, noise: float) -> Image:
    if amount <= 0:
        return picture
    bright = picture.mean(axis=2)
    soft = cv2.GaussianBlur(bright, (0, 0), 1.1)
    limit = np.float32(amount * noise * 1.6) * np.sqrt(np.maximum(soft, 0.002) / np.float32(FULL_WELL))
    detail = bright - soft
    kept = soft + np.sign(detail) * np.maximum(np.abs(detail) - limit, 0)
    colour = cv2.GaussianBlur(picture - bright[..., None], (0, 0), 0.8 + 1.5 * amount)
    return np.asarray(colour + kept[..., None], dtype=np.float32)


def _toned(picture: Image, local: float, tone: float, mm_per_px: float) -> Image:
    bright = np.maximum(picture.mean(axis=2), 1e-3)
    if local:
        small = cv2.resize(bright, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
        wide = cv2.GaussianBlur(small, (0, 0), max(4.0 / mm_per_px / 8, 1.0))
        base = cv2.resize(wide, bright.shape[::-1], interpolation=cv2.INTER_LINEAR)
        picture = picture * (np.clip(bright / base, 0.05, 3) ** np.float32(local))[..., None]
    picture = np.clip(picture, 0, 1)
    if tone:
        picture = picture + np.float32(tone) * picture * (1 - picture) * (2 * picture - 0.6)
    return np.asarray(np.clip(picture, 0, 1), dtype=np.float32)


def _coded(picture: Image) -> Image:
    return np.where(picture <= 0.0031308, 12.92 * picture, 1.055 * np.maximum(picture, 1e-6) ** np.float32(1 / 2.4) - 0.055).astype(
        np.float32
    )


def _sharp(coded: Image, amount: float) -> Image:
    if amount <= 0:
        return coded
    bright = coded @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    edge = np.float32(amount) * (bright - cv2.GaussianBlur(bright, (0, 0), 1.2))
    return np.clip(coded + np.clip(edge, -0.12, 0.12)[..., None], 0, 1)
