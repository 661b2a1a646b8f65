"""Takes the picture, and writes down what is true about it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.camera import develop
from scalp_scenes.card import card_corners_px, lay_card
from scalp_scenes.geometry import GRAZING, View, view
from scalp_scenes.head import Hairs, Head, Tattoo
from scalp_scenes.ink import absorbance, draw, flux_od_mm2
from scalp_scenes.relief import relief
from scalp_scenes.skin import body_light, chromophores, lamp_place, lit
from scalp_scenes.strands import cover, shade, shafts, stumps
from scalp_scenes.visit import Visit

Array = NDArray[np.float64]
Image = NDArray[np.float32]

MARGIN_MM = 1.0
WALL = (0.42, 0.44, 0.46)


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A photograph and its truth.

    ``rgb`` (height, width, 3) sRGB as read from ``jpeg``. Dots (n,) inside the picture: ``x_px, y_px`` centre, ``flux_od_mm2`` optical
    density in 0.6 red + 0.4 green summed over the dot, in body light before surface and camera, ``cleared`` true share gone, ``number``
    the dot's place in the head's list (the same in every visit). ``hair_x_px, hair_y_px`` where shafts or stumps break the surface,
    ``hair_mm`` their length above it, ``hair_tip_x_px, hair_tip_y_px`` where they end. ``mm_per_px`` at the aim, ``local_mm_per_px``
    (height, width). ``scalp`` (height, width) skin not seen too askew. ``cleared_true`` flux-weighted clearance of the pictured dots.
    ``melanin, blood`` shares of the undisturbed skin.
    """

    rgb: NDArray[np.uint8]
    jpeg: bytes
    x_px: Array
    y_px: Array
    flux_od_mm2: Array
    cleared: Array
    number: NDArray[np.intp]
    hair_x_px: Array
    hair_y_px: Array
    hair_mm: Array
    hair_tip_x_px: Array
    hair_tip_y_px: Array
    mm_per_px: float
    local_mm_per_px: Image
    scalp: NDArray[np.bool_]
    cleared_true: float
    melanin: float
    blood: float

    @property
    def scalp_polygon(self) -> Array:
        """Outline (n, 2) of the scalp in px."""
        found, _ = cv2.findContours(self.scalp.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        largest = max(found, key=cv2.contourArea)
        return cv2.approxPolyDP(largest, 2.0, True)[:, 0].astype(np.float64)

    @property
    def scalp_cm2(self) -> float:
        """True area of the scalp in the picture."""
        return float(np.square(self.local_mm_per_px[self.scalp], dtype=np.float64).sum() / 100)


def photograph(head: Head, visit: Visit) -> Shot:
    """The head on that day."""
    scene = view(head, visit)
    height_mm, furrow = relief(scene.u_mm, scene.v_mm, head.seed, head.furrows)
    melanin, blood = chromophores(head, visit, scene, furrow)
    carbon = np.zeros((*melanin.shape, 3), dtype=np.float32)
    tattoo, cleared, peak, edge = _tattooed(head, visit)
    places = _drawn(carbon, scene, tattoo, peak * (1 - cleared)[:, None], edge)
    hairs, length_mm = _hairs(head, visit)
    _drawn(carbon, scene, *stumps(hairs))
    body = body_light(melanin, blood, carbon, visit.light.kelvin)
    aim, _ = scene.on_skin(*(np.array([part]) for part in visit.pose.aim_mm))
    lamp = lamp_place(aim[0], visit)
    strands = shafts(hairs, length_mm, scene, lamp, visit.light.kelvin)
    soft_px = 0.03 * visit.camera.px_per_mm
    light, falling = lit(body, scene, height_mm, furrow, shade(melanin.shape, strands, soft_px), lamp, visit)
    cover(light, strands, _looked_up(falling, strands.root_px))
    _wall(light, scene, visit)
    if visit.card:
        lay_card(light, scene, lamp, visit)
    rgb, jpeg = develop(light, visit, 1 / visit.camera.px_per_mm)
    return _shot(head, visit, scene, rgb, jpeg, (tattoo, cleared, peak, edge, places), (strands.root_px, strands.tip_px, length_mm))


def _tattooed(head: Head, visit: Visit) -> tuple[Tattoo, Array, Array, Array]:
    tattoo = head.tattoo()
    peak, edge = absorbance(head, tattoo)
    spread = visit.cleared_spread * np.sqrt(4 * visit.cleared * (1 - visit.cleared))
    deeper = -0.6 * (tattoo.depth_mm - 0.6)
    cleared = np.clip(visit.cleared + spread * (tattoo.patience + deeper), 0, 1) if visit.cleared > 0 else np.zeros(tattoo.u_mm.size)
    return tattoo, cleared, peak, edge


def _hairs(head: Head, visit: Visit) -> tuple[Hairs, Array]:
    hairs = head.hairs()
    low, high = visit.hair_mm
    return hairs, np.where(hairs.growth > 0, low + hairs.growth * (high - low), 0.3 * low)


def _drawn(carbon: Image, scene: View, tattoo: Tattoo, peak: Array, edge: Array) -> tuple[Array, Array]:
    """Draws absorbers and gives their pixels."""
    if not tattoo.u_mm.size:
        return np.empty(0), np.empty(0)
    root, normal = scene.on_skin(tattoo.u_mm, tattoo.v_mm)
    x, y = scene.seen(root)
    columns = []
    for side in scene.frame(normal):
        there = scene.seen(root + 0.2 * side)
        columns.append(np.stack([(there[0] - x) / 0.2, (there[1] - y) / 0.2], axis=-1))
    inverse = np.linalg.inv(np.stack(columns, axis=-1))
    height, width = carbon.shape[:2]
    near = (x > -40) & (y > -40) & (x < width + 40) & (y < height + 40) & (((scene.eye - root) * normal).sum(axis=1) > 0)
    chosen = _chosen(tattoo, near)
    draw(carbon, (x[near], y[near]), inverse[near], chosen, peak[near], edge[near])
    return np.where(near, x, np.nan), np.where(near, y, np.nan)


def _chosen(tattoo: Tattoo, near: NDArray[np.bool_]) -> Tattoo:
    return Tattoo(**{name: getattr(tattoo, name)[near] for name in tattoo.__dataclass_fields__})


def _looked_up(image: Image, pixels: Array) -> Array:
    rows = np.clip(np.nan_to_num(pixels[:, 1]).round().astype(int), 0, image.shape[0] - 1)
    columns = np.clip(np.nan_to_num(pixels[:, 0]).round().astype(int), 0, image.shape[1] - 1)
    return np.asarray(image[rows, columns], dtype=np.float64)


def _wall(light: Image, scene: View, visit: Visit) -> None:
    if scene.head.all():
        return
    shape = light.shape[:2]
    rng = np.random.default_rng([visit.seed, 51])
    grain = sum(
        cv2.resize(rng.normal(0, size, (count, count)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
        for count, size in ((3, 0.08), (40, 0.012), (300, 0.012))
    )
    slope = (1 + grain)[..., None] * np.float32(visit.light.strength)
    skin = cv2.GaussianBlur(scene.head.astype(np.float32), (0, 0), 1.0)[..., None]
    light[:] = light * skin + (1 - skin) * slope * np.array(WALL, dtype=np.float32)


def _shot(
    head: Head, visit: Visit, scene: View, rgb: NDArray[np.uint8], jpeg: bytes,
    ink: tuple[Tattoo, Array, Array, Array, tuple[Array, Array]], hair: tuple[Array, Array, Array],
) -> Shot:  # fmt: skip
    tattoo, cleared, peak, edge, (x, y) = ink
    facing = -(scene.normal * scene.place).sum(axis=2) / np.linalg.norm(scene.place, axis=2)
    scalp = scene.head & (facing > GRAZING)
    if visit.card:
        cv2.fillConvexPoly(covered := scalp.astype(np.uint8), np.rint(card_corners_px(scene, visit, rim_mm=1.5)).astype(np.int32), 0)
        scalp = covered.astype(bool)
    inside = _within(x, y, scalp)
    skin = head.melanin * (1 + visit.tan), head.blood * (1 + visit.erythema)
    pictured = _chosen(tattoo, inside)
    before = flux_od_mm2(pictured, peak[inside], edge[inside], *skin)
    after = flux_od_mm2(pictured, (peak * (1 - cleared)[:, None])[inside], edge[inside], *skin)
    true = float(1 - after.sum() / before.sum()) if before.sum() > 0 else 0.0
    pixels, tips, length = hair
    seen = _within(pixels[:, 0], pixels[:, 1], scalp)
    at_aim = scene.seen(scene.on_skin(*(np.array([part]) for part in visit.pose.aim_mm))[0])
    return Shot(
        rgb,
        jpeg,
        x[inside],
        y[inside],
        after,
        1 - after / np.maximum(before, 1e-12),
        np.flatnonzero(inside),
        pixels[seen, 0],
        pixels[seen, 1],
        length[seen],
        tips[seen, 0],
        tips[seen, 1],
        float(_looked_up(scene.mm_per_px, np.column_stack(at_aim))[0]),
        scene.mm_per_px,
        scalp,
        true,
        *skin,
    )


def _within(x: Array, y: Array, scalp: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows, columns = np.nan_to_num(y, nan=-9).round().astype(int), np.nan_to_num(x, nan=-9).round().astype(int)
    inside = (rows >= 0) & (columns >= 0) & (rows < scalp.shape[0]) & (columns < scalp.shape[1])
    inside[inside] = scalp[rows[inside], columns[inside]]
    return inside
