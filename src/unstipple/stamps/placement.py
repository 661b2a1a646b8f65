"""A hand is no robot: how far each stamp lands from its place."""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.stamps.lay import Laid

Array = NDArray[np.float64]

PLACEMENT = "stamps.placement_sd_share"


def placement_sd_mm(laid: Laid, draws: Draws) -> Array:
    """Standard deviation (draw,) in mm, in each direction, of a stamp's centre off its place (evidence ``stamps.placement_sd_share``)."""
    return laid.spot_mm * draws.of(PLACEMENT)


def hand_normals(laid: Laid, draws: Draws, draw: int) -> Array:
    """Standard normal numbers of one draw, (n, 2) for the n stamps: the same for the same seed and the same imagined person.

    The beams of a fractional layout move together: (1, 2).
    """
    person = draw if draws.picked is None else draws.picked[draw]
    rng = np.random.default_rng([draws.seed, zlib.crc32(PLACEMENT.encode()), person])
    return rng.standard_normal((1 if laid.pattern == "fractional" else len(laid.centres_mm), 2))


def misplaced(laid: Laid, normals: Array, sd_mm: float) -> Array:
    """Centres (..., n, 2) in mm where a hand puts the stamps.

    ``normals`` (..., n, 2) are standard normal numbers (`hand_normals`), ``sd_mm`` the standard deviation in mm in each direction.
    """
    if not (math.isfinite(sd_mm) and sd_mm >= 0):
        raise BadInput("sd_mm", sd_mm, "a finite number of mm, 0 or more")
    if normals.shape[-2:] not in {(len(laid.centres_mm), 2), (1, 2)}:
        raise BadInput("normals", f"shape {normals.shape}", f"shape (..., {len(laid.centres_mm)}, 2)")
    return laid.centres_mm + sd_mm * normals
