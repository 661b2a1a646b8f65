"""Change between two visits: alignment, flux of each dot, the share of pigment that is gone, or why that cannot be said."""

from unstipple.photo.change.compare import follow
from unstipple.photo.change.result import Change, Fate, PerDot, Share, Why, as_json
from unstipple.photo.change.surface import Calibrated

__all__ = ["Calibrated", "Change", "Fate", "PerDot", "Share", "Why", "as_json", "follow"]
