"""Light and hair that tests of the follicles share: a 3 and an 8 mm spot at 1064 nm in light skin, round numbers of the light engine."""

from __future__ import annotations

import numpy as np

from unstipple.dose.follicle_light import FollicleLight
from unstipple.evidence import Draws

DRAWS = Draws(60, 9)
ONES = np.ones(DRAWS.count)
NUMBERS = {3: (1.15, 0.15), 8: (2.3, 0.65)}


def light(spot_mm: int, times: float = 1.0) -> FollicleLight:
    bulge, bulb = NUMBERS[spot_mm]
    return FollicleLight(times * bulge * ONES, times * bulb * ONES, times * 2.84 * ONES, times * 1.18 * ONES, times * 4.2 * ONES)
