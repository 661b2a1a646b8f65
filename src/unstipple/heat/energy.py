"""Where the heat of a run went; every run must account for all of it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from unstipple.errors import UnstippleError

SINGLE_TOLERANCE = 1e-4
"""Share of the heat in play that a run in single precision may lose account of."""


class HeatImbalanceError(UnstippleError):
    """Stored and lost heat do not add up to what was put in: a defect of the engine, never of the input."""


@dataclass(frozen=True, slots=True)
class Energy:
    """Heat in J over the state at rest: put in by pulses (and by a start that is not at rest), stored at the end, and gone where.

    Flows are counted over those at rest, so a body at rest has none. Cooling shows as heat out through the surface, and as less stored.
    """

    put_in_j: float
    drift_j: float
    stored_j: float
    through_surface_j: float
    through_bottom_j: float
    through_sides_j: float
    to_blood_j: float

    @property
    def imbalance(self) -> float:
        """What is unaccounted for over the largest heat in play."""
        in_play = max(abs(getattr(self, field.name)) for field in fields(self))
        gone = self.through_surface_j + self.through_bottom_j + self.through_sides_j + self.to_blood_j
        return abs(self.put_in_j + self.drift_j - self.stored_j - gone) / in_play if in_play else 0.0


def check(balance: Energy, tolerance: float = SINGLE_TOLERANCE) -> Energy:
    """Return ``balance`` if it adds up within ``tolerance``, else raise `HeatImbalanceError`."""
    if not balance.imbalance <= tolerance:
        raise HeatImbalanceError(
            f"heat does not add up: {balance.imbalance:.2g} of it is unaccounted for, {tolerance:g} is allowed ({balance})"
        )
    return balance
