"""Zones: contiguous pieces of pigmented scalp, and what each holds."""

from unstipple.photo.zones.regular import pigmented_field, regular_zones, zone_statistics

__all__ = ["pigmented_field", "regular_zones", "zone_statistics"]
