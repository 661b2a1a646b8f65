"""Follow-ups made by hand, without looking at any photograph: what the follow-up page draws, in every shape it can take."""

from __future__ import annotations

from typing import Any

import made_courses as make
import numpy as np

from unstipple.photo import Photo
from unstipple.photo.change import Change, Fate, PerDot, Share, Why
from unstipple.scalp import Polygon, Zone

LEVEL = 0.95
MM_PER_PX = 0.1
SECRET = "/home/somebody/patients/jane-doe-scalp.jpg"


def photo(width_px: int = 500, height_px: int = 400, dots: int = 400) -> Photo:
    return Photo(make.look(width_px, height_px, dots).photo.rgb, SECRET, "0" * 64)


def per_dot(
    count: int = 400, gone: float = 0.4, error: float = 0.12, *, unread: dict[Fate, int] | None = None, width_px: int = 500,
    height_px: int = 400,
) -> PerDot:  # fmt: skip
    """Dots anywhere on the picture of which ``unread`` were not measured."""
    rng = np.random.default_rng(5)
    fate = [Fate.MEASURED] * count
    start = 0
    for code, number in (unread or {}).items():
        fate[start : start + number] = [code] * number
        start += number
    measured = np.array([each == Fate.MEASURED for each in fate], dtype=bool)
    errors = error * rng.uniform(0.7, 1.6, count)
    shares = gone + errors * rng.standard_normal(count)
    x, y = rng.uniform(10, width_px - 10, count), rng.uniform(10, height_px - 10, count)
    return PerDot(x, y, np.where(measured, shares, np.nan), np.where(measured, errors, np.nan), measured, tuple(fate))


def share(name: str, clearance: float | None, half: float = 0.05, dots: int = 300) -> Share:
    if clearance is None:
        return Share(name, None, None, None, LEVEL, dots)
    return Share(name, clearance, clearance - half, min(clearance + half, 1), LEVEL, dots)


def at_least(name: str, low: float) -> Share:
    return Share(name, None, low, None, LEVEL, 300, at_least=True)


def change(
    whole: Share | None = None, zones: tuple[Share, ...] = (), dots: PerDot | None = None, *, repeat_gap: float | None = None,
    warped: Any = None,
) -> Change:  # fmt: skip
    """A comparison that gave an answer."""
    answer = whole or share("whole", 0.42)
    later = photo().rgb[::-1].copy() if warped is None else warped
    why = Why.AT_LEAST if answer.at_least else Why.MEASURED
    return Change(True, why, answer, zones, 12.0, 0.95, 0.6, dots or per_dot(), repeat_gap, warped=later)


def refused(why: Why = Why.NOT_ALIGNED, zones: tuple[str, ...] = (), *, warped: Any = None) -> Change:
    """A comparison without an answer."""
    count = 50
    unknown = np.full(count, np.nan)
    dots = PerDot(np.arange(count) + 0.0, np.arange(count) + 0.0, unknown, unknown, np.zeros(count, bool), (Fate.NOT_ALIGNED,) * count)
    nothing = tuple(Share(name, None, None, None, LEVEL, 0) for name in ("whole", *zones))
    return Change(False, why, nothing[0], nothing[1:], 0.0, 0.0, 0.0, dots, warped=warped)


def zone(name: str, left: float, top: float, side: float = 150) -> Zone:
    corners = [[left, top], [left + side, top], [left + side, top + side], [left, top + side]]
    return Zone(name, Polygon(corners), 2.25, "scalp")
