"""What dots and hairs leave each other: signs, limits, order, and the emulator against direct runs."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.dose.dot_light import DotEffort, dot_light, stamp_name
from unstipple.dose.hair import follicles
from unstipple.dose.light_left import DotLight
from unstipple.dose.patch_places import wrapped
from unstipple.dose.zone_patch import Patch, zone_patch
from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.optics import Beam

DRAWS = Draws(6, 3)
EFFORT = DotEffort(300, 2, (0.5, 1.0))
SPOT = Beam(3, "flat-top")


def patch_of(density_per_cm2: float, *, mua: float | None = 8.0, hairy: bool = False) -> Patch:
    hair = follicles("black", DRAWS) if hairy else None
    return zone_patch(density_per_cm2, DRAWS, mua_1064_per_mm=mua, radius_mm=0.12, hair=hair)


@cache
def lit(density_per_cm2: float, mua: float = 8.0, *, hairy: bool = False) -> DotLight:
    return dot_light(patch_of(density_per_cm2, mua=mua, hairy=hairy), 2, 1064, [SPOT], effort=EFFORT)


def test_the_square_holds_the_zones_density_exactly() -> None:
    for density in (3.0, 60.0, 151.0):
        assert patch_of(density).density_per_cm2 == pytest.approx(density)


def test_real_places_are_taken_where_there_are_enough() -> None:
    grid = np.stack(np.meshgrid(np.arange(20), np.arange(20)), axis=-1).reshape(-1, 2) + np.random.default_rng(1).random((400, 2)) / 2
    patch = zone_patch(100, DRAWS, places_mm=grid)
    apart = np.linalg.norm(patch.places_mm[:, None] - wrapped(grid, patch.field.width_mm), axis=2).min(axis=1)
    assert patch.count == 36
    assert (apart < 1e-9).sum() >= 30


def test_more_dots_leave_less() -> None:
    few, many = (lit(density).for_draws(6).mean() for density in (40.0, 200.0))
    assert many < few - 0.03 < 1


def test_the_logarithm_grows_with_density() -> None:
    few, many = (-np.log(lit(density).for_draws(6).mean()) for density in (40.0, 200.0))
    assert many / few == pytest.approx(5, rel=0.35)


def test_less_ink_leaves_more_and_none_leaves_all() -> None:
    found = lit(200.0)
    states = [found.for_draws(6, ink).mean() for ink in (0, 0.25, 0.5, 1.0)]
    assert states[0] == 1
    assert states == sorted(states, reverse=True)


def test_a_small_spot_is_shaded_less_than_an_endless_field() -> None:
    found = lit(200.0)
    assert found.for_draws(6, stamp=stamp_name(SPOT)).mean() > found.for_draws(6).mean()


def test_hair_takes_light_too() -> None:
    assert lit(40.0, hairy=True).for_draws(6, 0).mean() < 1


def test_the_emulator_is_within_three_per_cent_of_direct_runs_between_its_states() -> None:
    patch = patch_of(200.0)
    between = dot_light(patch, 2, 1064, effort=DotEffort(300, 2, (0.2, 0.35, 0.7, 1.0), seed=5)).table["mutual"].values[0].mean(axis=1)
    told = np.stack([lit(200.0).mutual(ink).mean(axis=1) for ink in (0.2, 0.35, 0.7)], axis=1)
    assert abs(told.mean(axis=0) / between[:, :3].mean(axis=0) - 1).max() < 0.03


def test_the_answer_depends_on_its_arguments_alone() -> None:
    again = dot_light(patch_of(40.0), 2, 1064, [SPOT], effort=EFFORT, threads=1)
    assert again.table.equals(lit(40.0).table)


def test_a_few_photons_give_a_poor_answer_and_no_nonsense() -> None:
    left = dot_light(patch_of(40.0), 2, 1064, effort=DotEffort(1, 2, (0.5, 1.0))).for_draws(12)
    assert ((left > 0) & (left <= 1)).all()


def test_one_dot_alone_is_not_shaded() -> None:
    assert lit(2.0).table.sizes["dot"] == 1
    assert lit(2.0).for_draws(6) == pytest.approx(np.ones(6))


@pytest.mark.parametrize("density", [0, -1, np.nan, np.inf])
def test_a_density_that_cannot_be_is_refused(density: float) -> None:
    with pytest.raises(BadInput):
        zone_patch(density, DRAWS)


def test_a_share_of_ink_that_was_not_computed_is_refused() -> None:
    for ink in (-0.1, 1.1):
        with pytest.raises(BadInput):
            lit(40.0).for_draws(6, ink)
    with pytest.raises(BadInput):
        lit(40.0).for_draws(6, stamp="a stamp that nobody asked for")
