"""Confinement in time: the field's relaxation and transit times."""

from __future__ import annotations

import pytest

from unstipple.errors import BadInput
from unstipple.heat import confinement, heated_width_nm, relaxation_time_ns, transit_time_ns


def test_relaxation_times_are_those_of_the_literature() -> None:
    # L126: a sphere of 100 nm and of 1 micrometre at 0.13 mm2/s
    assert relaxation_time_ns("sphere", 100, 0.13) == pytest.approx(2.85, rel=0.01)
    assert relaxation_time_ns("sphere", 1000, 0.13) == pytest.approx(285, rel=0.01)


def test_a_sphere_cools_before_a_cylinder_and_that_before_a_slab() -> None:
    times = [relaxation_time_ns(shape, 500) for shape in ("sphere", "cylinder", "slab")]  # type: ignore[arg-type]
    assert times == sorted(times)


def test_picoseconds_confine_stress_in_a_micrometre_and_not_in_a_grain() -> None:
    # L127: about one micrometre for 450 to 750 ps
    assert transit_time_ns(1000) == pytest.approx(0.67, rel=0.01)
    assert confinement("sphere", 1500, 0.45).stress
    assert not confinement("sphere", 100, 0.3).stress
    assert not confinement("sphere", 1500, 6).stress


def test_nanoseconds_confine_heat_in_a_micrometre_and_not_in_a_grain() -> None:
    assert confinement("sphere", 1000, 6).heat
    assert not confinement("sphere", 60, 6).heat
    assert confinement("sphere", 60, 0.3).heat


def test_the_regime_says_what_a_pulse_confines() -> None:
    pulses = {0.3: "heat-and-stress", 6.0: "heat", 1000.0: "neither"}
    assert {length: confinement("sphere", 1000, length).regime for length in pulses} == pulses
    # sound may be slower than heat only in the smallest things
    assert confinement("sphere", 1, 0.0006, sound_m_s=1500).regime == "stress"


def test_a_black_sphere_is_strained_where_light_gets_and_no_deeper() -> None:
    assert heated_width_nm(1000) == 1000
    assert heated_width_nm(1000, 7000) == pytest.approx(143, rel=0.01)
    assert heated_width_nm(100, 7000) == 100
    assert confinement("sphere", 1000, 0.3).stress
    black = confinement("sphere", 1000, 0.3, mua_per_mm=7000)
    assert not black.stress
    assert black.heat
    assert black.transit_ns == pytest.approx(0.095, rel=0.01)


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
def test_impossible_sizes_and_pulses_are_refused(bad: float) -> None:
    for call in (lambda: confinement("sphere", bad, 1), lambda: confinement("sphere", 1, bad), lambda: transit_time_ns(1, bad)):
        with pytest.raises(BadInput):
            call()
    with pytest.raises(BadInput):
        relaxation_time_ns("cube", 1)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        relaxation_time_ns("sphere", 1, bad)
    with pytest.raises(BadInput):
        heated_width_nm(100, bad)
