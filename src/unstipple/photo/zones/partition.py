"""Draws zones: contiguous pieces of the pigmented field, alike in load, skin and hair, none narrower than spots can serve."""

from __future__ import annotations

import cv2
import numpy as np

from unstipple.errors import BadInput
from unstipple.photo.density import Mask
from unstipple.photo.look import Look
from unstipple.photo.zones.field import pigmented_field
from unstipple.photo.zones.grow import grow
from unstipple.photo.zones.tiles import TILE_MM, Labels, Tiles, tiles_of
from unstipple.scalp import Polygon, Zone

TARGET_CM2 = 12.0
MOST_ZONES = 6
SPOT_MM = 6.0
SPOTS_ACROSS = 2.0
"""A zone is at least this many spots wide: within less, the settings of two zones would overlap on most of it."""
CORNER_MM = 1.0
LEAST_SHARE = 0.05


def regular_zones(look: Look, *, spot_mm: float = SPOT_MM, target_cm2: float = TARGET_CM2, most: int = MOST_ZONES) -> tuple[Zone, ...]:
    """Contiguous zones over the pigmented field, from back to front and left to right; none without dots.

    Tiles of 2.5 mm grow together while they are alike in load of pigment, skin tone and hair; about one zone per ``target_cm2`` and at most
    ``most``, each at least two spots of ``spot_mm`` wide. Each is named ``zone-1`` ... and can be renamed, redrawn and confirmed.
    """
    field = pigmented_field(look)
    area_cm2 = look.scale.area_cm2(field)
    if area_cm2 <= 0:
        return ()
    tiles = tiles_of(look, field)
    wanted = int(np.clip(round(area_cm2 / target_cm2), 1, most))
    labels = grow(tiles, zones=wanted, least_width=SPOTS_ACROSS * spot_mm / TILE_MM)
    zones: list[Zone] = []
    for piece in _in_order(_pieces(tiles, labels, field, spot_mm / look.mm_per_px)):
        polygon = _outline(piece, look.mm_per_px)
        if polygon is not None:
            name = f"zone-{len(zones) + 1}"
            zones.append(Zone(name, polygon, look.scale.area_cm2(polygon.mask(*field.shape)), name))
    return tuple(zones)


def _pieces(tiles: Tiles, labels: Labels, field: Mask, smooth_px: float) -> list[Mask]:
    """Zone by zone the pixels of the field, with borders smoothed to half a spot so that no tile's corner shows."""
    if not labels.size:
        return []
    shares = []
    for number in range(labels.max() + 1):
        grid = np.zeros(tiles.shape, dtype=np.float32)
        mine = labels == number
        grid[tiles.row[mine], tiles.column[mine]] = 1
        shares.append(cv2.resize(cv2.GaussianBlur(grid, (0, 0), 0.5 * smooth_px / tiles.tile_px), field.shape[::-1]))
    owner = np.argmax(shares, axis=0)
    covered = np.max(shares, axis=0) > 0
    return [_largest(field & covered & (owner == number)) for number in range(len(shares))]


def _largest(mask: Mask) -> Mask:
    pieces, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))) if pieces > 1 else mask


def _in_order(pieces: list[Mask]) -> list[Mask]:
    """From the top of the picture down, and from left to right within about a fifth of its height."""

    def place(piece: Mask) -> tuple[int, float]:
        rows, columns = np.nonzero(piece)
        return int(5 * rows.mean() / piece.shape[0]), float(columns.mean())

    return sorted((piece for piece in pieces if piece.any()), key=place)


def _outline(piece: Mask, mm_per_px: float) -> Polygon | None:
    contours, _ = cv2.findContours(piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea)
    if cv2.contourArea(largest) < LEAST_SHARE * piece.sum():
        return None
    for corner_mm in (CORNER_MM, CORNER_MM / 2, 3 * CORNER_MM):
        simple = cv2.approxPolyDP(largest, corner_mm / mm_per_px, True)[:, 0, :]
        try:
            return Polygon(simple)
        except BadInput:  # a simplification whose sides cross: try another
            continue
    return Polygon(cv2.convexHull(largest)[:, 0, :])
