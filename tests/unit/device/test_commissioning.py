"""What a clinic measured on its own laser scales every setting, and never takes the laser beyond its top."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from unstipple.device import Setting, find_laser, laser, read_commissioning, spot_area_cm2
from unstipple.device.commissioning import BeamReading, Commissioning, EnergyReading
from unstipple.errors import BadInput

QS = laser("qs-ndyag")
RECORD = """
laser = "qs-ndyag"
on = 2026-06-02
by = "M. Okafor, medical physicist"
instrument = "pyroelectric meter"
calibrated_on = 2026-02-11
drift_share = 0.03
[[energy]]
wavelength_nm = 1064
displayed_j = 0.50
delivered_j = [0.44, 0.46]
[[energy]]
wavelength_nm = 1064
spot_mm = 4
displayed_j_cm2 = 3.0
delivered_j = 0.33
[[beam]]
wavelength_nm = 1064
spot_mm = 4
diameter_mm = 4.2
profile = "gaussian"
"""


def record(*energies: EnergyReading, beams: tuple[BeamReading, ...] = (), drift: float = 0.0, name: str = "qs-ndyag") -> Commissioning:
    return Commissioning(name, date(2026, 6, 2), "physicist", "meter", drift, energies, beams)


def written(tmp_path: Path, text: str = RECORD) -> Path:
    path = tmp_path / "qs-commissioning.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_panel_must_show_more_where_less_is_delivered(tmp_path: Path) -> None:
    one = QS.commissioned(record=read_commissioning(written(tmp_path)))
    made = Setting(one, one.modes[0], 5, 2.7, 5)
    assert made.displayed_j_cm2 == pytest.approx(2.7 / 0.9)
    assert made.fluence_j_cm2 == 2.7
    assert made.energy_j == pytest.approx(2.7 * spot_area_cm2(5))


def test_a_wider_beam_thins_the_fluence_and_its_own_reading_counts(tmp_path: Path) -> None:
    one = QS.commissioned(record=read_commissioning(written(tmp_path)))
    trim = one.modes[0].trim(4)
    assert trim.energy_share == pytest.approx(0.33 / (3.0 * spot_area_cm2(4)))
    assert one.modes[0].displayed_j_cm2(4, 1) == pytest.approx(1 / trim.energy_share * (4.2 / 4) ** 2)
    assert Setting(one, one.modes[0], 4, 2, 5).energy_j == pytest.approx(2 * spot_area_cm2(4.2))


def test_profile_and_energy_are_then_measured_and_drift_and_scatter_are_doubt(tmp_path: Path) -> None:
    mode = QS.commissioned(record=read_commissioning(written(tmp_path))).modes[0]
    assert mode.profile == "gaussian"
    assert (mode.kinds["profile"], mode.kinds["energy_j"]) == ("measured", "measured")
    assert "energy_j" not in mode.notes
    assert mode.doubt_share == pytest.approx(0.03)
    assert QS.commissioned(record=record(EnergyReading(1064, 0.5, (0.4, 0.5)))).modes[0].doubt_share == pytest.approx(1 / 9)


def test_doubt_spreads_what_is_delivered_evenly_and_none_leaves_it_alone() -> None:
    shares = np.linspace(0.05, 0.95, 10)
    mode = QS.commissioned(record=record(EnergyReading(1064, 0.5, (0.5,)), drift=0.1)).modes[0]
    spread = mode.delivered_factors(shares)
    assert (spread.min(), spread.max()) == (pytest.approx(0.91), pytest.approx(1.09))
    assert spread.mean() == pytest.approx(1.0)
    assert (QS.modes[0].delivered_factors(shares) == 1).all()


def test_a_wavelength_that_was_not_measured_stays_as_it_was(tmp_path: Path) -> None:
    one = QS.commissioned(record=read_commissioning(written(tmp_path)))
    assert one.modes[1] == QS.modes[1]
    assert one.modes[1].displayed_j_cm2(3, 1) == 1


def test_the_panel_is_never_dialled_beyond_the_lasers_top() -> None:
    for share in (0.6, 1.0, 1.15):
        mode = QS.commissioned(record=record(EnergyReading(1064, 0.5, (0.5 * share,)))).modes[0]
        for spot in mode.spots_mm:
            top = mode.reach_j_cm2(spot)
            assert top <= QS.modes[0].reach_j_cm2(spot) * (1 + 1e-9)
            assert mode.displayed_j_cm2(spot, top) <= QS.modes[0].reach_j_cm2(spot) * (1 + 1e-9)


def test_a_spot_that_was_not_measured_takes_the_strongest_of_the_others() -> None:
    mode = QS.commissioned(record=record(EnergyReading(1064, 0.5, (0.4,), spot_mm=4), EnergyReading(1064, 0.5, (0.55,), spot_mm=6))).modes[
        0
    ]
    assert mode.trim(5).energy_share == pytest.approx(1.1)
    assert mode.trim(4).energy_share == pytest.approx(0.8)


def test_a_reading_of_one_pulse_leaves_the_other_pulse_alone() -> None:
    pico = laser("picosure-pro")
    measured = pico.commissioned(record=record(EnergyReading(755, 0.1, (0.09,), pulse_ns=0.55), name="picosure-pro"))
    assert not measured.modes[0].trims
    assert measured.modes[1].trims


def test_flat_top_seen_is_measured_and_one_gaussian_spot_makes_the_mode_gaussian() -> None:
    flat, gauss = BeamReading(1064, 4, None, "flat-top"), BeamReading(1064, 5, None, "gaussian")
    energy = EnergyReading(1064, 0.5, (0.5,))
    assert QS.commissioned(record=record(energy, beams=(flat,))).modes[0].profile == "flat-top"
    assert QS.commissioned(record=record(energy, beams=(flat, gauss))).modes[0].profile == "gaussian"


def test_a_measured_top_energy_and_a_record_together_keep_the_lower_and_the_rating() -> None:
    mode = QS.commissioned({1064: 0.7}, record(EnergyReading(1064, 0.5, (0.5,)))).modes[0]
    assert mode.energy_j == 0.7
    assert mode.rated_energy_j == 1.0
    assert mode.top_energy_j(5) == 0.7


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (record(EnergyReading(1064, 1, (1,)), name="picoway"), "laser"),
        (record(EnergyReading(755, 1, (1,))), "wavelength_nm"),
        (record(EnergyReading(1064, 1, (1,), pulse_ns=0.5)), "0.5 ns"),
        (record(EnergyReading(1064, 1, (1,), spot_mm=4.4)), "spot_mm"),
        (record(EnergyReading(1064, 1, (1,)), beams=(BeamReading(532, 7, 7.0),)), "spot_mm"),
    ],
)
def test_a_record_of_another_laser_is_refused(made: Commissioning, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        QS.commissioned(record=made)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("2026-06-02", '"2 June"', "on"),
        ("on = 2026-06-02", "on = 2026-06-02T10:00:00", "on"),
        ("calibrated_on = 2026-02-11", "calibrated_on = 2026-09-11", "calibrated_on"),
        ("drift_share = 0.03", "drift_share = 3", "drift_share"),
        ("drift_share = 0.03", "", "drift_share"),
        ("M. Okafor, medical physicist", "", "by"),
        ("[0.44, 0.46]", "[440, 460]", "delivered_j"),
        ("[0.44, 0.46]", "[]", "delivered_j"),
        ("[0.44, 0.46]", "true", "delivered_j"),
        ("displayed_j = 0.50", "displayed_j = 0.50\ndisplayed_j_cm2 = 3", "displayed_j"),
        ("spot_mm = 4\ndisplayed", "displayed", "spot_mm"),
        ("diameter_mm = 4.2", "diameter_mm = 8", "diameter_mm against beam 1.spot_mm"),
        ('diameter_mm = 4.2\nprofile = "gaussian"', "", "diameter_mm, a profile"),
        ('"gaussian"', '"donut"', "profile"),
        ("[[beam]]", "[[beams]]", "beams"),
        ("displayed_j = 0.50", "displayed_j = 0.50\nvolts = 3", "volts"),
        ("[[energy]]", "[[energy", "TOML"),
    ],
)
def test_a_wrong_record_is_refused_by_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in RECORD
    with pytest.raises(BadInput, match=field):
        read_commissioning(written(tmp_path, RECORD.replace(old, new, 1)))


def test_a_record_needs_an_energy_a_list_and_a_readable_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="energy"):
        read_commissioning(written(tmp_path, RECORD[: RECORD.index("[[energy]]")]))
    with pytest.raises(BadInput, match="energy"):
        read_commissioning(written(tmp_path, RECORD[: RECORD.index("[[energy]]")] + "energy = 3"))
    with pytest.raises(BadInput, match="readable"):
        read_commissioning(tmp_path / "missing.toml")


def test_a_record_from_the_future_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="2026-06-02"):
        read_commissioning(written(tmp_path), date(2026, 6, 1))
    assert read_commissioning(written(tmp_path), date(2026, 6, 2)).on == date(2026, 6, 2)


def test_a_clinics_own_laser_file_may_hold_its_record(tmp_path: Path) -> None:
    own = """
title = "Ours"
sources = ["user-manual"]
[[mode]]
wavelength_nm = { value = 1064, kind = "datasheet" }
pulse_ns = { value = 8, kind = "datasheet" }
energy_j = { value = 0.5, kind = "datasheet" }
spots_mm = { value = [3, 4], kind = "datasheet" }
rate_hz = { value = 5, kind = "datasheet" }
skin_types = { value = [1, 2], kind = "datasheet" }
profile = { value = "flat-top", kind = "datasheet" }
[commissioning]
on = 2026-06-02
by = "physicist"
instrument = "meter"
drift_share = 0.02
[[commissioning.energy]]
wavelength_nm = 1064
displayed_j = 0.4
delivered_j = 0.36
"""
    (tmp_path / "ours.toml").write_text(own, encoding="utf-8")
    one = find_laser("ours.toml", tmp_path)
    assert one.commissioning is not None
    assert one.modes[0].displayed_j_cm2(4, 0.9) == pytest.approx(1.0)
    (tmp_path / "ours.toml").write_text(
        own[: own.index("[commissioning]")].replace("[[mode]]", "commissioning = 3\n[[mode]]"), encoding="utf-8"
    )
    with pytest.raises(BadInput, match="commissioning"):
        find_laser("ours.toml", tmp_path)
