"""Image to quality verdict, dots, pigment map and zones."""

from unstipple.photo.look import Look, as_json
from unstipple.photo.looking import look
from unstipple.photo.quality import Check, Quality
from unstipple.photo.read import Photo, decode, read_photo
from unstipple.photo.zones import Area, Region, RegionView, area_of, join_views, pigmented_field, regular_zones, zone_statistics

__all__ = [
    "Area", "Check", "Look", "Photo", "Quality", "Region", "RegionView", "area_of", "as_json", "decode", "join_views", "look",
    "pigmented_field", "read_photo", "regular_zones", "zone_statistics",
]  # fmt: skip
