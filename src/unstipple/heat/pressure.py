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
from unstipple.evidence import number
from unstipple.heat.particle import Pulse, Substance, absorbed_share, kept_share

Floats = npt.NDArray[np.float64]
Help = Literal["stress-and-heat", "stress", "heat", "little", "none"]
PA_PER_MPA, NM_PER_M, NS_PER_S, M2_PER_CM2 = 1e6, 1e9, 1e9, 1e-4
LITTLE, NOTHING = 2.0, 1.1
"""A gain below the first is little, below the second none."""
CONFINED_LEAST = 0.1
"""Below this share of full confinement a gain in pressure is a gain of next to nothing."""


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
    diameter_nm: float, pulse_ns: float, fluence_j_cm2: Floats | float, mua_per_mm: float, *, grueneisen: float | None = None,
    sound_m_s: float | None = None,
) -> Floats:  # fmt: skip
    """Peak pressure at a particle's surface in MPa; its own shade counts. Grade D: carbon's Grueneisen parameter is from memory.

    Raises `BadInput`. Source: Diebold, Sun, Khan, Phys. Rev. Lett. 67 (1991) 3384 for the wave; evidence ``particle.*``.
    """
    fluence = np.asarray(fluence_j_cm2, dtype=np.float64)
    if not np.all((fluence >= 0) & np.isfinite(fluence)):
        raise BadInput("fluence_j_cm2", fluence.shape, "finite numbers of 0 or more")
    gamma = number("particle.carbon_grueneisen") if grueneisen is None else grueneisen
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    shade = absorbed_share(_positive("mua_per_mm", mua_per_mm) * _positive("diameter_nm", diameter_nm) / 1e6)
    heat_j_m3 = mua_per_mm * 1e3 * fluence / M2_PER_CM2 * shade
    return np.asarray(gamma * heat_j_m3 * smeared_peak(diameter_nm, pulse_ns, sound) / PA_PER_MPA)


@dataclass(frozen=True, slots=True)
class PulseGain:
    """What a shorter pulse of the same fluence gains at a particle: factors of the mean rise at its end and of the peak pressure.

    ``confined`` is how near the shorter pulse comes to the pressure of the same energy given at once, 0-1.
    """

    heat: float
    stress: float
    confined: float

    @property
    def helps(self) -> Help:
        """In a code: both, stress, heat, little of either, or none."""
        stress = self.stress if self.confined >= CONFINED_LEAST else 1.0
        if max(self.heat, stress) < NOTHING:
            return "none"
        strong = self.heat >= LITTLE, stress >= LITTLE
        codes: dict[tuple[bool, bool], Help] = {(True, True): "stress-and-heat", (False, True): "stress", (True, False): "heat"}
        return codes.get(strong, "little")


def pulse_gain(
    diameter_nm: float, shorter_ns: float, longer_ns: float, inside: Substance, outside: Substance, *, sound_m_s: float | None = None
) -> PulseGain:  # fmt: skip
    """Compare two square pulses of the same fluence at one particle.

    A grain well below a micrometre loses its heat within nanoseconds, so a picosecond pulse makes it hotter; its pressure rises too but
    stays far below what confinement would give. An aggregate of micrometres keeps its heat under both, and only stress gains.
    """
    if not shorter_ns < longer_ns:
        raise BadInput("shorter_ns", shorter_ns, f"less than the longer pulse's {longer_ns:g} ns")
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    heat = [kept_share(diameter_nm, Pulse(length), inside, outside) for length in (shorter_ns, longer_ns)]
    stress = [smeared_peak(diameter_nm, length, sound) for length in (shorter_ns, longer_ns)]
    return PulseGain(heat[0] / heat[1], stress[0] / stress[1], 2 * stress[0])


def stress_confined(diameter_nm: float, pulse_ns: float, sound_m_s: float | None = None) -> float:
    """How far the peak pressure comes to that of the same energy given at once, 0-1."""
    sound = number("particle.tissue_sound_speed") if sound_m_s is None else sound_m_s
    return smeared_peak(diameter_nm, pulse_ns, sound) * 2


def _positive(field: str, given: float) -> float:
    if not 0 < given < math.inf:
        raise BadInput(field, given, "above 0 and finite")
    return given
