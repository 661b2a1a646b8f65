"""How a zone's setting goes over the visits: kept, raised in steps, repeated in passes, or Q-switched first and picosecond after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from unstipple.device import Setting
from unstipple.errors import NoPlan
from unstipple.evidence import value
from unstipple.plan.dial import DIAL_PER_J_CM2
from unstipple.rules import Bounds

TOLERANCE = 1e-9
Kind = Literal["steady", "raised", "passes", "then-picosecond", "fixed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EVIDENCE: dict[Kind, tuple[str, ...]] = {
    "steady": (),
    "raised": ("practice.titration_step",),
    "passes": ("response.pass_gain", "frosting.gone_min"),
    "then-picosecond": ("response.picosecond_factor",),
    "fixed": (),
}
"""Evidence that speaks for each way, by name."""
UNSUPPORTED: dict[str, str] = {
    "retinoid": "S093",
    "imiquimod": "S142",
    "755-and-1064": "S141",
    "fractional": "S139",
}
"""Schemes without support, by the claim of the source guide that names them: they exist in virtual trials only."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a zone gets at one visit: a setting, how many passes, and the wait in minutes from one pass to the next."""

    setting: Setting
    passes: int = 1
    wait_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Regimen:
    """The steps of a zone, one a treatment; after the last it stays as it is.

    ``first`` and ``later`` are the limits of the first treatment with a setting and of the following ones, those of the last setting
    where two follow each other.
    """

    kind: Kind
    steps: tuple[Step, ...]
    first: Bounds
    later: Bounds

    def at(self, treatment: int) -> Step:
        """What is done at a treatment, counted from 1."""
        return self.steps[min(treatment, len(self.steps)) - 1]

    @property
    def settled(self) -> Step:
        """What it comes to."""
        return self.steps[-1]

    @property
    def strongest(self) -> Step:
        """The step that lays most, by fluence times passes."""
        return max(self.steps, key=lambda step: step.setting.fluence_j_cm2 * step.passes)

    def bound_by(self, treatment: int) -> str:
        """The code of what keeps the fluence of a treatment from being higher: a limit, the allowed step, or ``"balance"``."""
        step, within = self.at(treatment), self.first if treatment == 1 else self.later
        above = step.setting.fluence_j_cm2 + 1 / DIAL_PER_J_CM2
        if above > within.high_j_cm2 * (1 + TOLERANCE):
            return within.binding.code
        rises = self.at(treatment + 1).setting.fluence_j_cm2 > step.setting.fluence_j_cm2
        return "titration-step" if rises else "balance"

    @property
    def changes(self) -> bool:
        """Whether any later treatment differs from the first."""
        return any(step != self.steps[0] for step in self.steps)

    @property
    def sources(self) -> tuple[str, ...]:
        """Evidence keys that speak for this way."""
        return tuple(dict.fromkeys(key for name in EVIDENCE[self.kind] for key in value(name).sources))


def refuse_unsupported(schemes: tuple[str, ...]) -> None:
    """Raise `NoPlan` naming the schemes that no study supports."""
    named = [scheme for scheme in schemes if scheme in UNSUPPORTED]
    if named:
        said = ", ".join(f"{scheme} (claim {UNSUPPORTED[scheme]})" for scheme in named)
        raise NoPlan(
            f"no plan is made with {said}: no study that was found supports it; `unstipple evidence guide` says why, and such schemes "
            "exist in virtual trials only", [f"unsupported-{scheme}" for scheme in named],
        )  # fmt: skip
