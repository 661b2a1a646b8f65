"""Pulse trains: a handpiece moves over its stamps at the laser's rate, several times; what each point has when its pulse comes.

Heat is linear, so the temperature is that at rest, plus what cooling does to all of the surface, plus every pulse's share: its shape in the
plane times its history in depth. The history comes from the layered column's modes, the shape spreads by the column's own second
moment. In homogeneous tissue this is exact; in layers it replaces the true shape in the plane by one of the right width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.heat.body import Column, ThermalBody, column
from unstipple.heat.exact import REACH, Stamp, across
from unstipple.heat.grid import depth_edges_mm
from unstipple.heat.layers import real
from unstipple.heat.modes import Modes, cell_rise_k, cooling_k, modes
from unstipple.heat.surface import Exchange

Floats = npt.NDArray[np.float64]

MOST_PULSES = 20_000
PAIRS_AT_ONCE = 2_000_000
LAG_COUNT = 120
FINEST_SHARE, EVEN_TO, WIDEST_MM, GROWTH = 0.1, 2.0, 0.4, 1.12
"""Depth cells: a tenth of the uppermost layer or of the stamp's thinnest slab, even to twice its thickness, then growing downwards."""


@dataclass(frozen=True, slots=True, eq=False)
class PulseTrain:
    """Stamps at ``positions_mm`` (n, 2), one after another at ``rate_hz``; ``passes`` times, ``wait_s`` after the last pulse of a pass.

    With a wait of 0 the next pass goes on at the rate. The first pulse comes at ``start_s``.
    Raises `BadInput` by name for rates, passes, waits and places that cannot be.
    """

    positions_mm: Floats
    rate_hz: float
    passes: int = 1
    wait_s: float = 0.0
    start_s: float = 0.0

    def __post_init__(self) -> None:
        places = np.asarray(self.positions_mm, dtype=np.float64)
        if places.ndim != 2 or places.shape[1] != 2 or not len(places) or not np.isfinite(places).all():
            raise BadInput("positions_mm", getattr(places, "shape", None), "one place or more, (n, 2) in mm")
        object.__setattr__(self, "positions_mm", places)
        real("rate_hz", self.rate_hz, 1e-4, 1e6, "above 0, at most 1e6 Hz")
        real("wait_s", self.wait_s, 0, 1e7, "0 s or longer")
        real("start_s", self.start_s, 0, 1e7, "0 s or later")
        if isinstance(self.passes, bool) or not isinstance(self.passes, (int, np.integer)) or self.passes < 1:
            raise BadInput("passes", self.passes, "a whole number from 1")
        if self.passes * len(places) > MOST_PULSES:
            raise BadInput("passes times stamps", self.passes * len(places), f"at most {MOST_PULSES:,} pulses: a smaller part of the field")

    @property
    def times_s(self) -> Floats:
        """Time of every pulse, (passes * n,), rising."""
        once = np.arange(len(self.positions_mm)) / self.rate_hz
        between = (len(self.positions_mm) - 1) / self.rate_hz + (self.wait_s or 1 / self.rate_hz)
        return np.asarray(self.start_s + (np.arange(self.passes)[:, None] * between + once).ravel())

    def moments_s(self, until_s: float, per_pulse: int = 12) -> Floats:
        """Rising times that resolve every pulse and its decay up to ``until_s``, for a history that is to be judged for injury.

        Each pulse has its own instant, just before the rise, 1 ns after it, and from 10 us on ever longer steps to the next pulse.
        """
        starts = self.times_s[self.times_s < until_s]
        ends = np.append(starts[1:], until_s)
        after = [start + np.geomspace(1e-5, max(end - start, 2e-5), per_pulse) for start, end in zip(starts, ends, strict=True)]
        times = np.concatenate([[0.0, until_s], starts, starts + 1e-9, *after])
        return np.unique(times[times <= until_s])

    @property
    def places_mm(self) -> Floats:
        """Place of every pulse, (passes * n, 2)."""
        return np.tile(self.positions_mm, (self.passes, 1))

    @property
    def pass_number(self) -> npt.NDArray[np.intp]:
        """Pass of every pulse, from 0, (passes * n,)."""
        return np.repeat(np.arange(self.passes), len(self.positions_mm))


@dataclass(frozen=True, slots=True, eq=False)
class TrainHeat:
    """What points meet when pulses come: p points, n pulses at ``times_s`` (n,), temperatures in C and changes in K.

    ``before_c`` and ``after_c`` (p, n) are the temperatures just before and after each pulse. Before it the temperature at rest
    ``resting_c`` (p,) is changed by cooling, ``cooled_k``, by earlier pulses of the same pass, ``left_by_neighbours_k``, and by
    earlier passes, ``left_by_passes_k``, all (p, n).
    """

    times_s: Floats
    resting_c: Floats
    cooled_k: Floats
    left_by_neighbours_k: Floats
    left_by_passes_k: Floats
    rise_k: Floats

    @property
    def before_c(self) -> Floats:
        """Just before each pulse."""
        return self.resting_c[:, None] + self.cooled_k + self.left_by_neighbours_k + self.left_by_passes_k

    @property
    def after_c(self) -> Floats:
        """Just after each pulse."""
        return self.before_c + self.rise_k

    @property
    def hottest_c(self) -> Floats:
        """The highest temperature right after any pulse, (p,): where a point is hottest unless heat has still to reach it."""
        return np.asarray(self.after_c.max(axis=1))

    def left_k(self) -> Floats:
        """Heat left by others at each point's own pulse, the one that warms it most, (p,) in K."""
        own = np.argmax(self.rise_k, axis=1)
        left = self.left_by_neighbours_k + self.left_by_passes_k
        return np.asarray(left[np.arange(len(own)), own])


def train_heat(body: ThermalBody, stamp: Stamp, train: PulseTrain, points_mm: npt.ArrayLike) -> TrainHeat:
    """Temperatures at ``points_mm`` (p, 3), x, y and depth, before and after every pulse of the train.

    The sides of ``body`` do not matter: the field is taken as endless. Raises `BadInput` for points above or below the tissue.
    """
    points = _points(body, points_mm)
    cut = _cut(body, stamp)
    times, part = train.times_s, _Parts(body, stamp, train, cut, points)
    same = train.pass_number[:, None] == train.pass_number[None, :]
    neighbours, passes = part.left(times, [same, ~same])
    return TrainHeat(times, part.resting_c, part.cooled_k(times), neighbours, passes, part.fresh())


def train_history(body: ThermalBody, stamp: Stamp, train: PulseTrain, points_mm: npt.ArrayLike, times_s: npt.ArrayLike) -> Floats:
    """Temperature in C at ``points_mm`` (p, 3) at rising ``times_s`` (t,): (p, t). A pulse at that very time is not yet in it."""
    points, times = _points(body, points_mm), np.asarray(times_s, dtype=np.float64)
    if times.ndim != 1 or (times < 0).any() or (np.diff(times) < 0).any():
        raise BadInput("times_s", times_s, "times in s, from 0 on, rising")
    part = _Parts(body, stamp, train, _cut(body, stamp), points)
    (left,) = part.left(times, [np.ones((train.times_s.size, times.size), bool)])
    return np.asarray(part.resting_c[:, None] + part.cooled_k(times) + left)


def stamp_epidermis(
    body: ThermalBody, stamp: Stamp, times_s: npt.ArrayLike, *, distance_mm: float = 0.0, depth_mm: float | None = None
) -> Floats:
    """Temperature in C at ``times_s`` (t,), rising, after one pulse at 0: `train_history` of a single stamp.

    At ``distance_mm`` from the axis and ``depth_mm``; the middle of the uppermost layer if no depth is given.
    """
    depth = body.stack.layers[0].thickness_mm / 2 if depth_mm is None else depth_mm
    history = train_history(body, stamp, PulseTrain(np.zeros((1, 2)), 1.0), [(distance_mm, 0.0, depth)], times_s)
    return np.asarray(history[0], dtype=np.float64)


def _points(body: ThermalBody, points_mm: npt.ArrayLike) -> Floats:
    points = np.asarray(points_mm, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 3 or not np.isfinite(points).all():
        raise BadInput("points_mm", points.shape, "points (p, 3) in mm: x, y and depth")
    if (points[:, 2] < 0).any() or (points[:, 2] > body.stack.depth_mm).any():
        raise BadInput("points_mm", points[:, 2].tolist(), f"depths from 0 to {body.stack.depth_mm:g} mm")
    return points


def _cut(body: ThermalBody, stamp: Stamp) -> Column:
    if stamp.depth_edges_mm[-1] > body.stack.depth_mm * (1 + 1e-9):
        raise BadInput("depth_edges_mm", float(stamp.depth_edges_mm[-1]), f"at most the tissue's depth of {body.stack.depth_mm:g} mm")
    thinnest = min(body.stack.layers[0].thickness_mm, float(np.diff(stamp.depth_edges_mm).min()))
    edges = depth_edges_mm(body.stack, FINEST_SHARE * thinnest, widest_mm=WIDEST_MM, growth=GROWTH, even_to_mm=EVEN_TO * thinnest)
    return column(body, edges)


class _Parts:
    """The parts that make up the temperature of each point."""

    def __init__(self, body: ThermalBody, stamp: Stamp, train: PulseTrain, cut: Column, points: Floats) -> None:
        self.body, self.stamp, self.train, self.cut, self.points = body, stamp, train, cut, points
        self.profile = cell_rise_k(stamp, cut)
        self.by_depth = _weights(cut, points[:, 2])
        self.resting_c = self.by_depth @ cut.resting_c(body.surface.rest)
        self.of = cache(partial(modes, cut))

    def cooled_k(self, times: Floats) -> Floats:
        """What cooling alone has changed, (p, t)."""
        return np.asarray(self.by_depth @ cooling_k(self.body, self.cut, times, self.of).T)

    def fresh(self) -> Floats:
        """The rise of every pulse at every point in its own instant, (p, n)."""
        places = self.train.places_mm
        distance = np.hypot(self.points[:, :1] - places[:, 0], self.points[:, 1:2] - places[:, 1])
        return np.asarray(across(self.stamp, distance, 0.0) * (self.by_depth @ self.profile)[:, None])

    def left(self, times: Floats, masks: Sequence[npt.NDArray[np.bool_]]) -> list[Floats]:
        """What earlier pulses have left at the points at those times, (p, t) for each mask (n, t) of pulses and times."""
        totals = [np.zeros((len(self.points), times.size)) for _ in masks]
        lags = np.geomspace(1e-6, max(float(times[-1] - self.train.times_s[0]), 1e-3) + 1e-6, LAG_COUNT) if times.size else np.ones(1)
        widths = self.of(self.body.surface.rest).spread_mm2(self.profile, lags)
        for depth in np.unique(self.points[:, 2]):
            here = np.flatnonzero(self.points[:, 2] == depth)
            row = self.by_depth[here[0]]
            history = _History(self.body, self.of, self.profile, row, self.train.times_s)
            for begin in range(0, times.size, max(1, PAIRS_AT_ONCE // self.train.times_s.size)):
                some = slice(begin, begin + max(1, PAIRS_AT_ONCE // self.train.times_s.size))
                down = history.at(times[some])
                lag = times[some][None, :] - self.train.times_s[:, None]
                width = np.interp(lag, np.append(0.0, lags), np.append(0.0, widths @ row))
                for point in here:
                    share = down * self._shape(point, width, lag > 0)
                    for total, mask in zip(totals, masks, strict=True):
                        total[point, some] = (share * mask[:, some]).sum(axis=0)
        return totals

    def _shape(self, point: np.intp, width: Floats, earlier: npt.NDArray[np.bool_]) -> Floats:
        """Shape in the plane of every earlier pulse at a point, (n, t)."""
        distance = np.hypot(*(self.train.places_mm - self.points[point, :2]).T)
        reach = self.stamp.radius_mm + REACH * np.sqrt(float(width.max(initial=0.0)) + self.stamp.radius_mm**2 + self.stamp.blur_mm**2)
        shape = np.zeros_like(width)
        near = np.flatnonzero(distance < reach)
        chosen = np.zeros_like(earlier)
        chosen[near] = earlier[near]
        shape[chosen] = across(self.stamp, np.broadcast_to(distance[:, None], width.shape)[chosen], width[chosen])
        return shape


class _History:
    """The rise at one depth from one pulse on an endless stamp, for every pulse of a train, while the surface changes."""

    def __init__(self, body: ThermalBody, of: Callable[[Exchange], Modes], profile: Floats, row: Floats, starts: Floats) -> None:
        self.row, self.starts = row, starts
        self.pieces = [(begin, end, of(exchange)) for begin, end, exchange in body.surface.pieces(0.0, float(starts[-1]) + 1e7)]
        self.amounts = self._carried(profile)

    def _carried(self, profile: Floats) -> list[Floats]:
        """Amount of each mode (n, m) at the later of a piece's begin and a pulse's start, for each piece."""
        amounts, before = [], np.zeros((self.starts.size, profile.size))
        for begin, end, by in self.pieces:
            own = (self.starts >= begin) & (self.starts < end)
            before[own] = profile
            amount = by.of(before)
            amounts.append(amount)
            lasted = np.clip(end - np.maximum(begin, self.starts), 0, None)[:, None]
            passed = self.starts < end
            before[passed] = (amount * np.exp(-lasted * by.rate_per_s))[passed] @ by.shape.T
        return amounts

    def at(self, times: Floats) -> Floats:
        """Rise (n, t) in K; 0 for pulses that have still to come."""
        rise = np.zeros((self.starts.size, times.size))
        for (begin, end, by), amount in zip(self.pieces, self.amounts, strict=True):
            inside = np.flatnonzero((times >= begin) & (times < end))
            if inside.size:
                rise[:, inside] = self._piece(times[inside], begin, by, amount)
        return rise

    def _piece(self, times: Floats, begin: float, by: Modes, amount: Floats) -> Floats:
        seen = self.row @ by.shape
        own = self.starts >= begin
        rise = np.zeros((self.starts.size, times.size))
        rise[~own] = (amount[~own] * seen) @ np.exp(-np.outer(by.rate_per_s, times - begin))
        lag = times[None, :] - self.starts[own][:, None]
        known, place = np.unique(np.round(np.maximum(lag, 0.0), 9), return_inverse=True)
        alone = (amount[own][:1] * seen) @ np.exp(-np.outer(by.rate_per_s, known)) if own.any() else np.zeros((1, 1))
        rise[own] = np.where(lag > 0, alone[0][place].reshape(lag.shape), 0.0)
        return rise


def _weights(cut: Column, depths: Floats) -> Floats:
    """Weights (p, nz) of the depth cells that make up each depth by linear interpolation."""
    middle = cut.middle_mm
    place = np.interp(depths, middle, np.arange(middle.size))
    return np.asarray(np.maximum(0.0, 1 - np.abs(place[:, None] - np.arange(middle.size))), dtype=np.float64)
