"""What the skin gives its heat to: air, a plate, a spray, as data that changes in time (a Robin condition)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat.layers import real, temperature

LARGEST_COEFFICIENT_W_M2_K = 1e7
"""Beyond it the surface takes the temperature of what touches it, as far as any number of a plan can tell."""


class Exchange(NamedTuple):
    """Flux out of the skin is ``coefficient_w_m2_k`` times (surface temperature - ``temperature_c``)."""

    coefficient_w_m2_k: float
    temperature_c: float


@dataclass(frozen=True, slots=True)
class Cooling:
    """Something cold or warm against the skin from ``start_s`` to ``end_s``.

    ``coefficient_w_m2_k`` is the heat transfer coefficient in W/(m2 K), ``temperature_c`` that of the air, plate or spray. A coefficient
    that changes in time is several of these, one after another. Raises `BadInput` by name.
    """

    start_s: float
    end_s: float
    coefficient_w_m2_k: float
    temperature_c: float

    def __post_init__(self) -> None:
        real("cooling start_s", self.start_s, -1e9, 1e9, "a time in s, at most 1e9 from 0")
        if not real("cooling end_s", self.end_s, -1e9, math.inf, "a time in s, or inf") > self.start_s:
            raise BadInput("cooling end_s", self.end_s, f"later than its start at {self.start_s:g} s")
        _coefficient("cooling coefficient_w_m2_k", self.coefficient_w_m2_k)
        temperature("cooling temperature_c", self.temperature_c)


@dataclass(frozen=True, slots=True)
class Surface:
    """The skin's surface: what it rests in, and what cools it when.

    ``coefficient_w_m2_k`` and ``temperature_c`` hold at rest and whenever no `Cooling` does. Raises `BadInput` for coolings that overlap.
    """

    coefficient_w_m2_k: float
    temperature_c: float
    cooling: tuple[Cooling, ...] = ()

    def __post_init__(self) -> None:
        _coefficient("surface coefficient_w_m2_k", self.coefficient_w_m2_k)
        temperature("surface temperature_c", self.temperature_c)
        given = tuple(self.cooling) if isinstance(self.cooling, (tuple, list)) else (self.cooling,)
        if not all(isinstance(cooling, Cooling) for cooling in given):
            raise BadInput("cooling", self.cooling, "a Cooling or several")
        ordered = tuple(sorted(given, key=lambda cooling: cooling.start_s))
        for one, following in pairwise(ordered):
            if following.start_s < one.end_s:
                raise BadInput("cooling start_s", following.start_s, f"{one.end_s:g} s or later, when the cooling before it has ended")
        object.__setattr__(self, "cooling", ordered)

    @property
    def rest(self) -> Exchange:
        """The exchange when nothing cools."""
        return Exchange(float(self.coefficient_w_m2_k), float(self.temperature_c))

    def during(self, time_s: float) -> Exchange:
        """The exchange from ``time_s`` on until the next change."""
        for cooling in self.cooling:
            if cooling.start_s <= time_s < cooling.end_s:
                return Exchange(float(cooling.coefficient_w_m2_k), float(cooling.temperature_c))
        return self.rest

    def changes(self, start_s: float, end_s: float) -> tuple[float, ...]:
        """Times inside (start_s, end_s) at which the exchange changes, rising."""
        times = {time for cooling in self.cooling for time in (cooling.start_s, cooling.end_s)}
        return tuple(sorted(time for time in times if start_s < time < end_s))

    def pieces(self, start_s: float, end_s: float) -> tuple[tuple[float, float, Exchange], ...]:
        """Spans (from, to, exchange) of constant exchange that make up start_s..end_s."""
        marks = (start_s, *self.changes(start_s, end_s), end_s)
        return tuple((begin, end, self.during(begin)) for begin, end in pairwise(marks) if end > begin)


def _coefficient(field: str, given: object) -> float:
    return real(field, given, 0, LARGEST_COEFFICIENT_W_M2_K, f"0 to {LARGEST_COEFFICIENT_W_M2_K:g} W/(m2 K)")


INSULATED = Surface(0.0, 0.0)
"""Nothing leaves through the surface."""
KINDS = ("still_air", "cold_air", "contact", "spray")


def published_exchange(kind: str) -> Exchange:
    """The central published or assumed coefficient and temperature of that kind (`KINDS`); see ``evidence/tables/thermal.toml``."""
    if kind not in KINDS:
        raise BadInput("cooling kind", kind, ", ".join(KINDS))
    return Exchange(number(f"thermal.{kind}.coefficient_w_m2_k"), number(f"thermal.{kind}.temperature_c"))


def published_cooling(kind: str, start_s: float, end_s: float) -> Cooling:
    """That kind of cooling from ``start_s`` to ``end_s``."""
    return Cooling(start_s, end_s, *published_exchange(kind))
