"""What a zone holds: the statistics of its dots that planning stands on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZonePigment:
    """Pigment of one zone. ``density_low`` and ``density_high`` bound the density by counting noise; medians are over the zone's dots."""

    dots: int
    density_per_cm2: float
    density_low: float
    density_high: float
    load_od_mm2_per_cm2: float
    median_contrast: float
    median_diameter_mm: float
