"""The plan of one zone: the chosen setting, what it is forecast to do, and what else was looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Setting
from unstipple.dose.stamp_dose import StampDose
from unstipple.plan.planned_skin import VisitHarm
from unstipple.plan.target import Target
from unstipple.rules import Bounds
from unstipple.stamps import Stamps

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one setting is forecast to do in a zone, a draw an entry.

    ``worth`` (draw, level) effective sessions a visit; ``clearance`` (draw, session); ``sessions`` (draw,) to the goal, infinite where
    it is not reached; ``harm`` what the visit lays on the epidermis; ``score`` what the ranking minimises, in visits.
    """

    worth: Array
    clearance: Array
    sessions: Array
    harm: VisitHarm
    score: float


@dataclass(frozen=True, slots=True)
class Option:
    """One considered setting with its forecast, in numbers that a table can show."""

    setting: Setting
    bound_by: str
    sessions_median: float | None
    chance_by_ten: float
    harm: float
    score: float


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """The chosen setting of a zone; ``dose`` is all that one stamp of it does, ``None`` where no light was computed."""

    target: Target
    setting: Setting
    stamps: Stamps
    within: Bounds
    bound_by: str
    forecast: Forecast
    options: tuple[Option, ...]
    considered: int
    dose: StampDose | None = None
