"""What earlier sessions mean for this plan: what they cleared, and whether the goal is reached. `rules.progress` asks for reviews."""

from __future__ import annotations

from dataclasses import dataclass

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules import Finding


@dataclass(frozen=True, slots=True)
class Past:
    """Sessions done before, the last measured clearance, and what follows from them."""

    sessions: int
    clearance: float
    findings: tuple[Finding, ...]

    @property
    def goal_reached(self) -> bool:
        """Whether the goal is measured as reached."""
        return any(finding.rule == "goal-reached" for finding in self.findings)


def wanted_share(case: CaseFile) -> float:
    """Share of the pigment that is to go, counted from the start."""
    return case.goal.share or number("goal.clear_share")


def past(case: CaseFile) -> Past:
    """Reads the earlier sessions of a case, in order of date."""
    sessions = sorted(case.session, key=lambda session: session.on)
    measured = [session.clearance for session in sessions if session.clearance is not None]
    reached = measured[-1] if measured else 0.0
    found: list[Finding] = []
    if measured and reached >= wanted_share(case):
        found.append(Finding("goal-reached", "stop", ("design",), {"clearance": reached, "goal": wanted_share(case)}))
    return Past(len(case.treatment_days), max(reached, 0), tuple(found))


def share_left_to_clear(case: CaseFile, so_far: Past) -> float:
    """The goal as a share of what is seen now."""
    return 1 - (1 - wanted_share(case)) / (1 - so_far.clearance)
