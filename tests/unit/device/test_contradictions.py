"""A laser file that contradicts itself is refused by the two fields that clash."""

from __future__ import annotations

from pathlib import Path

import pytest

from unstipple.device import find_laser
from unstipple.errors import BadInput

TWO = """
title = "Test laser"
sources = ["user-manual"]
[[mode]]
wavelength_nm = { value = 1064, kind = "datasheet" }
pulse_ns = { value = 0.75, kind = "datasheet" }
energy_j = { value = 0.5, kind = "measured" }
spots_mm = { value = [3, 4], kind = "datasheet" }
rate_hz = { value = 5, kind = "datasheet" }
skin_types = { value = [1, 2], kind = "datasheet" }
profile = { value = "gaussian", kind = "datasheet" }
handpiece = { value = "zoom", kind = "datasheet" }
ladder_j_cm2 = { value = { "3" = 7.0 }, kind = "datasheet" }
fluence_max_j_cm2 = { value = 7.0, kind = "datasheet" }
average_power_w = { value = 2.5, kind = "datasheet" }
[[mode]]
wavelength_nm = { value = 1064, kind = "datasheet" }
pulse_ns = { value = 0.55, kind = "datasheet" }
boost = { value = true, kind = "datasheet" }
energy_j = { value = 0.4, kind = "measured" }
spots_mm = { value = [3], kind = "datasheet" }
rate_hz = { value = 5, kind = "datasheet" }
skin_types = { kind = "datasheet" }
profile = { value = "gaussian", kind = "datasheet" }
handpiece = { value = "zoom", kind = "datasheet" }
[[handpiece]]
name = "zoom"
wavelengths_nm = [1064]
kind = "datasheet"
"""


def read(tmp_path: Path, text: str = TWO) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    find_laser("mine.toml", tmp_path)


def test_the_file_without_a_clash_is_read(tmp_path: Path) -> None:
    read(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "one", "other"),
    [
        ("fluence_max_j_cm2 = { value = 7.0", "fluence_max_j_cm2 = { value = 7.2", "fluence_max_j_cm2", "energy_j"),
        ('{ "3" = 7.0 }', '{ "4" = 7.0 }', "ladder_j_cm2", "energy_j"),
        ('{ "3" = 7.0 }', '{ "5" = 1.0 }', "ladder_j_cm2", "spots_mm"),
        ("value = 2.5, ", "value = 2.4, ", "rate_hz", "average_power_w"),
        ("value = 0.55", "value = 0.9", "boost", "pulse_ns"),
        ("value = 0.55", "value = 0.75", "mode 2 against mode 1", "750 ps"),
        ("wavelengths_nm = [1064]", "wavelengths_nm = [532]", "wavelength_nm", "handpiece.wavelengths_nm"),
        ('name = "zoom"', 'name = "zoom 2"', "handpiece", "handpiece.name"),
    ],
)
def test_a_clash_names_both_fields(tmp_path: Path, old: str, new: str, one: str, other: str) -> None:
    assert old in TWO
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, TWO.replace(old, new, 1))
    said = str(refusal.value)
    assert one in said
    assert other in said
    assert said.startswith("mine.toml: ")


def test_boost_without_a_longer_pulse_of_its_wavelength_is_refused(tmp_path: Path) -> None:
    second = TWO.index('[[mode]]\nwavelength_nm = { value = 1064, kind = "datasheet" }\npulse_ns = { value = 0.55')
    text = TWO[:second] + TWO[second:].replace("value = 1064", "value = 755", 1).replace("[1064]", "[755, 1064]")
    with pytest.raises(BadInput, match=r"mode 2\.boost against mode 2\.wavelength_nm"):
        read(tmp_path, text)


def test_two_handpieces_may_give_the_same_light_on_other_spots_and_are_told_apart(tmp_path: Path) -> None:
    second = TWO.index('[[mode]]\nwavelength_nm = { value = 1064, kind = "datasheet" }\npulse_ns = { value = 0.55')
    later = TWO[second:].replace("value = 0.55", "value = 0.75").replace('boost = { value = true, kind = "datasheet" }\n', "")
    text = (
        TWO[:second]
        + later.replace('value = "zoom"', 'value = "fixed"')
        + '[[handpiece]]\nname = "fixed"\nwavelengths_nm = [1064]\nkind = "datasheet"\n'
    )
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    labels = [mode.label for mode in find_laser("mine.toml", tmp_path).modes]
    assert labels == ["1064 nm 750 ps, zoom", "1064 nm 750 ps, fixed"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('sources = ["user-manual"]', 'sources = "user-manual"', "sources"),
        ("pulse_ns = { value = 0.75, kind", "pulse_ns = 3 # ", "pulse_ns"),
        ('title = "Test laser"', 'title = "Test laser"\ncolour = "red"', "colour"),
        ("boost = { value = true", "boost = { value = 1", "boost"),
        ("boost = { value = true, kind", "boost = 3 # ", "boost"),
        ('{ "3" = 7.0 }', "3", "ladder_j_cm2"),
        ('{ "3" = 7.0 }', '{ "wide" = 7.0 }', "ladder_j_cm2"),
        ('name = "zoom"', "name = 3", "handpiece 1.name"),
        ("wavelengths_nm = [1064]", "wavelengths_nm = [1064]\noffered = 1", "handpiece 1.offered"),
        ("wavelengths_nm = [1064]", "wavelengths_nm = [1064]\noffered = false", "handpiece 1.note"),
        ("wavelengths_nm = [1064]", "wavelengths_nm = [1064]\ncolour = 1", "handpiece 1.colour"),
        ("[[handpiece]]", "[handpiece]", "handpiece"),
        ('rate_hz = { value = 5, kind = "datasheet" }\nskin_types = { value', "skin_types = { value", "rate_hz"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in TWO
    with pytest.raises(BadInput, match=field):
        read(tmp_path, TWO.replace(old, new, 1))


def test_a_file_without_modes_or_without_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\[\[mode\]\]"):
        read(tmp_path, TWO[: TWO.index("[[mode]]")] + "mode = []")
    with pytest.raises(BadInput, match="readable"):
        find_laser("missing.toml", tmp_path)
