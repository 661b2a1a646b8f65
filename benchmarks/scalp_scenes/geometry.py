"""A camera before a curved head: which surface millimetre each pixel sees, and where a point of the surface or above it comes to lie."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.head import Head
from scalp_scenes.visit import Visit

Array = NDArray[np.float64]
Image = NDArray[np.float32]

STEP_PX = 8
GRAZING = 0.3
"""Cosine of the view angle below which skin counts as the head's rim, not as scalp that can be read."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Per pixel (height, width): surface place ``u, v`` of the anatomy, normal in the camera's frame, mm per px, whether the head is hit,
    distance from the camera; and the camera itself."""

    u_mm: Image
    v_mm: Image
    normal: NDArray[np.float32]
    mm_per_px: Image
    head: NDArray[np.bool_]
    place: NDArray[np.float32]
    axes: Array
    turn: Array
    eye: Array
    focal_px: float
    centre_px: tuple[float, float]
    elastic: Array

    def seen(self, places: Array) -> tuple[Array, Array]:
        """Pixels of points (n, 3) of space."""
        local = (places - self.eye) @ self.turn
        return self.centre_px[0] + self.focal_px * local[:, 0] / -local[:, 2], self.centre_px[1] + self.focal_px * local[:, 1] / -local[
            :, 2
        ]

    def on_skin(self, u_mm: Array, v_mm: Array) -> tuple[Array, Array]:
        """Points of space (n, 3) and unit normals (n, 3) of places of the anatomy."""
        u, v = u_mm.copy(), v_mm.copy()
        for _ in range(4):
            shift = _shift(self.elastic, u, v)
            u, v = u_mm + shift[0], v_mm + shift[1]
        return _point(self.axes, u, v)

    def frame(self, normal: Array) -> tuple[Array, Array]:
        """Unit vectors along the surface's u and v (n, 3)."""
        along = np.array([1.0, 0, 0]) - normal * normal[:, :1]
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        return along, np.cross(normal, along)


def view(head: Head, visit: Visit) -> View:
    """The camera of the visit before the head."""
    axes = np.array(head.axes_mm)
    pose, camera = visit.pose, visit.camera
    turn = _turn(pose.rotation_deg, *pose.tilt_deg)
    aim, _ = _point(axes, np.array([pose.aim_mm[0]]), np.array([pose.aim_mm[1]]))
    eye = aim[0] + turn @ np.array([*pose.aside_mm, pose.distance_mm])
    focal = camera.px_per_mm * pose.distance_mm
    width, height = camera.size_px
    centre = ((width - 1) / 2, (height - 1) / 2)
    x, y = np.meshgrid(
        np.arange(-STEP_PX, width + 2 * STEP_PX, STEP_PX, dtype=float), np.arange(-STEP_PX, height + 2 * STEP_PX, STEP_PX, dtype=float)
    )
    ray = np.stack([(x - centre[0]) / focal, (y - centre[1]) / focal, -np.ones_like(x)], axis=-1) @ turn.T
    place, depth = _struck(axes, eye, ray)
    normal = _normal(axes, place)
    u, v = axes[0] * np.arcsin(np.clip(place[..., 0] / axes[0], -1, 1)), axes[1] * np.arcsin(np.clip(place[..., 1] / axes[1], -1, 1))
    elastic = _elastic(visit)
    shift = _shift(elastic, u, v)
    distance = np.linalg.norm(place - eye, axis=-1)
    ahead = distance / np.linalg.norm(ray, axis=-1)
    facing = -(normal * ray).sum(axis=-1) / np.linalg.norm(ray, axis=-1)
    mm = ahead / focal * np.sqrt(np.linalg.norm(ray, axis=-1) / np.maximum(facing, 0.05))
    wide = _Wide(height, width)
    solid = wide(depth) > 0
    return View(
        wide(u - shift[0]), wide(v - shift[1]), np.stack([wide(part) for part in np.moveaxis(normal @ turn, -1, 0)], axis=-1),
        wide(mm), solid, np.stack([wide(part) for part in np.moveaxis((place - eye) @ turn, -1, 0)], axis=-1),
        axes, turn, eye, focal, centre, elastic,
    )  # fmt: skip


class _Wide:
    """From the coarse grid of rays to all pixels."""

    def __init__(self, height: int, width: int) -> None:
        columns = (np.arange(width, dtype=np.float32) + STEP_PX) / STEP_PX
        rows = (np.arange(height, dtype=np.float32) + STEP_PX) / STEP_PX
        self.columns, self.rows = np.meshgrid(columns, rows)

    def __call__(self, coarse: Array) -> Image:
        return np.asarray(cv2.remap(coarse.astype(np.float32), self.columns, self.rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _turn(rotation_deg: float, tilt_x_deg: float, tilt_y_deg: float) -> Array:
    z, x, y = np.radians([rotation_deg, tilt_x_deg, tilt_y_deg])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    return np.asarray(about_x @ about_y @ about_z)


def _point(axes: Array, u: Array, v: Array) -> tuple[Array, Array]:
    x, y = axes[0] * np.sin(u / axes[0]), axes[1] * np.sin(v / axes[1])
    z = axes[2] * (np.sqrt(np.maximum(1 - (x / axes[0]) ** 2 - (y / axes[1]) ** 2, 0)) - 1)
    place = np.stack([x, y, z], axis=-1)
    return place, _normal(axes, place)


def _normal(axes: Array, place: Array) -> Array:
    steep = (place + np.array([0, 0, axes[2]])) / axes**2
    return np.asarray(steep / np.maximum(np.linalg.norm(steep, axis=-1, keepdims=True), 1e-9))


def _struck(axes: Array, eye: Array, ray: Array) -> tuple[Array, Array]:
    """Where rays meet the ellipsoid, and a number that is above 0 where they do."""
    start = (eye + np.array([0, 0, axes[2]])) / axes
    along = ray / axes
    a, b, c = (along**2).sum(axis=-1), (along * start).sum(axis=-1), (start**2).sum() - 1
    root = b**2 - a * c
    ahead = (-b - np.sqrt(np.maximum(root, 0))) / a
    return eye + ahead[..., None] * ray, root


def _elastic(visit: Visit) -> Array:
    """Four waves (4, 5): direction and number (2), phase, amplitude along u and v."""
    rng = np.random.default_rng([visit.seed, 77])
    waves = np.empty((4, 5))
    length = rng.uniform(22, 60, 4)
    angle = rng.uniform(0, 2 * np.pi, 4)
    waves[:, 0], waves[:, 1] = 2 * np.pi / length * np.cos(angle), 2 * np.pi / length * np.sin(angle)
    waves[:, 2] = rng.uniform(0, 2 * np.pi, 4)
    waves[:, 3:] = rng.normal(0, 1, (4, 2))
    waves[:, 3:] *= visit.elastic_mm / max(float(np.sqrt((waves[:, 3:] ** 2).sum() / 2)), 1e-9)
    return waves


def _shift(waves: Array, u: Array, v: Array) -> tuple[Array, Array]:
    du, dv = np.zeros_like(u), np.zeros_like(v)
    for along_u, along_v, phase, size_u, size_v in waves:
        wave = np.sin(along_u * u + along_v * v + phase)
        du, dv = du + size_u * wave, dv + size_v * wave
    return du, dv
