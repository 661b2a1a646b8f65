"""Where a zone's dots lie on the photograph, for the light engine's square that stands for the zone."""

from __future__ import annotations

import numpy as np

from unstipple.photo import Look
from unstipple.plan import Target, ZoneDots
from unstipple.scalp import Polygon


def dots_of(target: Target, look: Look | None) -> ZoneDots:
    """A zone with the places of its dots of pigment; without an outline on the photograph, a scale or a dot none are known."""
    if look is None or not target.polygon_px or look.mm_per_px <= 0:
        return ZoneDots(target)
    dots = look.pigment
    inside = Polygon(target.polygon_px).contains(dots.x_px, dots.y_px)
    if not inside.any():
        return ZoneDots(target)
    return ZoneDots(target, np.stack([dots.x_px[inside], dots.y_px[inside]], axis=1) * look.mm_per_px)
