"""Temperatures at a stamp's own sites: rest, cooling, its own bulk warmth, and what neighbouring stamps and earlier passes have left.

Heat is linear in fluence, so all rises are per J/cm². In depth each pulse's warmth follows the modes of the layered column; in the plane
it is the spot, softened by scattering and by diffusion. How soft light is at a site follows from two numbers: fluence on the axis, and
under an endless field. Each deposit is the draw's own; softness and conduction are shared by a few classes of draws
(`unstipple.dose.skin_heat`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstipple.device import BeamProfile
from unstipple.dose.skin_heat import SkinClass
from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat import PulseTrain, Stamp, across
from unstipple.stamps import mean_hits

Array = NDArray[np.float64]
ROW_COUNT = 9
LAG_COUNT = 60
AFTER_COUNT = 37
SPARSE_COUNT = 6
SHORTEST_S = 1e-6
"""A stamp's own history begins a microsecond after its pulse."""
LAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """Where a stamp is watched, each (n,): depth in mm, fluence there on the axis and under an endless field per incident fluence."""

    depth_mm: Array
    axis: Array
    wide: Array


@dataclass(frozen=True, slots=True, eq=False)
class SiteHeat:
    """Temperatures of one site: n draws, p passes, ``after_s`` (t,) after the stamp's own pulse in each pass; 0 is just before it.

    ``resting_c`` (n,) before anything; ``cooled_k`` (n, p, t) what cooling changed. Per J/cm² of incident fluence: ``own_k`` (n, t) the
    bulk warmth of the own pulse, 0 just before it; ``neighbours_k`` and ``passes_k`` (n, p, t) what stamps of this pass and of earlier
    ones left.
    """

    after_s: Array
    resting_c: Array
    cooled_k: Array
    own_k: Array
    neighbours_k: Array
    passes_k: Array

    def base_c(self) -> Array:
        """Temperature without any pulse, (n, p, t) in C."""
        return np.asarray(self.resting_c[:, None, None] + self.cooled_k)

    def bulk_k(self) -> Array:
        """Bulk warmth per J/cm² by all pulses so far, (n, p, t) in K."""
        return np.asarray(self.own_k[:, None, :] + self.neighbours_k + self.passes_k)

    def before_c(self, fluence_j_cm2: float | Array) -> Array:
        """Temperature just before the own pulse of each pass, (n, p) in C."""
        left = (self.neighbours_k + self.passes_k)[:, :, 0]
        return np.asarray(self.base_c()[:, :, 0] + left * np.reshape(fluence_j_cm2, (-1, 1)))


def after_s() -> Array:
    """Times (t,) in s after a pulse at which it is followed: 0 (just before it), then evenly in the logarithm."""
    return np.concatenate([[0.0], np.geomspace(SHORTEST_S, number("follicle.followed_s"), AFTER_COUNT - 1)])


def patch(
    spot_mm: float, rate_hz: float, *, overlap: float | None = None, passes: int = 1, wait_s: float = 0.0, start_s: float = 0.0
) -> PulseTrain:
    """A small hexagonal patch of stamps round the own one, row by row to and fro: the neighbours come as soon as they can.

    ``overlap`` of neighbouring stamps as a share of the diameter, from evidence ``practice.overlap`` if not given. Raises `BadInput`.
    """
    share = number("practice.overlap") if overlap is None else overlap
    if not 0 <= share < 1:
        raise BadInput("overlap", share, "0 or more and below 1")
    pitch, half = spot_mm * (1 - share), ROW_COUNT // 2
    apart = pitch * np.pi / 2 / 2 / mean_hits(0)  # rows of a hexagonal layout: a stamp's cell is the pitch times this
    rows = []
    for row in range(-half, half + 1):
        x = (np.arange(-half, half + 1) + (row % 2) / 2) * pitch
        rows.append(np.stack([x if row % 2 == 0 else x[::-1], np.full(x.size, row * apart)], axis=1))
    return PulseTrain(np.concatenate(rows), rate_hz, passes, wait_s, start_s)


def site_heat(
    classes: Sequence[SkinClass], deposit_k: Array, sites: Sequence[Site], spot_mm: float, profile: BeamProfile, train: PulseTrain
) -> tuple[SiteHeat, ...]:
    """Follow the stamp nearest the train's middle at each of ``sites``, one answer a site.

    ``deposit_k`` (n, nz) is the rise by depth under an endless field per J/cm² (`unstipple.dose.skin_heat.deposit_k`), of which a stamp is
    a piece as soft as light is at each site; right after a pulse a site's own rise is that of the fluence on the axis. Coolers act on the
    resting profile; that they also draw off pulses' heat is left out, which errs on the warm side.
    """
    found = [_empty(deposit_k.shape[0], train.passes, after_s()) for _ in sites]
    for each in classes:
        for site, into in zip(sites, found, strict=True):
            _one_class(each, deposit_k[each.members], site, _Plane(spot_mm, profile, train), into)
    return cooled_sites(classes, found, sites, train)


def cooled_sites(classes: Sequence[SkinClass], heats: Sequence[SiteHeat], sites: Sequence[Site], train: PulseTrain) -> tuple[SiteHeat, ...]:
    """The same sites and pulses under the surface of ``classes``: only what cooling changes is new."""
    cooled = [np.zeros_like(heat.cooled_k) for heat in heats]
    for each in classes:
        change = _cooled(each, train, heats[0].after_s)
        for site, into in zip(sites, cooled, strict=True):
            into[each.members] = np.einsum("ptz,mz->mpt", change, each.at(site.depth_mm[each.members]), optimize=True)
    return tuple(replace(heat, cooled_k=into) for heat, into in zip(heats, cooled, strict=True))


def own_index(train: PulseTrain) -> int:
    """The stamp of a pass that is nearest the middle of the train."""
    middle = train.positions_mm.mean(axis=0)
    return int(np.argmin(np.hypot(*(train.positions_mm - middle).T)))


def own_times_s(train: PulseTrain) -> Array:
    """When that stamp's pulse comes in each pass, (p,) in s."""
    return np.asarray(train.times_s.reshape(train.passes, -1)[:, own_index(train)], dtype=np.float64)


def _empty(count: int, passes: int, times: Array) -> SiteHeat:
    many = (count, passes, times.size)
    return SiteHeat(times, np.zeros(count), np.zeros(many), np.zeros((count, times.size)), np.zeros(many), np.zeros(many))


def _cooled(each: SkinClass, train: PulseTrain, after: Array) -> Array:
    """Change by cooling, (p, t, nz)."""
    at = own_times_s(train)[:, None] + after
    known, place = np.unique(at.ravel(), return_inverse=True)
    return each.cooled_k(known)[place].reshape(*at.shape, -1)


Shape = Callable[[Array, Array], Array]


class _Plane:
    """The stamps as one site sees them from above."""

    def __init__(self, spot_mm: float, profile: BeamProfile, train: PulseTrain) -> None:
        self.stamp = Stamp(spot_mm, np.array([0.0, 1.0]), np.ones(1), profile)
        self.train = train
        own = own_index(train)
        self.distance = np.hypot(*(train.places_mm - train.positions_mm[own]).T)
        self.is_own = np.tile(np.arange(len(train.positions_mm)) == own, train.passes)

    def softness_mm2(self, site: Site, members: NDArray[np.intp]) -> float:
        """Variance per axis by which scattering softens the spot at a site, from the share of the endless field's light on the axis."""
        axis, wide = site.axis[members], site.wide[members]
        lit = (axis > 0) & (wide > 0)
        ratio = float(np.median(axis[lit] / wide[lit])) if lit.any() else 1.0
        radius2 = self.stamp.radius_mm**2
        if self.stamp.profile == "gaussian":
            return radius2 / 2 / 2 * max(2 / ratio - 1, 0.0)
        return radius2 / (-2 * np.log1p(-ratio)) if ratio < 1 else 0.0


def _one_class(each: SkinClass, deposit: Array, site: Site, plane: _Plane, into: SiteHeat) -> None:
    mine, train = each.members, plane.train
    row = each.at(site.depth_mm[mine])
    soft = plane.softness_mm2(site, mine)
    fresh = float(across(plane.stamp, 0.0, soft))
    lags = np.geomspace(SHORTEST_S, float(train.times_s[-1]) + 2 * into.after_s[-1], LAG_COUNT)
    part = np.divide(site.axis[mine], site.wide[mine], out=np.zeros(mine.size), where=site.wide[mine] > 0)
    seen = part[:, None] * each.modes.of(deposit) * (row @ each.modes.shape)
    width = each.modes.spread_mm2(deposit.mean(axis=0), lags) @ row.mean(axis=0)

    def down(times: Array) -> Array:
        return np.asarray(seen @ np.exp(-np.outer(each.modes.rate_per_s, times)))

    def shape(away_mm: Array, lag: Array) -> Array:
        return across(plane.stamp, away_mm, soft + np.interp(lag, lags, width)) / fresh

    into.resting_c[mine] = row @ each.resting_c
    into.own_k[mine, 1:] = down(into.after_s[1:]) * shape(np.zeros(into.after_s.size - 1), into.after_s[1:])
    few = np.unique(np.linspace(0, into.after_s.size - 1, SPARSE_COUNT).astype(int))
    at = (own_times_s(train)[:, None] + into.after_s[few]).ravel()
    for target, mask in zip((into.neighbours_k, into.passes_k), _masks(train, few.size), strict=True):
        left = down(lags) @ _gathered(plane, at, mask, lags, shape)
        target[mine] = _filled(left.reshape(mine.size, train.passes, few.size), few, into.after_s)


def _masks(train: PulseTrain, few: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a pulse (n) and a moment (p * few) belong to the same pass, and whether the pulse's pass is earlier."""
    pulse, moment = train.pass_number[:, None], np.repeat(np.arange(train.passes), few)[None, :]
    return pulse == moment, pulse < moment


def _gathered(plane: _Plane, at: Array, mask: NDArray[np.bool_], lags: Array, shape: Shape) -> Array:
    """Shape in the plane summed over pulses, by lag and moment: (lags, moments). The own pulse of the same pass is left out."""
    lag = at[None, :] - plane.train.times_s[:, None]
    same = plane.train.pass_number[:, None] == np.repeat(np.arange(plane.train.passes), at.size // plane.train.passes)[None, :]
    counts = mask & (lag > 0) & ~(plane.is_own[:, None] & same)
    pulse, moment = np.nonzero(counts)
    total = np.zeros((lags.size, at.size))
    if pulse.size:
        log, step = np.log(lags), np.log(lags[1] / lags[0])
        place = np.clip((np.log(lag[counts]) - log[0]) / step, 0, lags.size - 1 - LAST)
        low, share = place.astype(int), place % 1
        value = shape(plane.distance[pulse], lag[counts])
        np.add.at(total, (low, moment), value * (1 - share))
        np.add.at(total, (low + 1, moment), value * share)
    return total


def _filled(values: Array, few: NDArray[np.intp], times: Array) -> Array:
    """Values known at a few of the times, straight between them: (..., t)."""
    place = np.clip(np.searchsorted(few, np.arange(times.size), side="right") - 1, 0, few.size - 2)
    low, high = times[few[place]], times[few[place + 1]]
    share = (times - low) / (high - low)
    return np.asarray(values[..., place] * (1 - share) + values[..., place + 1] * share, dtype=np.float64)
