"""Cuts the pigmented part of the scalp into regular zones, and says what each holds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.density import blurred
from unstipple.photo.look import LEVEL, Look
from unstipple.pigment import ZonePigment, poisson_interval
from unstipple.scalp import Polygon, Zone

Mask = NDArray[np.bool_]

TARGET_CM2 = 12.0
MOST_ZONES = 6
FIELD_MM = 2.5
FIELD_SHARE = 0.35
"""Skin counts as pigmented where the smoothed load of pigment is above this share of the typical one."""
CORNER_MM = 1.5
LEAST_SHARE = 0.05


def regular_zones(look: Look, *, target_cm2: float = TARGET_CM2, most: int = MOST_ZONES) -> tuple[Zone, ...]:
    """Contiguous zones of about equal area over the pigmented field, from left to right and front to back; none without dots.

    Each is named ``zone-1`` ... and can be renamed, redrawn and confirmed in the case file.
    """
    field = pigmented_field(look)
    area_cm2 = float(field.sum()) * (look.mm_per_px / 10) ** 2
    if area_cm2 <= 0:
        return ()
    pieces = _cut(field, int(np.clip(round(area_cm2 / target_cm2), 1, most)))
    zones: list[Zone] = []
    for piece in pieces:
        polygon = _outline(piece, look.mm_per_px)
        if polygon is not None:
            name = f"zone-{len(zones) + 1}"
            zones.append(Zone(name, polygon, polygon.area_px * (look.mm_per_px / 10) ** 2, name))
    return tuple(zones)


def pigmented_field(look: Look) -> Mask:
    """The largest connected piece of scalp (height, width) over which dots lie."""
    if not look.dots.count:
        return np.zeros(look.photo.shape, dtype=bool)
    sigma_px = FIELD_MM / look.mm_per_px
    here = (np.round(look.dots.y_px).astype(int), np.round(look.dots.x_px).astype(int))
    flux = np.zeros(look.photo.shape, dtype=np.float32)
    np.add.at(flux, here, look.dots.flux_od_mm2)
    seen = blurred(look.scalp_mask.astype(np.float32), sigma_px)
    density = blurred(flux, sigma_px) / np.maximum(seen, 0.05)
    typical = float(np.median(density[here]))
    field = (density > FIELD_SHARE * typical) & look.scalp_mask
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * int(sigma_px) // 2 + 1,) * 2)
    field_u8 = cv2.morphologyEx(cv2.morphologyEx(field.astype(np.uint8), cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, kernel)
    pieces, labels, stats, _ = cv2.connectedComponentsWithStats(field_u8)
    if pieces < 2:
        return np.zeros(field.shape, dtype=bool)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))


def _cut(field: Mask, pieces: int) -> list[Mask]:
    """Cuts a field across its longer side so that the parts' areas go as their numbers of pieces."""
    if pieces <= 1:
        return [field]
    ys, xs = np.nonzero(field)
    first = pieces // 2
    across_x = np.ptp(xs) >= np.ptp(ys)
    # the front of a head is at the bottom of an upright picture of it
    along = xs if across_x else -ys
    edge = np.quantile(along, first / pieces)
    grid = np.arange(field.shape[1])[None, :] if across_x else -np.arange(field.shape[0])[:, None]
    return _cut(field & (grid <= edge), first) + _cut(field & (grid > edge), pieces - first)


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


def zone_statistics(look: Look, zone: Zone) -> ZonePigment:
    """What a zone holds. Density is per area of scalp that was really looked at inside the zone."""
    inside = look.dots.select(zone.polygon_px.contains(look.dots.x_px, look.dots.y_px))
    seen = zone.polygon_px.mask(*look.photo.shape) & look.scalp_mask
    area_cm2 = max(float(seen.sum()) * (look.mm_per_px / 10) ** 2, 1e-9)
    low, high = poisson_interval(np.array([float(inside.count)]), LEVEL)
    some = inside.count > 0
    return ZonePigment(
        dots=inside.count,
        density_per_cm2=inside.count / area_cm2,
        density_low=float(low[0]) / area_cm2,
        density_high=float(high[0]) / area_cm2,
        load_od_mm2_per_cm2=float(inside.flux_od_mm2.sum()) / area_cm2,
        median_contrast=float(np.median(inside.contrast)) if some else 0.0,
        median_diameter_mm=float(np.median(inside.diameter_mm)) if some else 0.0,
    )
