"""What a panel can be set to, and why a mode is not offered at all."""

from __future__ import annotations

import math
from collections.abc import Iterable

from unstipple.device import Laser
from unstipple.plan.planned_skin import PlannedSkin
from unstipple.rules import closed_by

DIAL_PER_J_CM2 = 10


def dialled(fluence_j_cm2: float) -> float:
    """The fluence rounded down to a tenth of a J/cm², as panels show it."""
    return math.floor(fluence_j_cm2 * DIAL_PER_J_CM2 + 1e-9) / DIAL_PER_J_CM2


def closed(lasers: Iterable[Laser], skin: PlannedSkin) -> dict[str, str]:
    """Why each mode is not offered at all: label to the code of what closes it."""
    reasons: dict[str, str] = {}
    for laser in lasers:
        for mode in laser.modes:
            found = [closed_by(mode, spot, skin.type_number) for spot in mode.spots_mm]
            if all(found):
                reasons[f"{laser.title}, {mode.label}"] = next((r for r in found if r != "spot-outside-practice"), found[0]) or ""
    return reasons
