"""Plans side by side: the numbers by which one plan is held against another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from unstipple.outcome import Risk

TOLERANCE = 1e-6
Share = tuple[float | None, float | None, float | None]
"""Low, middle and high of a quantity; an entry is ``None`` where it is not reached or not known."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One plan in the numbers by which plans are compared.

    ``treatments`` to the goal and ``gone`` (share of pigment after the last planned treatment) are 10th, 50th and 90th percentiles;
    ``cost`` is as the plan words it; ``settings`` and ``binds``
    hold one entry a zone.
    """

    name: str
    patient: str
    verdict: str
    decision: str
    goal_share: float
    treatments: Share
    chance_by_ten: float | None
    gone: Share
    visits: int
    months: float | None
    risks: tuple[Risk, ...]
    cost: dict[str, Any]
    settings: dict[str, str]
    binds: dict[str, str]


def differences(plans: Sequence[Compared]) -> tuple[str, ...]:
    """Codes of what makes the columns speak of different things: another patient, another goal."""
    goals = [plan.goal_share for plan in plans]
    found = ["patients-differ"] if len({plan.patient for plan in plans}) > 1 else []
    found += ["goals-differ"] if goals and max(goals) - min(goals) > TOLERANCE else []
    return tuple(found)
