"""A proposal: dated visits × zones × settings × stamps × passes. `plan` and `course` fill it; this room judges it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from unstipple.device import Setting
from unstipple.stamps import Stamps

VisitKind = Literal["test-spot", "treatment"]


@dataclass(frozen=True, slots=True)
class ZoneDose:
    """What one zone gets at one visit.

    ``bound_by`` names the limit that kept the fluence from being higher; ``wait_min`` is the wait in minutes from one pass to the next.
    """

    zone: str
    hair_bearing: bool
    setting: Setting
    stamps: Stamps
    bound_by: str
    wait_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. ``provisional`` dates depend on what an earlier visit shows."""

    number: int
    on: date
    kind: VisitKind
    provisional: bool
    doses: tuple[ZoneDose, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """All visits of a course, in order of date."""

    visits: tuple[Visit, ...]
