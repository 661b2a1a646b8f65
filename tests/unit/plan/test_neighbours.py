"""What a zone's own dots and hairs leave of the light, and what that does to the forecast."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.device import laser
from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome import response
from unstipple.plan import Aim, PlannedSkin, Target, choose, light_for
from unstipple.plan.light import Light
from unstipple.plan.neighbours import ZoneDots, with_neighbours

DRAWS = Draws(40, 3)
LASERS = (laser("qs-ndyag"),)
EFFORT = Effort(4, 1500)
SPOT = 5.0
MODE = LASERS[0].modes[0]


def zone(density: float | None, *, counts: bool = True, hair: bool = False) -> Target:
    return Target("zone-1", "front", 50, hair, density, photo_counts=counts)


@cache
def plain() -> Light:
    return light_for(LASERS, 3, DRAWS, effort=EFFORT)


@cache
def beside(density: float, hair: bool = False) -> Light:
    return with_neighbours(plain(), [ZoneDots(zone(density, hair=hair))], LASERS, 3, "black", effort=EFFORT)


def mean_left(light: Light, *, ink: bool = True) -> float:
    return float(np.mean(light.left("zone-1", MODE, SPOT, ink=ink)))


def forecast(target: Target, light: Light) -> float:
    chosen = choose(target, LASERS, PlannedSkin(3, light), response("typical", DRAWS), Aim(0.9, 8))
    return float(np.median(chosen.forecast.clearance[:, 2]))


def test_more_dots_leave_each_other_less_light() -> None:
    few, many = mean_left(beside(60.0)), mean_left(beside(250.0))
    assert many < few < 1


def test_without_ink_hairless_dots_leave_all_the_light() -> None:
    assert mean_left(beside(250.0), ink=False) == pytest.approx(1, abs=1e-9)


def test_hairs_stand_in_the_light_with_and_without_ink() -> None:
    assert mean_left(beside(150.0, hair=True), ink=False) < 1
    assert mean_left(beside(150.0, hair=True)) < mean_left(beside(150.0, hair=True), ink=False)


def test_ink_never_leaves_more_than_no_ink() -> None:
    table = next(iter(beside(150.0, hair=True).neighbours["zone-1"].values()))
    assert (table["full"].values <= table["bare"].values).all()


def test_pigment_shades_itself_in_the_forecast() -> None:
    assert forecast(zone(250.0), beside(250.0)) < forecast(zone(250.0), plain())


def test_a_photograph_nobody_signed_for_moves_nothing() -> None:
    unsigned = zone(250.0, counts=False)
    assert with_neighbours(plain(), [ZoneDots(unsigned)], LASERS, 3, "black", effort=EFFORT).neighbours == {}
    assert plain().left("zone-1", MODE, SPOT) == 1.0


def test_real_places_are_lit_in_place_of_random_ones() -> None:
    clumped = np.random.default_rng(2).normal(0, 1.5, (120, 2)) + np.repeat(np.arange(12) * 9.0, 10)[:, None]
    there = with_neighbours(plain(), [ZoneDots(zone(150.0), clumped)], LASERS, 3, "black", effort=EFFORT)
    assert mean_left(there) != mean_left(beside(150.0))


def test_draws_picked_keep_their_own_light() -> None:
    places = np.array([3, 17, 17])
    left = beside(150.0).left("zone-1", MODE, SPOT)
    assert isinstance(left, np.ndarray)
    np.testing.assert_array_equal(beside(150.0).pick(places).left("zone-1", MODE, SPOT), left[places])


def test_progress_counts_imagined_skins() -> None:
    told: list[float] = []
    with_neighbours(plain(), [ZoneDots(zone(60.0))], LASERS, 3, "black", effort=EFFORT, progress=told.append)
    assert sum(told) == EFFORT.members
