"""Sessions one after the other, draw by draw: what is left lies deeper, answers less, and shades itself less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import number
from unstipple.outcome.clearance import Response

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What one visit with each of f settings is worth in sessions of the published series, (f, draw, level).

    ``shaded`` with all of today's pigment in place, ``bare`` where none is left to take light from the rest.
    """

    shaded: Array
    bare: Array

    def at(self, place: NDArray[np.intp], left: Array) -> Array:
        """The worth (t, draw, level) of settings ``place`` (t,) while ``left`` (t, draw) of the pigment is still there."""
        shaded, bare = self.shaded[place], self.bare[place]
        return np.asarray(bare + (shaded - bare) * left[:, :, None], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """Courses of t ways over v visits: ``clearance`` (t, draw, visit) of the pigment that is left now; ``totals`` (t, draw, level), the
    effective sessions delivered in all, those before today included.
    """

    clearance: Array
    totals: Array


def simulate(answer: Response, worth: Worth, steps: NDArray[np.intp], *, interval_weeks: float, before: Array | float = 0) -> Simulated:
    """Treat every draw at every visit.

    Parameters
    ----------
    steps : array (t, visit), which of ``worth``'s settings each way uses at each visit.
    before : effective sessions already delivered, broadcast to (draw, level).
    """
    k = answer.k_per_session
    if interval_weeks <= number("response.short_interval_weeks"):
        k = k * number("response.short_interval_factor")
    count, visits = steps.shape
    draws, levels = worth.shaded.shape[1:]
    totals = np.broadcast_to(np.asarray(before, dtype=np.float64), (draws, levels))
    gone = k[:, None] * totals ** answer.shape_b[:, None]
    least = gone.min(axis=1)  # taken out of both, so that nothing vanishes where little is left
    stays = answer.floor / (1 - answer.floor) * np.exp(least)
    now = stays + np.exp(least[:, None] - gone).mean(axis=1)
    totals, left = np.repeat(totals[None], count, axis=0), np.ones((count, draws))
    clearance = np.empty((count, draws, visits))
    for visit in range(visits):
        totals = totals + worth.at(steps[:, visit], left)
        power = k[:, None] * totals ** answer.shape_b[:, None]
        left = (stays + np.exp(least[:, None] - power).mean(axis=2)) / now
        clearance[:, :, visit] = 1 - left
    return Simulated(clearance, totals)
