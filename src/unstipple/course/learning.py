"""What was seen of a person so far moves the draws: measured clearance, endpoints, test spots, reactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile, EarlierSession, TestSpot
from unstipple.course.delivered import delivered, known_spot_mm, mode_of
from unstipple.device import Laser
from unstipple.dose import relative_volume
from unstipple.evidence import number
from unstipple.outcome import (
    Learnt,
    Response,
    SeenClearance,
    cleared,
    effective_sessions,
    learn,
    link_chance,
    reaction_weight,
    visible_chance,
)
from unstipple.plan import Light, Target

Array = NDArray[np.float64]
SKIN_HARM = ("blister", "scar", "light-patch", "dark-patch", "darkening", "hair-loss", "infection")


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """What was learnt. ``delivered`` (draw, level, day) by zone, of the draws as they are now; ``seen`` what was measured or graded;
    ``foretold`` (draw, day) clearance since the start that the draws foretold before anything was seen, and ``believed`` afterwards.
    """

    learnt: Learnt
    delivered: Mapping[str, Array]
    seen: tuple[SeenClearance, ...]
    foretold: Array
    believed: Array

    @property
    def moved(self) -> bool:
        """Whether anything was learnt or delivered."""
        return bool(self.foretold.shape[1]) or not np.array_equal(self.learnt.places, np.arange(self.learnt.places.size))

    def before(self, zone: str) -> Array | float:
        """Effective sessions (draw, level) that a zone has had."""
        totals = self.delivered[zone]
        return totals[:, :, -1] if totals.shape[2] else 0.0


def learning(
    case: CaseFile, targets: Sequence[Target], lasers: Sequence[Laser], light: Light, answer: Response, *, interval_weeks: float
) -> Learning:
    """What the treatments, photographs and test spots of a case tell; nothing is learnt where there are none."""
    totals = {target.zone: delivered(case, target, lasers, light, answer) for target in targets}
    areas = [target.area_cm2 for target in targets]
    whole = np.average(np.stack([totals[target.zone] for target in targets]), axis=0, weights=areas)
    seen = tuple(_seen(case))
    learnt = learn(answer, whole, seen, light.draws, interval_weeks=interval_weeks, log_weight=_reactions(case, lasers, light, answer))
    foretold = cleared(answer, whole, interval_weeks=interval_weeks)
    after = cleared(learnt.response(answer), whole[learnt.places], interval_weeks=interval_weeks)
    return Learning(learnt, {zone: each[learnt.places] for zone, each in totals.items()}, seen, foretold, after)


def _seen(case: CaseFile) -> list[SeenClearance]:
    """Clearances by the number of treatments before them; of several on one day the surest."""
    found: dict[int, SeenClearance] = {}
    for session in sorted(case.session, key=lambda each: each.clearance_low is not None):
        if session.clearance is not None:
            after = case.treatment_days.index(session.on) + 1
            found[after] = SeenClearance(after, session.clearance, session.clearance_low, session.clearance_high)
    return [found[after] for after in sorted(found)]


def _reactions(case: CaseFile, lasers: Sequence[Laser], light: Light, answer: Response) -> Array | None:
    """Log weight (draw,) of test spots, endpoints and reactions; ``None`` where none was written down."""
    parts = [part for spot in case.test_spot for part in _spot_parts(spot, case, lasers, light, answer)]
    parts += [part for session in case.session for part in _session_parts(session, case, lasers, light, answer)]
    return np.sum(parts, axis=0) if parts else None


def _spot_parts(spot: TestSpot, case: CaseFile, lasers: Sequence[Laser], light: Light, answer: Response) -> list[Array]:
    as_session = EarlierSession(
        on=spot.made_on, laser=spot.laser, wavelength_nm=spot.wavelength_nm, spot_mm=spot.spot_mm, fluence_j_cm2=spot.fluence_j_cm2
    )
    facts = _facts(as_session, case, lasers, light, answer)
    if facts is None:
        return []
    visible, injured = facts
    if spot.result == "no-effect":
        return [reaction_weight(visible, happened=False), reaction_weight(injured, happened=False)]
    if spot.result == "good":
        return [reaction_weight(visible, happened=True), reaction_weight(injured, happened=False)]
    return [reaction_weight(injured, happened=True)] if spot.result == "injured" else []


def _session_parts(session: EarlierSession, case: CaseFile, lasers: Sequence[Laser], light: Light, answer: Response) -> list[Array]:
    hurt = "blister" in session.adverse or session.endpoint == "blister" or "light-patch" in session.adverse or "scar" in session.adverse
    calm = session.healed is True and not session.adverse
    if not hurt and not calm and session.endpoint is None:
        return []
    facts = _facts(session, case, lasers, light, answer)
    if facts is None:
        return []
    visible, injured = facts
    parts = [reaction_weight(injured, happened=hurt)] if hurt or calm else []
    if session.endpoint is not None:
        parts.append(reaction_weight(visible, happened=session.endpoint != "none"))
    return parts


def _facts(session: EarlierSession, case: CaseFile, lasers: Sequence[Laser], light: Light, answer: Response) -> tuple[Array, Array] | None:
    """Chance (draw,) that a setting shows an effect, and that it injures; ``None`` where the setting is not known."""
    mode = mode_of(session, lasers)
    spot_mm = known_spot_mm(light, mode, session.spot_mm or 0) if mode else None
    if mode is None or spot_mm is None or session.fluence_j_cm2 is None:
        return None
    dose = light.equivalent_j_cm2(mode, spot_mm, session.fluence_j_cm2)
    worth = effective_sessions(answer, dose, picosecond=mode.pulse_class == "ps").mean(axis=1)
    volume = relative_volume(
        case.skin.type_number, mode.wavelength_nm, mode.pulse_ns, session.fluence_j_cm2 * light.epidermis(mode, spot_mm), light.draws,
        overlap=number("practice.overlap"), pass_gains=(1,) * (session.passes or 1),
    )  # fmt: skip
    return visible_chance(worth), link_chance("hypopigmentation", volume, light.draws)
