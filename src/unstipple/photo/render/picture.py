"""From a scene to a photograph: light falls on skin, relief and ink, and the camera looks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.render.camera import photograph
from unstipple.photo.render.dots import Dots, contrast_of, dot_density, place_dots
from unstipple.photo.render.relief import Relief, build_relief
from unstipple.photo.render.scene import Plane, Rendered, Scene, Vector, plane
from unstipple.photo.render.shape import Head, build_head, scalp_polygon, smooth_field
from unstipple.photo.render.skin import MOLE_OD, mole_density, skin_albedo
from unstipple.photo.render.stubble import grow_stubble

# Rendering choices, set by eye; the surface term is photo.md 3.1 (0.035 of the light comes back from the surface).
SURFACE = 0.035
LAMP = (-0.45, -0.38)
WINDOW = (0.50, -0.06)
AMBIENT = 0.36
EXPOSED_TO = 0.27
FURROW_OD = (0.080, 0.103, 0.118)
HAIR_BANDS = (0.95, 1.0, 1.05)
LAMP_COLOUR = (1.03, 0.97, 0.88)
VIVID = 1.16
WALL = (0.50, 0.51, 0.49)


@dataclass(frozen=True, slots=True)
class Body:
    """What stands before the camera: the head, its skin and what grows on it and was put into it."""

    head: Head
    relief: Relief
    dots: Dots
    albedo: Plane
    hair_x_px: Vector
    hair_y_px: Vector


def render(scene: Scene, seed: int = 0) -> Rendered:
    """Photograph of ``scene`` with its truth. The same scene and seed give the same bytes.

    Every part draws from its own stream, so that changing one strength (say ``dot_od``) leaves the other parts as they were.
    """
    streams = streams_of(seed)
    body = build_body(scene, streams)
    return with_truth(scene, body, photograph(lit(scene, body, streams[0]), scene, body.head, streams[7]))


def streams_of(seed: int) -> list[np.random.Generator]:
    """One stream of chance for every part of the picture."""
    return [np.random.default_rng([seed, part]) for part in range(8)]


def build_body(
    scene: Scene, streams: list[np.random.Generator], fade: Callable[[Dots], Dots] | None = None, tan: float = 0.0, redness: float = 0.0
) -> Body:
    """The scalp of ``scene``; ``fade`` says what has become of its dots, ``tan`` and ``redness`` what melanin and blood have gained."""
    head = build_head(scene, streams[0])
    relief = build_relief(scene, head, streams[1])
    dots = place_dots(scene, head, streams[2])
    dots = fade(dots) if fade else dots
    od = dot_density(scene, head, dots, streams[3])
    hair_od, hair_x_px, hair_y_px = grow_stubble(scene, head, streams[4])
    od += hair_od[..., None] * np.array(HAIR_BANDS, np.float32)
    od += relief.furrow[..., None] * np.array(FURROW_OD, np.float32)
    od += mole_density(scene, head.inside * (1 - 0.5 * head.tattooed), streams[5])[..., None] * MOLE_OD.astype(np.float32)
    albedo = skin_albedo(scene, streams[6], tan, redness)
    albedo *= np.exp(np.float32(-np.log(10.0)) * od)
    return Body(head, relief, dots, albedo, hair_x_px, hair_y_px)


def with_truth(scene: Scene, body: Body, taken: tuple[NDArray[np.uint8], bytes]) -> Rendered:
    """The photograph and what is known about the body in it."""
    rgb, jpeg = taken
    return Rendered(
        rgb=rgb,
        jpeg=jpeg,
        x_px=body.dots.x_px,
        y_px=body.dots.y_px,
        diameter_mm=body.dots.diameter_mm,
        contrast=contrast_of(body.dots),
        hair_x_px=body.hair_x_px,
        hair_y_px=body.hair_y_px,
        mm_per_px=scene.mm_per_px,
        scalp_polygon=scalp_polygon(scene),
    )


def lit(scene: Scene, body: Body, rng: np.random.Generator, lamps_deg: float = 0.0) -> Plane:
    """Linear light that reaches the lens, exposed as a telephone would; ``lamps_deg`` turns the lamps around the line of sight."""
    head, relief, albedo = body.head, body.relief, body.albedo
    lamp, window = _turned(LAMP, lamps_deg), _turned(WINDOW, lamps_deg)
    facing_x, facing_y = head.normal_x - relief.slope_x, head.normal_y - relief.slope_y
    facing_z = np.sqrt(np.clip(1 - head.normal_x**2 - head.normal_y**2, 0.02, 1))
    key_x, key_y = facing_x + np.float32(0.25) * relief.slope_x, facing_y + np.float32(0.25) * relief.slope_y
    key = np.clip(key_x * np.float32(lamp[0]) + key_y * np.float32(lamp[1]) + facing_z * np.float32(0.74), 0, 2)
    rim = np.float32(0.42) + np.float32(0.58) * facing_z
    diffuse = (np.float32(AMBIENT) + np.float32(1 - AMBIENT) * key) * rim
    light = albedo * diffuse[..., None] * np.array(LAMP_COLOUR, np.float32)
    brightness = float(np.median(light[::7, ::7].mean(axis=-1)[head.inside[::7, ::7] > 0.5]))
    grey = light.mean(axis=-1, keepdims=True)
    vivid = 1 + (VIVID - 1) * min(brightness / 0.2, 1.0) ** 2
    light = np.maximum(grey + np.float32(vivid) * (light - grey), 0.0)
    wet = np.clip(0.8 + 0.5 * smooth_field(rng, scene.shape_px, 6 * scene.px_per_mm, 4), 0.1, 2).astype(np.float32)
    # darker skin is photographed in softer light, else nothing but glints would be left
    shine = _shine(scene, head, (facing_x, facing_y), wet, (lamp, window)) * np.float32(min((brightness / 0.2) ** 0.6, 1.0))
    light += shine[..., None] * np.array([1.0, 1.0, 1.02], np.float32)
    # a telephone lifts a dark head, but not all the way
    light *= np.float32(EXPOSED_TO / max(brightness, 1e-3) * (brightness / 0.25) ** 0.5)
    if scene.background:
        light = _before_wall(scene, head, light, rng)
    return plane(light)


def _turned(lamp: tuple[float, float], angle_deg: float) -> tuple[float, float]:
    if angle_deg == 0:
        return lamp
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return cosine * lamp[0] - sine * lamp[1], sine * lamp[0] + cosine * lamp[1]


def _shine(
    scene: Scene, head: Head, facing: tuple[Plane, Plane], wet: Plane, lamps: tuple[tuple[float, float], tuple[float, float]]
) -> Plane:
    """Light mirrored by the surface: an even part, two broad lobes, and glints where a plate happens to face a lamp."""
    total = np.full(scene.shape_px, SURFACE * 0.5, np.float32)
    if scene.glare == 0:
        return total
    oily = (1 - 0.65 * head.tattooed) * wet
    for lamp, strength in zip(lamps, (1.0, 0.6), strict=True):
        half_x, half_y = np.float32(lamp[0] * 0.62), np.float32(lamp[1] * 0.62)
        broad = (head.normal_x - half_x) ** 2 + (head.normal_y - half_y) ** 2
        fine = (facing[0] - half_x) ** 2 + (facing[1] - half_y) ** 2
        lobe = np.float32(0.024) * np.exp(-broad / np.float32(2 * 0.26**2))
        glint = np.float32(0.34) * np.exp(-fine / np.float32(2 * 0.085**2)) * np.exp(-broad / np.float32(2 * 0.75**2))
        total += np.float32(strength * scene.glare) * (lobe + glint * oily)
    return total


def _before_wall(scene: Scene, head: Head, light: Plane, rng: np.random.Generator) -> Plane:
    rows, columns = scene.shape_px
    slope = np.linspace(1.08, 0.9, columns, dtype=np.float32)[None, :] * np.linspace(1.05, 0.92, rows, dtype=np.float32)[:, None]
    slope = slope * (1 + np.float32(0.02) * smooth_field(rng, scene.shape_px, 30 * scene.px_per_mm, 2))
    near = np.exp(-np.clip(head.edge - 1, 0, 1) / np.float32(0.12))
    wall = (slope * (1 - np.float32(0.14) * near))[..., None] * np.array(WALL, np.float32)
    share = np.asarray(cv2.GaussianBlur(head.inside, (0, 0), 0.8), np.float32)[..., None]
    return plane(wall + share * (light - wall))
