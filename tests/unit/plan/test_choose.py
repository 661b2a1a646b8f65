"""The planner: what binds is named, physics moves the forecast, nothing is chosen that was not offered."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.device import Setting, laser
from unstipple.dose import Effort
from unstipple.errors import NoPlan
from unstipple.evidence import Draws
from unstipple.outcome import response
from unstipple.plan import Aim, Hair, PlannedSkin, Target, best_by_mode, choose, fixed_setting, hair_of, light_for, ways

DRAWS = Draws(60, 3)
LASERS = tuple(laser(name) for name in ("qs-ndyag", "picoway", "picosure-pro"))
TARGET = Target("zone-1", "front", 50, False, 80, 2.0)


@cache
def planned(skin: int) -> PlannedSkin:
    return PlannedSkin(skin, light_for(LASERS, skin, DRAWS, effort=Effort(4, 1500)))


def plan(skin: int = 3, target: Target = TARGET, **changes: object):  # type: ignore[no-untyped-def]
    return choose(target, LASERS, planned(skin), response("typical", DRAWS), Aim(0.9, 8), **changes)  # type: ignore[arg-type]


def test_the_chosen_setting_is_one_that_a_laser_can_make_and_the_rules_allow() -> None:
    chosen = plan()
    within = planned(3).bounds(chosen.setting.laser, chosen.setting.mode, chosen.setting.spot_mm, Hair())
    assert chosen.setting.fluence_j_cm2 <= within.high_j_cm2
    assert chosen.considered == len(ways(LASERS, TARGET, planned(3), hair_of(TARGET), response("typical", DRAWS), Aim(0.9, 8)))


def test_what_binds_is_the_lowest_limit_or_the_balance() -> None:
    chosen = plan()
    lowest = min(chosen.within.limits, key=lambda limit: limit.fluence_j_cm2)
    assert chosen.bound_by in (lowest.code, "balance", "titration-step")


def test_the_best_option_has_the_lowest_score_and_every_usable_mode_is_shown() -> None:
    chosen = plan()
    scores = [option.score for option in chosen.options]
    assert scores == sorted(scores)
    assert {option.setting.mode.wavelength_nm for option in best_by_mode(chosen.options)} == {1064, 755}


def _median(setting: Setting, skin: int = 3) -> float:
    seen = choose(TARGET, LASERS, planned(skin), response("typical", DRAWS), Aim(0.9, 8), setting)
    return float(np.median(seen.forecast.clearance[:, 2]))


def test_a_larger_spot_at_the_same_fluence_clears_more() -> None:
    one = LASERS[0]
    assert _median(Setting(one, one.modes[0], 6, 3.0, 5)) > _median(Setting(one, one.modes[0], 4, 3.0, 5))


def test_more_fluence_clears_more() -> None:
    one = LASERS[0]
    assert _median(Setting(one, one.modes[0], 5, 3.5, 5)) > _median(Setting(one, one.modes[0], 5, 2.5, 5))


def test_darker_skin_lets_less_light_to_the_dots() -> None:
    one = LASERS[0]
    setting = Setting(one, one.modes[0], 5, 2.5, 5)
    assert _median(setting, 6) < _median(setting, 2)


def test_a_fixed_setting_is_judged_and_not_searched() -> None:
    fixed = fixed_setting(LASERS, 1064, 5, 3.0)
    chosen = plan(fixed=fixed)
    assert chosen.considered == 1
    assert chosen.setting == fixed


def test_the_guides_setting_is_refused_with_the_energy_it_needs() -> None:
    with pytest.raises(NoPlan, match=r"needs 2\.31 J per pulse"):
        fixed_setting((LASERS[0],), 1064, 7, 6.0)


def test_a_fixed_fluence_above_what_the_zone_allows_names_the_limit() -> None:
    with pytest.raises(NoPlan, match="starting-band") as refusal:
        plan(fixed=fixed_setting(LASERS, 1064, 4, 5.5))
    assert refusal.value.clash == ("starting-band",)


def test_no_open_setting_names_what_closes_each_mode() -> None:
    with pytest.raises(NoPlan, match="wavelength-gate"):
        choose(TARGET, (LASERS[2],), planned(6), response("typical", DRAWS), Aim(0.9, 10))


def test_deeper_dots_get_less_light() -> None:
    one = planned(3).light.pigment(LASERS[0].modes[0], 5)
    assert one.shape == (DRAWS.count, 5)
    assert (one > 0.3).all()
    # deeper dots get less light; a single draw carries the noise of a short run
    assert (np.diff(np.median(one, axis=0)) < 0).all()


def test_hair_that_is_to_stay_counts_against_large_spots() -> None:
    bald, thin = (plan(target=Target("zone-1", "front", 50, bears, 80, 2.0, thin_hair=bears)) for bears in (False, True))
    assert bald.forecast.harm.whitening == 0
    by_spot = {
        option.setting.spot_mm: planned(3).harm(Setting(LASERS[0], LASERS[0].modes[0], option.setting.spot_mm, 2.0, 5), Hair(True, True))
        for option in thin.options
        if option.setting.laser == LASERS[0]
    }
    chances = [by_spot[spot].whitening for spot in sorted(by_spot)]
    assert chances == sorted(chances)
    assert chances[-1] > chances[0]
    assert thin.setting.spot_mm <= bald.setting.spot_mm
    assert thin.setting.fluence_j_cm2 <= bald.setting.fluence_j_cm2
