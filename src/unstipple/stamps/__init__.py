"""Where the handpiece goes: patterns, overlap, order, hits, pulses, minutes."""

from unstipple.stamps.field import hit_shares, shares_of_hits
from unstipple.stamps.hits import Coverage, coverage, hits
from unstipple.stamps.lattice import PATTERNS, Lattice, Pattern
from unstipple.stamps.lay import Laid, lay
from unstipple.stamps.layout import Stamps, mean_hits
from unstipple.stamps.outline import Outline
from unstipple.stamps.placement import hand_normals, misplaced, placement_sd_mm
from unstipple.stamps.region import WHYS, KeepOut, Region, Why
from unstipple.stamps.walk import ORDERS, Order, Walk, walk

__all__ = [
    "ORDERS", "PATTERNS", "WHYS", "Coverage", "KeepOut", "Laid", "Lattice", "Order", "Outline", "Pattern", "Region", "Stamps", "Walk",
    "Why", "coverage", "hand_normals", "hit_shares", "hits", "lay", "mean_hits", "misplaced", "placement_sd_mm", "shares_of_hits", "walk",
]  # fmt: skip
