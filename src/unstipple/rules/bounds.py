"""The limits within which a setting may be chosen: what the laser reaches, what practice allows, what harm permits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstipple import evidence
from unstipple.device import Laser, Mode, spot_area_cm2
from unstipple.evidence import number
from unstipple.outcome import load_at, melanin_load
from unstipple.rules.gates import wavelength_gate

SKIN_GROUPS = ("light", "light", "light", "medium", "dark", "dark")
"""The practice group of Fitzpatrick types I to VI."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One upper limit on incident fluence in J/cm², by its code, with the evidence keys it stands on."""

    code: str
    fluence_j_cm2: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is allowed for one mode, spot, skin and zone. ``closed_by`` names why nothing is; then ``limits`` is empty."""

    low_j_cm2: float
    limits: tuple[Limit, ...]
    closed_by: str | None = None

    @property
    def binding(self) -> Limit:
        """The lowest limit."""
        return min(self.limits, key=lambda limit: limit.fluence_j_cm2)

    @property
    def high_j_cm2(self) -> float:
        """The highest allowed fluence in J/cm²; 0 when the window is closed."""
        return 0 if self.closed_by else self.binding.fluence_j_cm2


def skin_group(type_number: int) -> str:
    """The group in which practice limits are given: ``light`` (I-III), ``medium`` (IV), ``dark`` (V-VI)."""
    return SKIN_GROUPS[type_number - 1]


def practice_key(mode: Mode) -> str:
    """The part of an evidence name that stands for a mode, e.g. ``"1064_ns"``."""
    return f"{mode.wavelength_nm:.0f}_{mode.pulse_class}"


def zone_factor(hair_bearing: bool) -> float:
    """What practice limits are multiplied with on the scalp, and again in a hair-bearing zone."""
    return number("practice.scalp_factor") * (number("practice.hair_factor") if hair_bearing else 1)


def spot_gain(spot_mm: float, profile: str) -> float:
    """Epidermal build-up of a spot over that of the harm model's reference spot, from the tabled reference scene.

    A Gaussian beam is twice as strong at its centre as its mean (incident fluence is pulse energy over the spot's area).
    """
    names = evidence.names("harm.epidermal_build_up_")
    known = sorted((float(name.split("_")[-2]), number(name)) for name in names)
    spots, gains = zip(*known, strict=True)
    reference = np.interp(number("harm.reference_spot_mm"), spots, gains)
    peak = 2 if profile == "gaussian" else 1
    return float(peak * np.interp(spot_mm, spots, gains) / reference)


def bounds(laser: Laser, mode: Mode, spot_mm: float, type_number: int, *, hair_bearing: bool, first: bool = True) -> Bounds:
    """The fluence limits of one mode and spot for a Fitzpatrick type 1-6 in one zone.

    ``first`` adds the starting band of the first treatment; later visits may rise to the ceiling in steps.
    """
    closed = closed_by(mode, spot_mm, type_number)
    if closed:
        return Bounds(0, (), closed)
    key, group, factor = practice_key(mode), skin_group(type_number), zone_factor(hair_bearing)
    ceiling = evidence.value(f"practice.ceiling_{key}_{group}_j_cm2")
    limits = [
        Limit("laser-energy", mode.energy_j / spot_area_cm2(spot_mm), mode.sources),
        Limit("practice-ceiling", ceiling.value * factor, ceiling.sources),
        _harm_limit(mode, spot_mm, type_number),
    ]
    if first:
        start = evidence.value(f"practice.start_high_{key}_{group}_j_cm2")
        limits.append(Limit("starting-band", start.value * factor, start.sources))
    low = number(f"practice.start_low_{key}_{group}_j_cm2") * factor
    return Bounds(low, tuple(limits))


def closed_by(mode: Mode, spot_mm: float, type_number: int) -> str | None:
    """Why a mode and spot may not be used on a skin type at all, or ``None``."""
    if wavelength_gate(type_number, mode.wavelength_nm).state == "blocked":
        return "wavelength-gate"
    if mode.skin_types is not None and type_number not in mode.skin_types:
        return "skin-type-not-cleared"
    key = practice_key(mode)
    if not evidence.has(f"practice.ceiling_{key}_{skin_group(type_number)}_j_cm2"):
        return "no-published-practice"
    if not number(f"practice.spot_low_{key}_mm") <= spot_mm <= number(f"practice.spot_high_{key}_mm"):
        return "spot-outside-practice"
    return None


def _harm_limit(mode: Mode, spot_mm: float, type_number: int) -> Limit:
    """The fluence at which one pass reaches the highest central risk of lasting light patches that a plan may carry."""
    allowed = evidence.value("harm.hypopigmentation_limit")
    unit = melanin_load(
        1, mode.wavelength_nm, type_number, picosecond=mode.pulse_class == "ps", passes=1,
        overlap=number("practice.overlap"), spot_gain=spot_gain(spot_mm, mode.profile),
    )  # fmt: skip
    return Limit("harm-limit", load_at(allowed.value) / unit, allowed.sources)
