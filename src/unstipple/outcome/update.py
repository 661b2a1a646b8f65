"""What was seen moves the draws: measured clearance, test spots and reactions choose among the imagined people (Bayes, by particles).

How strongly a person's ink answers (``k``) is drawn apart from all else, so every draw is tried with every ``k`` of a grid; these are the
particles, weighted by how well they foretell what was measured. From these as many are taken as there were draws. Every other quantity
of a draw (depth, threshold, slope, skin) goes along with it, so that the next plan stands on people who could have shown what this one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.outcome.clearance import Response, cleared

Array = NDArray[np.float64]
GRID_COUNT = 240
GRID_REACH = 2
"""How many blurs the grid of k goes beyond the draws to either side."""
HALF = float(norm.ppf(1 - (1 - 90 / 100) / (2 * 2)))
"""Standard deviations to either side of the middle of an interval at 95 %."""


@dataclass(frozen=True, slots=True)
class SeenClearance:
    """A share gone since the start, seen after ``visits`` treatments, between ``low`` and ``high`` at 95 %; graded by eye without them."""

    visits: int
    clearance: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.visits < 1:
            raise BadInput("visits", self.visits, "1 or more: a photograph before the first treatment shows no effect")
        if (self.low is None) != (self.high is None):
            raise BadInput("clearance interval", (self.low, self.high), "both ends or neither")
        if self.low is not None and self.high is not None and not self.low <= self.clearance <= self.high:
            raise BadInput("clearance", self.clearance, f"between its own bounds, {self.low:g} and {self.high:g}")

    def log_likelihood(self, foretold: Array) -> Array:
        """How well ``foretold`` clearances (any shape) fit: a normal to either side, as wide as the interval and the model's own doubt."""
        doubt = number("update.model_sd")
        if self.low is None or self.high is None:
            below = above = float(np.hypot(number("update.graded_sd"), doubt))
        else:
            below, above = (float(np.hypot(side / HALF, doubt)) for side in (self.clearance - self.low, self.high - self.clearance))
        # a true value above what was seen speaks for the upper side of the interval
        wide = np.where(foretold > self.clearance, above, below)
        return np.asarray(-(((foretold - self.clearance) / wide) ** 2) / 2, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the draws became: ``places`` (n,) which draw each now is, ``k_per_session`` (n,), and ``effective`` how many particles still
    count: few mean that what was seen was hardly thought possible.
    """

    places: NDArray[np.intp]
    k_per_session: Array
    effective: float

    def response(self, before: Response) -> Response:
        """The response of the people who are left."""
        theirs = {field.name: getattr(before, field.name)[self.places] for field in fields(before)}
        return replace(before, **{**theirs, "k_per_session": self.k_per_session})


def learn(
    before: Response, totals: Array, seen: Sequence[SeenClearance], draws: Draws, *, interval_weeks: float, log_weight: Array | None = None
) -> Learnt:
    """Choose among the draws by what was seen.

    Parameters
    ----------
    totals : array (draw, level, visit), effective sessions delivered up to and with each treatment so far.
    seen : clearances since the start; one that is surely below 0 (darker ink) is none of an ink that answers, and is left out.
    log_weight : array (draw,), what else speaks for a draw (`reaction_weight`).

    Returns
    -------
    `Learnt`. The same draws, with the same k, where nothing speaks. Raises `BadInput` for a clearance after more visits than were made.
    """
    count = draws.count
    usable = [each for each in seen if each.clearance >= 0 or (each.high is not None and each.high >= 0)]
    for each in usable:
        if each.visits > totals.shape[2]:
            raise BadInput("visits", each.visits, f"at most the {totals.shape[2]} treatments that were made")
    if not usable and log_weight is None:
        return Learnt(np.arange(count), before.k_per_session, float(count))
    grid, prior = _k_prior(before.k_per_session)
    weight = np.repeat(prior[None, :], count, axis=0) + (0 if log_weight is None else log_weight[:, None])
    for place, k in enumerate(grid):
        tried = replace(before, k_per_session=np.full(count, k))
        foretold = cleared(tried, totals, interval_weeks=interval_weeks) if usable else None
        for each in usable:
            assert foretold is not None
            weight[:, place] += each.log_likelihood(foretold[:, each.visits - 1])
    return _taken(weight, grid, draws)


def _k_prior(k: Array) -> tuple[Array, Array]:
    """A grid of k (m,), even in the logarithm, and the log of the prior there: the draws, each blurred by what a wrongly guessed class of
    ink would do (evidence ``update.class_doubt``), so that no answer was thought impossible.
    """
    doubt, known = number("update.class_doubt"), np.log(k)
    grid = np.linspace(known.min() - GRID_REACH * doubt, known.max() + GRID_REACH * doubt, GRID_COUNT)
    density = np.exp(-(((grid[:, None] - known) / doubt) ** 2) / 2).mean(axis=1)
    return np.exp(grid), np.log(density)


def _taken(log_weight: Array, k: Array, draws: Draws) -> Learnt:
    """As many particles as draws, evenly spaced along the particles in order of k, so that the same seed takes the same."""
    weight = np.exp(log_weight - log_weight.max())
    share = weight / weight.sum()
    flat = share.T.ravel()
    comb = (np.arange(draws.count) + 0.5) / draws.count
    found = np.minimum(np.searchsorted(np.cumsum(flat), comb), flat.size - 1)
    which, place = np.divmod(found, draws.count)
    # the order of draws says nothing: shuffled anew, so that k and the rest stay apart in every later stratum
    mixed = np.argsort(draws.shares("update.order"), kind="stable")
    return Learnt(place[mixed], k[which][mixed], float(1 / (share**2).sum()))


def visible_chance(worth: Array) -> Array:
    """Chance (n,) that a spot or visit shows lightening or whitening, by what it is worth (n,) in sessions of the published series."""
    half = number("update.visible_worth")
    return np.asarray(worth / (worth + half), dtype=np.float64)


def reaction_weight(chance: Array, *, happened: bool) -> Array:
    """Log weight (n,) of a reaction that draws foretell with ``chance`` (n,): it happened, or it did not.

    No single one takes a draw's weight away altogether (evidence ``update.weight_floor``).
    """
    spoken = chance if happened else 1 - chance
    floor = number("update.weight_floor")
    return np.asarray(np.log(floor + (1 - floor) * spoken), dtype=np.float64)
