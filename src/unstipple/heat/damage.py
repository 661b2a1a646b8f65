"""Injury by heat: rate processes after Arrhenius, published sets side by side, and equivalent minutes at 43 C.

    omega = integral of frequency * exp(-energy / (R T)) dt

The sets were fitted to burns of seconds and more and disagree with each other: at one second by four kelvins, at one millisecond by
more than twenty. So there is never one number: an `Injury` holds every set's, their band, and marks that say where it is extrapolation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import has, number, value
from unstipple.heat.layers import ABSOLUTE_ZERO_C, real, temperature

Floats = npt.NDArray[np.float64]
Mark = Literal[
    "shorter_than_a_millisecond",
    "above_the_cap_of_the_set",
    "beyond_boiling",
    "below_freezing",
    "not_measured_on_skin",
    "second_hand",
    "from_memory",
    "cem43_shorter_than_a_second",
    "cem43_beyond_its_rises",
]
"""Codes of what limits a result; they travel to the report, which has the words."""

GAS_CONSTANT_J_MOL_K = 8.314
"""As used with the published energies; more digits would change nothing that is known."""
SECONDS_PER_MINUTE = 60
PARTS = 8
"""Simpson pairs between two given times, the temperature running straight between them."""

SKIN_SETS = ("henriques_moritz", "weaver_stoll", "takata", "mehta_wong_epidermis", "gaylor")
"""Sets for injury of the epidermis, whose band is reported."""
DERMIS_SETS = ("mehta_wong_dermis", "arterial_collagen", "rat_skin_collagen")
"""Sets for what a scar comes from."""
_TISSUE = {"gaylor": "muscle", "arterial_collagen": "artery", "rat_skin_collagen": "rat skin"}
_BRANCHED = ("weaver_stoll", "takata")


@dataclass(frozen=True, slots=True)
class Branch:
    """``frequency_per_s`` (as its logarithm) and activation energy over the gas constant in K, from ``from_c`` up to ``to_c``."""

    from_c: float
    to_c: float
    ln_frequency_per_s: float
    energy_k: float

    def ln_rate(self, temperature_c: Floats) -> Floats:
        """Logarithm of the rate in 1/s."""
        return np.asarray(self.ln_frequency_per_s - self.energy_k / (temperature_c - ABSOLUTE_ZERO_C))


@dataclass(frozen=True, slots=True)
class DamageSet:
    """A published set: rates by temperature, none below its gate, that at ``cap_c`` above it. ``marks`` hold whatever it is used for."""

    name: str
    branches: tuple[Branch, ...]
    cap_c: float
    marks: tuple[Mark, ...]

    def rate_per_s(self, temperature_c: npt.ArrayLike) -> Floats:
        """Rate of injury at temperatures in C, any shape, in 1/s."""
        warm = np.minimum(np.asarray(temperature_c, dtype=np.float64), self.cap_c)
        rate = np.zeros_like(warm)
        for branch in self.branches:
            here = (warm >= branch.from_c) & (warm < branch.to_c)
            rate[here] = np.exp(branch.ln_rate(warm[here]))
        return rate

    def temperature_c(self, lasting_s: float, omega: float = 1.0) -> float:
        """The steady temperature that reaches ``omega`` in ``lasting_s`` seconds; ``inf`` where the set's cap never does."""
        wanted = math.log(real("omega", omega, 1e-12, 1e12, "above 0") / real("lasting_s", lasting_s, 1e-15, 1e12, "above 0 s"))
        for branch in self.branches:
            if branch.ln_rate(np.array(branch.from_c)) >= wanted:
                return branch.from_c
            spare = branch.ln_frequency_per_s - wanted
            reached = branch.energy_k / spare + ABSOLUTE_ZERO_C if spare > 0 else math.inf
            if reached < branch.to_c:
                return reached if reached <= self.cap_c else math.inf
        return math.inf


def damage_set(name: str) -> DamageSet:
    """The set of that name, of `SKIN_SETS` or `DERMIS_SETS`, keyed with all its published digits; `BadInput` for another name."""
    if name not in SKIN_SETS + DERMIS_SETS:
        raise BadInput("damage set", name, ", ".join(SKIN_SETS + DERMIS_SETS))
    gate = number("thermal.arrhenius.gaylor_gate_c" if name == "gaylor" else "thermal.arrhenius.gate_c")
    if name in _BRANCHED:
        change = number("thermal.arrhenius.branch_c")
        branches: tuple[Branch, ...] = (_branch(f"{name}.below_50", gate, change), _branch(f"{name}.above_50", change, math.inf))
    else:
        branches = (_branch(name, gate, math.inf),)
    return DamageSet(name, branches, number("thermal.arrhenius.takata_cap_c") if name == "takata" else math.inf, _standing(name))


def _branch(key: str, from_c: float, to_c: float) -> Branch:
    published = f"thermal.arrhenius.{key}"
    if has(f"{published}.energy_k"):
        energy_k = number(f"{published}.energy_k")
    else:
        energy_k = number(f"{published}.energy_j_per_mol") / GAS_CONSTANT_J_MOL_K
    return Branch(from_c, to_c, math.log(number(f"{published}.frequency")), energy_k)


def _standing(name: str) -> tuple[Mark, ...]:
    """Marks that a set has by itself."""
    first = value(f"thermal.arrhenius.{name}.below_50.frequency" if name in _BRANCHED else f"thermal.arrhenius.{name}.frequency")
    marks: list[Mark] = []
    if not first.verified:
        marks.append("from_memory" if "memory" in first.sources else "second_hand")
    if name in _TISSUE:
        marks.append("not_measured_on_skin")
    return tuple(marks)


@dataclass(frozen=True, slots=True, eq=False)
class Injury:
    """What the sets say about one or more histories: ``omega`` (set, ...) beside each other, and each set's marks.

    Omega 0.53, 1 and 10,000 are the published marks of first, second and third degree; 1 - exp(-omega) is the share that is injured.
    """

    sets: tuple[str, ...]
    omega: Floats
    marks: tuple[tuple[Mark, ...], ...]

    @property
    def low(self) -> Floats:
        """The lowest of the sets."""
        return np.asarray(self.omega.min(axis=0))

    @property
    def high(self) -> Floats:
        """The highest of the sets."""
        return np.asarray(self.omega.max(axis=0))

    @property
    def share_injured(self) -> Floats:
        """1 - exp(-omega), (set, ...)."""
        return np.asarray(-np.expm1(-self.omega))

    @property
    def all_marks(self) -> tuple[Mark, ...]:
        """Every mark of any set, sorted."""
        return tuple(sorted({mark for marks in self.marks for mark in marks}))


def injury(times_s: npt.ArrayLike, temperature_c: npt.ArrayLike, sets: Sequence[str] = SKIN_SETS) -> Injury:
    """Injury by each set for temperatures (..., t) in C at rising ``times_s`` (t,), running straight from one to the next.

    Raises `BadInput` for times that do not rise and temperatures that cannot be.
    """
    times, warm = _history(times_s, temperature_c)
    chosen = [damage_set(name) for name in sets]
    if not chosen:
        raise BadInput("sets", tuple(sets), "one set or more")
    shortest = number("thermal.arrhenius.shortest_heating_s")
    omegas, marks = [], []
    for each in chosen:
        omega, lasted = _integral(each.rate_per_s, times, warm)
        omegas.append(omega)
        marks.append((*each.marks, *_met(lasted, omega, shortest), *_capped(each, warm), *_changed(warm)))
    return Injury(tuple(sets), np.array(omegas), tuple(marks))


def _met(lasted: Floats, omega: Floats, shortest_s: float) -> tuple[Mark, ...]:
    return ("shorter_than_a_millisecond",) if ((lasted < shortest_s) & (omega > 0)).any() else ()


def _capped(each: DamageSet, warm: Floats) -> tuple[Mark, ...]:
    return ("above_the_cap_of_the_set",) if (warm > each.cap_c).any() else ()


def _changed(warm: Floats) -> tuple[Mark, ...]:
    """Marks of a history in which water boils or freezes, which no part of this room counts."""
    boils: tuple[Mark, ...] = ("beyond_boiling",) if (warm > number("thermal.water_boils_c")).any() else ()
    freezes: tuple[Mark, ...] = ("below_freezing",) if (warm < number("thermal.water_freezes_c")).any() else ()
    return boils + freezes


@dataclass(frozen=True, slots=True, eq=False)
class EquivalentMinutes:
    """Minutes at 43 C that would do the same, (...), ``nan`` where the heating was too short for the notion; with its marks."""

    minutes: Floats
    marks: tuple[Mark, ...]


def cem43(times_s: npt.ArrayLike, temperature_c: npt.ArrayLike, resting_c: float) -> EquivalentMinutes:
    """Cumulative equivalent minutes at 43 C for temperatures (..., t) at ``times_s`` (t,): the integral of R^(43 - T).

    R is 0.5 above 43 C and 0.25 below. Holds for heating over a second and rises of a few kelvins; a shorter one has no answer (``nan``), a
    larger rise over ``resting_c`` a mark.
    """
    times, warm = _history(times_s, temperature_c)
    temperature("resting_c", resting_c)
    turn, above, below = (number(f"thermal.cem43.{name}") for name in ("reference_c", "r_above", "r_below"))

    def rate(at_c: Floats) -> Floats:
        return np.asarray(np.where(at_c >= turn, above ** (turn - at_c), below ** np.minimum(turn - at_c, 1e3)) * (at_c > resting_c))

    seconds, lasted = _integral(rate, times, warm)
    short = (lasted < number("thermal.cem43.shortest_heating_s")) & (seconds > 0)
    marks: list[Mark] = ["second_hand"]
    if short.any():
        marks.append("cem43_shorter_than_a_second")
    if (warm - resting_c > number("thermal.cem43.largest_rise_k")).any():
        marks.append("cem43_beyond_its_rises")
    return EquivalentMinutes(np.where(short, np.nan, seconds / SECONDS_PER_MINUTE), tuple(marks))


def contact_burn_s(temperature_c: float, *, safe: bool = False) -> float:
    """Seconds at a steady surface temperature to a burn of skin: the line through Moritz' and Henriques' data, or its ``safe`` one.

    ln t = intercept - slope * ln T, T in C. For plates, heaters and coolers that fail; raises `BadInput` below 43 C and above 100 C.
    """
    low, high = number("thermal.cem43.reference_c"), 100.0
    real("temperature_c", temperature_c, low, high, f"{low:g} to {high:g} C")
    intercept = number("thermal.contact_burn.safe_intercept" if safe else "thermal.contact_burn.intercept")
    return math.exp(intercept - number("thermal.contact_burn.slope") * math.log(temperature_c))


def _history(times_s: npt.ArrayLike, temperature_c: npt.ArrayLike) -> tuple[Floats, Floats]:
    times, warm = np.asarray(times_s, dtype=np.float64), np.asarray(temperature_c, dtype=np.float64)
    if times.ndim != 1 or times.size < 2 or not np.isfinite(times).all() or (np.diff(times) < 0).any():
        raise BadInput("times_s", getattr(times, "shape", None), "two times or more in s, not falling")
    if warm.shape[-1:] != times.shape:
        raise BadInput("temperature_c", warm.shape, f"temperatures (..., {times.size}), one a time")
    if not (np.isfinite(warm).all() and (warm > ABSOLUTE_ZERO_C).all()):
        raise BadInput("temperature_c", "not finite or below absolute zero", "temperatures in C")
    return times, warm


def _integral(rate: Callable[[Floats], Floats], times: Floats, warm: Floats) -> tuple[Floats, Floats]:
    """Integral of a rate over a history, and how long it would have taken at its highest: (...) each."""
    step, rise = np.diff(times) / PARTS, np.diff(warm, axis=-1) / PARTS
    total, highest = np.zeros(warm.shape[:-1]), np.zeros(warm.shape[:-1])
    for part in range(PARTS):
        ends = [rate(warm[..., :-1] + rise * (part + share)) for share in (0.0, 0.5, 1.0)]
        total += ((ends[0] + 4 * ends[1] + ends[2]) * step / 6).sum(axis=-1)
        highest = np.maximum(highest, np.maximum(ends[0], ends[2]).max(axis=-1))
    return total, np.divide(total, highest, out=np.zeros_like(total), where=highest > 0)
