"""The plan of one zone: the chosen setting, what it is forecast to do, and what else was looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Setting
from unstipple.dose.stamp_dose import StampDose
from unstipple.evidence import number
from unstipple.plan.planned_skin import VisitHarm
from unstipple.plan.regimen import Kind, Regimen
from unstipple.plan.target import Target
from unstipple.rules import Bounds
from unstipple.stamps import Stamps

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one way is forecast to do in a zone, a draw an entry.

    ``worth`` (draw, level) effective sessions a visit, the mean over ten; ``clearance`` (draw, session); ``sessions`` (draw,) to the
    goal, infinite where it is not reached; ``harm`` what the strongest visit lays on the epidermis; ``score`` what it weighs by itself,
    in visits.
    """

    worth: Array
    clearance: Array
    sessions: Array
    harm: VisitHarm
    score: float


@dataclass(frozen=True, slots=True)
class Option:
    """One considered way with its forecast, in numbers that a table can show; ``setting`` is what it settles at."""

    kind: Kind
    setting: Setting
    passes: int
    bound_by: str
    sessions_median: float | None
    chance_by_ten: float
    harm: float
    score: float


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """The chosen way of a zone; ``dose`` is all that one stamp of its strongest step does."""

    target: Target
    regimen: Regimen
    forecast: Forecast
    options: tuple[Option, ...]
    considered: int
    dose: StampDose | None = None

    @property
    def setting(self) -> Setting:
        """The setting of the first treatment."""
        return self.regimen.at(1).setting

    @property
    def within(self) -> Bounds:
        """The limits of the first treatment."""
        return self.regimen.first

    @property
    def bound_by(self) -> str:
        """What keeps the first treatment from a higher fluence."""
        return self.regimen.bound_by(1)

    @property
    def stamps(self) -> Stamps:
        """The stamps of the first treatment."""
        return self.stamps_at(1)

    def stamps_at(self, treatment: int) -> Stamps:
        """The stamps of a treatment, counted from 1."""
        step = self.regimen.at(treatment)
        return Stamps(self.target.area_cm2, step.setting.spot_mm, number("practice.overlap"), step.passes, step.setting.rate_hz)

    @property
    def longest_minutes(self) -> float:
        """Minutes of its longest treatment, with the waiting between passes."""
        return max(self.stamps_at(at).minutes + step.wait_min * (step.passes - 1) for at, step in enumerate(self.regimen.steps, 1))
