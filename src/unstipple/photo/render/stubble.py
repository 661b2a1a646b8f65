"""Shaved hair: short dark tapered lines that leave the scalp in small groups."""

from __future__ import annotations

import cv2
import numpy as np

from unstipple.photo.render.scene import Plane, Scene, Vector
from unstipple.photo.render.shape import Head

# photo.md 3.1: stubble in follicular units; sizes are rendering choices.
GROUP_SHARES = (0.45, 0.42, 0.13)
GROUP_MM = 0.16
HAIR_OD = 0.55
WIDEST_MM = 0.075
FRACTION_BITS = 4


def grow_stubble(scene: Scene, head: Head, rng: np.random.Generator) -> tuple[Plane, Vector, Vector]:
    """Optical density of the stubble, and the x and y (px) of every hair's root."""
    od = np.zeros(scene.shape_px, np.float32)
    x, y = _roots(scene, head, rng)
    if x.size == 0:
        return od, x, y
    lengths_px = rng.uniform(*scene.stubble_mm, x.size) * scene.px_per_mm
    lean = np.pi / 2 + 1.1 * (x / scene.width_px - 0.5) + 0.28 * rng.standard_normal(x.size)
    shallow = rng.uniform(0.75, 1.0, x.size)
    thick_px = WIDEST_MM * scene.px_per_mm
    # root, middle and tip are drawn over one another: the tip is thin and pale
    for part, shade in ((1.0, 0.45), (0.75, 0.75), (0.45, 1.0)):
        canvas = np.zeros(scene.shape_px, np.uint8)
        for n in range(x.size):
            end = (x[n] + np.cos(lean[n]) * lengths_px[n] * part, y[n] + np.sin(lean[n]) * lengths_px[n] * part)
            cv2.line(
                canvas, _fixed(x[n], y[n]), _fixed(*end), int(255 * shade * shallow[n]), max(round(thick_px), 1), cv2.LINE_AA, FRACTION_BITS
            )
        od = np.maximum(od, canvas.astype(np.float32) * np.float32(HAIR_OD / 255 * min(thick_px, 1.0)))
    od = np.asarray(cv2.GaussianBlur(od, (0, 0), 0.45), np.float32) * np.float32(1.25)
    return od, x, y


def _fixed(x: float, y: float) -> tuple[int, int]:
    return round(x * 2**FRACTION_BITS), round(y * 2**FRACTION_BITS)


def _roots(scene: Scene, head: Head, rng: np.random.Generator) -> tuple[Vector, Vector]:
    rows, columns = scene.shape_px
    per_unit = sum((k + 1) * share for k, share in enumerate(GROUP_SHARES))
    area_cm2 = rows * columns * scene.mm_per_px**2 / 100
    units = int(rng.poisson(scene.stubble_per_cm2 / per_unit * area_cm2))
    size = 1 + rng.choice(len(GROUP_SHARES), units, p=GROUP_SHARES)
    x = np.repeat(rng.uniform(0, columns - 1, units), size) + GROUP_MM * scene.px_per_mm * rng.standard_normal(int(size.sum()))
    y = np.repeat(rng.uniform(0, rows - 1, units), size) + GROUP_MM * scene.px_per_mm * rng.standard_normal(int(size.sum()))
    inside = (x > 1) & (y > 1) & (x < columns - 2) & (y < rows - 2)
    x, y = x[inside], y[inside]
    kept = rng.uniform(0, 1, x.size) < head.tattooed[y.astype(int), x.astype(int)]
    return x[kept], y[kept]
