"""A particle in tissue during and after a pulse: a uniformly heated sphere in an endless medium of other properties, exactly.

    c_in rho_in dT/dt = K_in lap T + q(t)   inside a,     c_out rho_out dT/dt = K_out lap T   outside,

flux continuous at a, and temperature too unless the contact resists (``contact_w_m2_k``). The Laplace transform of the answer to a
constant heating is a closed form (Goldenberg and Tranter 1952 give its real inversion, a slowly converging integral); it is inverted
here along Talbot's contour. Everything may carry draws: diameters, substances and contacts of one shape (n,) give answers (n, t).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]
Place = Literal["centre", "surface", "mean"]
ParticleMark = Literal[
    "hotter_than_carbon_sublimes", "beyond_boiling", "outside_checked_sizes", "outside_checked_pulses", "heated_unevenly",
    "contact_resists",
]  # fmt: skip
PulseShape = Literal["square", "gaussian"]
NODE_COUNT = 28
"""Nodes of the contour: about ten digits in double precision."""
KNOT_COUNT = 65
"""Points between which a Gaussian pulse runs straight."""
GAUSSIAN_REACH = 2.0
"""Where a Gaussian pulse is cut on either side, in full widths at half maximum: a part in a million is left out."""
LAG_COUNT, LAG_SHARE = 128, 1e-9
"""Lags computed at a time, and how near to each other, in knots, they count as one."""
M_PER_NM, S_PER_NS, M2_PER_CM2, MM_PER_NM = 1e-9, 1e-9, 1e-4, 1e-6
PARTS = ("conductivity_w_m_k", "density_kg_m3", "specific_heat_j_kg_k")
SERIES_BELOW = 1e-2
CHECKED_NM, CHECKED_NS = (10.0, 10_000.0), (0.3, 10.0)
"""Diameters and pulses that were held against a fine grid; outside them a result carries its mark."""
EVEN_UP_TO = 1.0
"""Absorption times diameter above which a sphere is not heated evenly: its far side gets less than half of what its near side gets."""
CONTACT_SHARE = 0.1
"""A contact whose resistance exceeds that share of the medium's own is felt."""


@dataclass(frozen=True, slots=True)
class Substance:
    """What a particle or the medium round it is made of: numbers, or draws of one shape (n,)."""

    conductivity_w_m_k: Floats | float
    density_kg_m3: Floats | float
    specific_heat_j_kg_k: Floats | float

    def __post_init__(self) -> None:
        for name in PARTS:
            positive(name, getattr(self, name))

    @property
    def heat_j_m3_k(self) -> Floats | float:
        """Heat per volume and kelvin."""
        return self.density_kg_m3 * self.specific_heat_j_kg_k

    @property
    def diffusivity_m2_s(self) -> Floats | float:
        """How fast heat spreads."""
        return self.conductivity_w_m_k / self.heat_j_m3_k


def published_substance(name: str) -> Substance:
    """``"carbon"`` or ``"melanosome"`` as evidence ``particle.<name>.*`` has it: the values at the middle of their doubt."""
    return Substance(*(number(f"particle.{name}.{part}") for part in PARTS))


def drawn_substance(name: str, draws: Draws) -> Substance:
    """``"carbon"`` or ``"melanosome"``, a draw an entry (n,), from evidence ``particle.<name>.*``."""
    return Substance(*(draws.of(f"particle.{name}.{part}") for part in PARTS))


def tissue(draws: Draws | None = None) -> Substance:
    """What lies round particles: dermis, evidence ``thermal.dermis.*``, a draw an entry if ``draws`` are given."""
    names = [f"thermal.dermis.{part}" for part in PARTS]
    return Substance(*(number(name) if draws is None else draws.of(name) for name in names))


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
    def end_s(self) -> float:
        """When the heating is over. A Gaussian pulse has its peak at half of this."""
        return self.pulse_ns * S_PER_NS * (1 if self.shape == "square" else 2 * GAUSSIAN_REACH)

    @property
    def knots(self) -> tuple[Floats, Floats]:
        """Times (k,) in s, and the heating there in 1/s (k,) of a pulse of unit energy, straight between them."""
        times = np.linspace(0, self.end_s, 2 if self.shape == "square" else KNOT_COUNT)
        if self.shape == "square":
            return times, np.full(2, 1 / self.end_s)
        height = np.exp(-4 * math.log(2) * ((times / self.end_s - 0.5) * 2 * GAUSSIAN_REACH) ** 2)
        height[[0, -1]] = 0
        return times, height / np.trapezoid(height, times)


def particle_marks(
    diameter_nm: Floats | float, pulse_ns: float, *, mua_per_mm: float | None = None, temperature_c: Floats | float | None = None,
    contact_w_m2_k: Floats | float | None = None, outside: Substance | None = None,
) -> tuple[ParticleMark, ...]:  # fmt: skip
    """Where an answer of this module leaves what it was checked for. Raises `BadInput`.

    ``outside_checked_sizes`` and ``outside_checked_pulses`` beyond 10 nm to 10 um and 0.3 to 10 ns; ``heated_unevenly`` where the sphere
    shades itself; ``contact_resists`` where the contact (evidence ``particle.carbon.contact_w_m2_k`` if none is given) holds back heat;
    ``beyond_boiling`` and ``hotter_than_carbon_sublimes`` where ``temperature_c`` is more than water and carbon can be: it then counts
    energy and is no temperature.
    """
    sizes, width = positive("diameter_nm", diameter_nm), positive("pulse_ns", pulse_ns)
    contact = number("particle.carbon.contact_w_m2_k") if contact_w_m2_k is None else positive("contact_w_m2_k", contact_w_m2_k)
    medium = tissue() if outside is None else outside
    marks: list[ParticleMark] = []
    if np.any((sizes < CHECKED_NM[0]) | (sizes > CHECKED_NM[1])):
        marks.append("outside_checked_sizes")
    if np.any((width < CHECKED_NS[0]) | (width > CHECKED_NS[1])):
        marks.append("outside_checked_pulses")
    if mua_per_mm is not None and np.any(positive("mua_per_mm", mua_per_mm) * sizes * MM_PER_NM > EVEN_UP_TO):
        marks.append("heated_unevenly")
    if np.any(medium.conductivity_w_m_k > CONTACT_SHARE * contact * sizes * M_PER_NM / 2):
        marks.append("contact_resists")
    hottest = -math.inf if temperature_c is None else float(np.max(temperature_c))
    if hottest > number("thermal.water_boils_c"):
        marks.append("beyond_boiling")
    if hottest > number("particle.carbon.sublimation_c"):
        marks.append("hotter_than_carbon_sublimes")
    return tuple(marks)


def adiabatic_rise_k(mua_per_mm: Floats | float, fluence_j_cm2: Floats | float, substance: Substance) -> Floats:
    """Rise in K of what absorbs ``mua_per_mm`` before any heat leaves it: ``mua * fluence / (rho c)``. Raises `BadInput`."""
    for name, given in (("mua_per_mm", mua_per_mm), ("fluence_j_cm2", fluence_j_cm2)):
        if not np.all((np.asarray(given) >= 0) & np.isfinite(given)):
            raise BadInput(name, given, "finite, 0 or more")
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


def kept_share(
    diameter_nm: Floats | float, pulse: Pulse, inside: Substance, outside: Substance, *, contact_w_m2_k: Floats | float | None = None
) -> Floats:  # fmt: skip
    """Highest mean rise of the sphere over the adiabatic one, array of the draws' shape: 1 where heat has no time to leave.

    The highest is at the end of a square pulse; in a Gaussian one it is looked for at its knots.
    """
    times = np.array([pulse.end_s]) if pulse.shape == "square" else pulse.knots[0][KNOT_COUNT // 2 :]
    rise = sphere_rise(diameter_nm, pulse, times, inside, outside, "mean", contact_w_m2_k=contact_w_m2_k)
    return np.asarray(rise.max(axis=-1))


def sphere_rise(
    diameter_nm: Floats | float, pulse: Pulse, times_s: Floats, inside: Substance, outside: Substance, place: Place | float = "mean", *,
    contact_w_m2_k: Floats | float | None = None,
) -> Floats:  # fmt: skip
    """Temperature rise over the adiabatic rise of the whole pulse, dimensionless, at times from the start of the pulse.

    Parameters
    ----------
    diameter_nm : a number or draws (n,); the substances and ``contact_w_m2_k`` too.
    times_s : array (t,), in s; nothing has happened at 0 and before.
    place : ``"centre"``, ``"surface"`` (of the sphere), ``"mean"`` over the sphere, or a distance from its centre in nm.
    contact_w_m2_k : conductance of the contact between sphere and medium; perfect if None.

    Returns
    -------
    array (t,) or (n, t). Error: below 1e-5 of the largest value. Raises `BadInput`.
    Source: Goldenberg, Tranter, Br. J. Appl. Phys. 3 (1952) 296; the contact is ours.
    """
    times = np.asarray(times_s, dtype=np.float64)
    if times.ndim != 1 or not np.all(np.isfinite(times)):
        raise BadInput("times_s", times.shape, "finite times in a row, in s")
    radius = _column(positive("diameter_nm", diameter_nm)) * M_PER_NM / 2
    contact = None if contact_w_m2_k is None else _column(positive("contact_w_m2_k", contact_w_m2_k))
    transform = _transform(radius, inside, outside, place, contact)
    knots, height = pulse.knots
    if pulse.shape == "square":
        return np.asarray((_inverse(transform, times, 2) - _inverse(transform, times - knots[1], 2)) * height[0])
    return _straight(transform, times, knots, height)


def _straight(transform: Callable[[Complexes], Complexes], times: Floats, knots: Floats, height: Floats) -> Floats:
    """Rise under heating that runs straight between knots: ramps that start at each while it lasts, then impulses at each."""
    step = knots[1] - knots[0]
    bends = np.diff(np.diff(height) / step, prepend=0.0, append=0.0)
    later = times > knots[-1]
    early = _at_lags(transform, times[~later], knots, 3) @ bends
    late = _at_lags(transform, times[later], knots, 1) @ (height * step)
    total = np.zeros((*early.shape[:-1], times.size))
    total[..., ~later], total[..., later] = early, late
    return total


def _at_lags(transform: Callable[[Complexes], Complexes], times: Floats, knots: Floats, power: int) -> Floats:
    """`_inverse` at every time after every knot, (t, k) or (n, t, k); equal lags are computed once, some at a time."""
    fine = (knots[1] - knots[0]) * LAG_SHARE
    lags, back = np.unique(np.rint((times[:, None] - knots) / fine), return_inverse=True)
    parts = [_inverse(transform, lags[first : first + LAG_COUNT] * fine, power) for first in range(0, max(lags.size, 1), LAG_COUNT)]
    return np.asarray(np.concatenate(parts, axis=-1)[..., back.reshape(times.size, knots.size)])


def _column(given: Floats) -> Floats:
    """Draws (n,) as (n, 1, 1), to stand beside times and nodes; a number as it is."""
    return given[:, None, None] if given.ndim else given


def _transform(
    radius_m: Floats, inside: Substance, outside: Substance, place: Place | float, contact: Floats | None
) -> Callable[[Complexes], Complexes]:  # fmt: skip
    """Laplace transform of the rise under constant unit heating (1 K/s without losses), times s squared."""
    k_in, k_out, d_in, d_out = (
        _column(np.asarray(each, dtype=np.float64))
        for each in (inside.conductivity_w_m_k, outside.conductivity_w_m_k, inside.diffusivity_m2_s, outside.diffusivity_m2_s)
    )
    if isinstance(place, str) and place not in ("centre", "surface", "mean"):
        raise BadInput("place", place, '"centre", "surface", "mean", or a distance in nm of 0 or more')
    ratio = np.ones(1) if isinstance(place, str) else np.asarray(float(place) * M_PER_NM / radius_m)
    if not np.all((ratio >= 0) & (ratio < math.inf)):
        raise BadInput("place", place, '"centre", "surface", "mean", or a distance in nm of 0 or more')

    def at(s: Complexes) -> Complexes:
        x, y = (np.asarray(radius_m * np.sqrt(s / each), dtype=np.complex128) for each in (d_in, d_out))
        held, let = k_in * _coth_less_one(x), k_out * (1 + y)
        resists = 0.0 if contact is None else held / (contact * radius_m)
        lost = np.asarray(1 / (1 + held / let + resists), dtype=np.complex128)
        if place == "mean":
            return np.asarray(1 - lost * 3 * _coth_less_one(x) / x**2)
        if place == "centre":
            return np.asarray(1 - lost * _sinh_ratio(x, np.zeros(1)))
        within = 1 - lost * _sinh_ratio(x, np.minimum(ratio, 1))
        far = np.maximum(ratio, 1)
        without = held / let * lost / far * np.exp(-y * (far - 1))
        return np.asarray(np.where(ratio <= 1, within, without))

    return at


def _coth_less_one(x: Complexes) -> Complexes:
    """``x coth x - 1``, also where x is small or large."""
    small = np.abs(x) < SERIES_BELOW
    safe = np.where(small, 1.0, x)
    decay = np.exp(-2 * safe)
    return np.where(small, x**2 / 3 - x**4 / 45, safe * (1 + decay) / (1 - decay) - 1)


def _sinh_ratio(x: Complexes, ratio: Floats) -> Complexes:
    """``sinh(ratio x) / (ratio sinh x)``; ``x / sinh x`` in the middle."""
    small = np.abs(x) < SERIES_BELOW
    safe = np.where(small, 1.0, x)
    scale = np.exp(-(1 - ratio) * safe) / (1 - np.exp(-2 * safe))
    off = np.where(ratio > 0, ratio, 1.0)
    found = np.where(ratio > 0, (1 - np.exp(-2 * off * safe)) / off, 2 * safe) * scale
    return np.where(small, 1 - x**2 * (1 - ratio**2) / 6, found)


def _inverse(transform: Callable[[Complexes], Complexes], times_s: Floats, power: int) -> Floats:
    """Rise in K at times (t,) or (n, t) after an impulse of 1 K (power 1), under 1 K/s (2) or under 1 K/s that grows by 1 K/s each s (3).

    Talbot's fixed contour.
    """
    after = times_s > 0
    t = np.where(after, times_s, 1.0)[:, None]
    theta = np.arange(1, NODE_COUNT) * np.pi / NODE_COUNT
    cot = 1 / np.tan(theta)
    far = 2 * NODE_COUNT / 5
    node = np.concatenate([[far + 0j], far * theta * (cot + 1j)])
    weight = np.concatenate([[0.5 * np.exp(far) + 0j], np.exp(node[1:]) * (1 + 1j * theta * (1 + cot**2) - 1j * cot)])
    s = np.asarray(node[None, :] / t, dtype=np.complex128)
    summed = np.real(weight * transform(s) / s**power).sum(axis=-1)
    return np.asarray(np.where(after, 2 / (5 * t[:, 0]) * summed, 0.0))


def positive(field: str, given: Floats | float) -> Floats:
    """As an array, if every number is above 0 and finite and they stand in a row (n,) or alone; `BadInput` otherwise."""
    array = np.asarray(given, dtype=np.float64)
    if array.ndim > 1 or not np.all((array > 0) & (array < math.inf)):
        raise BadInput(field, given, "above 0 and finite: a number, or draws in a row")
    return array
