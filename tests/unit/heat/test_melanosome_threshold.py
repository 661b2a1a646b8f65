"""The fluence at which a melanosome makes a bubble."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat import cavitation_threshold_j_cm2


def test_measured_thresholds_at_two_wavelengths_stand_as_absorption_says() -> None:
    measured = number("particle.melanosome_cavitation_1319_j_cm2") / number("particle.melanosome_cavitation_1000_j_cm2")
    mua = [number(f"particle.melanosome_mua_{nm}_per_cm") / 10 for nm in (1000, 1319)]
    heat = number("injury.heat_capacity_j_mm3_k")
    ours = [float(cavitation_threshold_j_cm2(one, 34, number("injury.nucleation_c"), heat)) for one in mua]
    assert measured == pytest.approx(5.2, rel=0.01)
    assert ours[1] / ours[0] == pytest.approx(5.26, rel=0.01)
    assert ours[1] / ours[0] == pytest.approx(measured, rel=0.03)
    # the temperature was fitted to the first of them, from a start at 34 C
    assert ours[0] == pytest.approx(number("particle.melanosome_cavitation_1000_j_cm2"), rel=0.01)


def test_warm_skin_needs_less_and_lost_heat_needs_more() -> None:
    cool, warm = (float(cavitation_threshold_j_cm2(20, start, 142, 0.0043)) for start in (20, 60))
    assert warm < cool
    leaky = float(cavitation_threshold_j_cm2(20, 20, 142, 0.0043, kept_share=0.5))
    assert leaky == pytest.approx(2 * cool)


@pytest.mark.parametrize(
    ("mua", "start", "heat", "kept"),
    [(0, 34, 0.004, 1), (np.nan, 34, 0.004, 1), (20, 150, 0.004, 1), (20, 34, 0, 1), (20, 34, 0.004, 0), (20, 34, 0.004, 1.1)],
)
def test_impossible_numbers_are_refused(mua: float, start: float, heat: float, kept: float) -> None:
    with pytest.raises(BadInput):
        cavitation_threshold_j_cm2(mua, start, 142, heat, kept_share=kept)
