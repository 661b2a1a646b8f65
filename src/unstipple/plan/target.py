"""What is to be treated: one zone with what is known of its pigment and hair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One zone to treat. ``load_od_mm2_per_cm2`` and ``density_per_cm2`` come from the photograph, ``None`` without one."""

    zone: str
    label: str
    area_cm2: float
    hair_bearing: bool
    density_per_cm2: float | None = None
    load_od_mm2_per_cm2: float | None = None
    dots: int | None = None
    confirmed: bool = False
    polygon_px: tuple[tuple[float, float], ...] = ()
