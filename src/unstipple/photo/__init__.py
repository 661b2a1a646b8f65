"""Image to quality verdict, dots, pigment map and zones."""

from unstipple.photo.look import Look, as_json, look
from unstipple.photo.quality import Check, Quality
from unstipple.photo.read import Photo, decode, read_photo
from unstipple.photo.zones import pigmented_field, regular_zones, zone_statistics

__all__ = [
    "Check", "Look", "Photo", "Quality", "as_json", "decode", "look", "pigmented_field", "read_photo", "regular_zones", "zone_statistics",
]  # fmt: skip
