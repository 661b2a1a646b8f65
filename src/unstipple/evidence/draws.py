"""The one axis of doubt: draw 17 is the same imagined skin, ink and response in every room."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence.ledger import value


@dataclass(frozen=True, slots=True)
class Draws:
    """``count`` seeded draws. Every named quantity gets its own independent, stratified stream."""

    count: int
    seed: int

    def shares(self, name: str) -> NDArray[np.float64]:
        """Stratified uniform numbers (count,) in (0, 1) for that name; read-only. The same name and seed give the same numbers."""
        return _shares(self.count, self.seed, name)

    def of(self, name: str) -> NDArray[np.float64]:
        """Draws (count,) of the cited value of that name, in its unit, from its own spread."""
        return value(name).at(self.shares(name))


@lru_cache(maxsize=1024)
def _shares(count: int, seed: int, name: str) -> NDArray[np.float64]:
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    strata = rng.permutation(count)
    shares = np.asarray((strata + rng.uniform(size=count)) / count, dtype=np.float64)
    shares.setflags(write=False)
    return shares
