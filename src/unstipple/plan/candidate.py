"""Every setting that a laser can make and the rules allow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from unstipple.device import Laser, Mode, Setting
from unstipple.evidence import number
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.rules import Bounds, closed_by

FLUENCE_STEP_COUNT = 6
DIAL_PER_J_CM2 = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A setting with the bounds it was chosen in."""

    setting: Setting
    within: Bounds

    @property
    def bound_by(self) -> str:
        """The code of the limit that the fluence stands at, or ``"balance"`` when it stands below all of them."""
        next_dial = self.setting.fluence_j_cm2 + 1 / DIAL_PER_J_CM2
        return self.within.binding.code if next_dial > self.within.high_j_cm2 else "balance"


def candidates(lasers: Iterable[Laser], skin: PlannedSkin, hair: Hair) -> Iterator[Candidate]:
    """All candidate settings: mode × spot × fluence on a grid that can be dialled, rounded down, never up."""
    for laser in lasers:
        for mode in laser.modes:
            for spot_mm in mode.spots_mm:
                within = skin.bounds(laser, mode, spot_mm, hair)
                for fluence in _grid(within):
                    yield Candidate(_setting(laser, mode, spot_mm, fluence), within)


def _grid(within: Bounds) -> list[float]:
    top = dialled(within.high_j_cm2)
    if top <= 0:
        return []
    low = min(within.low_j_cm2, top)
    return sorted({dialled(step) for step in np.linspace(low, top, FLUENCE_STEP_COUNT)} - {0.0})


def dialled(fluence_j_cm2: float) -> float:
    """The fluence rounded down to a tenth of a J/cm², as panels show it."""
    return math.floor(fluence_j_cm2 * DIAL_PER_J_CM2 + 1e-9) / DIAL_PER_J_CM2


def _setting(laser: Laser, mode: Mode, spot_mm: float, fluence_j_cm2: float) -> Setting:
    return Setting(laser, mode, spot_mm, fluence_j_cm2, min(mode.rate_hz, number("practice.rate_hz")))


def closed(lasers: Iterable[Laser], skin: PlannedSkin) -> dict[str, str]:
    """Why each mode is not offered at all: label to the code of what closes it."""
    reasons: dict[str, str] = {}
    for laser in lasers:
        for mode in laser.modes:
            found = [closed_by(mode, spot, skin.type_number) for spot in mode.spots_mm]
            if all(found):
                reasons[f"{laser.title}, {mode.label}"] = next((r for r in found if r != "spot-outside-practice"), found[0]) or ""
    return reasons
