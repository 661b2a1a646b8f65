"""What happened to each dot, as one of five marks."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change import PerDot


class Mark(IntEnum):
    """What a dot is marked as; the names are codes of the page's words."""

    GONE = 0
    FADING = 1
    SAME = 2
    DARKER = 3
    UNKNOWN = 4

    @property
    def code(self) -> str:
        """Code of the mark's words."""
        return self.name.lower()


CLEARLY = 2.58
"""Standard errors by which a single dot must differ before it is called changed: one in a hundred unchanged dots then looks changed."""
GONE_SHARE = 0.8
VAGUE = 0.35
"""A dot whose standard error is larger is not told: gone and unchanged would look alike."""
TOO_UNCERTAIN = "too-uncertain"


def marks(dots: PerDot) -> NDArray[np.int8]:
    """`Mark` of every dot (n,)."""
    told = dots.measured & (np.nan_to_num(dots.error, nan=np.inf) <= VAGUE)
    mark = np.full(told.shape, Mark.UNKNOWN, dtype=np.int8)
    mark[told] = Mark.SAME
    lighter = told & (dots.gone > CLEARLY * dots.error)
    mark[lighter] = Mark.FADING
    mark[lighter & (dots.gone >= GONE_SHARE)] = Mark.GONE
    mark[told & (dots.gone < -CLEARLY * dots.error)] = Mark.DARKER
    return mark


def unread(dots: PerDot) -> dict[str, int]:
    """How many dots could not be told, by code, most first."""
    codes = [TOO_UNCERTAIN if dots.measured[n] else str(dots.fate[n]) for n in np.flatnonzero(marks(dots) == Mark.UNKNOWN)]
    counts = {code: codes.count(code) for code in set(codes)}
    return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def weight(dots: PerDot) -> NDArray[np.float64]:
    """Pigment each dot held before, in units of the error of a reading (n,); 0 where it was not measured.

    A reading's error is the same for all dots of a pair, so that the error of a dot's share is one over its pigment.
    """
    usable = dots.measured & (np.nan_to_num(dots.error) > 0)
    return np.where(usable, 1 / np.where(usable, dots.error, 1), 0.0)
