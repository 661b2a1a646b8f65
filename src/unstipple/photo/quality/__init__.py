"""Whether a photograph can be trusted: each check with its value, its limit and what to do."""

from unstipple.photo.quality.sharpness import blur_mm
from unstipple.photo.quality.verdict import Check, Quality, light_check, scale_check, scalp_checks, sharp_check

__all__ = ["Check", "Quality", "blur_mm", "light_check", "scale_check", "scalp_checks", "sharp_check"]
