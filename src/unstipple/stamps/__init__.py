"""Where the handpiece goes: overlap, pulses, minutes."""

from unstipple.stamps.layout import Stamps, mean_hits

__all__ = ["Stamps", "mean_hits"]
