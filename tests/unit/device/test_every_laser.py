"""What holds for every laser of the catalogue, whichever it is."""

from __future__ import annotations

import math

import pytest

from unstipple import evidence
from unstipple.device import FIELD_KINDS, Laser, Mode, Setting, laser, laser_names, spot_area_cm2
from unstipple.errors import BadInput
from unstipple.report.phrases import limit_words
from unstipple.rules import bounds, closed_by, eyewear_needs, eyewear_od, other_eyewear_needs, wavelength_gate

NAMES = laser_names()
MODES = [(name, place) for name in NAMES for place in range(len(laser(name).modes))]
NEEDED = {"wavelength_nm", "pulse_ns", "energy_j", "rate_hz", "spots_mm", "skin_types", "profile", "handpiece"}
MAY = {"boost", "fluence_max_j_cm2", "ladder_j_cm2", "average_power_w"}


def of(name: str, place: int) -> tuple[Laser, Mode]:
    one = laser(name)
    return one, one.modes[place]


def test_the_lasers_that_clinics_use_are_all_there() -> None:
    assert set(NAMES) >= {
        "revlite", "medlite-c6", "spectra", "picosure", "picosure-pro", "picoway", "enlighten-iii", "picocare", "discovery-pico",
        "qs-ndyag", "my-laser",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "place"), MODES)
def test_every_field_says_what_it_stands_on(name: str, place: int) -> None:
    _, mode = of(name, place)
    assert set(mode.kinds) >= NEEDED
    assert set(mode.kinds) <= NEEDED | MAY
    assert set(mode.kinds.values()) <= set(FIELD_KINDS)
    assert set(mode.notes) <= set(mode.kinds)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_of_a_laser_is_known(name: str) -> None:
    assert set(laser(name).sources) <= set(evidence.source_keys())


@pytest.mark.parametrize("name", ["discovery-pico", "enlighten-iii", "medlite-c6", "qs-ndyag", "revlite", "spectra"])
def test_an_energy_that_nobody_read_stays_assumed(name: str) -> None:
    assert {mode.kinds["energy_j"] for mode in laser(name).modes} == {"assumed"}


@pytest.mark.parametrize(("name", "place"), MODES)
def test_energy_over_area_is_reached_and_not_passed_on_every_spot(name: str, place: int) -> None:
    one, mode = of(name, place)
    for spot in mode.spots_mm:
        reach = mode.reach_j_cm2(spot)
        assert 0 < reach <= mode.energy_j / spot_area_cm2(spot) * (1 + 1e-9)
        made = Setting(one, mode, spot, reach, mode.rate_hz)
        assert made.energy_j <= mode.energy_j * (1 + 1e-9)
        with pytest.raises(BadInput, match="fluence_j_cm2"):
            Setting(one, mode, spot, reach * 1.01, mode.rate_hz)


@pytest.mark.parametrize(("name", "place"), MODES)
def test_a_setting_comes_back_as_it_was_dialled(name: str, place: int) -> None:
    one, mode = of(name, place)
    for spot in mode.spots_mm:
        made = Setting(one, mode, spot, mode.reach_j_cm2(spot) / 2, mode.rate_hz)
        assert made.energy_j / spot_area_cm2(spot) == pytest.approx(made.fluence_j_cm2)
        assert made.displayed_j_cm2 == pytest.approx(made.fluence_j_cm2)
        assert (made.wavelength_nm, made.pulse_ns) == (mode.wavelength_nm, mode.pulse_ns)


@pytest.mark.parametrize(("name", "place"), MODES)
def test_a_mode_has_bounds_or_is_closed_with_a_reason_that_has_words(name: str, place: int) -> None:
    one, mode = of(name, place)
    for skin in range(1, 7):
        for spot in mode.spots_mm:
            within = bounds(one, mode, spot, skin, hair_bearing=False)
            if within.closed_by:
                assert limit_words(within.closed_by)
                assert within.high_j_cm2 == 0
            else:
                assert 0 < within.high_j_cm2 <= mode.reach_j_cm2(spot) * (1 + 1e-9)


@pytest.mark.parametrize(("name", "place"), MODES)
def test_a_wavelength_that_the_gate_shuts_is_shut_on_every_laser(name: str, place: int) -> None:
    _, mode = of(name, place)
    for skin in range(1, 7):
        if wavelength_gate(skin, mode.wavelength_nm).state == "blocked":
            assert all(closed_by(mode, spot, skin) == "wavelength-gate" for spot in mode.spots_mm)


@pytest.mark.parametrize("name", NAMES)
def test_532_and_785_nm_have_no_published_scalp_practice_and_are_closed_to_everybody(name: str) -> None:
    for mode in laser(name).modes:
        if mode.wavelength_nm in (532, 785):
            assert all(closed_by(mode, spot, skin) for spot in mode.spots_mm for skin in range(1, 7))


@pytest.mark.parametrize("name", NAMES)
def test_every_wavelength_of_a_laser_and_its_handpieces_has_an_eyewear_density(name: str) -> None:
    one = laser(name)
    for density in (*eyewear_needs(one).values(), *other_eyewear_needs(one).values()):
        assert density is not None
        assert 5 < density < 10
    for mode in one.modes:
        assert (eyewear_od(mode) or 0) <= (eyewear_needs(one)[mode.wavelength_nm] or 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_mode_comes_from_a_listed_handpiece(name: str) -> None:
    one = laser(name)
    for mode in one.modes:
        (piece,) = [each for each in one.handpieces if each.name == mode.handpiece]
        assert piece.offered
        assert mode.wavelength_nm in piece.wavelengths_nm
    assert all(piece.note for piece in one.handpieces if not piece.offered)


@pytest.mark.parametrize("name", ["picosure", "picosure-pro"])
def test_picosure_is_755_nm_and_gives_the_others_only_from_add_ons_that_no_plan_uses(name: str) -> None:
    one = laser(name)
    assert {mode.wavelength_nm for mode in one.modes} == {755}
    assert one.other_wavelengths_nm == (532, 1064)


@pytest.mark.parametrize("name", ["picosure", "picosure-pro"])
def test_boost_is_a_shorter_pulse_with_the_same_beam(name: str) -> None:
    plain, boost = laser(name).modes
    assert boost.boost
    assert not plain.boost
    assert boost.pulse_ns < plain.pulse_ns
    assert boost.profile == plain.profile
    assert set(boost.spots_mm) <= set(plain.spots_mm)


@pytest.mark.parametrize(
    ("name", "waves"), [("revlite", (585, 650)), ("spectra", (585, 650)), ("discovery-pico", (694,)), ("picoway", (730,))]
)
def test_dye_ruby_and_other_handpieces_are_listed_and_not_offered(name: str, waves: tuple[float, ...]) -> None:
    assert laser(name).other_wavelengths_nm == waves


def test_a_printed_top_fluence_caps_what_a_small_spot_reaches() -> None:
    mode = laser("picocare").modes[0]
    assert mode.reach_j_cm2(2) == pytest.approx(10)
    assert mode.reach_j_cm2(4) == pytest.approx(0.5 / spot_area_cm2(4))
    assert laser("medlite-c6").modes[0].reach_j_cm2(3) == pytest.approx(12)


def test_clearances_that_print_skin_types_are_kept() -> None:
    for name in ("picoway", "enlighten-iii", "picocare"):
        types = {mode.wavelength_nm: mode.skin_types for mode in laser(name).modes}
        assert types[1064] == (1, 2, 3, 4, 5, 6)
        assert types[532] == (1, 2, 3)
    assert laser("discovery-pico").modes[0].skin_types is None


def test_no_laser_reaches_less_than_its_area_says() -> None:
    for name in NAMES:
        for mode in laser(name).modes:
            widest = max(mode.spots_mm)
            assert math.isclose(mode.top_energy_j(widest), mode.energy_j)
