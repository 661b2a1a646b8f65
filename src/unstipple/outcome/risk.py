"""What can go wrong, per patient and course: a range with its grade, or "no rate known"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: share of patients per course, each 0-1; all three are ``None`` when no rate is known.

    ``basis`` is a code worded in `report`; ``sources`` are evidence keys; ``grade`` the grade of what it stands on.
    """

    name: str
    low: float | None
    mid: float | None
    high: float | None
    grade: str
    basis: str
    sources: tuple[str, ...]
