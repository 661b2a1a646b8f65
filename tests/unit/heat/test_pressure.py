"""Pressure at a particle, and what a picosecond pulse gains."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat import (
    drawn_pulse_gains,
    pressure_marks,
    published_substance,
    pulse_gain,
    smeared_peak,
    stress_confined,
    surface_pressure_mpa,
    tissue,
)

CARBON, DERMIS = published_substance("carbon"), tissue()


@pytest.mark.parametrize("ways", [0.05, 0.4, 0.9, 1.0, 1.7, 6.0])
def test_the_peak_is_that_of_the_wave_smeared_by_the_pulse(ways: float) -> None:
    # the N-wave u / (2 a) on -a..a, averaged over the way of sound in a pulse, by brute force
    u = np.linspace(-8, 8, 160_001)
    wave = np.where(np.abs(u) <= 1, u / 2, 0.0)
    below = np.concatenate([[0], np.cumsum((wave[1:] + wave[:-1]) / 2 * np.diff(u))])
    smeared = np.interp(u + ways, u, below) - below
    assert smeared_peak(2000, ways / 1500 * 1e3, 1500) == pytest.approx(smeared.max() / ways, rel=2e-3)


def test_pressure_falls_with_distance_and_with_longer_pulses() -> None:
    near, far = (smeared_peak(1000, 0.3, 1500, distance_nm=r) for r in (500, 5000))
    assert near == pytest.approx(10 * far)
    by_pulse = [smeared_peak(1000, length, 1500) for length in (0.1, 0.3, 0.75, 6, 10)]
    assert by_pulse == sorted(by_pulse, reverse=True)


def test_a_picosecond_pulse_gains_stress_at_aggregates_and_heat_at_grains() -> None:
    aggregate, grain = (pulse_gain(size, 0.45, 6.0, CARBON, DERMIS) for size in (2000, 20))
    assert aggregate.helps == "stress"
    assert aggregate.heat < 1.1
    assert aggregate.stress > 4
    assert grain.helps == "heat"
    assert grain.heat > 2
    assert stress_confined(2000, 0.45) > 0.6
    assert stress_confined(100, 0.45) < 0.1


def test_a_pulse_hardly_shorter_gains_nothing_at_a_large_aggregate() -> None:
    assert pulse_gain(20_000, 0.45, 0.5, CARBON, DERMIS).helps == "none"


def test_at_grains_of_ink_the_gain_in_heat_is_about_two_and_nothing_where_both_pulses_end_the_grain() -> None:
    contact = number("particle.carbon.contact_w_m2_k")
    bare = pulse_gain(100, 0.45, 6.0, CARBON, DERMIS, contact_w_m2_k=contact)
    assert 1.5 < bare.heat < 2.5
    assert bare.sublimes is None
    strong = pulse_gain(100, 0.45, 6.0, CARBON, DERMIS, contact_w_m2_k=contact, fluence_j_cm2=3.0, mua_per_mm=7000)
    assert strong.sublimes == (True, True)
    assert strong.helps == "none"
    assert "both pulses" in strong.words
    weak = pulse_gain(100, 0.45, 6.0, CARBON, DERMIS, contact_w_m2_k=contact, fluence_j_cm2=0.3, mua_per_mm=7000)
    assert weak.sublimes == (True, False)
    assert "only the shorter" in weak.words
    assert "neither" in pulse_gain(100, 0.45, 6.0, CARBON, DERMIS, fluence_j_cm2=0.01, mua_per_mm=7000).words


def test_no_words_promise_more_than_a_particle() -> None:
    for size in (20, 100, 2000, 20_000):
        words = pulse_gain(size, 0.45, 6.0, CARBON, DERMIS).words
        assert "particle" in words
        assert not {"clear", "better", "fewer", "sessions"} & set(words.lower().replace(".", "").split())


def test_no_gain_in_pressure_exceeds_the_ratio_of_the_pulses_and_no_gain_is_a_loss() -> None:
    for size in (10, 50, 300, 1000, 3000, 10_000):
        gain = pulse_gain(size, 0.3, 10.0, CARBON, DERMIS)
        assert 1 <= gain.heat <= 10 / 0.3
        assert 1 <= gain.stress <= 10 / 0.3 * (1 + 1e-12)
        assert 0 < gain.confined < 1


def test_draws_of_the_gain_have_the_single_one_in_their_middle_and_differ() -> None:
    draws = Draws(60, 3)
    found = drawn_pulse_gains(100, 0.45, 6.0, draws, fluence_j_cm2=0.3, mua_per_mm=7000)
    heat = np.array([gain.heat for gain in found])
    middle = pulse_gain(100, 0.45, 6.0, CARBON, DERMIS, contact_w_m2_k=number("particle.carbon.contact_w_m2_k")).heat
    assert np.quantile(heat, 0.25) < middle < np.quantile(heat, 0.75)
    assert len({gain.helps for gain in found}) > 1
    assert all(gain.sublimes is None for gain in drawn_pulse_gains(100, 0.45, 6.0, draws))


def test_marks_say_where_a_pressure_is_no_pressure() -> None:
    assert pressure_marks(100, 7000, 10.0) == ("grueneisen_from_memory",)
    assert pressure_marks(1000, 7000, 500.0) == ("grueneisen_from_memory", "beyond_linear_acoustics", "heated_unevenly")


def test_pressure_is_in_proportion_to_fluence_and_shaded_in_thick_particles() -> None:
    one, two = (float(surface_pressure_mpa(1000, 0.45, fluence, 7000)) for fluence in (1, 2))
    assert two == pytest.approx(2 * one)
    clear, black = (float(surface_pressure_mpa(1000, 0.45, 1, mua)) / mua for mua in (10, 100_000))
    assert black < 0.1 * clear


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
def test_impossible_numbers_are_refused(bad: float) -> None:
    for call in (
        lambda: smeared_peak(bad, 1, 1500), lambda: smeared_peak(100, bad, 1500), lambda: smeared_peak(100, 1, bad),
        lambda: surface_pressure_mpa(100, 1, 1, bad),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            call()
    with pytest.raises(BadInput):
        smeared_peak(100, 1, 1500, distance_nm=20)
    with pytest.raises(BadInput):
        pulse_gain(100, 6, 0.5, CARBON, DERMIS)
    with pytest.raises(BadInput):
        surface_pressure_mpa(100, 1, -1, 7000)
    with pytest.raises(BadInput):
        surface_pressure_mpa(100, 1, 1, 7000, grueneisen=bad)
    with pytest.raises(BadInput):
        pressure_marks(100, bad, 1)
    with pytest.raises(BadInput):
        pulse_gain(100, 0.5, 6, CARBON, DERMIS, fluence_j_cm2=1, mua_per_mm=bad)
