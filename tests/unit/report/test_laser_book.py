"""The laser book is written from the catalogue, and the committed page is the one it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import unstipple
from unstipple.cli import main
from unstipple.device import laser, laser_names
from unstipple.report.reference.lasers import assumed_words, eyewear_words, field_rows, laser_book, open_words

PAGE = Path(unstipple.__file__).parents[2] / "docs" / "reference" / "lasers.md"
ALL = [laser(name) for name in laser_names()]
RECORD = """
laser = "qs-ndyag"
on = 2026-06-02
by = "M. Okafor, medical physicist"
instrument = "pyroelectric meter"
drift_share = 0.03
[[energy]]
wavelength_nm = 1064
displayed_j = 0.50
delivered_j = 0.45
[[beam]]
wavelength_nm = 1064
spot_mm = 4
diameter_mm = 4.2
"""


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    ended = 0
    try:
        main(["lasers", *words])
    except SystemExit as left:
        ended = int(left.code or 0)
    got = capsys.readouterr()
    assert ended == status, got.err
    return " ".join((got.out + got.err).split())


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == laser_book(ALL), "run `make reference`"


def test_the_verb_writes_the_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "book", "--out", str(tmp_path / "lasers.md"))
    assert (tmp_path / "lasers.md").read_text(encoding="utf-8") == laser_book(ALL)


def test_a_page_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "--out" in said(capsys, "book", "--out", str(tmp_path / "file" / "lasers.md"), status=2)


@pytest.mark.parametrize("name", laser_names())
def test_every_field_of_every_mode_is_on_its_page(name: str) -> None:
    for mode in laser(name).modes:
        assert {row.kind for row in field_rows(mode)} == set(mode.kinds.values())
        assert len(field_rows(mode)) == len(mode.kinds)
        assert eyewear_words(mode).startswith("optical density")
        assert open_words(mode)


def test_what_was_not_read_is_not_called_unprinted() -> None:
    texts = {row.field: row.text for row in field_rows(laser("discovery-pico").modes[0])}
    assert texts["skin types cleared"] == "not read"
    assert {row.field: row.text for row in field_rows(laser("revlite").modes[0])}["skin types cleared"] == "none printed"
    assert "pulse energy" in " ".join(assumed_words(laser("revlite")))


def test_755_nm_is_shown_as_closed_to_dark_skin() -> None:
    assert "closed to V, VI" in open_words(laser("picosure").modes[0])


@pytest.mark.parametrize("name", laser_names())
def test_every_laser_can_be_shown(capsys: pytest.CaptureFixture[str], name: str) -> None:
    text = said(capsys, "show", name)
    assert "assumed" in text
    assert "Confirm in the manual" in text
    assert "eyewear" in text


def test_show_and_check_take_a_commissioning_record(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "record.toml"
    path.write_text(RECORD, encoding="utf-8")
    text = said(capsys, "show", "qs-ndyag", "--commissioning", str(path))
    assert "Measured 2 June 2026 by M. Okafor" in text
    assert "dial 1.11 J/cm² for each" in text
    assert "4 mm (measured 4.2 mm)" in text
    checked = said(capsys, "check", "qs-ndyag", "--commissioning", str(path), "--spot-mm", "5", "--fluence-j-cm2", "2.7")
    assert "dial 3.00 J/cm²" in checked
    data = json.loads(said(capsys, "show", "qs-ndyag", "--commissioning", str(path), "--json"))
    assert data["commissioning"]["due"] == "2027-06-02"
    assert data["modes"][0]["display_per_delivered"]["5"] == pytest.approx(1 / 0.9)


def test_list_counts_what_is_to_confirm(capsys: pytest.CaptureFixture[str]) -> None:
    assert "17 of 17" in said(capsys, "list")
    assert {row["name"] for row in json.loads(said(capsys, "list", "--json"))} == set(laser_names())
