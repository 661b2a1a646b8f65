"""The head in the frame: outline, the way the surface faces, where the hairline runs, and smooth random fields."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.render.scene import Plane, Scene, plane

# Head outline as a rounded oval, in parts of the frame: chosen by eye to look like the front of a head seen from a little above.
CENTRE_X, CENTRE_Y = 0.53, 0.86
HALF_WIDTH, HALF_HEIGHT = 0.62, 0.835
ROUNDNESS = 2.25
INSET = 0.965
HAIRLINE_SOFT_MM = 6.0


@dataclass(frozen=True, slots=True)
class Head:
    """Fields over the frame. ``edge`` runs from 0 at the middle of the head to 1 at its outline."""

    edge: Plane
    normal_x: Plane
    normal_y: Plane
    surface_x_mm: Plane
    surface_y_mm: Plane
    inside: Plane
    tattooed: Plane


def smooth_field(rng: np.random.Generator, shape_px: tuple[int, int], size_px: float, octaves: int = 3) -> Plane:
    """Random field of mean 0 and spread about 1 whose largest features are ``size_px`` across."""
    rows, columns = shape_px
    total = np.zeros(shape_px, np.float32)
    power = 0.0
    for octave in range(octaves):
        cell_px = max(size_px / 2**octave, 2.0)
        coarse = rng.standard_normal((int(rows / cell_px) + 4, int(columns / cell_px) + 4)).astype(np.float32)
        weight = 0.55**octave
        scaled = cv2.resize(coarse, None, fx=cell_px, fy=cell_px, interpolation=cv2.INTER_CUBIC)
        top, left = int(cell_px), int(cell_px)
        total += np.float32(weight) * np.asarray(scaled, np.float32)[top : top + rows, left : left + columns]
        power += weight**2 * 0.45
    return total / np.float32(np.sqrt(power))


def build_head(scene: Scene, rng: np.random.Generator) -> Head:
    """The head that fills the frame of ``scene``."""
    rows, columns = scene.shape_px
    y, x = np.asarray(np.mgrid[0:rows, 0:columns], np.float32)
    across, down = _centred(x, y, scene)
    radius = np.hypot(across, down) + np.float32(1e-6)
    edge = (np.abs(across) ** ROUNDNESS + np.abs(down) ** ROUNDNESS) ** np.float32(1 / ROUNDNESS)
    if not scene.background:
        edge = edge * np.float32(0.6)
    tilt = np.clip(edge, 0, 1) ** np.float32(1.15) * np.float32(scene.curvature)
    tilt = np.clip(tilt, 0, 0.985)
    stretch = np.arcsin(np.clip(edge * np.float32(min(scene.curvature, 1.0)), 0, 0.985)) / np.maximum(edge, np.float32(1e-3))
    stretch = np.maximum(stretch, np.float32(1.0))
    width_mm, height_mm = columns * scene.mm_per_px * HALF_WIDTH, rows * scene.mm_per_px * HALF_HEIGHT
    softness_px = 1.6
    inside = np.clip((1 - edge) * np.float32(min(rows * HALF_HEIGHT, columns * HALF_WIDTH) / softness_px) + 0.5, 0, 1)
    return Head(
        edge=plane(edge),
        normal_x=plane(tilt * across / radius),
        normal_y=plane(tilt * down / radius),
        surface_x_mm=plane(across * stretch * np.float32(width_mm)),
        surface_y_mm=plane(down * stretch * np.float32(height_mm)),
        inside=plane(inside),
        tattooed=_tattooed(scene, plane(edge), across, y, rng),
    )


def scalp_polygon(scene: Scene) -> tuple[tuple[float, float], ...]:
    """Outline of the skin in pixels, a little inside the head's edge and inside the frame."""
    rows, columns = scene.shape_px
    if not scene.background:
        return ((0.0, 0.0), (columns - 1.0, 0.0), (columns - 1.0, rows - 1.0), (0.0, rows - 1.0))
    points: list[tuple[float, float]] = []
    for angle in np.linspace(0, 2 * np.pi, 97)[:-1]:
        cosine, sine = float(np.cos(angle)), float(np.sin(angle))
        x = CENTRE_X + HALF_WIDTH * INSET * float(np.sign(cosine)) * abs(cosine) ** (2 / ROUNDNESS)
        y = CENTRE_Y + HALF_HEIGHT * INSET * float(np.sign(sine)) * abs(sine) ** (2 / ROUNDNESS)
        point = (round(min(max(x * columns, 0.0), columns - 1.0), 1), round(min(max(y * rows, 0.0), rows - 1.0), 1))
        if not points or point != points[-1]:
            points.append(point)
    return tuple(points)


def _centred(x: Plane, y: Plane, scene: Scene) -> tuple[Plane, Plane]:
    rows, columns = scene.shape_px
    across = (x / np.float32(columns) - np.float32(CENTRE_X)) / np.float32(HALF_WIDTH)
    down = (y / np.float32(rows) - np.float32(CENTRE_Y)) / np.float32(HALF_HEIGHT)
    return across, down


def _tattooed(scene: Scene, edge: Plane, across: Plane, y: Plane, rng: np.random.Generator) -> Plane:
    """Share of the full dot density, 0-1: falls softly at the front and stops at the head's edge."""
    skin = np.clip((INSET - edge) / np.float32(0.03), 0, 1)
    if not scene.hairline:
        return plane(skin)
    # a low middle, temples that draw back, sides that come down again
    bow = 0.74 - 0.13 * np.exp(-(((np.abs(across) - 0.58) / 0.24) ** 2)) + 0.30 * np.clip(np.abs(across) - 0.70, 0, 1) ** 1.2
    wobble_mm = 1.1 * smooth_field(rng, scene.shape_px, 9 * scene.px_per_mm, 3)
    behind_mm = (bow * scene.height_px - y) * scene.mm_per_px + wobble_mm
    rise = np.clip((behind_mm + 1.0) / HAIRLINE_SOFT_MM, 0, 1)
    return plane(skin * rise * rise * (3 - 2 * rise))
