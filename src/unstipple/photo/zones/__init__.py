"""Zones: contiguous pieces of pigmented scalp, and what each holds."""

from unstipple.photo.zones.area import Area, area_of
from unstipple.photo.zones.field import pigmented_field
from unstipple.photo.zones.partition import regular_zones
from unstipple.photo.zones.statistics import zone_statistics
from unstipple.photo.zones.views import Region, RegionView, join_views

__all__ = ["Area", "Region", "RegionView", "area_of", "join_views", "pigmented_field", "regular_zones", "zone_statistics"]
