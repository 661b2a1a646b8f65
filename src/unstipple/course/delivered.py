"""What earlier treatments were worth at the dots, draw by draw: by their settings where they are known, else by a wide guess."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile, EarlierSession
from unstipple.device import Laser, Mode
from unstipple.evidence import number
from unstipple.outcome import Response, effective_sessions
from unstipple.plan import Light, Target
from unstipple.rules import same_wavelength

Array = NDArray[np.float64]


def delivered(case: CaseFile, target: Target, lasers: Sequence[Laser], light: Light, answer: Response) -> Array:
    """Effective sessions (draw, level, day) that a zone has had up to and with each day of earlier treatments.

    A treatment with a laser or wavelength that is not among ``lasers``, or with no setting written down, is worth what evidence
    ``update.unknown_session_worth`` says; the dots' mutual shade is left out, since how much pigment there was is not known any more.
    """
    shape = light.reference["pigment"].values[0].shape[0], _levels(light)
    unknown = np.broadcast_to(light.draws.of("update.unknown_session_worth")[:, None], shape)
    worth = []
    for day in case.treatment_days:
        here = [each for each in case.session if each.on == day and each.zone in (None, target.zone, target.label)]
        found = [_worth(session, lasers, light, answer) for session in here]
        # several settings on one zone and day were laid one over the other
        worth.append(sum((unknown if each is None else each for each in found), np.zeros(shape)))
    return np.cumsum(np.stack(worth, axis=2), axis=2) if worth else np.zeros((*shape, 0))


def mode_of(session: EarlierSession, lasers: Sequence[Laser]) -> Mode | None:
    """The mode that a treatment used, where the case's lasers tell."""
    if session.wavelength_nm is None or session.fluence_j_cm2 is None or session.spot_mm is None:
        return None
    for laser in lasers:
        for mode in laser.modes:
            if laser.name == session.laser and same_wavelength(mode.wavelength_nm, session.wavelength_nm):
                return mode
    return None


def known_spot_mm(light: Light, mode: Mode, spot_mm: float) -> float | None:
    """The spot nearest to one that was used, of those that light was computed for; ``None`` where the beam was not."""
    table = light.by_beam.get((mode.wavelength_nm, mode.profile))
    return None if table is None else float(min(table["spot"].values, key=lambda each: abs(each - spot_mm)))


def _worth(session: EarlierSession, lasers: Sequence[Laser], light: Light, answer: Response) -> Array | None:
    mode = mode_of(session, lasers)
    spot_mm = known_spot_mm(light, mode, session.spot_mm or 0) if mode else None
    if mode is None or spot_mm is None or session.fluence_j_cm2 is None:
        return None
    dose = light.equivalent_j_cm2(mode, spot_mm, session.fluence_j_cm2)
    return effective_sessions(
        answer, dose, picosecond=mode.pulse_class == "ps", passes=session.passes or int(number("practice.passes_default"))
    )


def _levels(light: Light) -> int:
    return int(next(iter(light.by_beam.values())).sizes["level"])
