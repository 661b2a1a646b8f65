"""Particles: what confinement promises, what a pulse's shape and the surroundings change, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.heat import (
    Pulse,
    Substance,
    absorbed_share,
    adiabatic_rise_k,
    drawn_substance,
    kept_share,
    particle_marks,
    published_substance,
    sphere_rise,
    tissue,
)

CARBON, DERMIS = published_substance("carbon"), tissue()


def test_a_large_particle_keeps_its_heat_and_a_small_one_loses_it() -> None:
    kept = [kept_share(size, Pulse(6.0), CARBON, DERMIS) for size in (10, 30, 100, 300, 1000, 5000)]
    assert kept == sorted(kept)
    assert kept[0] < 0.05
    assert 0.95 < kept[-1] < 1


def test_a_shorter_pulse_of_the_same_energy_makes_it_hotter() -> None:
    kept = [kept_share(60, Pulse(length), CARBON, DERMIS) for length in (10, 6, 2, 0.75, 0.3)]
    assert kept == sorted(kept)


def test_a_particle_is_hottest_in_the_middle_and_cools_outwards_and_in_time() -> None:
    end = np.array([0.75e-9])
    outward = [float(sphere_rise(100, Pulse(0.75), end, CARBON, DERMIS, float(r))[0]) for r in (0.0, 25.0, 50.0, 75.0, 150.0)]
    assert outward == sorted(outward, reverse=True)
    later = sphere_rise(100, Pulse(0.75), np.geomspace(0.75e-9, 1e-6, 20), CARBON, DERMIS)
    assert np.all(np.diff(later) < 0)


def test_places_by_name_and_by_distance_agree_and_the_surface_is_continuous() -> None:
    t = np.array([0.4e-9, 0.75e-9, 3e-9])

    def at(place: str | float) -> np.ndarray:
        return sphere_rise(100, Pulse(0.75), t, CARBON, DERMIS, place)  # type: ignore[arg-type]

    assert at("centre") == pytest.approx(at(1e-3), rel=1e-5)
    assert at("surface") == pytest.approx(at(50.0), rel=1e-9)
    assert at(50.0) == pytest.approx(at(50.0 * (1 + 1e-9)), rel=1e-6)


def test_nothing_has_happened_before_the_pulse() -> None:
    assert not sphere_rise(100, Pulse(1.0), np.array([-1e-9, 0.0]), CARBON, DERMIS).any()


def test_a_gaussian_pulse_of_the_same_width_ends_up_with_the_same_heat() -> None:
    late = np.array([3e-7])
    square, bell = (sphere_rise(200, Pulse(2.0, shape), late, CARBON, DERMIS)[0] for shape in ("square", "gaussian"))  # type: ignore[arg-type]
    assert bell == pytest.approx(square, rel=0.03)


def test_adiabatic_rise_is_absorption_times_fluence_over_heat() -> None:
    water = Substance(0.6, 1000, 4180)
    # 1 per mm and 1 J/cm2: 10 J/cm3
    assert float(adiabatic_rise_k(1.0, 1.0, water)) == pytest.approx(10 / 4.18)


def test_a_sphere_shades_itself_from_none_to_black() -> None:
    share = absorbed_share(np.array([0.0, 1e-4, 9e-3, 1.1e-2, 1.0, 10.0, 1e4]))
    assert share[0] == 1
    assert np.all(np.diff(share) < 0)
    assert share[2] - share[3] < 1e-3
    assert share[-1] * 1e4 == pytest.approx(1.5, rel=1e-3)


def test_draws_give_the_same_as_one_after_the_other() -> None:
    draws, times = Draws(5, 2), np.array([0.2e-9, 0.75e-9, 4e-9])
    carbon, dermis = drawn_substance("carbon", draws), tissue(draws)
    sizes, contacts = np.geomspace(20, 2000, 5), draws.of("particle.carbon.contact_w_m2_k")
    for pulse in (Pulse(0.75), Pulse(0.75, "gaussian")):
        for place in ("mean", "centre", "surface", 60.0):
            together = sphere_rise(sizes, pulse, times, carbon, dermis, place, contact_w_m2_k=contacts)  # type: ignore[arg-type]
            assert together.shape == (5, 3)
            for i in range(5):
                one, medium = (draw(each, i) for each in (carbon, dermis))
                alone = sphere_rise(float(sizes[i]), pulse, times, one, medium, place, contact_w_m2_k=float(contacts[i]))  # type: ignore[arg-type]
                assert together[i] == pytest.approx(alone, rel=1e-9, abs=1e-12)


def draw(drawn: Substance, i: int) -> Substance:
    return Substance(*(float(np.asarray(getattr(drawn, part))[i]) for part in Substance.__slots__))


def test_draws_of_carbon_and_dermis_matter() -> None:
    draws = Draws(50, 1)
    kept = kept_share(100, Pulse(2.0), drawn_substance("carbon", draws), tissue(draws))
    assert kept.shape == (50,)
    assert np.quantile(kept, 0.9) - np.quantile(kept, 0.1) > 0.05


def test_a_contact_that_resists_keeps_heat_in_and_the_surroundings_cooler() -> None:
    end = np.array([0.75e-9])
    shares = [float(kept_share(60, Pulse(0.75), CARBON, DERMIS, contact_w_m2_k=contact)) for contact in (1e7, 1e8, 1e12)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(float(kept_share(60, Pulse(0.75), CARBON, DERMIS)), rel=1e-4)
    inner, outer = (float(sphere_rise(60, Pulse(0.75), end, CARBON, DERMIS, r, contact_w_m2_k=2e7)[0]) for r in (30.0, 30.0001))
    assert inner > 1.5 * outer


def test_a_gaussian_pulse_keeps_less_than_a_square_one_of_its_width_and_as_much_when_nothing_leaves() -> None:
    square, bell = (float(kept_share(100, Pulse(2.0, shape), CARBON, DERMIS)) for shape in ("square", "gaussian"))  # type: ignore[arg-type]
    assert 0.7 * square < bell < square
    assert float(kept_share(10_000, Pulse(0.3, "gaussian"), CARBON, DERMIS)) == pytest.approx(1, abs=0.01)


def test_marks_say_where_an_answer_was_never_checked() -> None:
    assert particle_marks(5000.0, 6.0) == ()
    assert particle_marks(5.0, 6.0) == ("outside_checked_sizes", "contact_resists")
    assert particle_marks(5000.0, 0.03) == ("outside_checked_pulses",)
    assert particle_marks(5000.0, 40.0) == ("outside_checked_pulses",)
    assert particle_marks(5000.0, 6.0, mua_per_mm=7000) == ("heated_unevenly",)
    assert particle_marks(60.0, 6.0, mua_per_mm=7000) == ("contact_resists",)
    assert particle_marks(60.0, 6.0, contact_w_m2_k=1e12) == ()
    assert particle_marks(5000.0, 6.0, temperature_c=np.array([50.0, 99.0])) == ()
    assert particle_marks(5000.0, 6.0, temperature_c=150.0) == ("beyond_boiling",)
    assert particle_marks(np.array([5000.0]), 6.0, temperature_c=5000.0) == ("beyond_boiling", "hotter_than_carbon_sublimes")


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
def test_impossible_numbers_are_refused(bad: float) -> None:
    with pytest.raises(BadInput):
        Pulse(bad)
    with pytest.raises(BadInput):
        sphere_rise(bad, Pulse(1), np.ones(1), CARBON, DERMIS)
    with pytest.raises(BadInput):
        Substance(bad, 1000, 1000)


def test_unknown_shapes_places_and_times_are_refused() -> None:
    with pytest.raises(BadInput):
        Pulse(1.0, "sawtooth")  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        sphere_rise(100, Pulse(1), np.ones((2, 2)), CARBON, DERMIS)
    with pytest.raises(BadInput):
        sphere_rise(100, Pulse(1), np.array([1e-9]), CARBON, DERMIS, -5.0)
    with pytest.raises(BadInput):
        absorbed_share(-1.0)
    with pytest.raises(BadInput):
        sphere_rise(100, Pulse(1), np.array([1e-9]), CARBON, DERMIS, "edge")  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        sphere_rise(np.ones((2, 2)), Pulse(1), np.array([1e-9]), CARBON, DERMIS)
    with pytest.raises(BadInput):
        adiabatic_rise_k(-1.0, 1.0, CARBON)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_contacts_and_marks_are_refused(bad: float) -> None:
    with pytest.raises(BadInput):
        kept_share(100, Pulse(1), CARBON, DERMIS, contact_w_m2_k=bad)
    for call in (
        lambda: particle_marks(bad, 1), lambda: particle_marks(1, bad), lambda: particle_marks(1, 1, mua_per_mm=bad),
        lambda: particle_marks(1, 1, contact_w_m2_k=bad),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            call()
