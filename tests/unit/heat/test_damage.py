import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.heat import DERMIS_SETS, SKIN_SETS, cem43, contact_burn_s, damage_set, injury

AT_ONE_SECOND_C = {
    "henriques_moritz": 59.9,
    "weaver_stoll": 58.2,
    "takata": 57.8,
    "mehta_wong_epidermis": 57.9,
    "gaylor": 61.5,
    "mehta_wong_dermis": 70.8,
    "arterial_collagen": 79.2,
    "rat_skin_collagen": 80.4,
}


@pytest.mark.parametrize("name", SKIN_SETS + DERMIS_SETS)
def test_every_set_reaches_injury_one_in_a_second_at_its_published_temperature(name: str) -> None:
    assert damage_set(name).temperature_c(1.0) == pytest.approx(AT_ONE_SECOND_C[name], abs=0.06)


@pytest.mark.parametrize("name", SKIN_SETS + DERMIS_SETS)
@pytest.mark.parametrize("lasting", [0.05, 1.0, 60.0])
def test_holding_that_temperature_gives_that_injury(name: str, lasting: float) -> None:
    reached = damage_set(name).temperature_c(lasting)
    if name == "takata" and lasting < 1:
        assert reached == math.inf
        return
    if reached == 50.0:  # where a set's two branches do not meet, any injury between them is reached there
        return
    held = injury([0.0, lasting], [reached + 1e-9] * 2, [name])
    assert held.omega[0] == pytest.approx(1.0, rel=1e-6)


def test_skin_sets_spread_as_published() -> None:
    at_one_second = [damage_set(name).temperature_c(1.0) for name in SKIN_SETS]
    at_a_millisecond = [damage_set(name).temperature_c(1e-3) for name in SKIN_SETS if name != "takata"]
    at_a_minute = [damage_set(name).temperature_c(60.0) for name in SKIN_SETS]
    assert (min(at_one_second), max(at_one_second)) == pytest.approx((57.8, 61.5), abs=0.05)
    assert max(at_a_millisecond) == pytest.approx(91, abs=0.5)
    assert min(at_a_millisecond) > 68
    assert (min(at_a_minute), max(at_a_minute)) == pytest.approx((46.3, 54.0), abs=0.1)


def test_the_band_is_over_the_sets_and_never_one_number() -> None:
    both = injury([0.0, 1.0], [60.0, 60.0])
    assert both.omega.shape == (len(SKIN_SETS),)
    assert both.low < 1 < both.high
    assert both.share_injured == pytest.approx(1 - np.exp(-both.omega))


def test_injury_of_a_changing_temperature_is_the_integral_of_its_rate() -> None:
    times = np.linspace(0, 2, 41)
    warm = 50 + 12 * np.exp(-(((times - 1) / 0.3) ** 2))
    fine = np.linspace(0, 2, 200_001)
    for name in SKIN_SETS:
        exact = np.trapezoid(damage_set(name).rate_per_s(np.interp(fine, times, warm)), fine)
        assert injury(times, warm, [name]).omega[0] == pytest.approx(exact, rel=2e-3)


def test_many_histories_are_judged_at_once() -> None:
    times = np.array([0.0, 0.5, 1.0])
    many = np.array([[37.0, 58.0, 40.0], [37.0, 37.0, 37.0]])
    result = injury(times, many)
    assert result.omega.shape == (len(SKIN_SETS), 2)
    assert (result.omega[:, 1] == 0).all()
    assert result.omega[:, 0] == pytest.approx(injury(times, many[0]).omega)


def test_nothing_is_injured_below_the_gates() -> None:
    assert (injury([0.0, 600.0], [41.9, 41.9]).omega == 0).all()
    warm = injury([0.0, 600.0], [43.0, 43.0])
    assert warm.omega[SKIN_SETS.index("gaylor")] > 0
    assert warm.omega[SKIN_SETS.index("henriques_moritz")] == 0


def test_a_heating_shorter_than_a_millisecond_is_marked_as_extrapolation() -> None:
    short = injury([0.0, 1e-5, 1e-4], [95.0, 95.0, 40.0])
    assert "shorter_than_a_millisecond" in short.all_marks
    assert "shorter_than_a_millisecond" not in injury([0.0, 1.0], [55.0, 55.0]).all_marks


def test_a_temperature_beyond_a_sets_cap_is_marked_and_adds_no_more() -> None:
    hot, capped = injury([0.0, 1.0], [75.0, 75.0], ["takata"]), injury([0.0, 1.0], [60.0, 60.0], ["takata"])
    assert hot.omega == pytest.approx(capped.omega)
    assert "above_the_cap_of_the_set" in hot.all_marks
    assert "above_the_cap_of_the_set" not in capped.all_marks


def test_boiling_and_freezing_which_nobody_counts_are_marked() -> None:
    assert "beyond_boiling" in injury([0.0, 0.1], [120.0, 37.0]).all_marks
    assert "below_freezing" in injury([0.0, 0.1], [-3.0, 37.0]).all_marks
    assert not {"beyond_boiling", "below_freezing"} & set(injury([0.0, 0.1], [60.0, 37.0]).all_marks)


def test_what_was_not_measured_on_skin_or_not_read_says_so() -> None:
    marks = {name: damage_set(name).marks for name in SKIN_SETS + DERMIS_SETS}
    assert "not_measured_on_skin" in marks["gaylor"]
    assert "not_measured_on_skin" not in marks["takata"]
    assert "from_memory" in marks["rat_skin_collagen"]
    assert all("second_hand" in each or "from_memory" in each for each in marks.values())


def test_rounding_the_energy_of_henriques_would_change_the_rate_five_fold() -> None:
    branch = damage_set("henriques_moritz").branches[0]
    assert branch.energy_k == pytest.approx(75535.2, abs=0.1)
    assert math.exp((branch.energy_k - 75000) / (60 + 273.15)) == pytest.approx(5.0, abs=0.1)


def test_equivalent_minutes_are_their_definition() -> None:
    minute = [0.0, 60.0]
    for at_c, minutes in ((43.0, 1.0), (45.0, 4.0), (44.0, 2.0), (42.0, 0.25), (41.0, 0.0625)):
        assert cem43(minute, [at_c, at_c], 37.0).minutes == pytest.approx(minutes)
    assert cem43(minute, [37.0, 37.0], 37.0).minutes == 0


def test_equivalent_minutes_have_no_answer_for_short_heating_and_a_mark_for_great_rises() -> None:
    short = cem43([0.0, 0.001, 0.1, 60.0], [60.0, 45.0, 37.0, 37.0], 37.0)
    assert np.isnan(short.minutes)
    assert "cem43_shorter_than_a_second" in short.marks
    assert "cem43_beyond_its_rises" in short.marks
    assert cem43([0.0, 5.0], [44.0, 44.0], 37.0).marks == ("second_hand",)


def test_the_contact_burn_line_gives_the_published_times() -> None:
    assert [contact_burn_s(t) for t in (50, 55, 60)] == pytest.approx([296, 20, 1.7], rel=0.02)
    assert contact_burn_s(45, safe=True) == pytest.approx(300, rel=0.05)
    with pytest.raises(BadInput, match="43 to 100"):
        contact_burn_s(40)


def test_the_contact_burn_line_lies_in_or_near_the_band_of_the_sets() -> None:
    for at_c in (50.0, 55.0, 60.0):
        band = injury([0.0, contact_burn_s(at_c)], [at_c, at_c])
        assert band.low < 3
        assert band.high > 0.53


def test_histories_that_cannot_be_are_refused() -> None:
    with pytest.raises(BadInput, match="times_s"):
        injury([1.0, 0.0], [40.0, 40.0])
    with pytest.raises(BadInput, match="one a time"):
        injury([0.0, 1.0], [40.0])
    with pytest.raises(BadInput, match="not finite"):
        injury([0.0, 1.0], [40.0, math.nan])
    with pytest.raises(BadInput, match="damage set"):
        injury([0.0, 1.0], [40.0, 40.0], ["liver"])
    with pytest.raises(BadInput, match="one set or more"):
        injury([0.0, 1.0], [40.0, 40.0], [])
