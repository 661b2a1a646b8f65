"""What a pulse is short against: the time in which heat leaves a thing, and the time in which pressure leaves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat.particle import tissue

Shape = Literal["sphere", "cylinder", "slab"]
NM_PER_M, NS_PER_S = 1e9, 1e9
RELAXATION_DIVISORS: dict[Shape, float] = {"sphere": 27.0, "cylinder": 16.0, "slab": 8.0}
"""Thermal relaxation time is the square of the smallest width over this and the diffusivity: the field's usual definitions."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """One thing under one pulse. Times in ns; ``heat`` and ``stress`` say whether the pulse is over before either has left."""

    shape: Shape
    width_nm: float
    pulse_ns: float
    relaxation_ns: float
    transit_ns: float

    @property
    def heat(self) -> bool:
        """Thermally confined: the pulse is shorter than the relaxation time."""
        return self.pulse_ns < self.relaxation_ns

    @property
    def stress(self) -> bool:
        """Stress-confined: the pulse is shorter than sound takes across."""
        return self.pulse_ns < self.transit_ns


def relaxation_time_ns(shape: Shape, width_nm: float, diffusivity_mm2_s: float | None = None) -> float:
    """Thermal relaxation time of a sphere, cylinder (diameter) or slab (thickness) in dermis (evidence ``thermal.dermis.*``)."""
    if shape not in RELAXATION_DIVISORS:
        raise BadInput("shape", shape, ", ".join(RELAXATION_DIVISORS))
    diffusivity = tissue().diffusivity_m2_s * 1e6 if diffusivity_mm2_s is None else diffusivity_mm2_s
    if not 0 < diffusivity < math.inf:
        raise BadInput("diffusivity_mm2_s", diffusivity, "above 0 and finite")
    width_mm = _positive("width_nm", width_nm) / 1e6
    return width_mm**2 / (RELAXATION_DIVISORS[shape] * diffusivity) * NS_PER_S


def transit_time_ns(width_nm: float, sound_m_s: float | None = None) -> float:
    """Time that sound takes across; evidence ``particle.tissue_sound_speed`` unless the thing's own is given."""
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    return _positive("width_nm", width_nm) / NM_PER_M / _positive("sound_m_s", sound) * NS_PER_S


def confinement(shape: Shape, width_nm: float, pulse_ns: float, *, sound_m_s: float | None = None) -> Confinement:
    """Heat and stress in one thing under one pulse. Raises `BadInput`."""
    return Confinement(
        shape, width_nm, _positive("pulse_ns", pulse_ns), relaxation_time_ns(shape, width_nm), transit_time_ns(width_nm, sound_m_s)
    )


def _positive(field: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise BadInput(field, given, "above 0 and finite")
    return given
