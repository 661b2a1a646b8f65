"""Micro-relief: a polygonal network of furrows with plates between them, as heights and slopes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.render.scene import Plane, Scene
from unstipple.photo.render.shape import Head, smooth_field

# photo.md finding 2: without furrows a renderer is 2-7 times too smooth (null level 0.013-0.026 OD against 0.046-0.089 on real skin).
CELL_MM = 0.66
STRETCH = 1.7
FURROW_MM = 0.075
FINE_MM = 0.34


@dataclass(frozen=True, slots=True)
class Relief:
    """``furrow`` is 0 on a plate and about 1 at the bottom of a deep furrow; slopes are without unit."""

    furrow: Plane
    slope_x: Plane
    slope_y: Plane


def build_relief(scene: Scene, head: Head, rng: np.random.Generator) -> Relief:
    """Relief over the frame, following the curve of the head; stronger on the forehead than where the scalp is tattooed."""
    if scene.relief == 0:
        nothing = np.zeros(scene.shape_px, np.float32)
        return Relief(nothing, nothing, nothing)
    px_per_mm = scene.px_per_mm
    cell, border = _polygons(scene, head, rng)
    patch = np.clip(1 + 0.16 * smooth_field(rng, scene.shape_px, 9 * px_per_mm, 3), 0.5, 1.6)
    broken = np.clip(0.70 + 0.50 * smooth_field(rng, scene.shape_px, 0.9 * px_per_mm, 2), 0.0, 1.9)
    furrow = np.exp(-((border / np.float32(FURROW_MM)) ** 2)) * broken
    fine = _fine_grain(scene, rng)
    height_mm = np.float32(0.030) * np.clip(1 - (cell / np.float32(0.5 * CELL_MM)) ** 2, -0.6, 1) - np.float32(0.020) * furrow
    height_mm = height_mm + np.float32(0.023) * fine
    strength = (1.95 * patch * (1 - 0.64 * head.tattooed) * np.float32(scene.relief)).astype(np.float32)
    height_mm = np.asarray(cv2.GaussianBlur(height_mm.astype(np.float32), (0, 0), max(0.035 * px_per_mm, 0.3)), np.float32)
    slope_x = np.asarray(cv2.Sobel(height_mm, cv2.CV_32F, 1, 0, ksize=3), np.float32) * np.float32(px_per_mm / 8) * strength
    slope_y = np.asarray(cv2.Sobel(height_mm, cv2.CV_32F, 0, 1, ksize=3), np.float32) * np.float32(px_per_mm / 8) * strength
    hollow = np.clip(furrow * 0.8 - 0.30 * fine, -0.8, 2.2)
    return Relief((hollow * strength).astype(np.float32), slope_x, slope_y)


def _fine_grain(scene: Scene, rng: np.random.Generator) -> Plane:
    """Band of noise finer than the polygons, of mean 0 and spread 1."""
    noise = rng.standard_normal(scene.shape_px, dtype=np.float32)
    sigma_px = max(0.3 * FINE_MM * scene.px_per_mm, 0.5)
    narrow = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigma_px), np.float32)
    band = narrow - np.asarray(cv2.GaussianBlur(narrow, (0, 0), 1.6 * sigma_px), np.float32)
    return band / np.float32(band.std())


def _polygons(scene: Scene, head: Head, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Distance to the nearest cell centre and to the nearest cell border, mm."""
    turn = np.float32(4.0) * smooth_field(rng, scene.shape_px, 40 * scene.px_per_mm, 2)
    push = 7 * scene.px_per_mm
    u_mm = head.surface_x_mm + np.float32(0.40) * smooth_field(rng, scene.shape_px, push, 2) + turn
    v_mm = head.surface_y_mm + np.float32(0.40) * smooth_field(rng, scene.shape_px, push, 2)
    along, aside = np.float32(0.88), np.float32(0.47)
    root = np.float32(np.sqrt(STRETCH))
    across = (along * u_mm - aside * v_mm) / (root * np.float32(CELL_MM))
    down = (aside * u_mm + along * v_mm) * root / np.float32(CELL_MM)
    across, down = across - across.min() + 2, down - down.min() + 2
    return _worley(across.astype(np.float32), down.astype(np.float32), rng)


def _worley(across: Plane, down: Plane, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Distance to the nearest jittered grid point and half the lead over the second nearest, in mm of the mean cell."""
    columns, rows = int(across.max()) + 4, int(down.max()) + 4
    points = rng.uniform(0.06, 0.94, (2, rows * columns)).astype(np.float32)
    i, j = across.astype(np.int32), down.astype(np.int32)
    part_x, part_y = across - i, down - j
    base = j * columns + i
    first = np.full(across.shape, 9.0, np.float32)
    second = first.copy()
    for dj in (-1, 0, 1):
        for di in (-1, 0, 1):
            place = base + (dj * columns + di)
            gap_x = points[0].take(place)
            gap_x += np.float32(di) - part_x
            gap_y = points[1].take(place)
            gap_y += np.float32(dj) - part_y
            distance = gap_x * gap_x + gap_y * gap_y
            second = np.minimum(second, np.maximum(first, distance))
            first = np.minimum(first, distance)
    near = np.sqrt(first)
    border = np.float32(0.5) * (np.sqrt(second) - near)
    return near * np.float32(CELL_MM), border * np.float32(CELL_MM)
