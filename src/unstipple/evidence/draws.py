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
    """``count`` seeded draws. Every named quantity gets its own independent, stratified stream.

    ``picked`` holds, after something was learnt, which of the ``of_many`` first draws each of these is: draw 17 is then another imagined
    person than before, and the same one in every room.
    """

    count: int
    seed: int
    picked: tuple[int, ...] | None = None
    of_many: int | None = None

    def pick(self, places: NDArray[np.intp]) -> Draws:
        """The draws at ``places`` (m,), each of which may come more than once."""
        before = np.arange(self.count) if self.picked is None else np.array(self.picked)
        return Draws(len(places), self.seed, tuple(int(each) for each in before[places]), self.of_many or self.count)

    def shares(self, name: str) -> NDArray[np.float64]:
        """Stratified uniform numbers (count,) in (0, 1) for that name; read-only. The same name and seed give the same numbers."""
        if self.picked is None:
            return _shares(self.count, self.seed, name)
        return np.asarray(_shares(self.of_many or self.count, self.seed, name)[np.array(self.picked)], dtype=np.float64)

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
