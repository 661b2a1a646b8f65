"""In which order the stamps are fired, and how long neighbours can cool in between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.errors import BadInput
from unstipple.stamps.lay import Laid, check_rate
from unstipple.stamps.rows import to_and_fro

Places = NDArray[np.intp]

Order = Literal["to-and-fro", "skipping"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""``to-and-fro``: row after row, stamp beside stamp. ``skipping``: every other stamp of every other row, then those in between."""

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """An order of firing: ``order`` (n,) counts into the layout's centres. ``path_mm`` is the way of the handpiece in mm.

    ``pulses_apart`` is the smallest number of pulses from a stamp to one that touches it, None where no two touch.
    """

    name: Order
    order: Places
    path_mm: float
    pulses_apart: int | None

    def neighbours_s(self, rate_hz: float) -> float:
        """Shortest time in s between two stamps that touch, at ``rate_hz`` pulses a second without a pause; infinite where none touch."""
        check_rate(rate_hz)
        return math.inf if self.pulses_apart is None else self.pulses_apart / rate_hz


def walk(laid: Laid, order: Order = "to-and-fro") -> Walk:
    """The order in which a layout is fired, and what it gives.

    ``"skipping"`` fires each row with gaps that no two stamps of one round touch across, and leaves out rows likewise; each further round
    begins at the same corner, so that a stamp waits for about one round (a quarter of all pulses below 50 % overlap) before one beside it
    is fired. On a patch of a few stamps it can help no more than there is room. Raises `BadInput` for another order, and for the fractional
    pattern, whose beams fire together.
    """
    if order not in ORDERS:
        raise BadInput("order", order, ", ".join(ORDERS))
    if laid.pattern == "fractional":
        raise BadInput("pattern", laid.pattern, "hexagonal or rows: microbeams of one pulse fire together")
    rounds = laid.parts if order == "to-and-fro" else _rounds(laid)
    found = to_and_fro(rounds, laid.places[:, 1], laid.centres_mm[:, 0])
    steps = np.diff(laid.centres_mm[found], axis=0)
    return Walk(order, found, float(np.hypot(*steps.T).sum()), _pulses_apart(laid, found))


def _rounds(laid: Laid) -> Places:
    """In which round (n,) each stamp is fired: no two of one round touch; the parts of the region come one after the other in a round."""
    every = math.floor(laid.spot_mm / laid.pitch_mm * (1 + TOLERANCE)) + 1
    along, row = (laid.places % every).T
    parts = len(laid.region.outlines)
    return np.asarray((row * every + along) * parts + laid.parts, dtype=np.intp)


def _pulses_apart(laid: Laid, order: Places) -> int | None:
    pairs = cKDTree(laid.centres_mm).query_pairs(laid.spot_mm * (1 + TOLERANCE), output_type="ndarray")
    if not len(pairs):
        return None
    when = np.empty(len(order), dtype=np.intp)
    when[order] = np.arange(len(order))
    return int(np.abs(np.diff(when[pairs], axis=1)).min())
