"""A particle in tissue during and after a pulse: a uniformly heated sphere in an endless medium of other properties, exactly.

    c_in rho_in dT/dt = K_in lap T + q(t)   inside a,     c_out rho_out dT/dt = K_out lap T   outside,     both continuous at a

The Laplace transform of the answer to a constant heating is a closed form (Goldenberg and Tranter 1952 give its real inversion, a slowly
converging integral); it is inverted here along Talbot's contour. Pulses are sums of such steps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import number

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]
Place = Literal["centre", "surface", "mean"]
ParticleMark = Literal["beyond_sublimation"]
PulseShape = Literal["square", "gaussian"]
NODE_COUNT = 28
"""Nodes of the contour: about ten digits in double precision."""
SLICE_COUNT = 48
"""Square slices that stand for a Gaussian pulse."""
GAUSSIAN_REACH = 2.0
"""Half of what is cut from a Gaussian pulse, in full widths at half maximum: a part in a million is left out."""
M_PER_NM, S_PER_NS, M2_PER_CM2 = 1e-9, 1e-9, 1e-4
PARTS = ("conductivity_w_m_k", "density_kg_m3", "specific_heat_j_kg_k")
SERIES_BELOW = 1e-2


@dataclass(frozen=True, slots=True)
class Substance:
    """What a particle or the medium round it is made of."""

    conductivity_w_m_k: float
    density_kg_m3: float
    specific_heat_j_kg_k: float

    def __post_init__(self) -> None:
        for name in ("conductivity_w_m_k", "density_kg_m3", "specific_heat_j_kg_k"):
            given = getattr(self, name)
            if not 0 < given < math.inf:
                raise BadInput(name, given, "above 0 and finite")

    @property
    def heat_j_m3_k(self) -> float:
        """Heat per volume and kelvin."""
        return self.density_kg_m3 * self.specific_heat_j_kg_k

    @property
    def diffusivity_m2_s(self) -> float:
        """How fast heat spreads."""
        return self.conductivity_w_m_k / self.heat_j_m3_k


def published_substance(name: str) -> Substance:
    """``"carbon"`` or ``"melanosome"`` as evidence ``particle.<name>.*`` has it; every draw's own comes from the same names."""
    return Substance(*(number(f"particle.{name}.{part}") for part in PARTS))


def tissue() -> Substance:
    """What lies round particles: dermis, evidence ``thermal.dermis.*``."""
    return Substance(*(number(f"thermal.dermis.{part}") for part in PARTS))


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the heating goes on in time: ``pulse_ns`` is the whole length of a square pulse, the full width at half maximum of a Gaussian."""

    pulse_ns: float
    shape: PulseShape = "square"

    def __post_init__(self) -> None:
        if not 0 < self.pulse_ns < math.inf:
            raise BadInput("pulse_ns", self.pulse_ns, "above 0, in ns")
        if self.shape not in ("square", "gaussian"):
            raise BadInput("pulse shape", self.shape, '"square" or "gaussian"')

    @property
    def slices(self) -> tuple[Floats, Floats]:
        """Edges (k + 1,) in s from the start of the pulse, and the share of its energy in each slice (k,)."""
        if self.shape == "square":
            return np.array([0.0, self.pulse_ns * S_PER_NS]), np.ones(1)
        width = self.pulse_ns * S_PER_NS
        edges = np.linspace(-GAUSSIAN_REACH * width, GAUSSIAN_REACH * width, SLICE_COUNT + 1)
        below = np.array([math.erf(2 * math.sqrt(math.log(2)) * edge / width) for edge in edges])
        shares = np.diff(below)
        return edges - edges[0], shares / shares.sum()


def carbon_mua_per_mm(wavelength_nm: float) -> float:
    """Absorption of solid carbon: mass absorption at 550 nm times density, falling as a power of the wavelength (``particle.carbon.*``)."""
    if not 0 < wavelength_nm < math.inf:
        raise BadInput("wavelength_nm", wavelength_nm, "above 0, in nm")
    at_550 = number("particle.carbon.mass_absorption_m2_g") * number("particle.carbon.density_kg_m3")
    exponent = number("ink.absorption_exponent")
    return float(at_550 * (number("particle.carbon.mass_absorption_at_nm") / wavelength_nm) ** exponent)


def carbon_marks(temperature_c: Floats | float) -> tuple[ParticleMark, ...]:
    """``("beyond_sublimation",)`` where a computed temperature lies beyond solid carbon: it then counts energy and is no temperature."""
    beyond = bool(np.max(temperature_c, initial=-np.inf) > number("particle.carbon.sublimation_c"))
    return ("beyond_sublimation",) if beyond else ()


def adiabatic_rise_k(mua_per_mm: Floats | float, fluence_j_cm2: Floats | float, substance: Substance) -> Floats:
    """Rise in K of what absorbs ``mua_per_mm`` before any heat leaves it: ``mua * fluence / (rho c)``."""
    j_m3 = np.asarray(mua_per_mm, dtype=np.float64) * 1e3 * np.asarray(fluence_j_cm2, dtype=np.float64) / M2_PER_CM2
    return np.asarray(j_m3 / substance.heat_j_m3_k)


def absorbed_share(across: Floats | float) -> Floats:
    """Light that a sphere absorbs over what it would without its own shadow, 0-1; straight rays, no refraction.

    ``across`` absorption times diameter, dimensionless. 1 for a thin sphere, ``1.5 / across`` for a black one.
    """
    x = np.asarray(across, dtype=np.float64)
    if not np.all(x >= 0):
        raise BadInput("across", float(np.min(x)), "0 or more")
    safe = np.where(x > SERIES_BELOW, x, 1.0)
    efficiency = 1 - 2 / safe**2 * (1 - (1 + safe) * np.exp(-safe))
    return np.asarray(np.where(x > SERIES_BELOW, 1.5 * efficiency / safe, 1 - 0.375 * x))


def kept_share(diameter_nm: float, pulse: Pulse, inside: Substance, outside: Substance) -> float:
    """Mean rise of the sphere at the end of the pulse over the adiabatic one: 1 where heat has no time to leave."""
    ended = float(pulse.slices[0][-1])
    return float(sphere_rise(diameter_nm, pulse, np.array([ended]), inside, outside, "mean")[0])


def sphere_rise(
    diameter_nm: float, pulse: Pulse, times_s: Floats, inside: Substance, outside: Substance, place: Place | float = "mean"
) -> Floats:  # fmt: skip
    """Temperature rise over the adiabatic rise of the whole pulse, dimensionless, at times from the start of the pulse.

    Parameters
    ----------
    times_s : array (t,), in s; nothing has happened at 0 and before.
    place : ``"centre"``, ``"surface"``, ``"mean"`` over the sphere, or a distance from its centre in nm.

    Returns
    -------
    array (t,). Error: below 1e-5 of the largest value. Raises `BadInput`. Source: Goldenberg, Tranter, Br. J. Appl. Phys. 3 (1952) 296.
    """
    if not 0 < diameter_nm < math.inf:
        raise BadInput("diameter_nm", diameter_nm, "above 0, in nm")
    times = np.asarray(times_s, dtype=np.float64)
    if times.ndim != 1 or not np.all(np.isfinite(times)):
        raise BadInput("times_s", times.shape, "finite times in a row, in s")
    transform = _transform(diameter_nm * M_PER_NM / 2, inside, outside, place)
    edges, shares = pulse.slices
    total = np.zeros(times.shape)
    for start, end, share in zip(edges[:-1], edges[1:], shares, strict=True):
        ramp = _inverse(transform, times - start) - _inverse(transform, times - end)
        total += share * ramp / (end - start)
    return total


def _transform(radius_m: float, inside: Substance, outside: Substance, place: Place | float) -> Callable[[Complexes], Complexes]:
    """Laplace transform of the rise under constant unit heating (1 K/s without losses), times s squared."""
    k_in, k_out = inside.conductivity_w_m_k, outside.conductivity_w_m_k

    def at(s: Complexes) -> Complexes:
        x = radius_m * np.sqrt(s / inside.diffusivity_m2_s)
        y = radius_m * np.sqrt(s / outside.diffusivity_m2_s)
        held, let = k_in * _coth_less_one(x), k_out * (1 + y)
        lost = let / (held + let)
        if place == "mean":
            return np.asarray(1 - lost * 3 * _coth_less_one(x) / x**2)
        if place == "centre":
            return np.asarray(1 - lost * _sinh_ratio(x, 0.0))
        if place == "surface":
            return np.asarray(1 - lost)
        ratio = float(place) * M_PER_NM / radius_m
        if not 0 <= ratio < math.inf:
            raise BadInput("place", place, '"centre", "surface", "mean", or a distance in nm of 0 or more')
        if ratio <= 1:
            return np.asarray(1 - lost * _sinh_ratio(x, ratio))
        return np.asarray((1 - lost) / ratio * np.exp(-y * (ratio - 1)))

    return at


def _coth_less_one(x: Complexes) -> Complexes:
    """``x coth x - 1``, also where x is small or large."""
    small = np.abs(x) < SERIES_BELOW
    safe = np.where(small, 1.0, x)
    decay = np.exp(-2 * safe)
    return np.where(small, x**2 / 3 - x**4 / 45, safe * (1 + decay) / (1 - decay) - 1)


def _sinh_ratio(x: Complexes, ratio: float) -> Complexes:
    """``sinh(ratio x) / (ratio sinh x)``; ``x / sinh x`` in the middle."""
    small = np.abs(x) < SERIES_BELOW
    safe = np.where(small, 1.0, x)
    scale = np.exp(-(1 - ratio) * safe) / (1 - np.exp(-2 * safe))
    found = 2 * safe * scale if ratio == 0 else (1 - np.exp(-2 * ratio * safe)) * scale / ratio
    return np.where(small, 1 - x**2 * (1 - ratio**2) / 6, found)


def _inverse(transform: Callable[[Complexes], Complexes], times_s: Floats) -> Floats:
    """Rise in K after a while (t,) of constant heating of 1 K/s, by Talbot's fixed contour."""
    after = times_s > 0
    t = np.where(after, times_s, 1.0)[:, None]
    theta = np.arange(1, NODE_COUNT) * np.pi / NODE_COUNT
    cot = 1 / np.tan(theta)
    far = 2 * NODE_COUNT / 5
    node = far * theta * (cot + 1j)
    weight = np.exp(node) * (1 + 1j * theta * (1 + cot**2) - 1j * cot)
    s = node[None, :] / t
    first = 0.5 * np.exp(far) * np.real(transform(far / t[:, 0] + 0j) / (far / t[:, 0]) ** 2)
    rest = np.real(weight[None, :] * transform(s) / s**2).sum(axis=1)
    return np.where(after, 2 / (5 * t[:, 0]) * (first + rest), 0.0)
