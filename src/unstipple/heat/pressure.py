"""Pressure at a particle that is heated faster than it can expand, and what a shorter pulse gains at it.

A uniformly heated sphere whose medium has its own speed of sound sends out an N-shaped wave: at distance r and time t, as long as
``|r - c t| <= a``, the pressure is ``p0 (r - c t) / (2 r)`` with ``p0 = Grueneisen * heat per volume``. A pulse smears that wave in time.
Informing only: particles far above the melting of carbon make vapour and plasma, which this does not know.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat.particle import Pulse, Substance, absorbed_share, adiabatic_rise_k, drawn_substance, kept_share, tissue

Floats = npt.NDArray[np.float64]
Help = Literal["stress-and-heat", "stress", "heat", "little", "none"]
PressureMark = Literal["beyond_linear_acoustics", "heated_unevenly", "grueneisen_from_memory"]
PA_PER_MPA, NM_PER_M, NS_PER_S, M2_PER_CM2, MM_PER_NM = 1e6, 1e9, 1e9, 1e-4, 1e-6
LITTLE, NOTHING = 2.0, 1.1
"""A gain below the first is little, below the second none."""
CONFINED_LEAST = 0.1
"""Below this share of full confinement a gain in pressure is a gain of next to nothing."""
EVEN_UP_TO = 1.0
WORDS: dict[Help, str] = {
    "stress-and-heat": "The shorter pulse makes this particle at least twice as hot and strains it at least twice as much.",
    "stress": "The shorter pulse strains this particle at least twice as much before it can expand; it gets less than twice as hot.",
    "heat": "The shorter pulse makes this particle at least twice as hot; its strain gains little that counts.",
    "little": "The shorter pulse gains less than a factor of two at this particle, in heat and in strain that counts.",
    "none": "The shorter pulse gains nothing that counts at this particle.",
}
"""What the codes say. They are about one particle; none of them says that a tattoo clears better."""
BOTH_GONE = "At this fluence both pulses heat it on average beyond sublimation, so more heat says nothing about the result."
ONLY_SHORTER = "At this fluence only the shorter pulse heats it on average to sublimation."
NEITHER_GONE = "At this fluence neither pulse heats it on average to sublimation."


def smeared_peak(diameter_nm: float, pulse_ns: float, sound_m_s: float, *, distance_nm: float | None = None) -> float:
    """Peak pressure outside the sphere over ``p0`` of the same energy given at once, for a square pulse; at its surface by default.

    Exact for the N-wave: ``(a - L / 2) / (2 r)`` while the way L of sound in a pulse is shorter than the radius a, ``a^2 / (4 r L)``
    beyond.
    """
    radius = _positive("diameter_nm", diameter_nm) / 2
    r = radius if distance_nm is None else distance_nm
    if not radius <= r < math.inf:
        raise BadInput("distance_nm", r, f"{radius:g} nm, the sphere's surface, or more")
    way = _positive("sound_m_s", sound_m_s) * _positive("pulse_ns", pulse_ns) / NS_PER_S * NM_PER_M
    return (radius - way / 2) / (2 * r) if way <= radius else radius**2 / (4 * r * way)


def surface_pressure_mpa(
    diameter_nm: float, pulse_ns: float, fluence_j_cm2: Floats | float, mua_per_mm: float, *, grueneisen: Floats | float | None = None,
    sound_m_s: float | None = None,
) -> Floats:  # fmt: skip
    """Peak pressure at a particle's surface in MPa, and as much tension after it; its own shade counts.

    Grade D: carbon's Grueneisen parameter is from memory. Raises `BadInput`.
    Source: Diebold, Sun, Khan, Phys. Rev. Lett. 67 (1991) 3384 for the wave; evidence ``particle.*``.
    """
    fluence = np.asarray(fluence_j_cm2, dtype=np.float64)
    if not np.all((fluence >= 0) & np.isfinite(fluence)):
        raise BadInput("fluence_j_cm2", fluence.shape, "finite numbers of 0 or more")
    gamma = np.asarray(number("particle.carbon_grueneisen") if grueneisen is None else grueneisen, dtype=np.float64)
    if not np.all((gamma > 0) & np.isfinite(gamma)):
        raise BadInput("grueneisen", gamma.shape, "finite numbers above 0")
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    shade = absorbed_share(_positive("mua_per_mm", mua_per_mm) * _positive("diameter_nm", diameter_nm) * MM_PER_NM)
    heat_j_m3 = mua_per_mm * 1e3 * fluence / M2_PER_CM2 * shade
    return np.asarray(gamma * heat_j_m3 * smeared_peak(diameter_nm, pulse_ns, sound) / PA_PER_MPA)


def pressure_marks(diameter_nm: float, mua_per_mm: float, pressure_mpa: Floats | float) -> tuple[PressureMark, ...]:
    """Where a computed pressure is more than its model can bear: beyond linear acoustics, in a sphere that shades itself."""
    marks: list[PressureMark] = ["grueneisen_from_memory"]
    if bool(np.any(np.asarray(pressure_mpa) > number("particle.linear_pressure_mpa"))):
        marks.append("beyond_linear_acoustics")
    if _positive("mua_per_mm", mua_per_mm) * _positive("diameter_nm", diameter_nm) * MM_PER_NM > EVEN_UP_TO:
        marks.append("heated_unevenly")
    return tuple(marks)


@dataclass(frozen=True, slots=True)
class PulseGain:
    """What a shorter pulse of the same fluence gains at a particle: factors of the mean rise at its end and of the peak pressure.

    ``confined`` is how near the shorter pulse comes to the pressure of the same energy given at once, 0-1. ``sublimes`` says of the shorter
    and of the longer pulse whether the particle's mean reaches the sublimation of carbon, None where no fluence was given.
    """

    heat: float
    stress: float
    confined: float
    sublimes: tuple[bool, bool] | None = None

    @property
    def helps(self) -> Help:
        """In a code: both, stress, heat, little of either, or none. Heat counts for nothing where both pulses sublime the particle."""
        heat = 1.0 if self.sublimes == (True, True) else self.heat
        stress = self.stress if self.confined >= CONFINED_LEAST else 1.0
        if max(heat, stress) < NOTHING:
            return "none"
        codes: dict[tuple[bool, bool], Help] = {(True, True): "stress-and-heat", (False, True): "stress", (True, False): "heat"}
        return codes.get((heat >= LITTLE, stress >= LITTLE), "little")

    @property
    def words(self) -> str:
        """The code in words, and what the fluence adds to it."""
        if self.sublimes is None:
            return WORDS[self.helps]
        added = BOTH_GONE if self.sublimes == (True, True) else ONLY_SHORTER if self.sublimes[0] else NEITHER_GONE
        return f"{WORDS[self.helps]} {added}"


def pulse_gain(
    diameter_nm: float, shorter_ns: float, longer_ns: float, inside: Substance, outside: Substance, *, sound_m_s: float | None = None,
    contact_w_m2_k: float | None = None, fluence_j_cm2: float | None = None, mua_per_mm: float | None = None,
) -> PulseGain:  # fmt: skip
    """Compare two square pulses of the same fluence at one particle.

    A grain well below a micrometre loses its heat within nanoseconds, so a picosecond pulse makes it hotter; its pressure rises too but
    stays far below what confinement would give. An aggregate of micrometres keeps its heat under both, and only stress gains. With a local
    ``fluence_j_cm2`` and ``mua_per_mm`` it is also said which of the two brings it to the sublimation of carbon. Raises `BadInput`.
    """
    contact = None if contact_w_m2_k is None else np.asarray(contact_w_m2_k, dtype=np.float64)
    light = None if fluence_j_cm2 is None or mua_per_mm is None else (fluence_j_cm2, mua_per_mm)
    return _gains(diameter_nm, (shorter_ns, longer_ns), inside, outside, contact, sound_m_s, light)[0]


def drawn_pulse_gains(
    diameter_nm: float, shorter_ns: float, longer_ns: float, draws: Draws, *, fluence_j_cm2: float | None = None,
    mua_per_mm: float | None = None,
) -> tuple[PulseGain, ...]:  # fmt: skip
    """`pulse_gain` of carbon in dermis for every draw of both and of the contact between them (evidence ``particle.carbon.*``)."""
    carbon, medium, contact = drawn_substance("carbon", draws), tissue(draws), draws.of("particle.carbon.contact_w_m2_k")
    light = None if fluence_j_cm2 is None or mua_per_mm is None else (fluence_j_cm2, mua_per_mm)
    return _gains(diameter_nm, (shorter_ns, longer_ns), carbon, medium, contact, None, light)


def _gains(
    diameter_nm: float, pulses_ns: tuple[float, float], inside: Substance, outside: Substance, contact: Floats | None,
    sound_m_s: float | None, light: tuple[float, float] | None,
) -> tuple[PulseGain, ...]:  # fmt: skip
    """One gain a draw; ``light`` is local fluence and absorption."""
    if not pulses_ns[0] < pulses_ns[1]:
        raise BadInput("shorter_ns", pulses_ns[0], f"less than the longer pulse's {pulses_ns[1]:g} ns")
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    stress = [smeared_peak(diameter_nm, length, sound) for length in pulses_ns]
    kept = [np.atleast_1d(kept_share(diameter_nm, Pulse(length), inside, outside, contact_w_m2_k=contact)) for length in pulses_ns]
    gone: list[tuple[bool, bool] | None] = [None] * kept[0].size
    if light is not None:
        shade = absorbed_share(_positive("mua_per_mm", light[1]) * diameter_nm * MM_PER_NM)
        hot = [adiabatic_rise_k(light[1], light[0], inside) * shade * each > sublimation_rise_k() for each in kept]
        gone = [(bool(one), bool(two)) for one, two in zip(*hot, strict=True)]
    gains = zip(kept[0] / kept[1], gone, strict=True)
    return tuple(PulseGain(float(heat), stress[0] / stress[1], 2 * stress[0], each) for heat, each in gains)


def sublimation_rise_k() -> float:
    """Rise from the body's temperature to the sublimation of carbon (evidence ``particle.carbon.sublimation_c``)."""
    return number("particle.carbon.sublimation_c") - number("thermal.core_temperature_c")


def stress_confined(diameter_nm: float, pulse_ns: float, sound_m_s: float | None = None) -> float:
    """How far the peak pressure comes to that of the same energy given at once, 0-1."""
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    return smeared_peak(diameter_nm, pulse_ns, sound) * 2


def _positive(field: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise BadInput(field, given, "above 0 and finite")
    return given
