"""A large field in parts: how many appointments a session takes, what each holds, and which limit binds.

Numbing, time in the chair and what a field bears decide. The load on the lymph nodes does not: no dose limit for it is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unstipple.consult import CaseFile
from unstipple.evidence import number, value
from unstipple.outcome import most_area_cm2
from unstipple.plan import ZonePlan
from unstipple.rules.numbing import largest_field_cm2, strength_percent

Binds = Literal["label-area", "cream", "numbing-dose", "chair-time", "nothing"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A zone, or the ``part``-th of ``parts`` equal parts of it, at one appointment."""

    zone: str
    label: str
    area_cm2: float
    minutes: float
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is treated at one appointment of a session."""

    pieces: tuple[Piece, ...]

    @property
    def area_cm2(self) -> float:
        """Area treated in cm²."""
        return sum(piece.area_cm2 for piece in self.pieces)

    @property
    def minutes(self) -> float:
        """Minutes of laser."""
        return sum(piece.minutes for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Staging:
    """One session in appointments; ``binds`` names the limit that asks for more than one, ``"nothing"`` where one is enough.

    ``most_cm2`` is the largest field of an appointment, infinite without numbing; ``most_minutes`` its longest time of laser.
    """

    appointments: tuple[Appointment, ...]
    binds: Binds
    most_cm2: float
    most_minutes: float


def staging(case: CaseFile, zones: Sequence[ZonePlan]) -> Staging:
    """The appointments of one session of a plan."""
    whole = [Piece(zone.target.zone, zone.target.label, zone.target.area_cm2, zone.longest_minutes) for zone in zones]
    return staged(whole, area_limits_cm2(case), number("staging.chair_minutes"))


def area_limits_cm2(case: CaseFile) -> dict[Binds, float]:
    """The largest field in cm² of one appointment, by what asks for it; empty where nobody is numbed.

    Where nothing was said of numbing, a cream is assumed; where grams were not, the most that the label lays on the skin.
    """
    planned = case.anaesthetic
    if planned is not None and planned.product == "none":
        return {}
    limits: dict[Binds, float] = {"label-area": largest_field_cm2(planned.product if planned else "")}
    heaviest = value("anaesthetic.cream_load").high or value("anaesthetic.cream_load").value
    # grams written for an area say how thick the cream lies; grams alone are what there is to lay, at the label's thinnest
    percent = strength_percent(planned) if planned else None
    load = planned.grams / planned.area_cm2 if planned and planned.grams and planned.area_cm2 else heaviest
    if planned and planned.grams and not planned.area_cm2:
        limits["cream"] = planned.grams / (value("anaesthetic.cream_load").low or heaviest)
    injected = planned.injected_mg or 0 if planned else 0
    strength = percent if percent is not None else number("anaesthetic.strength_lidocaine_4_pct")
    by_dose = most_area_cm2(load, strength, case.patient.weight_kg, injected)
    if by_dose > 0:
        limits["numbing-dose"] = by_dose
    return limits


def staged(whole: Sequence[Piece], limits_cm2: Mapping[Binds, float], most_minutes: float) -> Staging:
    """Zones packed into as few appointments as fit, largest first; only a zone that is too large by itself is split, into equal parts."""
    tightest: Binds = min(limits_cm2, key=lambda name: limits_cm2[name], default="nothing")
    most_cm2 = limits_cm2.get(tightest, math.inf)
    pieces = [part for piece in whole for part in _split(piece, most_cm2, most_minutes)]
    bins: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-each.area_cm2, each.zone, each.part)):
        home = next((one for one in bins if _fits([*one, piece], most_cm2, most_minutes)), None)
        if home is None:
            bins.append([piece])
        else:
            home.append(piece)
    binds = _binding(whole, most_cm2, most_minutes, tightest) if len(bins) > 1 else "nothing"
    return Staging(tuple(Appointment(tuple(one)) for one in bins), binds, most_cm2, most_minutes)


def _split(piece: Piece, most_cm2: float, most_minutes: float) -> list[Piece]:
    parts = max(math.ceil(piece.area_cm2 / most_cm2), math.ceil(piece.minutes / most_minutes), 1)
    area, minutes = piece.area_cm2 / parts, piece.minutes / parts
    return [Piece(piece.zone, piece.label, area, minutes, part, parts) for part in range(1, parts + 1)]


def _fits(pieces: Sequence[Piece], most_cm2: float, most_minutes: float) -> bool:
    return sum(one.area_cm2 for one in pieces) <= most_cm2 and sum(one.minutes for one in pieces) <= most_minutes


def _binding(whole: Sequence[Piece], most_cm2: float, most_minutes: float, tightest: Binds) -> Binds:
    """The limit that is exceeded furthest by the whole session."""
    by_area = sum(piece.area_cm2 for piece in whole) / most_cm2
    return tightest if by_area >= sum(piece.minutes for piece in whole) / most_minutes else "chair-time"
