"""Whether a photograph can be trusted: each check with its value, its limit and what to do."""

from unstipple.photo.quality.gate import Subject, first_checks, skin_checks
from unstipple.photo.quality.repeats import repeat_check
from unstipple.photo.quality.sharpness import blur_mm
from unstipple.photo.quality.verdict import Check, Quality, scale_check, sharp_check

__all__ = ["Check", "Quality", "Subject", "blur_mm", "first_checks", "repeat_check", "scale_check", "sharp_check", "skin_checks"]
