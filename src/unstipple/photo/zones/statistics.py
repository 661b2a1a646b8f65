"""What a zone holds."""

from __future__ import annotations

import numpy as np

from unstipple.photo.look import LEVEL, Look
from unstipple.photo.zones.field import pigment_of
from unstipple.pigment import ZonePigment, poisson_interval
from unstipple.scalp import Zone


def zone_statistics(look: Look, zone: Zone) -> ZonePigment:
    """What a zone holds, per area of scalp that was really looked at inside the zone.

    Missed and false dots are reckoned in where the photograph was tried for them (`Look.counting`), and the interval holds their doubt;
    else it is counting noise alone.
    """
    chosen = zone.polygon_px.contains(look.dots.x_px, look.dots.y_px)
    inside = pigment_of(look.dots.select(chosen))
    seen = zone.polygon_px.mask(*look.photo.shape) & look.scalp_mask
    area_cm2 = max(look.scale.area_cm2(seen), 1e-9)
    if look.counting is None:
        low, high = (float(bound[0]) for bound in poisson_interval(np.array([float(inside.count)]), LEVEL))
        number, load = float(inside.count), float(inside.flux_od_mm2.sum())
    else:
        stands_for = look.counting.select(chosen)
        number, low, high = stands_for.total(LEVEL)
        load = float((stands_for.worth * look.dots.flux_od_mm2[chosen]).sum())
    some = inside.count > 0
    return ZonePigment(
        dots=inside.count,
        density_per_cm2=number / area_cm2,
        density_low=low / area_cm2,
        density_high=high / area_cm2,
        load_od_mm2_per_cm2=load / area_cm2,
        median_contrast=float(np.median(inside.contrast)) if some else 0.0,
        median_diameter_mm=float(np.median(inside.diameter_mm)) if some else 0.0,
    )
