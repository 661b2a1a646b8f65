"""What the treatments cost: never a single number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unstipple.course.course import Cost
from unstipple.evidence import Draws, value
from unstipple.outcome import percentile
from unstipple.plan import ZonePlan


def cost(zones: Sequence[ZonePlan], sessions: np.ndarray, draws: Draws, most: int | None) -> Cost:
    """Total of all treatments over the draws (test spot not counted: no price known)."""
    price = draws.of("price.session_usd")
    low, high = value("price.session_usd").low or 0, value("price.session_usd").high or 0
    if any(zone.setting.mode.pulse_class == "ps" for zone in zones):
        price = price * draws.of("price.picosecond_factor")
        low, high = low * (value("price.picosecond_factor").low or 1), high * (value("price.picosecond_factor").high or 1)
    visits = np.minimum(sessions, most) if most else sessions
    totals = visits * price
    return Cost(percentile(totals, 10), percentile(totals, 50), percentile(totals, 90), low, high, "USD")
