"""The pigmented field cut into small tiles, each with what a zone is chosen by: load of pigment, skin, hair, place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Mask
from unstipple.photo.look import Look
from unstipple.photo.zones.field import pigment_of
from unstipple.pigment import Dots, Kind

Array: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]

TILE_MM = 2.5
LEAST_COVER = 0.4
SMOOTH_TILES = 1.2
LOAD_STEP = 0.35
"""A difference of this natural logarithm of load counts as much as ``REACH_MM`` of distance; a third more pigment wants another pace."""
MELANIN_STEP = 0.04
"""Optical density in red that counts the same: about a step of skin tone."""
HAIR_STEP_PER_CM2 = 15.0
REACH_MM = 35.0


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Tiles of the field: ``row, column`` (n,) on the grid, ``features`` (n, k) in units of one step each, ``shape`` of the grid."""

    row: Labels
    column: Labels
    features: Array
    shape: tuple[int, int]
    tile_px: float


def tiles_of(look: Look, field: Mask) -> Tiles:
    """Cut ``field`` (height, width) into tiles of 2.5 mm."""
    tile_px = TILE_MM / look.mm_per_px
    shape = int(np.ceil(field.shape[0] / tile_px)), int(np.ceil(field.shape[1] / tile_px))
    cover = _on_grid(field.astype(np.float32), shape)
    row, column = np.nonzero(cover > LEAST_COVER)
    dots = pigment_of(look.dots)
    load = _smooth(_sum(dots, dots.flux_od_mm2, shape, tile_px), cover)
    typical = float(np.median(load[row, column])) if row.size else 1.0
    hairs = look.dots.select(look.dots.kind == Kind.HAIR)
    hair_per_cm2 = _smooth(_sum(hairs, np.ones(hairs.count), shape, tile_px), cover) * (10 / TILE_MM) ** 2
    planes = [
        np.log(np.maximum(load, 0.1 * typical) / max(typical, 1e-9)) / LOAD_STEP,
        hair_per_cm2 / HAIR_STEP_PER_CM2,
        _melanin(look, shape) / MELANIN_STEP,
        np.broadcast_to(np.arange(shape[0])[:, None] * TILE_MM / REACH_MM, shape),
        np.broadcast_to(np.arange(shape[1])[None, :] * TILE_MM / REACH_MM, shape),
    ]
    features = np.column_stack([plane[row, column] for plane in planes]) if row.size else np.empty((0, len(planes)))
    return Tiles(row, column, features.astype(np.float64), shape, tile_px)


def _melanin(look: Look, shape: tuple[int, int]) -> Array:
    if look.skin is None:
        return np.zeros(shape)
    seen = np.nan_to_num(look.skin.indices.melanin - np.float32(np.nanmedian(look.skin.indices.melanin)), nan=0.0)
    return _on_grid(seen.astype(np.float32), shape).astype(np.float64)


def _on_grid(plane: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(plane, shape[::-1], interpolation=cv2.INTER_AREA), dtype=np.float32)


def _sum(dots: Dots, weights: Array, shape: tuple[int, int], tile_px: float) -> Array:
    rows = np.minimum((dots.y_px / tile_px).astype(int), shape[0] - 1)
    columns = np.minimum((dots.x_px / tile_px).astype(int), shape[1] - 1)
    grid = np.zeros(shape)
    np.add.at(grid, (rows, columns), weights)
    return grid


def _smooth(grid: Array, cover: NDArray[np.float32]) -> Array:
    inside = (cover > 0.1).astype(np.float64) * cover
    total = cv2.GaussianBlur(grid * (cover > 0.1), (0, 0), SMOOTH_TILES)
    return np.asarray(total / np.maximum(cv2.GaussianBlur(inside, (0, 0), SMOOTH_TILES), 0.05), dtype=np.float64)
