"""All that one laser, mode, spot and number of passes can come to in a zone: every fluence to settle at, reached in allowed steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Laser, Mode, Setting
from unstipple.evidence import number
from unstipple.outcome import Response, Worth, effective_sessions
from unstipple.plan.dial import DIAL_PER_J_CM2, dialled
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.plan.regimen import Kind, Regimen, Step
from unstipple.plan.target import Target
from unstipple.rules import Bounds

Array = NDArray[np.float64]
HORIZON_COUNT = 10


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The ways of one laser, mode, spot and number of passes.

    ``dials_j_cm2`` (f,) the fluences that can be dialled, a tenth of a J/cm² apart; ``tops`` (t,) at which of them each way settles;
    ``steps`` (t, visit) what it does at each visit, as a place in ``worth``: the dials with all passes, then, where there are several
    passes, the dials with one. The grid does not move with the limits: a stricter limit takes ways away and adds none.
    """

    laser: Laser
    mode: Mode
    spot_mm: float
    passes: int
    wait_min: float
    first: Bounds
    later: Bounds
    dials_j_cm2: Array
    tops: NDArray[np.intp]
    steps: NDArray[np.intp]
    worth: Worth

    def step(self, place: int) -> Step:
        """The step at a place of ``worth``."""
        passes, dial = divmod(place, self.dials_j_cm2.size)
        setting = setting_of(self.laser, self.mode, self.spot_mm, float(self.dials_j_cm2[dial]))
        return Step(setting) if passes or self.passes == 1 else Step(setting, self.passes, self.wait_min)

    def regimen(self, way: int) -> Regimen:
        """A way in full."""
        places = [int(each) for each in self.steps[way]]
        steps = [self.step(place) for place in places]
        while len(steps) > 1 and steps[-1] == steps[-2]:
            steps.pop()
        kind: Kind = "passes" if self.passes > 1 else "raised" if len(set(places)) > 1 else "steady"
        return Regimen(kind, tuple(steps), self.first, self.later)


def setting_of(laser: Laser, mode: Mode, spot_mm: float, fluence_j_cm2: float) -> Setting:
    """The setting at the usual pulse rate."""
    return Setting(laser, mode, spot_mm, fluence_j_cm2, min(mode.rate_hz, number("practice.rate_hz")))


def family(
    laser: Laser, mode: Mode, spot_mm: float, target: Target, skin: PlannedSkin, hair: Hair, answer: Response, *, passes: int = 1
) -> Family | None:
    """All ways of one laser, mode, spot and number of passes, or ``None`` where nothing is open.

    The first treatment is one pass within the limits of a first one; each later one rises by at most one step (evidence
    ``practice.titration_step``) until the way settles.
    """
    first = skin.bounds(laser, mode, spot_mm, hair)
    later = skin.bounds(laser, mode, spot_mm, hair, first=False, passes=passes)
    if first.closed_by or later.closed_by:
        return None
    dials = dials_j_cm2(first, later)
    tops = np.flatnonzero(dials <= later.high_j_cm2 * (1 + TOLERANCE))
    if dials.size == 0 or tops.size == 0 or dials[0] > first.high_j_cm2 * (1 + TOLERANCE):
        return None
    steps = _steps(dials, tops, first.high_j_cm2)
    worth = worth_of(mode, spot_mm, dials, target, skin, answer, passes)
    wait_min = 0.0
    if passes > 1:
        wait_min, once = number("frosting.gone_min"), worth_of(mode, spot_mm, dials, target, skin, answer)
        worth = Worth(np.concatenate([worth.shaded, once.shaded]), np.concatenate([worth.bare, once.bare]))
        steps[:, 0] += dials.size  # several passes begin with the second treatment
    return Family(laser, mode, spot_mm, passes, wait_min, first, later, dials, tops, steps, worth)


TOLERANCE = 1e-9


def dials_j_cm2(first: Bounds, later: Bounds) -> Array:
    """The fluences (f,) that can be dialled, from the lowest up to what either treatment may have."""
    highest = max(dialled(first.high_j_cm2), dialled(later.high_j_cm2))
    return np.arange(1, round(highest * DIAL_PER_J_CM2) + 1) / DIAL_PER_J_CM2


def _steps(dials: Array, tops: NDArray[np.intp], first_high_j_cm2: float) -> NDArray[np.intp]:
    """Which dial each way uses at each visit (t, visit): as high as it may begin, then up by at most one step."""
    most = 1 + number("practice.titration_step")
    begin = int(np.searchsorted(dials, first_high_j_cm2 * (1 + TOLERANCE), side="right")) - 1
    higher = np.searchsorted(dials, dials * most * (1 + TOLERANCE), side="right") - 1
    rows = [np.minimum(tops, begin)]
    for _ in range(HORIZON_COUNT - 1):
        rows.append(np.minimum(tops, higher[rows[-1]]))
    return np.stack(rows, axis=1)


def worth_of(
    mode: Mode, spot_mm: float, fluences_j_cm2: Array, target: Target, skin: PlannedSkin, answer: Response, passes: int = 1
) -> Worth:
    """What a visit at each fluence (f,) is worth, with today's pigment shading itself and without."""
    picosecond = mode.pulse_class == "ps"

    def worth(*, ink: bool) -> Array:
        unit = skin.light.equivalent_j_cm2(mode, spot_mm, 1.0, skin.light.left(target.zone, mode, spot_mm, ink=ink))
        each = [effective_sessions(answer, fluence * unit, picosecond=picosecond, passes=passes) for fluence in fluences_j_cm2]
        return np.stack(each) * skin.reached[:, None]

    shaded = worth(ink=True)
    return Worth(shaded, worth(ink=False) if target.zone in skin.light.neighbours else shaded)
