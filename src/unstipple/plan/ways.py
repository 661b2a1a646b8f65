"""Everything that may be done to one zone, weighed: each way's treatments to the goal, harm, time and price, draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Laser, Mode
from unstipple.evidence import number
from unstipple.outcome import Response, Simulated, Worth, sessions_to, simulate
from unstipple.plan.family import HORIZON_COUNT, Family, family
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.plan.regimen import Regimen
from unstipple.plan.target import Target
from unstipple.stamps import Stamps

Array = NDArray[np.float64]
BEST_COUNT = 2
"""How many of each pulse class are tried one after the other."""
MINUTES_PER_HOUR_COUNT = 60


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What a zone's ways are weighed by.

    ``goal_share`` of today's pigment is to go; ``before`` effective sessions delivered, broadcast to (draw, level); ``most_passes`` how
    many passes the rules allow with a mode.
    """

    goal_share: float
    interval_weeks: float
    before: Array | float = 0
    most_passes: Callable[[Mode], int] = lambda mode: 1


Tool = tuple[str, str, float]
"""A laser by name, or a spot in mm of one of its modes: what a course is simpler with fewer of."""


def tool_weight(tool: Tool) -> float:
    """What a further laser, or a further spot, weighs in visits."""
    return number("weigh.visits_per_further_spot" if tool[1] else "weigh.visits_per_further_laser")


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to treat a zone, weighed.

    ``visits`` (draw,) to the goal, more than ten where ten do not reach it (`counted`); ``chances`` (draw,) of lasting light patches;
    ``marks`` the central chance of a lasting mark of any kind; ``minutes`` of one treatment, waiting included; ``dearer`` by how much a
    visit costs more than with a Q-switched laser, as a share; ``own`` what it weighs by itself, in visits.
    """

    regimen: Regimen
    visits: Array
    chances: Array
    marks: float
    minutes: float
    dearer: float
    own: float
    simulated: Callable[[], Simulated]

    @property
    def tools(self) -> frozenset[Tool]:
        """The lasers, and the spots of their modes, that it needs."""
        settings = [step.setting for step in self.regimen.steps]
        lasers = {(one.laser.name, "", 0.0) for one in settings}
        return frozenset(lasers | {(one.laser.name, one.mode.label, one.spot_mm) for one in settings})

    @property
    def gentle(self) -> float:
        """Highest fluence times passes: what ties are broken by."""
        strongest = self.regimen.strongest
        return strongest.setting.fluence_j_cm2 * strongest.passes


def ways(lasers: Iterable[Laser], target: Target, skin: PlannedSkin, hair: Hair, answer: Response, aim: Aim) -> list[Way]:
    """All ways of all lasers, best first by what each weighs by itself; ties go to the gentler."""
    found: list[tuple[Family, list[Way]]] = []
    for laser in lasers:
        for mode in laser.modes:
            for spot_mm in mode.spots_mm:
                for passes in range(1, aim.most_passes(mode) + 1):
                    one = family(laser, mode, spot_mm, target, skin, hair, answer, passes=passes)
                    if one is not None:
                        found.append((one, _ways(one, target, skin, hair, answer, aim)))
    every = [way for _, several in found for way in several]
    every += _in_turn(found, target, answer, aim)
    return sorted(every, key=order)


def order(way: Way) -> tuple[float, float, str, str, float]:
    """Best first; ties go to the gentler, then by name, so that the order in which lasers are given says nothing."""
    setting = way.regimen.steps[0].setting
    return (way.own, way.gentle, setting.laser.name, setting.mode.label, setting.spot_mm)


def weighed(regimen: Regimen, visits: Array, chances: Array, marks: float, target: Target, simulated: Callable[[], Simulated]) -> Way:
    """A way with what it weighs by itself, in visits."""
    settled = regimen.settled
    minutes = treatment_minutes(target, settled.setting.spot_mm, settled.setting.rate_hz, settled.passes, settled.wait_min)
    picosecond = any(step.setting.mode.pulse_class == "ps" for step in regimen.steps)
    dearer = number("price.picosecond_factor") - 1 if picosecond else 0.0
    mean = float(visits.mean())
    own = mean + number("weigh.visits_per_lasting_mark") * marks + mean * visit_weight(minutes, dearer, 1.0)
    return Way(regimen, visits, chances, marks, minutes, dearer, own, simulated)


def visit_weight(minutes: float, dearer: float, share: float) -> float:
    """What one treatment of a zone that holds ``share`` of the field weighs besides the visit itself, in visits."""
    time = number("weigh.visits_per_hour") * minutes / MINUTES_PER_HOUR_COUNT
    return time + share * (number("weigh.visits_per_zone_visit") + number("weigh.visits_per_price") * dearer)


def treatment_minutes(target: Target, spot_mm: float, rate_hz: float, passes: int, wait_min: float) -> float:
    """Minutes of one treatment of a zone, with the waiting between passes."""
    return Stamps(target.area_cm2, spot_mm, number("practice.overlap"), passes, rate_hz).minutes + wait_min * (passes - 1)


def counted(clearance: Array, goal_share: float) -> Array:
    """Visits (..., draw) to the goal from clearance (..., draw, visit).

    Where the goal is not reached, ``weigh.visits_not_reached`` and more, the more of it is missing after the last: a course that only
    comes near is better than a gentle one that does nothing.
    """
    flat = clearance.reshape(-1, clearance.shape[-1])
    visits = sessions_to(goal_share, flat).reshape(clearance.shape[:-1])
    missing = np.maximum(1 - clearance[..., -1] / goal_share, 0)
    never = number("weigh.visits_not_reached") + number("weigh.visits_per_missing_goal") * missing
    return np.where(np.isinf(visits), never, visits)


def _ways(one: Family, target: Target, skin: PlannedSkin, hair: Hair, answer: Response, aim: Aim) -> list[Way]:
    course = simulate(answer, one.worth, one.steps, interval_weeks=aim.interval_weeks, before=aim.before)
    visits = counted(course.clearance, aim.goal_share)
    harms = skin.harms(one.laser, one.mode, one.spot_mm, one.dials_j_cm2, hair, one.passes)
    found = []
    for way, top in enumerate(one.tops):
        marks = float(harms.chance[top] + harms.whitening[top])
        seen = Simulated(course.clearance[way : way + 1], course.totals[way : way + 1])
        found.append(weighed(one.regimen(way), visits[way], harms.chances[:, top], marks, target, partial(_same, seen)))
    return found


def _same(seen: Simulated) -> Simulated:
    return seen


def _in_turn(found: Sequence[tuple[Family, list[Way]]], target: Target, answer: Response, aim: Aim) -> list[Way]:
    """Q-switched for the bulk, picosecond for the rest: the best few of each, changed over after one treatment up to the last but one."""
    best: dict[str, list[tuple[Way, Family, int]]] = {"ns": [], "ps": []}
    for one, several in found:
        if one.passes == 1 and several:
            place = min(range(len(several)), key=lambda at: order(several[at]))
            best[one.mode.pulse_class].append((several[place], one, place))
    first, then = (sorted(best[kind], key=lambda each: order(each[0]))[:BEST_COUNT] for kind in ("ns", "ps"))
    return [_changed(one, other, at, target, answer, aim) for one in first for other in then for at in range(1, HORIZON_COUNT)]


def _changed(one: tuple[Way, Family, int], other: tuple[Way, Family, int], at: int, target: Target, answer: Response, aim: Aim) -> Way:
    """The first way for ``at`` treatments, the other from its own beginning after them."""
    (way, ours, mine), (next_way, theirs, their) = one, other
    size = ours.worth.shaded.shape[0]
    joined = Worth(np.concatenate([ours.worth.shaded, theirs.worth.shaded]), np.concatenate([ours.worth.bare, theirs.worth.bare]))
    steps = np.concatenate([ours.steps[mine][:at], theirs.steps[their][: HORIZON_COUNT - at] + size])[None]
    course = simulate(answer, joined, steps, interval_weeks=aim.interval_weeks, before=aim.before)
    sequence = [way.regimen.at(number_) for number_ in range(1, at + 1)]
    sequence += [next_way.regimen.at(number_) for number_ in range(1, HORIZON_COUNT - at + 1)]
    regimen = Regimen("then-picosecond", tuple(sequence), way.regimen.first, next_way.regimen.later)
    chances, marks = np.maximum(way.chances, next_way.chances), max(way.marks, next_way.marks)
    return weighed(regimen, counted(course.clearance, aim.goal_share)[0], chances, marks, target, lambda: course)
