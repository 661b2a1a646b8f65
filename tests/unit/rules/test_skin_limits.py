"""Limits that need this very skin: the injured epidermal volume and the person's own test spots."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from cases import TODAY, sound_case

from unstipple.consult import TestSpot
from unstipple.device import Setting, laser
from unstipple.dose.follicle_light import FollicleLight
from unstipple.dose.hair import HairColour, follicles
from unstipple.evidence import Draws, number
from unstipple.rules import Bounds, Proposal, SkinLight, Visit, ZoneDose, bounds, judge
from unstipple.stamps import Stamps

QS, PICO = laser("qs-ndyag"), laser("picosure-pro")
MODE = QS.modes[0]
DRAWS = Draws(80, 5)


def lit(build_up: float = 2.0) -> SkinLight:
    return SkinLight(np.full(DRAWS.count, build_up), DRAWS)


def within(skin: int = 6, **facts: Any) -> Bounds:
    return bounds(QS, MODE, 5, skin, hair_bearing=False, **facts)


def limit(found: Bounds, code: str) -> float:
    return next(each.fluence_j_cm2 for each in found.limits if each.code == code)


def test_more_light_in_the_epidermis_lowers_the_injury_limit_in_proportion() -> None:
    assert limit(within(skin_light=lit(4)), "injury-limit") == pytest.approx(limit(within(skin_light=lit(2)), "injury-limit") / 2, rel=1e-6)


def test_more_melanin_lowers_the_injury_limit() -> None:
    found = [limit(within(skin, skin_light=lit()), "injury-limit") for skin in range(1, 7)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 3 * found[-1]


def test_the_injury_limit_stands_below_the_middle_of_its_draws() -> None:
    found = next(each for each in within(skin_light=lit()).limits if each.code == "injury-limit")
    assert found.spread_j_cm2 is not None
    assert float(np.mean(found.spread_j_cm2 < found.fluence_j_cm2)) == pytest.approx(number("practice.physics_margin"), abs=1 / DRAWS.count)


def test_the_highest_safe_fluence_of_every_draw_is_no_higher_than_any_certain_limit() -> None:
    found = within(skin_light=lit())
    draws = found.high_draws_j_cm2(DRAWS)
    assert draws.shape == (DRAWS.count,)
    assert draws.max() <= min(each.fluence_j_cm2 for each in found.limits if each.spread_j_cm2 is None)
    assert np.ptp(draws) > 0


def spot(fluence: float, result: str, *, one: str = "qs-ndyag", wavelength: float = 1064, diameter: float = 5, weeks: int = 6) -> TestSpot:
    made = date(2026, 9, 1)
    return TestSpot.model_validate(
        {
            "made_on": made, "read_on": made + timedelta(weeks=weeks), "laser": one, "wavelength_nm": wavelength, "spot_mm": diameter,
            "fluence_j_cm2": fluence, "result": result,
        }
    )  # fmt: skip


def test_an_injured_test_spot_keeps_a_plan_a_step_below_it() -> None:
    hurt = within(3, test_spots=[spot(2.0, "injured")])
    assert hurt.binding.code == "test-spot-injured"
    assert hurt.high_j_cm2 == pytest.approx(2.0 / (1 + number("practice.titration_step")))


def test_a_spot_injured_by_a_shorter_wavelength_lowers_the_ceiling_too_but_less() -> None:
    same, short = (within(3, test_spots=[spot(1.0, "injured", one=name, wavelength=nm)]) for name, nm in (("qs-ndyag", 1064), ("x", 755)))
    assert limit(same, "test-spot-injured") < limit(short, "test-spot-injured")


def test_a_good_test_spot_allows_one_step_more_and_only_for_its_own_laser() -> None:
    mine, other = (within(3, test_spots=[spot(2.0, "good", one=name)]) for name in ("qs-ndyag", "discovery-pico"))
    assert limit(mine, "test-spot-step") == pytest.approx(2.0 * (1 + number("practice.titration_step")))
    assert "test-spot-step" not in [each.code for each in other.limits]


def test_no_test_spot_ever_raises_a_ceiling() -> None:
    plain = within(3).high_j_cm2
    for result in ("good", "injured", "darkened", "no-effect"):
        for fluence in (0.5, 3.0, 20.0):
            assert within(3, test_spots=[spot(fluence, result)]).high_j_cm2 <= plain


def proposal(fluence: float) -> Proposal:
    setting = Setting(QS, MODE, 5, min(fluence, 2.0), 5)
    object.__setattr__(setting, "fluence_j_cm2", fluence)  # past the check that a setting makes when it is built
    return Proposal((Visit(1, TODAY, "treatment", False, (ZoneDose("front", False, setting, Stamps(60, 5, 0.1, 1, 5), "test"),)),))


def found(fluence: float, *, build_up: float = 2.0, skin: str = "VI", more: str = "") -> set[str]:
    case = sound_case(skin=skin, more=more)  # type: ignore[arg-type]
    return {each.rule for each in judge(proposal(fluence), case, TODAY, lambda dose: lit(build_up)).findings}


@pytest.mark.parametrize("build_up", [1.5, 6.0, 12.0])
def test_the_judge_finds_by_the_chance_what_the_bounds_find_by_the_fluence(build_up: float) -> None:
    most = limit(within(6, skin_light=lit(build_up)), "injury-limit")
    assert "plan-injury-limit" not in found(most * 0.99, build_up=build_up)
    assert "plan-injury-limit" in found(most * 1.2, build_up=build_up)


def test_the_judge_refuses_what_harmed_a_test_spot_before() -> None:
    hurt = """
[[test_spot]]
made_on = 2026-09-01
read_on = 2026-10-13
laser = "another"
wavelength_nm = 1064
spot_mm = 5
fluence_j_cm2 = 1.4
result = "injured"
"""
    assert "plan-test-spot-injured" in found(1.4, skin="II", more=hurt)
    assert "plan-test-spot-injured" not in found(1.2, skin="II", more=hurt)


def deep(light: float) -> FollicleLight:
    there = np.full(DRAWS.count, light)
    return FollicleLight(3 * there, there, 4 * there, 2 * there, 4 * there)


def with_hair(colour: HairColour, light: float = 0.5) -> SkinLight:
    return SkinLight(np.full(DRAWS.count, 2.0), DRAWS, follicles(colour, DRAWS), deep(light))


def test_hair_to_be_kept_is_a_limit_that_darker_hair_and_more_light_lower() -> None:
    by_colour = [limit(within(3, skin_light=with_hair(colour)), "hair-limit") for colour in ("white", "blond", "brown", "black")]
    assert by_colour == sorted(by_colour, reverse=True)
    assert limit(within(3, skin_light=with_hair("black", 1.0)), "hair-limit") < by_colour[-1]
    assert "hair-limit" not in [each.code for each in within(3, skin_light=lit()).limits]


def test_the_judge_refuses_heat_that_hurts_hair_to_be_kept() -> None:
    most = limit(within(2, skin_light=with_hair("black", 2.0)), "hair-limit")

    def breaches(fluence: float) -> set[str]:
        case = sound_case(skin="II")
        return {each.rule for each in judge(proposal(fluence), case, TODAY, lambda dose: with_hair("black", 2.0)).findings}

    assert "plan-hair-limit" not in breaches(most)
    assert "plan-hair-limit" in breaches(most * 1.5)
