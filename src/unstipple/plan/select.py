"""One way for every zone, chosen together: visits, evenness, harm in the middle and in the bad draws, time, price, lasers.

A mixed-integer linear program (HiGHS through `scipy.optimize.milp`). A person comes as often as the slowest zone asks, draw by draw, and a
course harms as much as its worst zone: neither can be had by choosing zone by zone. The program is made of each zone's best few ways; then
every way that was left out is tried in place of the chosen one, and the program is solved again with any that is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from unstipple.errors import NoPlan
from unstipple.evidence import number
from unstipple.plan.ways import Tool, Way, tool_weight, visit_weight

Array = NDArray[np.float64]
POOL_COUNT = 16
ROUND_COUNT = 10
SECONDS_PER_SOLVE = 10.0
TIE_PER_J_CM2 = 1e-6
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Selection:
    """The way of every zone (places in its list); ``score`` what the course weighs in visits; ``gap`` how much better, as a share, another
    choice among the ways that were compared could at most be.
    """

    chosen: tuple[int, ...]
    score: float
    gap: float


def select(zones: Sequence[Sequence[Way]], areas_cm2: Sequence[float]) -> Selection:
    """Choose a way for every zone. Each list is sorted best first; the order of zones says nothing.

    Raises `NoPlan` when no choice keeps harm in the worst draws within its limit (evidence ``harm.tail_limit``).
    """
    problem = _Problem(zones, np.asarray(areas_cm2, dtype=np.float64) / sum(areas_cm2))
    if len(zones) == 1:
        best = min(range(len(zones[0])), key=lambda way: (problem.score((way,)), zones[0][way].gentle))
        return Selection((best,), problem.score((best,)), 0.0)
    pools = [set(range(min(POOL_COUNT, len(each)))) for each in zones]
    for _ in range(ROUND_COUNT):
        found = _solve(problem, [sorted(pool) for pool in pools])
        better = problem.better(found.chosen)
        new = [(zone, way) for zone, way in better if way not in pools[zone]]
        if not new:
            break
        for zone, way in new:
            pools[zone].add(way)
    return found


@dataclass(frozen=True, slots=True)
class _Problem:
    zones: Sequence[Sequence[Way]]
    shares: Array

    def weight(self, zone: int, way: Way) -> float:
        """What the treatments of a zone weigh besides the visits themselves, with the tie-break toward the gentler."""
        return float(way.visits.mean()) * visit_weight(way.minutes, way.dearer, float(self.shares[zone])) + TIE_PER_J_CM2 * way.gentle

    def score(self, chosen: Sequence[int]) -> float:
        """What a choice weighs in visits; infinite where harm in the worst draws is above its limit."""
        ways = [zone[place] for zone, place in zip(self.zones, chosen, strict=True)]
        if tail(np.max([way.chances for way in ways], axis=0)) > number("harm.tail_limit") * (1 + TOLERANCE):
            return np.inf
        visits = np.stack([way.visits for way in ways])
        longest, shortest = visits.max(axis=0).mean(), visits.min(axis=0).mean()
        tools = frozenset[Tool]().union(*(way.tools for way in ways))
        return float(
            longest
            + number("weigh.visits_per_uneven_visit") * (longest - shortest)
            + number("weigh.visits_per_lasting_mark") * max(way.marks for way in ways)
            + sum(tool_weight(tool) for tool in tools)
            + sum(self.weight(zone, way) for zone, way in enumerate(ways))
        )

    def better(self, chosen: Sequence[int]) -> list[tuple[int, int]]:
        """Every single change of a zone's way that weighs less: (zone, way), at most the best of each zone."""
        now, found = self.score(chosen), []
        for zone, ways in enumerate(self.zones):
            hopeful = [place for place, way in enumerate(ways) if self.least(way) < now - TIE_PER_J_CM2]
            scores = {place: self.score((*chosen[:zone], place, *chosen[zone + 1 :])) for place in hopeful}
            best = min(scores, key=lambda place: scores[place], default=None)
            if best is not None and scores[best] < now - TIE_PER_J_CM2:
                found.append((zone, best))
        return found

    def least(self, way: Way) -> float:
        """No choice with this way weighs less."""
        return float(way.visits.mean()) + number("weigh.visits_per_lasting_mark") * way.marks


def tail(chances: Array) -> float:
    """Mean of the worst draws (conditional value at risk), as `rules` reckons it."""
    worst = max(1, round(number("practice.tail_share") * chances.size))
    return float(np.sort(chances)[-worst:].mean())


class _Rows:
    """Rows of a linear program, gathered."""

    def __init__(self) -> None:
        self.row: list[NDArray[np.intp]] = []
        self.column: list[NDArray[np.intp]] = []
        self.value: list[Array] = []
        self.count = 0

    def add(self, rows: NDArray[np.intp], columns: NDArray[np.intp], values: Array) -> None:
        """Entries of the block that begins at the next free row."""
        shape = np.broadcast_shapes(rows.shape, columns.shape, values.shape)
        self.row.append(np.broadcast_to(rows, shape).ravel() + self.count)
        self.column.append(np.broadcast_to(columns, shape).ravel())
        self.value.append(np.broadcast_to(values, shape).ravel().astype(np.float64))

    def end(self, height: int) -> None:
        """The block is done."""
        self.count += height

    def matrix(self, columns: int) -> csr_array:
        """All rows."""
        entries = (np.concatenate(self.value), (np.concatenate(self.row), np.concatenate(self.column)))
        return csr_array(coo_array(entries, shape=(self.count, columns)))


def _solve(problem: _Problem, pools: Sequence[Sequence[int]]) -> Selection:
    """The program over the pools: x a way, longest and shortest visits a draw, the worst mark, lasers, harm beyond a threshold a draw."""
    ways = [(zone, problem.zones[zone][place]) for zone, pool in enumerate(pools) for place in pool]
    draws, many = ways[0][1].visits.size, len(ways)
    names = sorted(frozenset[Tool]().union(*(way.tools for _, way in ways)))
    long_, short = many + np.arange(draws), many + draws + np.arange(draws)
    mark, laser = many + 2 * draws, many + 2 * draws + 1 + np.arange(len(names))
    over, beyond = int(laser[-1]) + 1, int(laser[-1]) + 2 + np.arange(draws)
    size = int(beyond[-1]) + 1
    uneven = number("weigh.visits_per_uneven_visit")
    cost = np.zeros(size)
    cost[:many] = [problem.weight(zone, way) for zone, way in ways]
    cost[long_], cost[short], cost[mark] = (1 + uneven) / draws, -uneven / draws, number("weigh.visits_per_lasting_mark")
    cost[laser] = [tool_weight(name) for name in names]
    rows, low = _Rows(), []
    every = np.arange(draws)
    begin = 0
    for pool in pools:
        mine = np.arange(begin, begin + len(pool))
        begin += len(pool)
        visits, chances = (np.stack([getattr(ways[at][1], name) for at in mine], axis=1) for name in ("visits", "chances"))
        for column, sign, values in ((long_, 1, -visits), (short, -1, visits), (beyond, 1, -chances)):
            rows.add(every[:, None], mine[None, :], values)
            rows.add(every, column, np.full(draws, float(sign)))
            if column is beyond:
                rows.add(every, np.full(draws, over), np.ones(draws))
            rows.end(draws)
            low.append(np.zeros(draws))
        rows.add(np.zeros(1, np.intp), mine, np.array([-ways[at][1].marks for at in mine]))
        rows.add(np.zeros(1, np.intp), np.array([mark]), np.ones(1))
        rows.end(1)
        low.append(np.zeros(1))
        for place, name in enumerate(names):
            with_it = np.array([at for at in mine if name in ways[at][1].tools], dtype=np.intp)
            rows.add(np.zeros(1, np.intp), with_it, -np.ones(with_it.size))
            rows.add(np.zeros(1, np.intp), laser[place : place + 1], np.ones(1))
            rows.end(1)
            low.append(np.zeros(1))
    inequalities = LinearConstraint(rows.matrix(size), np.concatenate(low), np.inf)
    return _answer(problem, pools, cost, [inequalities, *_sums(pools, over, beyond, size)], many, laser, over, beyond)


def _sums(pools: Sequence[Sequence[int]], over: int, beyond: NDArray[np.intp], size: int) -> list[LinearConstraint]:
    """One way a zone; harm in the worst draws within its limit (Rockafellar and Uryasev 2000)."""
    rows, begin = np.zeros((len(pools), size)), 0
    for zone, pool in enumerate(pools):
        rows[zone, begin : begin + len(pool)] = 1
        begin += len(pool)
    worst = np.zeros((1, size))
    # as many whole draws as `tail` takes
    worst[0, over], worst[0, beyond] = 1, 1 / max(1, round(number("practice.tail_share") * beyond.size))
    return [LinearConstraint(csr_array(rows), 1, 1), LinearConstraint(csr_array(worst), -np.inf, number("harm.tail_limit"))]


def _answer(
    problem: _Problem, pools: Sequence[Sequence[int]], cost: Array, limits: list[LinearConstraint], many: int, laser: NDArray[np.intp],
    over: int, beyond: NDArray[np.intp],
) -> Selection:  # fmt: skip
    size = cost.size
    whole, low, high = np.zeros(size, dtype=np.int64), np.zeros(size), np.full(size, np.inf)
    whole[:many] = 1
    high[:many], high[laser] = 1, 1
    low[over], low[beyond] = -1, 0
    found = milp(cost, integrality=whole, bounds=Box(low, high), constraints=limits, options={"time_limit": SECONDS_PER_SOLVE})
    if found.x is None:
        raise NoPlan("no choice of settings keeps the chance of a lasting mark in the worst draws within its limit", ["harm-tail"])
    chosen, begin = [], 0
    for pool in pools:
        chosen.append(pool[int(np.argmax(found.x[begin : begin + len(pool)]))])
        begin += len(pool)
    return Selection(tuple(chosen), problem.score(chosen), float(found.mip_gap or 0))
