"""A zone of the scalp: a polygon on a photograph with a name and an area."""

from __future__ import annotations

from dataclasses import dataclass

from unstipple.scalp.polygon import Polygon


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the scalp. ``polygon_px`` lies on the photograph; ``region`` is a label for people."""

    name: str
    polygon_px: Polygon
    area_cm2: float
    region: str
    confirmed: bool = False
