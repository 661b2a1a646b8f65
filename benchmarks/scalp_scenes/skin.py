"""What skin sends back: ten bands of body light under melanin, blood and carbon, lamps on a rough shiny surface, glints."""

from __future__ import annotations

import math

import cv2
import numba as nb
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.geometry import View
from scalp_scenes.head import Head
from scalp_scenes.spectra import (
    BARE_PER_MM,
    BLOOD_PER_MM,
    DIFFUSE_A,
    EPIDERMIS_PATH_MM,
    MELANOSOME_PER_MM,
    SCATTER_PER_MM,
    band_weights,
    knot_shares,
)
from scalp_scenes.visit import Visit

Array = NDArray[np.float64]
Image = NDArray[np.float32]

RASTER_PER_MM = 8
FRESNEL = 0.028
ROUGH, SMOOTH = 0.42, 0.16
SKY = 0.85
"""Share of the surface's reflectance that even light from all around brings back."""
BROAD, SHARP = 0.6, 0.4
FURROW_DARK = 0.2
MICRO_BODY = 0.7
"""How much of the surface's small slopes the body light still follows: light wanders under the skin and levels them."""


def chromophores(head: Head, visit: Visit, scene: View, furrow: Image) -> tuple[Image, Image]:
    """Shares of melanosomes and blood (height, width): mottled, with marks, changed by sun and irritation."""
    melanin, blood = _rasters(head)
    across = scene.u_mm * RASTER_PER_MM + melanin.shape[1] / 2
    down = scene.v_mm * RASTER_PER_MM + melanin.shape[0] / 2
    looked = [cv2.remap(part, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT) for part in (melanin, blood)]
    even = looked[0] * np.float32(1 + visit.tan) * (1 + np.float32(0.05) * furrow)
    return even, looked[1] * np.float32(1 + visit.erythema)


def _rasters(head: Head) -> tuple[Image, Image]:
    width, height = (round((side + 20) * RASTER_PER_MM) for side in head.extent_mm)
    rng = np.random.default_rng([head.seed, 12])
    melanin = head.melanin * (1 + _mottle(rng, height, width, 0.06, 5.0) + _mottle(rng, height, width, 0.05, 0.8))
    blood = head.blood * (1 + _mottle(rng, height, width, 0.12, 4.0) + _mottle(rng, height, width, 0.10, 0.7))
    for u, v, radius, more_melanin, more_blood in head.marks():
        x, y, reach = u * RASTER_PER_MM + width / 2, v * RASTER_PER_MM + height / 2, int(2.2 * radius * RASTER_PER_MM) + 2
        r0, r1, q0, q1 = max(int(y) - reach, 0), int(y) + reach + 1, max(int(x) - reach, 0), int(x) + reach + 1
        rows, columns = np.mgrid[r0 : min(r1, height), q0 : min(q1, width)]
        away = np.hypot(rows - y, columns - x) / RASTER_PER_MM
        patch = 1 / (1 + np.exp((away - radius) / (0.12 * radius + 0.03)))
        melanin[r0:r1, q0:q1] += (more_melanin * patch).astype(np.float32)
        blood[r0:r1, q0:q1] += (more_blood * patch).astype(np.float32)
    return np.maximum(melanin, 0.003).astype(np.float32), np.maximum(blood, 0.0005).astype(np.float32)


def _mottle(rng: np.random.Generator, height: int, width: int, size: float, scale_mm: float) -> Image:
    step = max(int(scale_mm * RASTER_PER_MM / 4), 1)
    small = rng.standard_normal((height // step + 2, width // step + 2)).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), scale_mm * RASTER_PER_MM / step / 2)
    small *= size / max(float(small.std()), 1e-9)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def body_light(melanin: Image, blood: Image, carbon: Image, kelvin: float) -> Image:
    """Reflectance (height, width, 3) as the balanced camera sees it; ``carbon`` absorbance at the knots (height, width, 3)."""
    out = np.empty((*melanin.shape, 3), dtype=np.float32)
    constants = [np.asarray(part, dtype=np.float32) for part in (
        MELANOSOME_PER_MM * EPIDERMIS_PATH_MM, BLOOD_PER_MM, BARE_PER_MM, SCATTER_PER_MM, knot_shares(), band_weights(kelvin))]  # fmt: skip
    _body(melanin, blood, carbon, *constants, np.float32(DIFFUSE_A), out)
    return out


@nb.njit(cache=True, fastmath=True)
def _body(
    melanin: Image, blood: Image, carbon: Image, dark: Image, red: Image, bare: Image, scatter: Image, shares: Image, weights: Image,
    reach: float, out: Image,
) -> None:  # pragma: no cover  # fmt: skip
    rows, columns = melanin.shape
    for r in range(rows):
        for q in range(columns):
            seen0, seen1, seen2 = np.float32(0), np.float32(0), np.float32(0)
            for b in range(dark.size):
                absorbed = bare[b] + blood[r, q] * red[b]
                depth = reach / math.sqrt(3 * (1 + scatter[b] / absorbed)) + melanin[r, q] * dark[b]
                depth += shares[b, 0] * carbon[r, q, 0] + shares[b, 1] * carbon[r, q, 1] + shares[b, 2] * carbon[r, q, 2]
                back = math.exp(-depth)
                seen0 += weights[0, b] * back
                seen1 += weights[1, b] * back
                seen2 += weights[2, b] * back
            out[r, q, 0], out[r, q, 1], out[r, q, 2] = seen0, seen1, seen2


def lamp_place(head_point: Array, visit: Visit) -> Array:
    """Where the key lamp hangs (3,) in space, over a surface point."""
    azimuth, height = np.radians([visit.light.azimuth_deg, visit.light.elevation_deg])
    way = np.array([np.cos(height) * np.cos(azimuth), np.cos(height) * np.sin(azimuth), np.sin(height)])
    return np.asarray(head_point + visit.light.distance_mm * way)


def lit(body: Image, scene: View, height_mm: Image, furrow: Image, shade: Image, lamp: Array, visit: Visit) -> tuple[Image, Image]:
    """Light that reaches the camera (height, width, 3), and the lamps' light on each place (height, width)."""
    slope_x = cv2.Sobel(height_mm, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8) / scene.mm_per_px
    slope_y = cv2.Sobel(height_mm, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8) / scene.mm_per_px
    out, light = np.empty_like(body), np.empty(body.shape[:2], dtype=np.float32)
    oil = _oil(visit, body.shape[:2])
    place = ((lamp - scene.eye) @ scene.turn).astype(np.float32)
    up = (np.array([0.0, 0.0, 1.0]) @ scene.turn).astype(np.float32)
    _light(body, scene.normal, scene.place, slope_x, slope_y, furrow, shade, oil, place, up, visit.light.fill, visit.light.strength,
           visit.light.distance_mm, out, light)  # fmt: skip
    return out, light


def _oil(visit: Visit, shape: tuple[int, int]) -> Image:
    rng = np.random.default_rng([visit.seed, 3])
    small = rng.standard_normal((12, 16)).astype(np.float32)
    wide = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.2) * 2.5, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.float32(visit.glare) * np.clip(1 + 0.4 * wide, 0.3, 1.8), dtype=np.float32)


@nb.njit(cache=True, fastmath=True, inline="always")
def _lobe(cosine: float, rough: float) -> float:  # pragma: no cover
    square = rough * rough
    under = cosine * cosine * (square - 1) + 1
    return square / (under * under)


@nb.njit(cache=True, fastmath=True)
def _light(
    body: Image, normal: Image, place: Image, slope_x: Image, slope_y: Image, furrow: Image, shade: Image, oil: Image, lamp: Image,
    up: Image, fill: float, strength: float, distance: float, out: Image, light: Image,
) -> None:  # pragma: no cover  # fmt: skip
    rows, columns = shade.shape
    for r in range(rows):
        for q in range(columns):
            nx, ny, nz = normal[r, q, 0], normal[r, q, 1], normal[r, q, 2]
            px, py, pz = place[r, q, 0], place[r, q, 1], place[r, q, 2]
            lx, ly, lz = lamp[0] - px, lamp[1] - py, lamp[2] - pz
            far = math.sqrt(lx * lx + ly * ly + lz * lz)
            lx, ly, lz = lx / far, ly / far, lz / far
            away = math.sqrt(px * px + py * py + pz * pz)
            vx, vy, vz = -px / away, -py / away, -pz / away
            # small slopes tilt the normal within the surface
            mx, my, mz = nx - slope_x[r, q], ny - slope_y[r, q], nz
            size = math.sqrt(mx * mx + my * my + mz * mz)
            mx, my, mz = mx / size, my / size, mz / size
            big, small = nx * lx + ny * ly + nz * lz, mx * lx + my * ly + mz * lz
            key = strength * (distance / far) ** 2 * (1 - fill)
            falling = max((1 - MICRO_BODY) * big + MICRO_BODY * small, 0.0)
            cave = 1 - FURROW_DARK * min(furrow[r, q], 2.0)
            above = 0.6 + 0.4 * (nx * up[0] + ny * up[1] + nz * up[2])
            on = key * falling * (1 - shade[r, q]) + strength * fill * above * (1 - 0.35 * shade[r, q])
            light[r, q] = key * max(big, 0.0) + strength * fill * above
            hx, hy, hz = lx + vx, ly + vy, lz + vz
            size = math.sqrt(hx * hx + hy * hy + hz * hz)
            hx, hy, hz = hx / size, hy / size, hz / size
            half = max(mx * hx + my * hy + mz * hz, 0.0)
            grazing = 1 - max(vx * hx + vy * hy + vz * hz, 0.0)
            facing = max(nx * vx + ny * vy + nz * vz, 0.12)
            mirror = FRESNEL + (1 - FRESNEL) * grazing**5
            lobe = BROAD * _lobe(half, ROUGH) + SHARP * _lobe(half, SMOOTH)
            shine = oil[r, q] * mirror * lobe / (4 * facing) * key * (small > 0) * (1 - shade[r, q])
            rim = FRESNEL + (1 - FRESNEL) * (1 - facing) ** 5
            shine += SKY * rim * strength * fill * above * (0.5 + 0.5 * min(oil[r, q], 1.0))
            for k in range(3):
                out[r, q, k] = body[r, q, k] * on * cave + shine
