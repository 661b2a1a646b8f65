"""Stamps: the arithmetic of model M4."""

from __future__ import annotations

import pytest

from unstipple.errors import BadInput
from unstipple.stamps import Stamps, mean_hits


@pytest.mark.parametrize(("area", "pulses", "minutes"), [(100, 891, 5.9), (300, 2673, 17.8), (600, 5346, 35.6)])
def test_the_examples_of_the_dossier_come_out(area: float, pulses: int, minutes: float) -> None:
    stamps = Stamps(area, 4, 0.10, 1, 5)
    assert stamps.pulses == pytest.approx(pulses, abs=2)
    assert stamps.minutes == pytest.approx(minutes, abs=0.1)


def test_energy_laid_on_the_skin_is_fluence_times_mean_hits() -> None:
    stamps = Stamps(400, 5, 0.15, 2, 5)
    laid = stamps.pulses * 3.0 * 3.141592653589793 * 0.25 / 4 / 400
    assert laid == pytest.approx(3.0 * 2 * mean_hits(0.15), rel=0.001)


def test_stamps_that_just_touch_hit_a_point_less_than_once() -> None:
    assert mean_hits(0) == pytest.approx(0.9069, abs=1e-4)


@pytest.mark.parametrize(
    ("field", "value"), [("overlap", 1.0), ("overlap", -0.1), ("area_cm2", 0), ("spot_mm", float("nan")), ("passes", 0)]
)
def test_an_impossible_layout_is_refused(field: str, value: float) -> None:
    facts = {"area_cm2": 100, "spot_mm": 4, "overlap": 0.1, "passes": 1, "rate_hz": 5, field: value}
    with pytest.raises(BadInput, match=field):
        Stamps(**facts)  # type: ignore[arg-type]
