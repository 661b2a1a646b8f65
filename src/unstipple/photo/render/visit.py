"""The same scalp at another visit: faded dots, grown hair, other light, another camera, and skin that has moved."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.render.camera import SHARPENING, photograph
from unstipple.photo.render.dots import Dots
from unstipple.photo.render.picture import build_body, lit, streams_of, with_truth
from unstipple.photo.render.scene import Plane, Rendered, Scene, Vector, plane
from unstipple.photo.render.shape import smooth_field

FADE_STREAM, MOVE_STREAM, NOISE_STREAM = 11, 12, 13
ELASTIC_MM = 45.0
"""Size of the largest features of the skin's own motion."""
PATCH_SPREAD = 0.10
PATCH_MM = 25.0
VIEWING_MM = 250.0


@dataclass(frozen=True, slots=True)
class Visit:
    """What differs from the first photograph. The defaults differ in nothing but the camera's noise.

    ``gone`` mean share of the pigment that is gone, negative where dots have darkened, ``gone_spread`` its standard deviation among dots
    (around a level that itself varies over the head); ``tan`` and ``redness`` gains of melanin and blood as shares; ``exposure`` and
    ``white_balance`` gains of the camera; ``lamps_deg`` turns the lamps; ``blur_mm``, ``noise``, ``jpeg_quality``, ``glare``,
    ``stubble_per_cm2`` and ``stubble_mm`` replace the scene's own; ``shift_mm``, ``turn_deg``, ``zoom``, ``tilt_deg`` move the camera and
    ``elastic_mm`` is the farthest that skin has moved by itself. ``day`` chooses the chance of the day: motion and noise.
    """

    gone: float = 0.0
    gone_spread: float = 0.15
    tan: float = 0.0
    redness: float = 0.0
    exposure: float = 1.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lamps_deg: float = 0.0
    blur_mm: float | None = None
    noise: float | None = None
    jpeg_quality: int | None = None
    glare: float | None = None
    sharpening: float = SHARPENING
    stubble_per_cm2: float | None = None
    stubble_mm: tuple[float, float] | None = None
    shift_mm: tuple[float, float] = (0.0, 0.0)
    turn_deg: float = 0.0
    zoom: float = 1.0
    tilt_deg: float = 0.0
    elastic_mm: float = 0.0
    day: int = 1

    def __post_init__(self) -> None:
        if not -1 <= self.gone <= 1:
            raise BadInput("visit.gone", self.gone, "-1 to 1")
        if not 0.2 <= self.zoom <= 5:
            raise BadInput("visit.zoom", self.zoom, "0.2 to 5")


@dataclass(frozen=True, slots=True)
class Revisited:
    """The photograph of a visit and its truth.

    ``rendered`` holds the picture; its dots lie where the first photograph shows them. ``gone`` (n,) is the share of each dot that is
    gone and ``clearance`` the share of all dots' flux. ``x_px``, ``y_px`` (n,) are the dots' places in this picture; ``mm_per_px`` its
    scale.
    """

    rendered: Rendered
    gone: Vector
    clearance: float
    x_px: Vector
    y_px: Vector
    mm_per_px: float

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The picture (height, width, 3)."""
        return self.rendered.rgb


def revisit(scene: Scene, visit: Visit, seed: int = 0) -> Revisited:
    """Photograph at another visit of the scalp that ``render(scene, seed)`` shows."""
    later = replace(scene, **{name: value for name in _REPLACED if (value := getattr(visit, name)) is not None})
    shares: list[Vector] = []

    def fade(dots: Dots) -> Dots:
        shares.append(_shares(dots, scene, visit, seed))
        return replace(dots, peak_od=dots.peak_od * (1 - shares[0]))

    streams = streams_of(seed)
    body = build_body(later, streams, fade, visit.tan, visit.redness)
    light = lit(later, body, streams[0], visit.lamps_deg)
    light = light * np.asarray(visit.white_balance, np.float32) * np.float32(visit.exposure)
    column, row, x_px, y_px = _motion(scene, visit, seed, body.dots)
    light = np.asarray(cv2.remap(light, column, row, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT), np.float32)
    seen = replace(body.head, edge=np.asarray(cv2.remap(body.head.edge, column, row, cv2.INTER_LINEAR), np.float32))
    rng = np.random.default_rng([seed, NOISE_STREAM, visit.day])
    taken = photograph(np.maximum(light, 0), later, seen, rng, visit.sharpening)
    gone = shares[0]
    before = body.dots.diameter_mm**2 * body.dots.peak_od / np.maximum(1 - gone, 1e-9)
    clearance = float((before * gone).sum() / before.sum()) if gone.size else 0.0
    return Revisited(with_truth(later, body, taken), gone, clearance, x_px, y_px, scene.mm_per_px / visit.zoom)


_REPLACED = ("blur_mm", "noise", "jpeg_quality", "glare", "stubble_per_cm2", "stubble_mm")


def _shares(dots: Dots, scene: Scene, visit: Visit, seed: int) -> Vector:
    """Share of each dot that is gone: a level that varies from place to place, and each dot's own luck around it."""
    rng = np.random.default_rng([seed, FADE_STREAM])
    patches = smooth_field(rng, scene.shape_px, PATCH_MM * scene.px_per_mm, 2)
    luck = rng.standard_normal(dots.x_px.size)
    if visit.gone == 0:
        return np.zeros(dots.x_px.size)
    rows = np.clip(np.rint(dots.y_px), 0, scene.height_px - 1).astype(int)
    columns = np.clip(np.rint(dots.x_px), 0, scene.width_px - 1).astype(int)
    level = abs(visit.gone) * (1 + PATCH_SPREAD * patches[rows, columns])
    room = np.sqrt(np.clip(level * (1 - level), 0, 0.25)) * 2
    return np.asarray(math.copysign(1, visit.gone) * np.clip(level + visit.gone_spread * room * luck, 0, 0.999), dtype=np.float64)


def _motion(scene: Scene, visit: Visit, seed: int, dots: Dots) -> tuple[Plane, Plane, Vector, Vector]:
    """Where each pixel of the new picture lies in the old one (columns, rows), and where the dots lie in the new one."""
    y, x = np.asarray(np.mgrid[0 : scene.height_px, 0 : scene.width_px], np.float32)
    back = np.linalg.inv(_camera(scene, visit))
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    column = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth
    row = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth
    rng = np.random.default_rng([seed, MOVE_STREAM, visit.day])
    push = [smooth_field(rng, scene.shape_px, ELASTIC_MM * scene.px_per_mm, 2) for _ in range(2)]
    most = float(np.hypot(*push).max()) or 1.0
    scale = np.float32(visit.elastic_mm * scene.px_per_mm / most)
    column, row = plane(column + scale * push[0]), plane(row + scale * push[1])
    x_px, y_px = _forward(dots.x_px, dots.y_px, column, row, _camera(scene, visit))
    return column, row, x_px, y_px


def _camera(scene: Scene, visit: Visit) -> NDArray[np.float64]:
    """Homography (3, 3) from the old picture to the new one: zoom, turn and tilt about the middle, then the shift."""
    middle = np.array([[1, 0, -scene.width_px / 2], [0, 1, -scene.height_px / 2], [0, 0, 1]])
    cosine, sine = math.cos(math.radians(visit.turn_deg)), math.sin(math.radians(visit.turn_deg))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]]) * np.array([[visit.zoom], [visit.zoom], [1]])
    lean = math.radians(visit.tilt_deg)
    tilt = np.array([[math.cos(lean), 0, 0], [0, 1, 0], [math.sin(lean) / (VIEWING_MM * scene.px_per_mm), 0, 1]])
    shift = np.array([[1, 0, visit.shift_mm[0] * scene.px_per_mm], [0, 1, visit.shift_mm[1] * scene.px_per_mm], [0, 0, 1]])
    return np.asarray(shift @ np.linalg.inv(middle) @ turn @ tilt @ middle, dtype=np.float64)


def _forward(x: Vector, y: Vector, column: Plane, row: Plane, camera: NDArray[np.float64]) -> tuple[Vector, Vector]:
    """Inverts the map at points by fixed-point steps; the camera's homography takes out most of it at once."""
    goal: NDArray[np.float64] = np.asarray(np.stack([x, y]), dtype=np.float64)
    at = _apply(camera, goal)
    back = np.asarray(np.linalg.inv(camera), dtype=np.float64)
    for _ in range(8):
        place = [np.asarray(axis, np.float32).reshape(-1, 1) for axis in at]
        seen = [cv2.remap(field, place[0], place[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).ravel() for field in (column, row)]
        inside = np.stack([np.clip(at[0], 0, column.shape[1] - 1), np.clip(at[1], 0, row.shape[0] - 1)]).astype(np.float64)
        elastic = np.subtract(np.array(seen, dtype=np.float64), _apply(back, inside))
        at = _apply(camera, np.asarray(np.subtract(goal, elastic), dtype=np.float64))
    return np.asarray(at[0], dtype=np.float64), np.asarray(at[1], dtype=np.float64)


def _apply(homography: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    mapped = homography @ np.vstack([points, np.ones(points.shape[1])])
    return np.asarray(mapped[:2] / mapped[2], dtype=np.float64)
