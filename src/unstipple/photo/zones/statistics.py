"""What a zone holds."""

from __future__ import annotations

import numpy as np

from unstipple.photo.look import LEVEL, Look
from unstipple.photo.zones.field import pigment_of
from unstipple.pigment import ZonePigment, poisson_interval
from unstipple.scalp import Zone


def zone_statistics(look: Look, zone: Zone) -> ZonePigment:
    """What a zone holds. Density is per area of scalp that was really looked at inside the zone."""
    dots = pigment_of(look.dots)
    inside = dots.select(zone.polygon_px.contains(dots.x_px, dots.y_px))
    seen = zone.polygon_px.mask(*look.photo.shape) & look.scalp_mask
    area_cm2 = max(look.scale.area_cm2(seen), 1e-9)
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
