"""What a rule says: a finding; and what all findings together mean: a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["note", "caution", "hold", "stop"]
VerdictName = Literal["clear", "caution", "hold", "stop"]

ORDER: tuple[VerdictName, ...] = ("clear", "caution", "hold", "stop")
"""Verdicts from mildest to gravest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found.

    ``rule`` is the rule's code; ``parameters`` fill its sentence (worded in `report`); ``until`` is the day from which a hold no longer
    holds, when one can be worked out; ``sources`` are evidence source keys; ``absolute`` means that nobody may override it;
    ``overridden_by`` names the clinician who did.
    """

    rule: str
    severity: Severity
    sources: tuple[str, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    until: date | None = None
    absolute: bool = False
    overridden_by: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of a case or plan, gravest first."""

    findings: tuple[Finding, ...]

    @property
    def name(self) -> VerdictName:
        """The gravest severity among the findings; notes leave it clear."""
        severities = {"clear" if f.severity == "note" else f.severity for f in self.findings}
        return max(severities, key=ORDER.index, default="clear")  # type: ignore[arg-type]

    @property
    def allows(self) -> bool:
        """Whether treatment may go on today (clear or caution)."""
        return self.name in ("clear", "caution")


def verdict(findings: Iterable[Finding]) -> Verdict:
    """A verdict with its findings sorted, gravest first, then by rule name."""
    gravest_first = ("stop", "hold", "caution", "note")
    return Verdict(tuple(sorted(findings, key=lambda f: (gravest_first.index(f.severity), f.rule, f.zone or ""))))
