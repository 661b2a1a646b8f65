"""What a pulse is short against: the time in which heat leaves a thing, and the time in which pressure leaves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat.particle import tissue

Shape = Literal["sphere", "cylinder", "slab"]
Regime = Literal["heat-and-stress", "heat", "stress", "neither"]
NM_PER_M, NS_PER_S, NM_PER_MM, MM2_PER_M2 = 1e9, 1e9, 1e6, 1e6
RELAXATION_DIVISORS: dict[Shape, float] = {"sphere": 27.0, "cylinder": 16.0, "slab": 8.0}
"""Thermal relaxation time is the square of the smallest width over this and the diffusivity: the field's usual definitions."""
REGIMES: dict[tuple[bool, bool], Regime] = {
    (True, True): "heat-and-stress", (True, False): "heat", (False, True): "stress", (False, False): "neither",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confinement:
    """One thing under one pulse. Times in ns; ``heat`` and ``stress`` say whether the pulse is over before either has left.

    ``heated_nm`` is the width that pressure has to leave: that of the thing, or how deep light gets into it where that is less.
    """

    shape: Shape
    width_nm: float
    pulse_ns: float
    relaxation_ns: float
    transit_ns: float
    heated_nm: float

    @property
    def heat(self) -> bool:
        """Thermally confined: the pulse is shorter than the relaxation time."""
        return self.pulse_ns < self.relaxation_ns

    @property
    def stress(self) -> bool:
        """Stress-confined: the pulse is shorter than sound takes across what is heated."""
        return self.pulse_ns < self.transit_ns

    @property
    def regime(self) -> Regime:
        """What the pulse confines, in a code."""
        return REGIMES[(self.heat, self.stress)]


def relaxation_time_ns(shape: Shape, width_nm: float, diffusivity_mm2_s: float | None = None) -> float:
    """Thermal relaxation time of a sphere, cylinder (diameter) or slab (thickness) in dermis (evidence ``thermal.dermis.*``)."""
    if shape not in RELAXATION_DIVISORS:
        raise BadInput("shape", shape, ", ".join(RELAXATION_DIVISORS))
    diffusivity = float(tissue().diffusivity_m2_s) * MM2_PER_M2 if diffusivity_mm2_s is None else diffusivity_mm2_s
    if not 0 < diffusivity < math.inf:
        raise BadInput("diffusivity_mm2_s", diffusivity, "above 0 and finite")
    width_mm = _positive("width_nm", width_nm) / NM_PER_MM
    return width_mm**2 / (RELAXATION_DIVISORS[shape] * diffusivity) * NS_PER_S


def transit_time_ns(width_nm: float, sound_m_s: float | None = None) -> float:
    """Time that sound takes across; evidence ``particle.tissue_sound_speed`` unless the thing's own is given."""
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    return _positive("width_nm", width_nm) / NM_PER_M / _positive("sound_m_s", sound) * NS_PER_S


def heated_width_nm(width_nm: float, mua_per_mm: float | None = None) -> float:
    """How much of a thing light heats: all of it, or one absorption length where that is less."""
    width = _positive("width_nm", width_nm)
    return width if mua_per_mm is None else min(width, NM_PER_MM / _positive("mua_per_mm", mua_per_mm))


def confinement(
    shape: Shape, width_nm: float, pulse_ns: float, *, mua_per_mm: float | None = None, sound_m_s: float | None = None
) -> Confinement:  # fmt: skip
    """Heat and stress in one thing under one pulse. Raises `BadInput`.

    A thing whose absorption ``mua_per_mm`` is given and that shades itself is strained in the layer that light reaches, and pressure leaves
    that layer sooner than it would leave the whole.
    """
    heated = heated_width_nm(width_nm, mua_per_mm)
    pulse = _positive("pulse_ns", pulse_ns)
    return Confinement(shape, width_nm, pulse, relaxation_time_ns(shape, width_nm), transit_time_ns(heated, sound_m_s), heated)


def _positive(field: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise BadInput(field, given, "above 0 and finite")
    return given
