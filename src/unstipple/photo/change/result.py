"""What a comparison of two photographs says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image

Array = NDArray[np.float64]


class Why(StrEnum):
    """Why there is a number or not; the sentence belongs to the report."""

    MEASURED = "measured"
    AT_LEAST = "at-least"
    BEFORE_UNUSABLE = "before-unusable"
    AFTER_UNUSABLE = "after-unusable"
    REPEAT_UNUSABLE = "repeat-unusable"
    FEW_DOTS = "few-dots"
    SCALES_DIFFER = "scales-differ"
    NOT_ALIGNED = "not-aligned"
    WEAK_MATCH = "weak-match"
    LITTLE_SUPPORT = "little-support"
    DISTURBED = "hair-or-glare"
    REPEAT_DISAGREES = "repeat-disagrees"
    SKIN_DARKNESS = "skin-darkness-unknown"


class Fate(StrEnum):
    """What could be said of a dot."""

    MEASURED = "measured"
    FAINT = "too-faint"
    NOT_PIGMENT = "not-pigment"
    OUTSIDE = "outside"
    NOT_ALIGNED = "not-aligned"
    DISTURBED = "hair-or-glare"


@dataclass(frozen=True, slots=True)
class Share:
    """Share of the pigment that is gone, of the whole or of a zone.

    ``clearance`` is ``None`` where only a lower bound or nothing can be said, ``low`` and ``high`` bound it with the probability
    ``level``; ``dots`` were measured for it. Negative is darkening.
    """

    name: str
    clearance: float | None
    low: float | None
    high: float | None
    level: float
    dots: int
    at_least: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PerDot:
    """The baseline's dots, one an entry (n,): place in the baseline photograph (px), share ``gone`` with its standard ``error`` (not a
    number where not measured), whether it was measured, and its `Fate`."""

    x_px: Array
    y_px: Array
    gone: Array
    error: Array
    measured: NDArray[np.bool_]
    fate: tuple[Fate, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Change between two photographs.

    ``comparable`` false means that there is no number, for the reason ``why``. ``right_px``, ``down_px`` (height, width) say, on a grid of
    ``field_px`` baseline pixels, how far skin lies from where the baseline shows it; ``warped`` (height, width, 3) is the follow-up laid
    onto the baseline, grey where it shows nothing; both are ``None`` where the pictures could not be aligned. ``shift_px`` is the middle
    dot's displacement. ``repeat_gap`` is the change found between the two baseline photographs, ``None`` without a second.
    """

    comparable: bool
    why: Why
    whole: Share
    zones: tuple[Share, ...]
    shift_px: float
    support: float
    match: float
    dots: PerDot
    repeat_gap: float | None = None
    right_px: Image | None = None
    down_px: Image | None = None
    field_px: float = 1.0
    warped: NDArray[np.uint8] | None = None

    @property
    def clearance(self) -> float | None:
        """Share of the pigment that is gone; ``None`` where it is not measurable as one number."""
        return self.whole.clearance

    @property
    def low(self) -> float | None:
        """Lower end of the interval."""
        return self.whole.low

    @property
    def high(self) -> float | None:
        """Upper end of the interval."""
        return self.whole.high

    @property
    def level(self) -> float:
        """Probability of the interval."""
        return self.whole.level

    @property
    def matched_dots(self) -> int:
        """How many dots were measured in both pictures."""
        return int(self.dots.measured.sum())


def as_json(change: Change) -> dict[str, Any]:
    """What other programs may rely on: the contract's answer of ``follow``."""
    return {
        "comparable": change.comparable, "why": str(change.why), **_share(change.whole), "shift_px": round(change.shift_px, 2),
        "matched_dots": change.matched_dots, "support": round(change.support, 3), "match": round(change.match, 3),
        "repeat_gap": _rounded(change.repeat_gap),
        "zones": [{"zone": zone.name, **_share(zone), "dots": zone.dots} for zone in change.zones],
    }  # fmt: skip


def _share(share: Share) -> dict[str, Any]:
    numbers = {name: _rounded(getattr(share, name)) for name in ("clearance", "low", "high")}
    return {**numbers, "level": share.level, "at_least": share.at_least}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
