"""Lays printed cards into a picture, seen by a pinhole camera, under the light that falls there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.card.layout import HEIGHT_MM, WIDTH_MM, Card
from unstipple.photo.card.raster import card_raster
from unstipple.photo.density import linear_light
from unstipple.photo.render.camera import tone
from unstipple.photo.render.scene import Plane, Rendered, Scene, plane
from unstipple.photo.render.skin import skin_albedo

OVERSAMPLING = 3
FINEST_RASTER_PX_PER_MM = 30.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a card lies. ``x_px, y_px`` is where its middle is seen, at ``mm_per_px`` were it not tilted.

    ``tilt_deg`` leans it about the in-plane axis at ``axis_deg`` (0: the picture's horizontal), ``turn_deg`` turns it in its own plane;
    ``focal_px`` is the camera's focal length; ``None`` is 0.62 of the picture's diagonal, a telephone's main camera.
    """

    card: Card
    x_px: float
    y_px: float
    mm_per_px: float
    tilt_deg: float = 0.0
    axis_deg: float = 0.0
    turn_deg: float = 0.0
    focal_px: float | None = None

    def homography(self, shape_px: tuple[int, int]) -> NDArray[np.float64]:
        """Matrix (3, 3) from the card's millimetres to pixels of a picture of that (height, width)."""
        rows, columns = shape_px
        focal = self.focal_px or 0.62 * float(np.hypot(rows, columns))
        centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
        depth_mm = focal * self.mm_per_px
        axis = np.deg2rad(self.axis_deg)
        lean, _ = cv2.Rodrigues(np.deg2rad(self.tilt_deg) * np.array([np.cos(axis), np.sin(axis), 0.0]))
        turn, _ = cv2.Rodrigues(np.deg2rad(self.turn_deg) * np.array([0.0, 0.0, 1.0]))
        rotation = np.asarray(lean, np.float64) @ np.asarray(turn, np.float64)
        middle = np.array([(self.x_px - centre[0]) * self.mm_per_px, (self.y_px - centre[1]) * self.mm_per_px, depth_mm])
        start = middle - rotation @ np.array([WIDTH_MM / 2, HEIGHT_MM / 2, 0.0])
        camera = np.array([[focal, 0, centre[0]], [0, focal, centre[1]], [0, 0, 1.0]])
        return np.asarray(camera @ np.column_stack([rotation[:, 0], rotation[:, 1], start]), dtype=np.float64)


def lay_card(light: Plane, placed: Placed, white: NDArray[np.float64] | Plane, *, blur_px: float = 0.0) -> Plane:
    """The linear picture (height, width, 3) with a card over it. ``white`` is the light of a perfect white there: (3,) or per pixel.

    Raises `BadInput` if the card lies wholly outside the picture.
    """
    rows, columns = light.shape[:2]
    matrix = placed.homography((rows, columns))
    corners = _seen(matrix, np.array([(0, 0), (WIDTH_MM, 0), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM)], dtype=np.float64))
    pad = 4 + 4 * blur_px
    left, top = np.maximum(np.floor(corners.min(axis=0) - pad), 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0) + pad), (columns, rows)).astype(int)
    if right - left < 2 or bottom - top < 2:
        raise BadInput("placed", (placed.x_px, placed.y_px), "a place where the card meets the picture")
    reflectance, cover = _warped(placed, matrix, (int(left), int(top), int(right), int(bottom)))
    window = (slice(top, bottom), slice(left, right))
    falls = np.broadcast_to(np.asarray(white, np.float32), light.shape)[window]
    lit = plane(light[window] * (1 - cover[..., None]) + falls * reflectance)
    if blur_px > 0.2:
        soft = np.asarray(cv2.GaussianBlur(lit, (0, 0), blur_px), np.float32)
        near = np.clip(np.asarray(cv2.GaussianBlur(cover, (0, 0), blur_px), np.float32) * 4, 0, 1)[..., None]
        lit = plane(lit + near * (soft - lit))
    out = light.copy()
    out[window] = lit
    return out


def with_cards(rendered: Rendered, scene: Scene, cards: tuple[Placed, ...], *, brightness: float = 1.0, seed: int = 0) -> NDArray[np.uint8]:
    """A rendered photograph (height, width, 3) uint8 sRGB with cards over it, as blurred and as noisy as the scalp.

    ``brightness`` scales the light on the cards against the light on the scalp.
    """
    light = linear_light(rendered.rgb)
    white = brightness * scene_white(rendered, scene)
    for placed in cards:
        light = lay_card(light, placed, white, blur_px=max(scene.blur_mm / scene.mm_per_px, 0.5))
    grain = np.random.default_rng([seed, 77]).standard_normal(light.shape, dtype=np.float32)
    noisy = light + grain * np.sqrt(np.maximum(light, 0) / np.float32(9000.0)) * np.float32(scene.noise)
    changed = np.any(light != linear_light(rendered.rgb), axis=-1, keepdims=True)
    coded = np.clip(tone(np.clip(noisy, 0, 1)) * 255 + 0.5, 0, 255).astype(np.uint8)
    return np.where(changed, coded, rendered.rgb)


def scene_white(rendered: Rendered, scene: Scene) -> NDArray[np.float64]:
    """Linear light (3,) that a perfect white would show where the scalp is lit as usual: the scalp's over its own reflectance."""
    mask = np.zeros(rendered.rgb.shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [np.rint(np.array(rendered.scalp_polygon)).astype(np.int32)], 1)
    seen = np.median(linear_light(rendered.rgb[::4, ::4])[mask[::4, ::4] > 0], axis=0)
    bare = np.median(skin_albedo(scene, np.random.default_rng([0, 6]))[::4, ::4].reshape(-1, 3), axis=0)
    return np.asarray(seen / bare, dtype=np.float64)


def _warped(placed: Placed, matrix: NDArray[np.float64], window: tuple[int, int, int, int]) -> tuple[Plane, Plane]:
    """Reflectance times cover (rows, columns, 3) and cover (rows, columns) of the card inside a window of the picture."""
    left, top, right, bottom = window
    raster_px_per_mm = min(max(2.0 * OVERSAMPLING / placed.mm_per_px / 2, 4.0), FINEST_RASTER_PX_PER_MM)
    raster = card_raster(placed.card, raster_px_per_mm)
    height, width = raster.shape[:2]
    # raster pixel centres lie at half steps, those of the fine picture at (k + 0.5) / OVERSAMPLING - 0.5
    to_mm = np.array([[WIDTH_MM / width, 0, 0.5 * WIDTH_MM / width], [0, HEIGHT_MM / height, 0.5 * HEIGHT_MM / height], [0, 0, 1.0]])
    offset = (OVERSAMPLING - 1) / 2
    fine = np.array([[OVERSAMPLING, 0, offset - OVERSAMPLING * left], [0, OVERSAMPLING, offset - OVERSAMPLING * top], [0, 0, 1.0]])
    size = ((right - left) * OVERSAMPLING, (bottom - top) * OVERSAMPLING)
    layers = np.dstack([raster, np.ones((height, width), dtype=np.float32)])
    warped = cv2.warpPerspective(layers, fine @ matrix @ to_mm, size, flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    small = np.asarray(cv2.resize(warped, (right - left, bottom - top), interpolation=cv2.INTER_AREA), np.float32)
    return plane(small[..., :3]), plane(small[..., 3])


def _seen(matrix: NDArray[np.float64], points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.column_stack([points_mm, np.ones(len(points_mm))]) @ matrix.T
    return np.asarray(away[:, :2] / away[:, 2:], dtype=np.float64)
