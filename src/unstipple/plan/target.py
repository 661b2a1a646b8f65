"""What is to be treated: one zone with what is known of its pigment and hair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One zone to treat. ``load_od_mm2_per_cm2`` and ``density_per_cm2`` come from the photograph, ``None`` without one.

    ``confirmed`` says that a clinician looked at the outline; ``photo_counts`` that a named clinician confirmed it together with the skin
    type, so that what the photograph showed may enter the settings. ``area_low_cm2`` and ``area_high_cm2`` bound the area at 95 %;
    ``seen_in`` names the views that show the zone; ``thin_hair`` says that the hair it bears is miniaturised.
    """

    zone: str
    label: str
    area_cm2: float
    hair_bearing: bool
    density_per_cm2: float | None = None
    load_od_mm2_per_cm2: float | None = None
    dots: int | None = None
    confirmed: bool = False
    polygon_px: tuple[tuple[float, float], ...] = ()
    photo_counts: bool = False
    area_low_cm2: float | None = None
    area_high_cm2: float | None = None
    seen_in: tuple[str, ...] = ()
    thin_hair: bool = False

    @property
    def density_in_settings(self) -> float | None:
        """Dots per cm² that settings may lean on: the photograph's where it counts, else none."""
        return self.density_per_cm2 if self.photo_counts else None
