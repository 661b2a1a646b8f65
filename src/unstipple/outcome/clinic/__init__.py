"""The forecast held against published series: the table that ``validate`` prints."""

from __future__ import annotations

from collections.abc import Callable

from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome.clinic.clearances import clearance_rows
from unstipple.outcome.clinic.harms import harm_rows
from unstipple.outcome.clinic.light import ClinicLight, light_for, wanted
from unstipple.outcome.clinic.row import ClinicRow
from unstipple.outcome.clinic.series import all_series
from unstipple.outcome.clinic.totals import ClinicTotal, clinic_totals
from unstipple.outcome.clinic.whitening import whitening_rows

__all__ = ["ClinicRow", "ClinicTotal", "clinic_rows", "clinic_steps", "clinic_totals", "compared"]

DRAW_COUNT = 240
MEMBER_COUNT = 6
PHOTON_COUNT = 4000


EFFORT = Effort(MEMBER_COUNT, PHOTON_COUNT)


def clinic_rows(
    seed: int = 1, *, effort: Effort = EFFORT, progress: Callable[[float], None] | None = None
) -> tuple[ClinicRow, ...]:  # fmt: skip
    """Every published outcome beside its prediction: harm, clearance, whitening.

    ``progress`` is called with 1 after each of `clinic_steps` imagined skins. The same seed gives the same table. Error: the Monte Carlo
    noise of the light, one to two per cent of a build-up, far below the doubt that the draws carry.
    """
    return compared(light_for(all_series(), Draws(DRAW_COUNT, seed), effort, progress))


def compared(light: ClinicLight) -> tuple[ClinicRow, ...]:
    """The rows under a light that was computed before."""
    return (*harm_rows(light), *clearance_rows(light), *whitening_rows(light))


def clinic_steps(effort: Effort = EFFORT) -> int:
    """How many imagined skins `clinic_rows` lights: the length of its progress."""
    return effort.members * len(wanted(all_series()))
