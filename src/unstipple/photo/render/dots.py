"""The tattoo: where the dots lie and the optical density that they lay over the skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from unstipple.photo.render.scene import Plane, Scene, Vector
from unstipple.photo.render.shape import Head, smooth_field

# photo.md 3.1: carbon dots as Gaussian optical density, depth 0.3-1.1 mm widens them and lets more blue back;
# hard-core spacing with 8 % overlaps. Section 1: inside one head 3x in darkness, 2x in size, blots and commas.
SPACING_MM = 0.80
OVERLAPPING_SHARE = 0.08
SIZE_SPREAD = np.log(2.0) / 3.3
OD_SPREAD = np.log(3.0) / 3.3
DEPTH_MM = (0.3, 1.1)
HAZE_OD = 0.07
SIGMA_PER_FWHM = 1 / 2.3548


@dataclass(frozen=True, slots=True)
class Dots:
    """The dots of a scene: one entry per dot in every array."""

    x_px: Vector
    y_px: Vector
    diameter_mm: Vector
    peak_od: Vector
    blue_back: Vector


def place_dots(scene: Scene, head: Head, rng: np.random.Generator) -> Dots:
    """Dots drawn from the scene's density; darker, finer ones lie shallower."""
    x_mm, y_mm = _positions(scene, head, rng)
    count = x_mm.size
    depth = rng.beta(1.6, 2.2, count)
    size = np.exp(0.75 * SIZE_SPREAD * rng.standard_normal(count)) * (0.86 + 0.34 * depth)
    dark = np.exp(0.85 * OD_SPREAD * rng.standard_normal(count)) * (1.22 - 0.55 * depth)
    x_px, y_px = x_mm * scene.px_per_mm, y_mm * scene.px_per_mm
    return Dots(
        x_px=x_px,
        y_px=y_px,
        diameter_mm=scene.dot_diameter_mm * size / (size.mean() if count else 1.0),
        peak_od=scene.dot_od * dark / (dark.mean() if count else 1.0),
        blue_back=0.04 + 0.20 * depth,
    )


def dot_density(scene: Scene, head: Head, dots: Dots, rng: np.random.Generator) -> Plane:
    """Optical density (rows, columns, 3) of all dots and of the faint haze of spread ink between them."""
    rows, columns = scene.shape_px
    od = np.zeros((rows, columns, 3), np.float32)
    lengthen = np.exp(0.13 * np.abs(rng.standard_normal(dots.x_px.size)))
    turns = rng.uniform(0, np.pi, dots.x_px.size)
    for n in range(dots.x_px.size):
        sigma_px = float(dots.diameter_mm[n]) * SIGMA_PER_FWHM * scene.px_per_mm
        _stamp(od, (float(dots.x_px[n]), float(dots.y_px[n])), sigma_px, float(lengthen[n]), float(turns[n]), _bands(dots, n))
    full = scene.dots_per_cm2 / 90 * scene.dot_od / 0.32
    cloud = np.clip(1 + 0.22 * smooth_field(rng, scene.shape_px, 5 * scene.px_per_mm, 3), 0, 3)
    haze = np.float32(HAZE_OD * full) * head.tattooed * cloud
    od += haze[..., None] * np.array([1.0, 0.97, 0.80], np.float32)
    return od


def contrast_of(dots: Dots) -> Vector:
    """Peak optical density in the detection mix 0.6 red + 0.4 green."""
    bands = np.array([_bands(dots, n) for n in range(dots.x_px.size)]).reshape(-1, 3)
    return 0.6 * bands[:, 0] + 0.4 * bands[:, 1]


def _bands(dots: Dots, n: int) -> tuple[float, float, float]:
    peak, back = float(dots.peak_od[n]), float(dots.blue_back[n])
    return peak, peak * (1 - 0.15 * back), peak * (1 - back)


def _stamp(
    od: Plane, middle: tuple[float, float], sigma_px: float, lengthen: float, turn: float, bands: tuple[float, float, float]
) -> None:
    rows, columns = od.shape[:2]
    reach = int(3.6 * sigma_px * lengthen) + 2
    column, row = round(middle[0]), round(middle[1])
    left, right = max(column - reach, 0), min(column + reach + 1, columns)
    top, bottom = max(row - reach, 0), min(row + reach + 1, rows)
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(middle[0])
    y = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(middle[1])
    cosine, sine = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    along, aside = (cosine * x + sine * y) / np.float32(lengthen), (cosine * y - sine * x) * np.float32(lengthen)
    blob = np.exp(-(along * along + aside * aside) / np.float32(2 * sigma_px**2))
    od[top:bottom, left:right] += blob[..., None] * np.array(bands, np.float32)


def _positions(scene: Scene, head: Head, rng: np.random.Generator) -> tuple[Vector, Vector]:
    """Points drawn from the density, then pushed apart to the hard-core spacing; some are set onto a neighbour afterwards."""
    x, y = _even(scene.dots_per_cm2, scene, rng)
    at = (np.rint(y).astype(int), np.rint(x).astype(int))
    kept = rng.uniform(0, 1, x.size) < head.tattooed[at]
    points = np.stack([x[kept], y[kept]], axis=1) * scene.mm_per_px
    if len(points) < 2:
        return points[:, 0], points[:, 1]
    share = np.maximum(head.tattooed[at][kept], 0.35)
    spacing_mm = min(SPACING_MM, 0.82 / np.sqrt(scene.dots_per_cm2 / 100)) / np.sqrt(share)
    for _ in range(24):
        points = _pushed(points, spacing_mm)
    mover = np.flatnonzero(rng.uniform(0, 1, len(points)) < OVERLAPPING_SHARE)
    nearest = np.asarray(cKDTree(points).query(points[mover], k=2)[1])[:, 1]
    angle, gap_mm = rng.uniform(0, 2 * np.pi, mover.size), rng.uniform(0.6, 1.3, mover.size) * scene.dot_diameter_mm
    points[mover] = points[nearest] + gap_mm[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = points[_on_skin(points, scene, head)]
    return points[:, 0], points[:, 1]


def _even(dots_per_cm2: float, scene: Scene, rng: np.random.Generator) -> tuple[Vector, Vector]:
    """One point somewhere in each cell of a grid: as irregular as a hand, but without bare patches."""
    rows, columns = scene.shape_px
    pitch_px = 10 / np.sqrt(max(dots_per_cm2, 1e-3)) * scene.px_per_mm
    across, down = np.meshgrid(np.arange(0, columns + pitch_px, pitch_px), np.arange(0, rows + pitch_px, pitch_px))
    offset = rng.uniform(-pitch_px, 0, 2)
    x = across.ravel() + offset[0] + pitch_px * rng.uniform(0, 1, across.size)
    y = down.ravel() + offset[1] + pitch_px * rng.uniform(0, 1, down.size)
    inside = (x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1) & (dots_per_cm2 > 0)
    return x[inside], y[inside]


def _pushed(points: Vector, spacing_mm: Vector) -> Vector:
    pairs = cKDTree(points).query_pairs(float(spacing_mm.max()), output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    gap = points[second] - points[first]
    length = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-6)
    wanted = 0.5 * (spacing_mm[first] + spacing_mm[second])
    push = (0.5 * 0.8 * np.maximum(wanted - length, 0) / length)[:, None] * gap
    moved = points.copy()
    np.subtract.at(moved, first, push)
    np.add.at(moved, second, push)
    return moved


def _on_skin(points: Vector, scene: Scene, head: Head) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    x, y = points[:, 0] * scene.px_per_mm, points[:, 1] * scene.px_per_mm
    rows, columns = scene.shape_px
    inside = (x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1)
    at = (np.clip(np.rint(y), 0, rows - 1).astype(int), np.clip(np.rint(x), 0, columns - 1).astype(int))
    return np.asarray(inside & (head.edge[at] < 0.98))
