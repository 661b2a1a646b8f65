"""Wishes that cannot all be had: the smallest set that clashes, and what each would have to give way to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.outcome import percentile
from unstipple.rules import Finding, Proposal

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished for, as numbers of treatments: how many at most, and how many end before the day by which it is wanted; ``None``
    where nobody said.
    """

    at_most: int | None
    in_time: int | None

    @property
    def fewest(self) -> int | None:
        """The stricter of both."""
        said = [each for each in (self.at_most, self.in_time) if each is not None]
        return min(said, default=None)


def wishes(case: CaseFile, proposal: Proposal, interval_weeks: float) -> Wishes:
    """The wishes of a case; treatments in time are those after which the usual interval of healing is over by the day wanted."""
    wanted = case.goal.wanted_by
    first = next((visit.on for visit in proposal.visits if visit.kind == "treatment"), None)
    in_time = None if wanted is None or first is None else _in_time(first, wanted, interval_weeks)
    return Wishes(case.treatment.at_most_sessions, in_time)


def wish_findings(asked: Wishes, sessions: Array, clearance: Array, goal_share: float) -> tuple[Finding, ...]:
    """A caution that names the smallest set of wishes that clash, where most draws do not reach the goal within them.

    ``sessions`` (draw,) to the goal and ``clearance`` (draw, session) as in `unstipple.course.Course`. The smallest set is the goal with
    the one wish that it clashes with by itself; where it clashes with each, with the stricter.
    """
    needed = percentile(sessions, 50)
    fewest = asked.fewest
    if fewest is None or (needed is not None and needed <= fewest):
        return ()
    possible = float(np.median(clearance[:, fewest - 1])) if fewest else 0.0
    facts: dict[str, object] = {"goal": goal_share, "treatments": fewest, "possible": possible, "needed": needed}
    if asked.at_most == fewest:
        return (Finding("wishes-clash-at-most", "caution", ("design",), {**facts, "clash": ("goal", "at-most")}),)
    return (Finding("wishes-clash-wanted-by", "caution", ("design",), {**facts, "clash": ("goal", "wanted-by")}),)


def _in_time(first: date, wanted: date, interval_weeks: float) -> int:
    gap = timedelta(weeks=interval_weeks)
    return max((wanted - first) // gap, 0) if wanted >= first else 0
