"""The limits within which a setting may be chosen: what laser, practice and harm permit, and what a test spot showed.

Of physics only what was calibrated binds: the melanin load (model M6) at its centre, and the injured epidermal volume with a margin, both
at the highest chance of lasting light patches that a plan may carry. Hair that is to be kept is the one exception: the heat that hurts its
bulge or bulb is a limit although nobody calibrated it. A test spot can lower a ceiling, never raise one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from unstipple import evidence
from unstipple.consult import TestSpot
from unstipple.device import Laser, Mode
from unstipple.dose import relative_volume
from unstipple.dose.follicle import follicle_limits, follicle_sites
from unstipple.dose.follicle_light import FollicleLight
from unstipple.dose.hair import Follicles
from unstipple.evidence import Draws, number
from unstipple.outcome import link_chance, load_at, melanin_load, volume_limit_j_cm2
from unstipple.rules.gates import injured, read_good, same_wavelength, wavelength_gate
from unstipple.skin import skin_optics

Array = NDArray[np.float64]

GRID_COUNT = 33
REFINE_COUNT = 2
"""A laser's whole range is searched by 32 steps, and the step that holds the limit by 32 again: to a thousandth."""
SKIN_GROUPS = ("light", "light", "light", "medium", "dark", "dark")
"""The practice group of Fitzpatrick types I to VI."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One upper limit on incident fluence in J/cm², by its code, with the evidence keys it stands on.

    ``spread_j_cm2`` holds the draws (n,) of a limit that is in doubt; without it the limit is certain, or its doubt was not asked for.
    """

    code: str
    fluence_j_cm2: float
    sources: tuple[str, ...]
    spread_j_cm2: Array | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class SkinLight:
    """Fluence in the epidermis per incident fluence (draw,) for one spot, wavelength and skin, as the light engine found it.

    ``hair`` and ``deep`` are the follicles that the zone is to keep and the light at them; ``None`` where none are.
    """

    build_up: Array
    draws: Draws
    hair: Follicles | None = None
    deep: FollicleLight | None = None


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

    def high_draws_j_cm2(self, draws: Draws) -> Array:
        """The lowest limit in every draw (n,) in J/cm²: certain limits as they are, the others with their spread."""
        rows = [np.full(draws.count, each.fluence_j_cm2) if each.spread_j_cm2 is None else each.spread_j_cm2 for each in self.limits]
        return np.asarray(np.min(rows, axis=0), dtype=np.float64)


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


def bounds(
    laser: Laser, mode: Mode, spot_mm: float, type_number: int, *, hair_bearing: bool, first: bool = True,
    skin_light: SkinLight | None = None, test_spots: Sequence[TestSpot] = (), passes: int = 1,
) -> Bounds:  # fmt: skip
    """The fluence limits of one mode and spot for a Fitzpatrick type 1-6 in one zone.

    ``first`` adds the starting band of the first treatment; later visits may rise to the ceiling in steps. ``skin_light`` adds the
    limits of the injured epidermal volume and of hair to be kept, which need the light in this very skin. ``test_spots`` of this person
    lower the ceiling: below what injured, and at first at most one step above what was read as good with this laser. Of several
    ``passes`` each lays its own on the epidermis, so the limits of harm are for all of them together.
    """
    closed = closed_by(mode, spot_mm, type_number)
    if closed:
        return Bounds(0, (), closed)
    key, group, factor = practice_key(mode), skin_group(type_number), zone_factor(hair_bearing)
    ceiling = evidence.value(f"practice.ceiling_{key}_{group}_j_cm2")
    limits = [
        Limit("laser-energy", mode.reach_j_cm2(spot_mm), mode.sources),
        Limit("practice-ceiling", ceiling.value * factor, ceiling.sources),
        harm_limit(mode, spot_mm, type_number, skin_light.draws if skin_light else None, passes=passes),
    ]
    if skin_light:
        limits.append(_injury_limit(mode, type_number, skin_light, passes))
        limits.append(tail_limit(mode, type_number, skin_light, passes))
        limits += _hair_limit(mode, spot_mm, type_number, skin_light)
    if first:
        start = evidence.value(f"practice.start_high_{key}_{group}_j_cm2")
        limits.append(Limit("starting-band", start.value * factor, start.sources))
    limits += _spot_limits(laser, mode, spot_mm, type_number, test_spots, first=first)
    low = number(f"practice.start_low_{key}_{group}_j_cm2") * factor
    return Bounds(low, tuple(_doubted(limit, mode) for limit in limits))


def _doubted(limit: Limit, mode: Mode) -> Limit:
    """A limit lowered by what the laser may deliver above its setting; the laser's own reach is a limit on the setting itself."""
    if limit.code == "laser-energy" or not mode.doubt_share:
        return limit
    over, spread = 1 + mode.doubt_share, limit.spread_j_cm2
    return replace(limit, fluence_j_cm2=limit.fluence_j_cm2 / over, spread_j_cm2=None if spread is None else spread / over)


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


def harm_limit(mode: Mode, spot_mm: float, type_number: int, draws: Draws | None = None, *, passes: int = 1) -> Limit:
    """The fluence at which all passes reach the highest central risk of lasting light patches that a plan may carry (model M6).

    ``draws`` adds its spread: how much series differ from the fit.
    """
    allowed = evidence.value("harm.hypopigmentation_limit")
    unit = passes * _load(mode.wavelength_nm, spot_mm, type_number, picosecond=mode.pulse_class == "ps", profile=mode.profile)
    spread = None
    if draws:
        chances = expit(logit(allowed.value) - draws.of("harm.hypopigmentation_doubt"))
        spread = np.array([load_at(float(chance)) for chance in chances]) / unit
    return Limit("harm-limit", load_at(allowed.value) / unit, allowed.sources, spread)


def _injury_limit(mode: Mode, type_number: int, skin_light: SkinLight, passes: int) -> Limit:
    """The fluence at which the injured epidermal volume reaches the same risk in a few of the draws: physics' doubt is the margin."""
    allowed, margin = evidence.value("harm.hypopigmentation_limit"), evidence.value("practice.physics_margin")
    spread = volume_limit_j_cm2(
        allowed.value, type_number, mode.wavelength_nm, mode.pulse_ns, skin_light.build_up, skin_light.draws,
        overlap=number("practice.overlap"), pass_gains=(1,) * passes,
    )  # fmt: skip
    sources = tuple(dict.fromkeys((*allowed.sources, *margin.sources)))
    return Limit("injury-limit", float(np.quantile(spread, margin.value)), sources, spread)


def tail_chance(chances: Array) -> float:
    """Mean of the worst draws of a chance (n,): its conditional value at risk (Rockafellar and Uryasev 2000)."""
    worst = max(1, round(number("practice.tail_share") * chances.size))
    return float(np.sort(chances)[-worst:].mean())


def tail_limit(mode: Mode, type_number: int, lit: SkinLight, passes: int = 1) -> Limit:
    """The fluence at which lasting light patches get too likely in the worst draws, on average: harm bounded where luck is bad."""
    most, share = evidence.value("harm.tail_limit"), evidence.value("practice.tail_share")
    sources = tuple(dict.fromkeys((*most.sources, *share.sources)))

    low, high = 0.0, max(mode.reach_j_cm2(spot) for spot in mode.spots_mm)
    for _ in range(REFINE_COUNT):
        grid = np.linspace(low, high, GRID_COUNT)
        volume = relative_volume(
            type_number, mode.wavelength_nm, mode.pulse_ns, lit.build_up[:, None] * grid, lit.draws, overlap=number("practice.overlap"),
            pass_gains=(1,) * passes,
        )  # fmt: skip
        tails = np.array([tail_chance(column) for column in link_chance("hypopigmentation", volume, lit.draws).T])
        if tails[-1] <= most.value:
            return Limit("harm-tail", high, sources)
        above = int(np.argmax(tails > most.value))
        low, high = float(grid[above - 1]), float(grid[above])
    return Limit("harm-tail", low, sources)


def _hair_limit(mode: Mode, spot_mm: float, type_number: int, lit: SkinLight) -> Iterator[Limit]:
    """The heat that bulge and bulb of hair to be kept bear, in a few of the draws. White hair is a risk of its own, and no limit."""
    if lit.hair is None or lit.deep is None:
        return
    optics = skin_optics(type_number, mode.wavelength_nm, lit.draws)
    sites = follicle_sites(lit.hair, lit.deep, optics, spot_mm, mode.profile, lit.draws)
    accepted, margin = evidence.value("follicle.injured_share_limit"), evidence.value("practice.physics_margin")
    spread = follicle_limits(sites, mode.wavelength_nm, mode.pulse_ns, lit.draws).heat_j_cm2
    most = float(np.quantile(spread, margin.value, method="lower"))
    if np.isfinite(most):
        yield Limit("hair-limit", most, accepted.sources, spread)


def _spot_limits(
    laser: Laser, mode: Mode, spot_mm: float, type_number: int, test_spots: Sequence[TestSpot], *, first: bool
) -> Iterator[Limit]:
    """What this person's test spots say: one step below the melanin load of each that did harm, one step above the best good one.

    The second binds a first treatment; later ones rise by steps from the treatment before.
    """
    step = evidence.value("practice.titration_step")
    unit = _load(mode.wavelength_nm, spot_mm, type_number, picosecond=mode.pulse_class == "ps", profile=mode.profile)
    gain = spot_gain(spot_mm, mode.profile)
    good = []
    for spot in test_spots:
        same = spot.laser == laser.name and same_wavelength(spot.wavelength_nm, mode.wavelength_nm)
        profile = mode.profile if same else "flat-top"
        if injured(spot):
            # another laser's pulse is not on record: taken as the one that makes the spot say most
            picosecond = same and mode.pulse_class == "ps"
            hurt = spot.fluence_j_cm2 * _load(spot.wavelength_nm, spot.spot_mm, type_number, picosecond=picosecond, profile=profile)
            yield Limit("test-spot-injured", hurt / unit / (1 + step.value), step.sources)
        elif same and read_good(spot):
            good.append(spot.fluence_j_cm2 * min(1.0, spot_gain(spot.spot_mm, profile) / gain))
    if good and first:
        yield Limit("test-spot-step", max(good) * (1 + step.value), step.sources)


def _load(wavelength_nm: float, spot_mm: float, type_number: int, *, picosecond: bool, profile: str) -> float:
    """Melanin load in J/cm² of one pass at 1 J/cm²."""
    return melanin_load(
        1, wavelength_nm, type_number, picosecond=picosecond, passes=1, overlap=number("practice.overlap"),
        spot_gain=spot_gain(spot_mm, profile),
    )  # fmt: skip
