"""A zone's layout of stamps as it is written into a plan."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from unstipple.course.layout import ZoneLayout

DIGITS = 4


def layout_part(laid: ZoneLayout) -> dict[str, Any]:
    """Pulses, minutes, order, and shares of dots at the 10th, 50th and 90th percentile of the hand's error; centres in mm are left out."""
    return {
        "pattern": "hexagonal",
        "order": "skipping",
        "pulses": laid.pulses,
        "minutes": round(laid.minutes, 1),
        "path_m": round(laid.path_m, 1),
        "neighbours_wait_s": round(laid.neighbours_s, 1) if math.isfinite(laid.neighbours_s) else None,
        "missed": _spread(laid.missed),
        "hit_twice": _spread(laid.twice),
        "never_hit": _spread(laid.never),
        "visits": laid.visits,
        "kept_out_share": round(laid.kept_out, DIGITS),
        "on_outline": laid.mapped,
        "on_dots_seen": laid.real_dots,
    }


def _spread(shares: np.ndarray) -> dict[str, float]:
    return {f"p{at}": round(float(np.percentile(shares, at)), DIGITS) for at in (10, 50, 90)}
