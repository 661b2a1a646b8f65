"""The choice for all zones together, beside every choice tried one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from unstipple.device import Setting, laser
from unstipple.errors import NoPlan
from unstipple.evidence import number
from unstipple.plan.regimen import Regimen, Step
from unstipple.plan.select import select, tail
from unstipple.plan.ways import Way, tool_weight, visit_weight
from unstipple.rules import Bounds

DRAW_COUNT = 20
LASERS = tuple(laser(name) for name in ("qs-ndyag", "picoway"))


def a_way(rng: np.random.Generator, harm: float = 0.02) -> Way:
    one = LASERS[int(rng.integers(2))]
    mode = one.modes[0]
    setting = Setting(one, mode, float(rng.choice(mode.spots_mm[:3])), float(rng.integers(5, 20)) / 10, 2)
    picosecond = number("price.picosecond_factor") - 1 if mode.pulse_class == "ps" else 0.0
    visits = rng.integers(2, 12, DRAW_COUNT).astype(float)
    regimen = Regimen("steady", (Step(setting),), Bounds(0, ()), Bounds(0, ()))
    chances = rng.uniform(0, 2 * harm, DRAW_COUNT)
    marks, minutes = float(rng.uniform(0, harm)), float(rng.uniform(1, 30))
    return Way(regimen, visits, chances, marks, minutes, picosecond, float(visits.mean()), lambda: None)  # type: ignore[arg-type,return-value]


def weight(chosen: tuple[Way, ...], shares: list[float]) -> float:
    """What a choice weighs, written anew from its description."""
    worst = sorted(max(way.chances[draw] for way in chosen) for draw in range(DRAW_COUNT))
    worst = worst[-max(1, round(number("practice.tail_share") * DRAW_COUNT)) :]
    if sum(worst) / len(worst) > number("harm.tail_limit"):
        return float("inf")
    total = 0.0
    for draw in range(DRAW_COUNT):
        each = [way.visits[draw] for way in chosen]
        total += (max(each) + number("weigh.visits_per_uneven_visit") * (max(each) - min(each))) / DRAW_COUNT
    total += number("weigh.visits_per_lasting_mark") * max(way.marks for way in chosen)
    total += sum(tool_weight(tool) for tool in {tool for way in chosen for tool in way.tools})
    for way, share in zip(chosen, shares, strict=True):
        total += way.visits.mean() * visit_weight(way.minutes, way.dearer, share) + 1e-6 * way.gentle
    return total


@pytest.mark.parametrize("seed", range(8))
def test_no_choice_among_all_weighs_less(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [60.0, 90.0, 25.0]
    zones = [[a_way(rng) for _ in range(7)] for _ in areas]
    found = select(zones, areas)
    shares = [area / sum(areas) for area in areas]
    best = min(weight(each, shares) for each in itertools.product(*zones))
    chosen = tuple(zone[at] for zone, at in zip(zones, found.chosen, strict=True))
    assert weight(chosen, shares) == pytest.approx(found.score)
    assert found.score <= best * (1 + 1e-3)


def test_harm_in_the_worst_draws_shuts_out_the_fastest_way() -> None:
    rng = np.random.default_rng(3)
    safe, fast = [[a_way(rng, harm=0.001) for _ in range(3)] for _ in range(2)], a_way(rng)
    fast.visits[:], fast.chances[:] = 1, 2 * number("harm.tail_limit")
    found = select([[fast, *safe[0]], safe[1]], [50, 50])
    assert found.chosen[0] != 0


def test_where_every_choice_harms_too_much_the_limit_is_named() -> None:
    bad = a_way(np.random.default_rng(3))
    bad.chances[:] = 2 * number("harm.tail_limit")
    with pytest.raises(NoPlan) as refusal:
        select([[bad], [bad]], [50, 50])
    assert tuple(refusal.value.clash) == ("harm-tail",)


def test_of_two_that_weigh_the_same_the_gentler_is_taken() -> None:
    rng = np.random.default_rng(5)
    one = a_way(rng, harm=0.001)
    step = one.regimen.steps[0]
    lower = Setting(step.setting.laser, step.setting.mode, step.setting.spot_mm, step.setting.fluence_j_cm2 / 2, 2)
    gentler = Way(
        Regimen("steady", (Step(lower),), Bounds(0, ()), Bounds(0, ())),
        one.visits, one.chances, one.marks, one.minutes, one.dearer, one.own, one.simulated,
    )  # fmt: skip
    assert select([[one, gentler]], [50]).chosen == (1,)
    assert select([[gentler, one]], [50]).chosen == (0,)
    assert select([[one, gentler], [gentler, one]], [50, 50]).chosen == (1, 0)


def test_the_worst_draws_are_the_highest_tenth_and_never_none() -> None:
    assert tail(np.arange(1.0, 21.0)) == pytest.approx(np.arange(1.0, 21.0)[-max(1, round(number("practice.tail_share") * 20)) :].mean())
    assert tail(np.array([0.3, 0.1])) == 0.3
