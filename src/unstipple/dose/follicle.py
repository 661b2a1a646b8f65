"""What a stamp does to hair that is to be kept: heat at bulge and bulb, damage by the published sets, and the highest fluence.

A pulse of pico- or nanoseconds is over before heat leaves a hair: shaft and pigmented matrix rise at once by fluence times absorption over
heat per volume (less their own shade), then cool. The bulge's stem cells lie beside the shaft and get its heat milliseconds later and
thinned; the matrix is itself pigmented and gets all of it. Both stand on the bulk warmth of tissue, neighbours and earlier passes.
No damage constants were ever measured on follicles: those of skin stand in, with their marks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, ndtri

from unstipple.device import BeamProfile
from unstipple.dose.follicle_light import FollicleLight
from unstipple.dose.hair import Follicles, cylinder_shade
from unstipple.dose.heat_left import Site, SiteHeat, patch, site_heat
from unstipple.dose.injury import melanosomes
from unstipple.dose.skin_heat import MM2_PER_CM2, conductivity_w_mm_k, deposit_k, skin_classes, still_air
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat import SKIN_SETS, DamageSet, PulseTrain, Stamp, Surface, absorbed_share, across, damage_set, injury
from unstipple.heat.body import Column
from unstipple.skin import SkinOptics

Array = NDArray[np.float64]
ANY_TYPE = 2
"""A skin type to ask `melanosomes` with: a melanosome's own threshold is the same in all."""
BISECTION_COUNT = 16
REACH = 10.0
"""How far in the log the bisection looks on either side of 1 J/cm²."""
TOLERANCE = 1e-6
UNIT_DISC = Stamp(2.0, np.array([0.0, 1.0]), np.ones(1))
NOT_ON_HAIR = "not_measured_on_hair"


@dataclass(frozen=True, slots=True, eq=False)
class FollicleSites:
    """Bulge and bulb of the follicles under one stamp, all rises per J/cm² of incident fluence.

    ``shaft_k`` and ``matrix_k`` (n,) are the rises of the hair at the bulge's depth and of the bulb's matrix at the end of the pulse over
    the tissue round them; ``bulge_local_k`` and ``bulb_local_k`` (n, t) what of them is at the stem cells and in the matrix after a while;
    ``bulge`` and ``bulb`` the bulk temperatures there; ``bulb_light`` (n,) fluence at the bulb per incident fluence.
    """

    hair: Follicles
    shaft_k: Array
    matrix_k: Array
    bulge_local_k: Array
    bulb_local_k: Array
    bulge: SiteHeat
    bulb: SiteHeat
    bulb_light: Array

    def bulge_c(self, fluence_j_cm2: Array) -> Array:
        """Temperature of the bulge's stem cells after the own pulse of each pass, (n, p, t) in C."""
        return _temperature(self.bulge, self.bulge_local_k, fluence_j_cm2)

    def bulb_c(self, fluence_j_cm2: Array) -> Array:
        """Temperature of the bulb's matrix after the own pulse of each pass, (n, p, t) in C."""
        return _temperature(self.bulb, self.bulb_local_k, fluence_j_cm2)


@dataclass(frozen=True, slots=True, eq=False)
class FollicleHeat:
    """What one stamp, with its neighbours and all passes, does to follicles: arrays (n,), a draw an entry.

    ``shaft_rise_k`` is the hair's own rise at the bulge's depth; ``bulge_rise_k`` and ``bulb_rise_k`` are the highest rises over the
    resting temperature of the bulge's stem cells and the bulb's matrix, all heat included; ``bulb_bulk_rise_k`` that of the tissue round
    the bulb; ``bulb_left_k`` what neighbours and earlier passes had left before the last own pulse. ``bulge_omega`` and ``bulb_omega``
    (set, n) are damage by each of ``sets``; ``marks`` say where those hold. ``bulb_over_threshold`` is the bulb's fluence over what half
    of its melanosomes bear; 0 without pigment.
    """

    shaft_rise_k: Array
    bulge_rise_k: Array
    bulb_rise_k: Array
    bulb_bulk_rise_k: Array
    bulb_left_k: Array
    bulge_omega: Array
    bulb_omega: Array
    bulb_over_threshold: Array
    sets: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def bulge_injured(self) -> Array:
        """Injured share of the bulge by the strictest set, (n,)."""
        return np.asarray(-np.expm1(-self.bulge_omega.max(axis=0)))

    @property
    def bulb_injured(self) -> Array:
        """Injured share of the bulb by the strictest set, (n,)."""
        return np.asarray(-np.expm1(-self.bulb_omega.max(axis=0)))


@dataclass(frozen=True, slots=True, eq=False)
class FollicleLimits:
    """Highest incident fluences in J/cm² (n,) that hair to be kept bears, margin taken off; infinite where nothing is reached.

    ``bulge`` and ``bulb``: heat injures less than the accepted share. ``whitening``: fewer of the bulb's melanosomes cavitate than
    accepted.
    """

    bulge_j_cm2: Array
    bulb_j_cm2: Array
    whitening_j_cm2: Array

    @property
    def heat_j_cm2(self) -> Array:
        """The lower of the two limits by heat, (n,)."""
        return np.minimum(self.bulge_j_cm2, self.bulb_j_cm2)

    @property
    def lowest_j_cm2(self) -> Array:
        """The lowest of all three, (n,)."""
        return np.minimum(self.heat_j_cm2, self.whitening_j_cm2)


def hair_mua_per_mm(hair: Follicles, wavelength_nm: float, draws: Draws) -> Array:
    """What the hairs of a zone absorb per length of light's way in the skin between them, (n,) in 1/mm."""
    mua = hair.shaft_mua_per_mm(wavelength_nm, draws)
    volume = hair.density_per_mm2 * np.pi * (hair.shaft_diameter_mm / 2) ** 2
    return np.asarray(volume * mua * cylinder_shade(mua * hair.shaft_diameter_mm), dtype=np.float64)


def hair_rises_k(hair: Follicles, light: FollicleLight, wavelength_nm: float, draws: Draws) -> tuple[Array, Array]:
    """Mean rise of the shaft at the bulge's depth and of the matrix at the end of a pulse per J/cm², (n,) each, in K.

    Holds while heat has no time to leave: for pulses far shorter than a hair's cooling time of milliseconds.
    """
    shaft, matrix = hair.shaft_mua_per_mm(wavelength_nm, draws), hair.matrix_mua_per_mm(wavelength_nm, draws)
    shaded = shaft * cylinder_shade(shaft * hair.shaft_diameter_mm), matrix * absorbed_share(matrix * hair.matrix_diameter_mm)
    per_heat = MM2_PER_CM2 * hair.heat_j_mm3_k
    return np.asarray(light.bulge * shaded[0] / per_heat), np.asarray(light.bulb * shaded[1] / per_heat)


def beside_shaft(hair: Follicles, diffusivity_mm2_s: Array, after_s: Array) -> Array:
    """Share of the shaft's rise that is at the bulge's stem cells after a while, (n, t): a long warm cylinder in endless tissue, exact."""
    radius = hair.shaft_diameter_mm[:, None] / 2
    return across(UNIT_DISC, hair.bulge_distance_mm[:, None] / radius, 2 * diffusivity_mm2_s[:, None] * after_s / radius**2)


def in_matrix(hair: Follicles, diffusivity_mm2_s: Array, after_s: Array) -> Array:
    """Share of the matrix' rise that is left in its middle after a while, (n, t): a warm ball in endless tissue, exact."""
    spread = 2 * np.sqrt(diffusivity_mm2_s[:, None] * np.maximum(after_s, np.finfo(float).tiny))
    x = hair.matrix_diameter_mm[:, None] / 2 / spread
    return np.asarray(erf(x) - 2 * x / np.sqrt(np.pi) * np.exp(-(np.minimum(x, REACH**2) ** 2)), dtype=np.float64)


def follicle_sites(
    hair: Follicles, light: FollicleLight, skin: SkinOptics, spot_mm: float, profile: BeamProfile, draws: Draws, *,
    train: PulseTrain | None = None, surface: Surface | None = None,
) -> FollicleSites:  # fmt: skip
    """Bulge and bulb under one stamp of ``train`` (one pass at the usual rate if not given), in still air or under ``surface``."""
    classes = skin_classes(draws, surface or still_air())
    stamps = patch(spot_mm, number("practice.rate_hz")) if train is None else train
    warmth = skin_deposit_k(hair, light, skin, draws, classes[0].column)
    bulge, bulb = site_heat(classes, warmth, follicle_places(hair, light), spot_mm, profile, stamps)
    return join_sites(hair, light, skin.wavelength_nm, draws, bulge, bulb)


def skin_deposit_k(hair: Follicles, light: FollicleLight, skin: SkinOptics, draws: Draws, cut: Column) -> Array:
    """What skin with its hair takes up of an endless field, by depth: rises (n, nz) in K per J/cm²."""
    depths = np.stack([skin.epidermis_mm / 2, hair.bulge_depth_mm, hair.bulb_depth_mm], axis=1)
    known = np.stack([epidermis_wide(hair, light, skin), light.bulge_wide, light.bulb_wide], axis=1)
    return deposit_k(cut, skin, depths, known, hair_mua_per_mm(hair, skin.wavelength_nm, draws), hair.bulb_depth_mm)


def epidermis_wide(hair: Follicles, light: FollicleLight, skin: SkinOptics) -> Array:
    """Fluence in the epidermis under an endless field, (n,): as given, or on the line through bulge and bulb in its logarithm."""
    if light.epidermis_wide is not None:
        return light.epidermis_wide
    lit = (light.bulge_wide > 0) & (light.bulb_wide > 0)
    fall = np.log(np.where(lit, light.bulge_wide, 1) / np.where(lit, light.bulb_wide, 1)) / (hair.bulb_depth_mm - hair.bulge_depth_mm)
    return np.asarray(light.bulge_wide * np.exp(np.maximum(fall, 0) * (hair.bulge_depth_mm - skin.epidermis_mm / 2)), dtype=np.float64)


def follicle_places(hair: Follicles, light: FollicleLight) -> tuple[Site, Site]:
    """Bulge and bulb as places to watch."""
    bulge = Site(hair.bulge_depth_mm, light.bulge, light.bulge_wide)
    return bulge, Site(hair.bulb_depth_mm, light.bulb, light.bulb_wide)


def join_sites(hair: Follicles, light: FollicleLight, wavelength_nm: float, draws: Draws, bulge: SiteHeat, bulb: SiteHeat) -> FollicleSites:
    """The follicles' own rises on top of the bulk temperatures at bulge and bulb."""
    shaft_k, matrix_k = hair_rises_k(hair, light, wavelength_nm, draws)
    spreads = conductivity_w_mm_k(draws) / hair.heat_j_mm3_k
    beside, inside = beside_shaft(hair, spreads, bulge.after_s), in_matrix(hair, spreads, bulb.after_s)
    beside[:, 0] = inside[:, 0] = 0.0  # the first moment is just before the pulse
    local = shaft_k[:, None] * beside, matrix_k[:, None] * inside
    return FollicleSites(hair, shaft_k, matrix_k, *local, bulge, bulb, light.bulb)


def follicle_heat(sites: FollicleSites, wavelength_nm: float, pulse_ns: float, fluence_j_cm2: float, draws: Draws) -> FollicleHeat:
    """What a fluence does to the follicles. Raises `BadInput` for a negative one.

    Damage is summed over passes, each followed for half a minute from the own pulse; pulses of neighbours warm the tissue, and are not
    counted as pulses of their own on this follicle, which the one on the axis outshines.
    """
    fluence = _fluence(fluence_j_cm2, draws)
    bulge, bulb = sites.bulge_c(fluence), sites.bulb_c(fluence)
    omegas, marks = zip(*(_omega(warm, sites.bulge.after_s) for warm in (bulge, bulb)), strict=True)
    before = sites.bulb.before_c(fluence)[:, -1]
    rest = sites.bulb.resting_c
    bulk = sites.bulb.base_c() + fluence[:, None, None] * sites.bulb.bulk_k()
    pigmented = sites.hair.shaft_share > 0
    threshold = melanosomes(ANY_TYPE, wavelength_nm, pulse_ns, draws, start_c=before).threshold_j_cm2
    return FollicleHeat(
        shaft_rise_k=fluence * sites.shaft_k,
        bulge_rise_k=_highest(bulge, sites.bulge.resting_c),
        bulb_rise_k=_highest(bulb, rest),
        bulb_bulk_rise_k=_highest(bulk, rest),
        bulb_left_k=fluence * (sites.bulb.neighbours_k + sites.bulb.passes_k)[:, -1, 0],
        bulge_omega=omegas[0],
        bulb_omega=omegas[1],
        bulb_over_threshold=np.where(pigmented, fluence * sites.bulb_light / threshold, 0.0),
        sets=SKIN_SETS,
        marks=tuple(sorted({*marks[0], *marks[1], NOT_ON_HAIR})),
    )


def follicle_limits(sites: FollicleSites, wavelength_nm: float, pulse_ns: float, draws: Draws) -> FollicleLimits:
    """The fluences that bulge and bulb bear under the limits of evidence ``follicle.*_limit``, over ``follicle.margin``; by bisection."""
    accepted = -np.log1p(-number("follicle.injured_share_limit"))
    margin = number("follicle.margin")
    bear = [_bears(temperature, accepted, sites.bulge.after_s, draws) / margin for temperature in (sites.bulge_c, sites.bulb_c)]
    layer = melanosomes(ANY_TYPE, wavelength_nm, pulse_ns, draws, start_c=sites.bulb.base_c()[:, -1, 0])
    few = layer.threshold_j_cm2 * np.exp(layer.spread_ln * ndtri(number("follicle.cavitating_share_limit")))
    seen = (sites.hair.shaft_share > 0) & (sites.bulb_light > 0)
    whitening = np.where(seen, few / np.where(seen, sites.bulb_light, 1) / margin, np.inf)
    return FollicleLimits(bear[0], bear[1], whitening)


def follicle_limit_j_cm2(
    hair: Follicles, light: FollicleLight, skin: SkinOptics, pulse_ns: float, spot_mm: float, profile: BeamProfile, draws: Draws, *,
    train: PulseTrain | None = None, surface: Surface | None = None,
) -> Array:  # fmt: skip
    """Highest incident fluence (n,) in J/cm² that hair to be kept bears: the lowest of `follicle_limits`, infinite where nothing binds."""
    sites = follicle_sites(hair, light, skin, spot_mm, profile, draws, train=train, surface=surface)
    return follicle_limits(sites, skin.wavelength_nm, pulse_ns, draws).lowest_j_cm2


def _temperature(bulk: SiteHeat, local_k: Array, fluence_j_cm2: Array) -> Array:
    return np.asarray(bulk.base_c() + fluence_j_cm2[:, None, None] * (bulk.bulk_k() + local_k[:, None, :]), dtype=np.float64)


def _highest(temperature_c: Array, resting_c: Array) -> Array:
    """Highest rise over rest of histories (n, p, t), never below 0, (n,)."""
    return np.asarray(np.maximum(temperature_c.max(axis=(1, 2)) - resting_c, 0.0), dtype=np.float64)


def _fluence(given: float, draws: Draws) -> Array:
    if not (np.isfinite(given) and given >= 0):
        raise BadInput("fluence_j_cm2", given, "a finite number of 0 or more")
    return np.full(draws.count, float(given))


def _omega(temperature_c: Array, after_s: Array) -> tuple[Array, tuple[str, ...]]:
    """Damage by every skin set, summed over passes: (set, n), and the marks. Histories below every set's gate are at 0 as they stand."""
    omega = np.zeros((len(SKIN_SETS), *temperature_c.shape[:2]))
    gate = min(number("thermal.arrhenius.gate_c"), number("thermal.arrhenius.gaylor_gate_c"))
    hot = temperature_c.max(axis=-1) >= gate
    found = injury(after_s, temperature_c[hot])
    omega[:, hot] = found.omega
    return omega.sum(axis=-1), found.all_marks


def _bears(temperature_c: Callable[[Array], Array], accepted: float, after_s: Array, draws: Draws) -> Array:
    """Incident fluence (n,) at which the strictest set reaches ``accepted``; infinite where none does; to a part in 3000."""
    sets = [damage_set(name) for name in SKIN_SETS]

    def reached(log: Array) -> NDArray[np.bool_]:
        warm = temperature_c(np.exp(log))
        return np.asarray(np.stack([_integral(each, warm, after_s) for each in sets]).max(axis=0) >= accepted)

    low, high = np.full(draws.count, -REACH), np.full(draws.count, REACH)
    never = ~reached(high)
    for _ in range(BISECTION_COUNT):
        middle = (low + high) / 2
        above = reached(middle)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(np.where(never, np.inf, np.exp(low)), dtype=np.float64)


def _integral(each: DamageSet, temperature_c: Array, after_s: Array) -> Array:
    """Damage of histories (n, p, t) by one set, (n,): the rate runs straight in its logarithm from one moment to the next."""
    rate = each.rate_per_s(temperature_c)
    first, last = rate[..., :-1], rate[..., 1:]
    both = (first > 0) & (last > 0)
    ratio = np.log(np.where(both, last, 1.0) / np.where(both, first, 1.0))
    steep = np.abs(ratio) > TOLERANCE
    mean = np.where(both & steep, (last - first) / np.where(steep, ratio, 1.0), (first + last) / 2)
    return np.asarray((mean * np.diff(after_s)).sum(axis=(-2, -1)), dtype=np.float64)
