"""Hairs as tapered cylinders in space: their stump in the follicle, the shaft before the skin, and the shadow it throws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.geometry import View
from scalp_scenes.head import Hairs, Tattoo
from scalp_scenes.spectra import HAIR_MELANIN_PER_MM, band_weights

Array = NDArray[np.float64]
Image = NDArray[np.float32]

STUMP_MM = 0.55
SHEEN = 0.14


@dataclass(frozen=True, slots=True, eq=False)
class Shafts:
    """Hairs above the skin in the picture (n,): root and tip in px, the shadow's end in px, half width in px, light sent back (n, 3)."""

    root_px: Array
    tip_px: Array
    shadow_px: Array
    half_px: Array
    colour: Array


def stumps(hairs: Hairs) -> tuple[Tattoo, Array, Array]:
    """The part of each hair below the surface, as an absorber that can be drawn like a dot: shape, peak absorbance and edge."""
    n = hairs.u_mm.size
    slant = STUMP_MM * np.sin(hairs.lean) * 0.6
    u, v = hairs.u_mm - 0.5 * slant * np.cos(hairs.azimuth), hairs.v_mm - 0.5 * slant * np.sin(hairs.azimuth)
    shape = Tattoo(u, v, 0.62 * hairs.diameter_mm, np.full(n, 0.25), np.ones(n), np.zeros(n), slant, hairs.azimuth, np.zeros(n))
    depth = 0.12 + 0.25 * np.cos(hairs.lean)
    edge = 0.012 + depth[:, None] * np.array([0.04, 0.05, 0.06])
    knots = np.interp([450, 550, 650], np.linspace(420, 690, 10), HAIR_MELANIN_PER_MM) / 100
    dark = 1 - np.exp(-1.6 * hairs.melanin[:, None] * knots * (hairs.diameter_mm[:, None] / 0.07))
    spread = shape.radius_mm[:, None] ** 2 / (shape.radius_mm[:, None] ** 2 + (math.pi * edge) ** 2 / 6)
    return shape, 2.1 * dark * spread * np.exp(-np.array([1.2, 0.9, 0.6]) * depth[:, None]), edge


def shafts(hairs: Hairs, length_mm: Array, scene: View, lamp_place: Array, kelvin: float) -> Shafts:
    """Where the shafts lie in the picture and how bright each is under the lamp."""
    root, normal = scene.on_skin(hairs.u_mm, hairs.v_mm)
    along_u, along_v = scene.frame(normal)
    flat = along_u * np.cos(hairs.azimuth)[:, None] + along_v * np.sin(hairs.azimuth)[:, None]
    way = flat * np.sin(hairs.lean)[:, None] + normal * np.cos(hairs.lean)[:, None]
    tip = root + way * length_mm[:, None]
    to_lamp = lamp_place - root
    to_lamp /= np.linalg.norm(to_lamp, axis=1, keepdims=True)
    facing = np.maximum((to_lamp * normal).sum(axis=1), 0.15)
    rise = length_mm * np.cos(hairs.lean)
    fallen = tip - to_lamp * (rise / facing)[:, None]
    to_eye = scene.eye - root
    to_eye /= np.linalg.norm(to_eye, axis=1, keepdims=True)
    lit = np.sqrt(np.maximum(1 - ((way * to_lamp).sum(axis=1)) ** 2, 0))
    half_way = to_lamp + to_eye
    half_way /= np.linalg.norm(half_way, axis=1, keepdims=True)
    sheen = np.sqrt(np.maximum(1 - ((way * half_way).sum(axis=1)) ** 2, 0)) ** 60
    through = np.exp(-hairs.melanin[:, None] * HAIR_MELANIN_PER_MM * hairs.diameter_mm[:, None] * 0.55)
    body = 0.03 + 0.42 * through
    colour = (body @ band_weights(kelvin).T) * (0.25 + 0.75 * lit)[:, None] + SHEEN * (sheen * np.clip(length_mm / 0.2, 0.1, 1))[:, None]
    pixels = [np.column_stack(scene.seen(points)) for points in (root, tip, fallen)]
    rows = np.clip(pixels[0][:, 1].round().astype(int), 0, scene.mm_per_px.shape[0] - 1)
    columns = np.clip(pixels[0][:, 0].round().astype(int), 0, scene.mm_per_px.shape[1] - 1)
    return Shafts(*pixels, hairs.diameter_mm / 2 / scene.mm_per_px[rows, columns], colour)


def shade(shape: tuple[int, int], strands: Shafts, softness_px: float) -> Image:
    """How much of the key light the shafts take from the skin (height, width), 0-1."""
    taken = np.zeros((*shape, 1), dtype=np.float32)
    wide = strands.half_px * 0.9 + softness_px
    strength = (0.75 * strands.half_px / wide)[:, None]
    _lines(taken, np.zeros_like(taken), strands.root_px, strands.shadow_px, wide, strength, True)
    return taken[..., 0]


def cover(picture: Image, strands: Shafts, light: Array) -> None:
    """Draws the shafts over the picture (height, width, 3), each lit by ``light`` (n,)."""
    _lines(picture, picture, strands.root_px, strands.tip_px, strands.half_px, strands.colour * light[:, None], False)


@nb.njit(cache=True)
def _lines(target: Image, _same: Image, start: Array, end: Array, half: Array, value: Array, adding: bool) -> None:  # pragma: no cover
    """Tapered lines with soft rims; adding darkens towards 1, otherwise the line replaces what is behind it."""
    rows, columns, channels = target.shape
    for i in range(half.size):
        x0, y0, x1, y1 = start[i, 0], start[i, 1], end[i, 0], end[i, 1]
        reach = half[i] + 1.5
        left, right = int(min(x0, x1) - reach), int(max(x0, x1) + reach) + 1
        top, bottom = int(min(y0, y1) - reach), int(max(y0, y1) + reach) + 1
        square = (x1 - x0) ** 2 + (y1 - y0) ** 2
        for r in range(max(top, 0), min(bottom + 1, rows)):
            for q in range(max(left, 0), min(right + 1, columns)):
                part = 0.0
                if square > 1e-9:
                    part = min(max(((q - x0) * (x1 - x0) + (r - y0) * (y1 - y0)) / square, 0.0), 1.0)
                away = math.sqrt((q - x0 - part * (x1 - x0)) ** 2 + (r - y0 - part * (y1 - y0)) ** 2)
                mine = half[i] * (1 - 0.35 * part)
                # share of the pixel under a strip of this half width
                share = min(away + 0.5, mine) - max(away - 0.5, -mine)
                if share <= 0:
                    continue
                share = min(share, 1.0)
                for k in range(channels):
                    if adding:
                        target[r, q, k] = 1 - (1 - target[r, q, k]) * (1 - share * value[i, 0])
                    else:
                        target[r, q, k] = target[r, q, k] * (1 - share) + share * value[i, k]
