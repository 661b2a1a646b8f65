"""From readings at dots and at empty places to the share of pigment that is gone, with its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

BLOCK_MM = 5.0
DRAWS = 400
LEAST_DOTS = 30
"""Fewer dots give no clearance of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Pigment read in the baseline (``before``) and in the follow-up (``after``) at dots (n,), less what empty places read; ``sure``
    the probability that each is pigment at all; what is left of the readings at empty places (m,) around their mean; and the block of
    skin each stands in."""

    before: Array
    after: Array
    sure: Array
    empty_before: Array
    empty_after: Array
    block: NDArray[np.int64]
    empty_block: NDArray[np.int64]

    def select(self, dots: Mask) -> Readings:
        """The readings at the chosen dots, with all empty places."""
        return replace(self, before=self.before[dots], after=self.after[dots], sure=self.sure[dots], block=self.block[dots])

    @property
    def sure_share(self) -> float:
        """Share of what was read, each dot weighed by how sure it is, that is expected to be pigment."""
        return float((self.sure**2 * self.before).sum() / (self.sure * self.before).sum())

    def share_gone(self) -> float:
        """Share of all pigment that is gone.

        What is no pigment (a furrow, a hair's root) does not go; a dot that is one with the probability 1 - ``sure`` is expected to have
        that much less to lose.
        """
        return float((self.sure * (self.before - self.after)).sum() / (self.sure**2 * self.before).sum())

    def doubt(self) -> float:
        """Standard deviation of the share by a bootstrap over blocks of skin: what happens to one dot happens to its neighbours."""
        names, inverse = np.unique(np.concatenate([self.block, self.empty_block]), return_inverse=True)
        own, empty = inverse[: self.block.size], inverse[self.block.size :]
        lost, had = self.sure * (self.before - self.after), self.sure**2 * self.before
        columns = [(own, lost), (own, had), (own, self.sure), (own, self.sure**2)]
        columns += [(empty, self.empty_before - self.empty_after), (empty, self.empty_before), (empty, np.ones(empty.size))]
        sums = np.stack([np.bincount(where, values, names.size) for where, values in columns])
        times = np.random.default_rng(3).multinomial(names.size, np.full(names.size, 1 / names.size), DRAWS)
        lost, had, weight, square, null_lost, null_had, nulls = sums @ times.T
        nulls = np.maximum(nulls, 1)
        gone = (lost - weight * null_lost / nulls) / (had - square * null_had / nulls)
        return float(np.std(gone[np.isfinite(gone)]))

    def per_dot(self) -> tuple[Array, Array]:
        """Share gone of each dot (n,) and its standard error, from the spread of empty places."""
        safe = np.maximum(self.before, 1e-6)
        left = float(np.clip(1 - self.share_gone(), 0, 2))
        spread = float(np.std(self.empty_after - left * self.empty_before))
        return 1 - self.after / safe, spread / safe


def blocks_of(x_px: Array, y_px: Array, mm_per_px: float) -> NDArray[np.int64]:
    """Number of the block of skin each place (n,) stands in."""
    side = BLOCK_MM / mm_per_px
    return np.asarray((x_px // side).astype(np.int64) * 100_003 + (y_px // side).astype(np.int64))


def spreads_for(level: float) -> float:
    """Half-width, in standard deviations, of a normal interval of that probability."""
    return float(stats.norm.ppf(0.5 + level / 2))
