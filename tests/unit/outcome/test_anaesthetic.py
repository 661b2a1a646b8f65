from __future__ import annotations

import pytest

from unstipple.errors import BadInput
from unstipple.evidence import value
from unstipple.outcome import most_area_cm2, most_mg, numbing_dose


def test_a_whole_scalp_of_four_per_cent_cream_passes_both_caps() -> None:
    dose = numbing_dose(600, 0.15, 4)
    assert dose.applied_mg == pytest.approx(3600)
    assert dose.absorbed_low_mg == pytest.approx(180)
    assert dose.absorbed_mid_mg == pytest.approx(360)
    assert dose.absorbed_mid_mg > most_mg(70) == pytest.approx(300)
    assert dose.absorbed_mid_mg > value("anaesthetic.most_by_weight").value * 70


def test_the_upper_end_of_the_uptake_and_what_is_injected_count_together() -> None:
    dose = numbing_dose(100, 0.15, 4, injected_mg=50)
    assert dose.in_body_high_mg == pytest.approx(600 * 0.15 + 50)


def test_the_cap_is_by_weight_and_never_above_the_cap_for_everybody() -> None:
    assert most_mg(50) == pytest.approx(225)
    assert most_mg(120) == most_mg(None) == 300


def test_the_largest_field_is_the_one_whose_upper_dose_meets_the_cap() -> None:
    area = most_area_cm2(0.2, 4, 50, injected_mg=25)
    assert numbing_dose(area, 0.2, 4, 25).in_body_high_mg == pytest.approx(most_mg(50))
    assert most_area_cm2(0.2, 4, 50, injected_mg=400) == 0
    assert most_area_cm2(0.2, 0, 50) == float("inf")


def test_the_uptake_is_not_marked_as_read_for_a_scalp() -> None:
    assert not value("anaesthetic.absorbed_share").verified
    assert value("anaesthetic.absorbed_share").grade == "D"


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_an_impossible_area_is_refused(bad: float) -> None:
    with pytest.raises(BadInput, match="area_cm2"):
        numbing_dose(bad, 0.15, 4)
