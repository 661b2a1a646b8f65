"""The whole dose of one stamp: its parts fit together, each moves as physics says, and bad input is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hair_cases import DRAWS, ONES, light

from unstipple.device import Setting, laser
from unstipple.dose.chill import Chill
from unstipple.dose.hair import follicles
from unstipple.dose.heat_left import patch
from unstipple.dose.particle_dose import SUBLIMES, pigment_heat
from unstipple.dose.passes import Passes
from unstipple.dose.stamp_dose import StampDose, StampLight, stamp_dose
from unstipple.errors import BadInput

LASER = laser("qs-ndyag")
BLACK = follicles("black", DRAWS)
LEVELS = np.array([2.4, 2.2, 2.0])


def lit(spot: int = 8) -> StampLight:
    return StampLight(np.tile(LEVELS, (DRAWS.count, 1)), {3: 2.7, 8: 3.9}[spot] * ONES, light(spot))


def dose(fluence: float = 1.5, *, spot: int = 8, skin: int = 4, rate: float = 5.0, **more) -> StampDose:
    setting = Setting(LASER, LASER.modes[0], spot, fluence, rate)
    return stamp_dose(setting, lit(spot), skin, DRAWS, **{"hair": BLACK, **more})


def test_fluence_at_the_dots_is_incident_fluence_times_build_up_times_what_dots_leave_each_other() -> None:
    assert dose(1.5, light_left=0.8).pigment_j_cm2 == pytest.approx(np.tile(1.5 * 0.8 * LEVELS, (DRAWS.count, 1)))


def test_the_epidermis_rises_by_its_absorption_times_its_light() -> None:
    found = dose().uncooled
    assert found.peak_c == pytest.approx(found.before_c + found.rise_k)
    by_hand = 1.5 * 3.9 / 100 * np.median(skin_mua(4)) / 0.00431
    assert np.median(found.rise_k) == pytest.approx(by_hand, rel=0.15)
    assert np.median(dose(3.0, spot=3, skin=6).uncooled.rise_k) > 12, "dark skin, 3 J/cm²: 12 to 23 K as published"


def skin_mua(skin: int) -> np.ndarray:
    from unstipple.skin import skin_optics

    return skin_optics(skin, 1064, DRAWS).epidermis_mua_per_mm


def test_darker_skin_and_more_fluence_warm_and_injure_more() -> None:
    pale, dark, strong = dose(skin=2).uncooled, dose(skin=6).uncooled, dose(1.9, skin=6).uncooled
    for less, more in ((pale, dark), (dark, strong)):
        assert (more.rise_k > less.rise_k).all()
        assert (more.injured_volume_mm > less.injured_volume_mm).all()


def test_cooling_lowers_the_epidermis_and_its_injury_and_not_the_pulses_rise() -> None:
    chilled = dose(cooling=Chill("contact", 1.0))
    cold, warm = chilled.cooled, chilled.uncooled
    assert cold is not None
    assert (cold.before_c < warm.before_c - 8).all()
    assert cold.rise_k == pytest.approx(warm.rise_k)
    assert (cold.injured_volume_mm < warm.injured_volume_mm).all()
    assert chilled.tissue is cold
    assert dose().cooled is None
    assert dose().tissue.before_c == pytest.approx(warm.before_c, abs=1.0), "the train waits for the cooler"


def test_cooling_does_not_reach_the_bulb() -> None:
    chilled = dose(cooling=Chill("contact", 1.0))
    assert chilled.cooled is not None
    cold, warm = chilled.cooled.follicle, chilled.uncooled.follicle
    assert cold is not None
    assert warm is not None
    assert cold.bulb_rise_k == pytest.approx(warm.bulb_rise_k, rel=0.05)


def test_a_second_pass_without_waiting_meets_warm_skin_and_gives_the_dots_less() -> None:
    hasty, patient = dose(passes=Passes(2, 0.0)), dose(passes=Passes(2, 25.0))
    assert (hasty.uncooled.before_c[:, 1] > hasty.uncooled.before_c[:, 0]).all()
    assert (hasty.uncooled.passes_k[:, 1] > patient.uncooled.passes_k[:, 1]).all()
    assert not hasty.uncooled.passes_k[:, 0].any()
    assert (hasty.passes.dots_total < patient.passes.dots_total).all()
    assert (hasty.uncooled.injured_volume_mm > patient.uncooled.injured_volume_mm).all()
    assert (patient.uncooled.injured_volume_mm > dose().uncooled.injured_volume_mm).all()


def test_neighbours_leave_more_heat_at_a_higher_rate() -> None:
    assert (dose(rate=10.0).uncooled.neighbours_k > dose(rate=1.0).uncooled.neighbours_k).all()


def test_a_larger_spot_at_the_same_fluence_heats_bulbs_more() -> None:
    small, large = dose(1.5, spot=3).uncooled.follicle, dose(1.5, spot=8).uncooled.follicle
    assert small is not None
    assert large is not None
    assert (large.bulb_rise_k > small.bulb_rise_k).all()


def test_without_hair_to_keep_nothing_is_said_of_follicles() -> None:
    bare = dose(hair=None)
    assert bare.uncooled.follicle is None
    assert bare.uncooled.rise_k == pytest.approx(dose().uncooled.rise_k, rel=0.05)


def test_hardly_any_light_leaves_everything_at_the_start_temperature() -> None:
    none = dose(1e-6)
    assert none.uncooled.peak_c == pytest.approx(none.uncooled.before_c, abs=1e-4)
    assert none.uncooled.peak_c.max() - none.uncooled.peak_c.min() < 2
    assert none.uncooled.injured_volume_mm.max() < 1e-50


def test_a_grain_keeps_less_heat_of_a_longer_pulse_and_a_clump_keeps_it_in_both() -> None:
    local = np.ones((DRAWS.count, 1))
    pico, nano = (pigment_heat(local, 1064, ns, DRAWS) for ns in (0.45, 6.0))
    assert np.median(pico.grain_rise_k) > 1.3 * np.median(nano.grain_rise_k)
    assert np.median(pico.aggregate_rise_k) < 1.3 * np.median(nano.aggregate_rise_k)
    assert (pigment_heat(2 * local, 1064, 6.0, DRAWS).grain_rise_k == pytest.approx(2 * nano.grain_rise_k)) is True
    assert pigment_heat(0 * local, 1064, 6.0, DRAWS).marks == ()
    assert SUBLIMES in dose().marks


def test_the_draws_matter() -> None:
    found = dose().uncooled
    for array in (found.rise_k, found.injured_volume_mm, found.before_c):
        assert np.quantile(array, 0.9) > np.quantile(array, 0.1)


def test_coolings_that_meet_are_one_and_each_pass_has_its_own() -> None:
    train = patch(8.0, 5.0, passes=2, wait_s=60.0, start_s=2.0)
    assert len(Chill("cold_air", 2.0, 1.0).surface(train).cooling) == 2
    quick = patch(8.0, 20.0, passes=2, start_s=5.0)
    assert len(Chill("cold_air", 5.0, 1.0).surface(quick).cooling) == 1


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: Chill("ice", 1.0), "cooling kind"),
        (lambda: Chill("contact", 0.0), "lead_s"),
        (lambda: Chill("contact", 1.0, -1.0), "after_s"),
        (lambda: Chill("contact", 100.0).surface(patch(8.0, 5.0)), "lead_s"),
        (lambda: StampLight(np.ones((3, 2)), ONES, light(8)), "light pigment"),
        (lambda: StampLight(np.ones((DRAWS.count, 2)), -ONES, light(8)), "light epidermis"),
        (lambda: pigment_heat(ONES, 1064, 6, DRAWS), "pigment_j_cm2"),
        (lambda: dose(passes=Passes(3, -5.0)), "wait_min"),
        (lambda: dose(overlap=1.5), "overlap"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        call()
