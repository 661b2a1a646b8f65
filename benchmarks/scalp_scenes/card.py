"""The printed card beside the scalp: its own raster of known reflectances, under the same lamps and before the same camera."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.geometry import View
from scalp_scenes.spectra import to_srgb
from scalp_scenes.visit import Visit
from unstipple.photo.card import Card, card_raster, outline_mm

Array = NDArray[np.float64]
Image = NDArray[np.float32]

CARD = Card("a6", 1)
GAP_MM = 12.0
"""Distance of the card's near edge from the aim."""
FINER = 1.5
PAPER_SHINE = 0.006


def _placed(mm: Array, visit: Visit) -> Array:
    """Points (n, 3) of space of places (n, 2) on the card: held flat beside the scalp, a little askew."""
    rng = np.random.default_rng([visit.seed, 41])
    size = outline_mm().max(axis=0)
    x, y = (mm - size / 2).T
    turn, lean_x, lean_y = np.radians(rng.uniform([-4, -5, -5], [4, 5, 5]))
    across, down = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
    return np.stack([across - size[0] / 2 - GAP_MM, down, 2.0 + lean_x * down + lean_y * across], axis=1)


def card_corners_px(scene: View, visit: Visit, rim_mm: float = 0.0) -> Array:
    """Pixels (4, 2) of the card's corners, moved out by a rim."""
    corners = outline_mm()
    out = corners + rim_mm * np.sign(corners - corners.mean(axis=0))
    return np.column_stack(scene.seen(_placed(out, visit)))


def lay_card(light: Image, scene: View, lamp: Array, visit: Visit) -> None:
    """Draws the card over the light (height, width, 3)."""
    fine = visit.camera.px_per_mm * FINER
    raster = card_raster(CARD, fine) * _tint(visit)
    camera_side = np.asarray(raster @ np.linalg.inv(to_srgb(visit.light.kelvin)).T.astype(np.float32), dtype=np.float32)
    camera_side = camera_side * _lit(raster.shape[:2], fine, lamp, visit)[..., None] + np.float32(PAPER_SHINE * visit.light.strength)
    matrix = cv2.getPerspectiveTransform((outline_mm() * fine - 0.5).astype(np.float32), card_corners_px(scene, visit).astype(np.float32))
    size = light.shape[1::-1]
    share = cv2.warpPerspective(np.ones(raster.shape[:2], dtype=np.float32), matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    light[:] = light * (1 - share) + cv2.warpPerspective(camera_side, matrix, size, flags=cv2.INTER_LINEAR)


def _tint(visit: Visit) -> Image:
    """Paper and printer are never quite those of the layout."""
    return np.random.default_rng([visit.seed // 1000, 43]).normal(1, 0.012, 3).astype(np.float32)


def _lit(shape: tuple[int, int], fine: float, lamp: Array, visit: Visit) -> Image:
    x, y = np.meshgrid(np.linspace(0, shape[1] / fine, 24), np.linspace(0, shape[0] / fine, 16))
    places = _placed(np.column_stack([x.ravel(), y.ravel()]), visit)
    to_lamp = lamp - places
    far = np.linalg.norm(to_lamp, axis=1)
    edge_x, edge_y = places[1] - places[0], places[24] - places[0]
    normal = np.cross(edge_x, edge_y)
    normal /= np.linalg.norm(normal) * np.sign(normal[2])
    key = np.maximum(to_lamp @ normal / far, 0) * (visit.light.distance_mm / far) ** 2 * (1 - visit.light.fill)
    even = visit.light.strength * (key + visit.light.fill * (0.6 + 0.4 * normal[2]))
    return np.asarray(cv2.resize(even.reshape(x.shape).astype(np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR))
