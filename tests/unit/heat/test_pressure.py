"""Pressure at a particle, and what a picosecond pulse gains."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.heat import published_substance, pulse_gain, smeared_peak, stress_confined, surface_pressure_mpa, tissue

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
