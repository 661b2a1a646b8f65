"""A course: everything that was decided for one case, with its forecast, its doubt and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.course.layout import ZoneLayout
from unstipple.course.learning import Learning
from unstipple.course.second_opinion import SecondOpinion
from unstipple.course.staging import Staging
from unstipple.evidence import Value
from unstipple.outcome import Risk
from unstipple.plan import Selection, Target, ZonePlan
from unstipple.rules import Proposal, Verdict

Array = NDArray[np.float64]
Decision = Literal["treat", "test-spot-first", "on-hold", "do-not-treat", "stop-now", "no-useful-plan"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the treatments cost in all, at the 10th, 50th and 90th percentile of the draws; ``None`` when the goal is not reached.

    ``language`` is how sums are written; ``own`` says that the clinic's own price was used instead of published ones.
    """

    low: float | None
    mid: float | None
    high: float | None
    session_low: float
    session_high: float
    currency: str
    language: str = "en_US"
    own: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A point at which the course must be looked at again: after which treatment, and why (a code worded in `report`)."""

    after_treatment: int
    code: str


@dataclass(frozen=True, slots=True)
class Course:
    """The whole plan of a case.

    ``clearance`` (draw, session) and ``sessions`` (draw,) hold the forecast over all zones; ``selection`` how the zones' ways were chosen
    together; ``learning`` what earlier treatments told; ``layouts`` where the stamps of the zones go, in their order.
    """

    case: CaseFile
    today: date
    seed: int
    decision: Decision
    verdict: Verdict
    zones: tuple[ZonePlan, ...]
    left_out: dict[str, str]
    all_targets: tuple[Target, ...]
    proposal: Proposal
    interval_weeks: float
    goal_share: float
    clearance: Array
    sessions: Array
    risks: tuple[Risk, ...]
    cost: Cost | None
    reviews: tuple[Review, ...]
    assumptions: tuple[str, ...]
    used: tuple[Value, ...]
    staging: Staging | None = None
    selection: Selection | None = None
    learning: Learning | None = None
    second_opinion: SecondOpinion | None = None
    layouts: tuple[ZoneLayout, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of all sources that the plan stands on, sorted."""
        keys = {key for value in self.used for key in value.sources}
        keys |= {key for finding in self.verdict.findings for key in finding.sources}
        keys |= {key for zone in self.zones for step in zone.regimen.steps for key in step.setting.laser.sources}
        return tuple(sorted(keys))

    @property
    def treatments(self) -> int:
        """How many treatments are planned."""
        return sum(visit.kind == "treatment" for visit in self.proposal.visits)

    @property
    def chance_by_ten(self) -> float | None:
        """Share of draws that reach the goal within ten treatments."""
        return float(np.isfinite(self.sessions).mean()) if self.sessions.size else None
