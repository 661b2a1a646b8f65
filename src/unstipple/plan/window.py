"""The therapeutic window of a laser, spot, skin and ink: the lowest fluence that should work, the highest that should be safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Laser, Mode
from unstipple.evidence import number
from unstipple.outcome import Response, clearance, effective_sessions, fluence_for_worth_j_cm2, percentile, sessions_to
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.rules import Bounds, bounds

Array = NDArray[np.float64]
HORIZON_COUNT = 10
SHOWN = (10, 50, 90)
"""Percentiles of a band."""
CLOSED = "below-effective"
"""What binds where a window is open to the rules, and empty: what is safe lies below what should work."""


@dataclass(frozen=True, slots=True)
class Band:
    """The tenth, fiftieth and ninetieth percentile of draws in J/cm²; ``None`` where that many draws never get there."""

    low: float | None
    mid: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class WindowRow:
    """One laser, mode, spot and skin.

    ``effective_j_cm2`` (draw,) lowest fluence at which a visit is worth the least that counts as useful (evidence
    ``practice.low_efficacy_sessions``), ``None`` where the rules keep the mode closed and no light was computed; ``within`` the limits of
    a later visit, and ``safe_draws_j_cm2`` (draw,) the lowest of them; ``sessions`` (draw,) to nine tenths gone at the ceiling, infinite
    where ten visits do not reach it; ``start_high_j_cm2`` the upper end of published starts, before any limit lowers it.
    """

    laser: Laser
    mode: Mode
    spot_mm: float
    type_number: int
    effective_j_cm2: Array | None
    within: Bounds
    safe_draws_j_cm2: Array | None
    sessions: Array | None
    start_high_j_cm2: float | None = None

    @property
    def effective_from(self) -> Band | None:
        """Lowest fluence that should work."""
        if self.effective_j_cm2 is None:
            return None
        return Band(*(percentile(self.effective_j_cm2, at) for at in SHOWN))

    @property
    def safe_up_to(self) -> Band | None:
        """Highest fluence that should be safe: in the middle the ceiling that a plan keeps, round it the draws."""
        if self.safe_draws_j_cm2 is None:
            return None
        low, high = np.percentile(self.safe_draws_j_cm2, SHOWN[::2])
        ceiling = self.within.high_j_cm2
        return Band(min(float(low), ceiling), ceiling, max(float(high), ceiling))

    @property
    def start_j_cm2(self) -> tuple[float, float] | None:
        """Lowest and highest fluence of a first treatment, neither above the ceiling."""
        if self.start_high_j_cm2 is None:
            return None
        ceiling = self.within.high_j_cm2
        return min(self.within.low_j_cm2, ceiling), min(self.start_high_j_cm2, ceiling)

    @property
    def room(self) -> float:
        """The ceiling over the lowest fluence that should work, in the middle of the draws: above 1 where there is a window."""
        effective = self.effective_from
        return self.within.high_j_cm2 / effective.mid if effective and effective.mid is not None else 0.0

    @property
    def useful(self) -> bool:
        """Whether the ceiling is likely enough to work: at least as many draws say so as do not."""
        return self.effective_j_cm2 is not None and float(np.mean(self.effective_j_cm2 <= self.within.high_j_cm2)) >= 0.5

    @property
    def bound_by(self) -> str:
        """What keeps the fluence from going higher, or the window closed."""
        return self.within.closed_by or self.within.binding.code

    @property
    def closed_by(self) -> str | None:
        """Why there is no window at all, or ``None``."""
        return self.within.closed_by or (None if self.useful else CLOSED)


def window_rows(lasers: Iterable[Laser], skin: PlannedSkin, answer: Response, *, hair: Hair | None = None) -> Iterator[WindowRow]:
    """A row for every spot of every mode of every laser on one skin.

    The ceiling is that of a later visit: the lowest of laser, published practice, calibrated harm with its margin, and this person's test
    spots; the starting range of a first treatment lies below it. Dots and hairs are taken to leave each other all their light.
    """
    hair = hair or Hair()
    for laser in lasers:
        for mode in laser.modes:
            for spot_mm in mode.spots_mm:
                within = skin.bounds(laser, mode, spot_mm, hair, first=False)
                if within.closed_by:
                    yield WindowRow(laser, mode, spot_mm, skin.type_number, None, within, None, None)
                else:
                    yield _open(laser, mode, spot_mm, skin, answer, within, hair)


def _open(
    laser: Laser, mode: Mode, spot_mm: float, skin: PlannedSkin, answer: Response, within: Bounds, hair: Hair
) -> WindowRow:  # fmt: skip
    unit = skin.light.equivalent_j_cm2(mode, spot_mm, 1.0)
    picosecond = mode.pulse_class == "ps"
    effective = fluence_for_worth_j_cm2(answer, unit, number("practice.low_efficacy_sessions"), picosecond=picosecond)
    worth = effective_sessions(answer, within.high_j_cm2 * unit, picosecond=picosecond)
    course = clearance(answer, worth, HORIZON_COUNT, interval_weeks=number("practice.interval_weeks"))
    sessions = sessions_to(number("goal.clear_share"), course)
    safe = within.high_draws_j_cm2(skin.light.draws)
    # the starting range needs no light
    first = bounds(laser, mode, spot_mm, skin.type_number, hair_bearing=hair.bearing)
    start = next(limit.fluence_j_cm2 for limit in first.limits if limit.code == "starting-band")
    return WindowRow(laser, mode, spot_mm, skin.type_number, effective, within, safe, sessions, start)
