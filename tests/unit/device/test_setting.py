"""A setting that the laser cannot do cannot be built."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstipple.device import Setting, find_laser, laser, laser_names, read_laser, spot_area_cm2
from unstipple.errors import BadInput, UnknownName


def test_the_guides_own_setting_is_refused_and_the_refusal_names_the_energy_it_needs() -> None:
    one = laser("qs-ndyag")
    with pytest.raises(BadInput, match=r"needs 2\.31 J per pulse.*at most 1 J"):
        Setting(one, one.modes[0], 7, 6.0, 5)


def test_a_reachable_setting_knows_its_pulse_energy() -> None:
    one = laser("qs-ndyag")
    assert Setting(one, one.modes[0], 5, 3.0, 5).energy_j == pytest.approx(0.589, abs=0.001)


@pytest.mark.parametrize(("energy_j", "spot_mm", "fluence"), [(0.2, 2, 6.37), (0.4, 3, 5.66), (0.6, 4, 4.77), (1.0, 7, 2.60)])
def test_fluence_is_energy_over_area(energy_j: float, spot_mm: float, fluence: float) -> None:
    assert energy_j / spot_area_cm2(spot_mm) == pytest.approx(fluence, rel=0.003)


@pytest.mark.parametrize("name", laser_names())
@given(spot=st.integers(0, 20), fluence=st.floats(0.01, 50), rate=st.floats(0.1, 30))
def test_no_setting_exceeds_what_its_laser_gives(name: str, spot: int, fluence: float, rate: float) -> None:
    one = laser(name)
    for mode in one.modes:
        size = mode.spots_mm[spot % len(mode.spots_mm)]
        try:
            setting = Setting(one, mode, size, fluence, rate)
        except BadInput:
            continue
        assert setting.energy_j <= mode.energy_j * (1 + 1e-6)
        assert setting.rate_hz <= mode.rate_hz * (1 + 1e-6)


@pytest.mark.parametrize(
    ("field", "arguments"),
    [("spot_mm", (4.4, 2.0, 5)), ("rate_hz", (4, 2.0, 50)), ("fluence_j_cm2", (4, float("nan"), 5)), ("fluence_j_cm2", (4, -1.0, 5))],
)
def test_an_impossible_setting_is_refused_by_field(field: str, arguments: tuple[float, float, float]) -> None:
    one = laser("qs-ndyag")
    with pytest.raises(BadInput, match=field):
        Setting(one, one.modes[0], *arguments)


def test_an_unknown_laser_offers_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="picoway"):
        find_laser("picowave")


def test_the_energies_a_clinic_measured_replace_the_assumed_ones() -> None:
    one = laser("qs-ndyag").commissioned({1064: 0.7})
    assert one.modes[0].energy_j == 0.7
    assert one.modes[0].kinds["energy_j"] == "measured"
    assert not [field for field in one.unconfirmed if field == "1064 nm 6 ns: energy_j"]


GOOD = """
title = "Test laser"
sources = ["user-manual"]
[[mode]]
wavelength_nm = { value = 1064, kind = "datasheet" }
pulse_ns = { value = 8, kind = "datasheet" }
energy_j = { value = 0.5, kind = "measured" }
spots_mm = { value = [3, 4], kind = "datasheet" }
rate_hz = { value = 5, kind = "datasheet" }
skin_types = { value = [1, 2], kind = "datasheet" }
profile = { value = "gaussian", kind = "datasheet" }
"""


def test_a_clinics_own_laser_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    assert find_laser("mine.toml", tmp_path).modes[0].skin_types == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("value = 0.5", "value = -0.5", "energy_j"),
        ("value = 0.5", "value = true", "energy_j"),
        ('kind = "measured"', 'kind = "guessed"', "energy_j.kind"),
        ("[3, 4]", "[]", "spots_mm"),
        ("[1, 2]", "[0, 7]", "skin_types"),
        ('"gaussian"', '"donut"', "profile"),
        ("rate_hz =", "rate =", "rate"),
        ("[[mode]]", "[mode]", "mode"),
        ('title = "Test laser"', "", "title"),
        ("value = 0.5,", "value = 0.5, fluence_max_j_cm2 = 12,", "fluence_max_j_cm2"),
        ("[[mode]]", "[[mode", "TOML"),
    ],
)
def test_a_wrong_laser_file_is_refused_by_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace(old, new, 1))
    with pytest.raises(BadInput, match=field):
        read_laser(tmp_path / "mine.toml")
