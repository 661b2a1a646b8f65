"""``unstipple window``: the contract's rows, readable tables, one sentence for what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unstipple.cli import main
from unstipple.cli import window as verb
from unstipple.dose import Effort
from unstipple.evidence import Draws

KEYS = {
    "laser", "wavelength_nm", "pulse_ns", "spot_mm", "fitzpatrick", "ink", "effective_from_j_cm2", "safe_up_to_j_cm2", "bound_by",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verb.computed

    def quick(lasers, skins, ink, *, hair, draws):  # type: ignore[no-untyped-def]
        return whole(lasers, skins, ink, hair=hair, draws=Draws(20, draws.seed), effort=Effort(2, 500))

    monkeypatch.setattr(verb, "computed", quick)


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> tuple[str, str]:
    ended = 0
    try:
        main(["window", *words])
    except SystemExit as left:
        ended = int(left.code or 0)
    got = capsys.readouterr()
    assert ended == status, got.err
    return got.out, got.err


def test_the_rows_hold_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "--laser", "qs-ndyag", "--fitzpatrick", "V", "--json")[0])["rows"]
    assert rows
    assert all(row.keys() >= KEYS and row["fitzpatrick"] == "V" and row["laser"] == "qs-ndyag" for row in rows)
    for row in rows:
        opened = row["effective_from_j_cm2"] is not None
        assert opened == (row["safe_up_to_j_cm2"] is not None) == row["useful"]
        assert row["bound_by"]
        if opened:
            assert row["effective_from_j_cm2"]["mid"] <= row["safe_up_to_j_cm2"]["mid"]
            assert row["limits"][0]["j_cm2"] == row["safe_up_to_j_cm2"]["mid"]
        else:
            assert row["closed_by"]
    assert {row["bound_by"] for row in rows if row["wavelength_nm"] == 532} == {"wavelength-gate"}


def test_one_skin_prints_every_spot_with_what_binds(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--laser", "qs-ndyag", "--fitzpatrick", "II")[0]
    assert "Skin type II, typical ink, bald field" in text
    assert "widest window: qs-ndyag 1064 nm 6 ns at" in text
    assert "limited by" in text
    assert "practice ceiling" in text
    assert "the spot size is outside published practice" in text


@pytest.mark.slow
def test_without_arguments_a_summary_of_all_lasers_and_skins(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys)[0]
    assert "qs-ndyag" in text
    assert "my-laser" not in text
    assert "closed to every skin: " in text
    assert len(text.splitlines()) < 40


def test_every_row_says_what_it_stands_on_and_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, "--laser", "qs-ndyag", "--fitzpatrick", "IV", "--spot", "4", "--seed", "7", "--json")[0])
    assert data["seed"] == 7
    assert any(value["name"].startswith("practice.ceiling_1064") and value["grade"] for value in data["values"])
    assert "kilmer-1993" in data["sources"]
    (row,) = [row for row in data["rows"] if row["wavelength_nm"] == 1064]
    assert row["next_limit"] == row["limits"][1]["name"] != row["bound_by"]
    assert row["first_treatment_j_cm2"]["high"] <= row["safe_up_to_j_cm2"]["mid"]
    assert "energy_j" in row["assumed"]


def test_only_the_asked_wavelength_pulse_and_spot_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--wavelength", "1064", "--pulse", "ps", "--spot-mm", "4", "--fitzpatrick", "II", "--json"]
    rows = json.loads(said(capsys, "--laser", "picoway", "--laser", "qs-ndyag", *asked)[0])["rows"]
    assert {(row["laser"], row["wavelength_nm"], row["pulse_ns"], row["spot_mm"]) for row in rows} == {("picoway", 1064, 0.45, 4)}


def test_all_rows_are_printed_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "--all", "--pulse", "ns", "--spot", "5", "--wavelength", "1064")[0]
    assert text.count("Skin type") == 6


def test_a_skin_without_a_window_says_so_and_shows_the_bands_that_clash(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--laser", "picosure-pro", "--fitzpatrick", "IV", "--spot", "2"]
    assert "no useful window" in said(capsys, *asked)[0]
    (row, _) = json.loads(said(capsys, *asked, "--json")[0])["rows"]
    assert row["effective_from_j_cm2"] is row["safe_up_to_j_cm2"] is None
    assert row["closed_by"] == "below-effective"
    assert row["computed"]["effective_from_j_cm2"]["mid"] > row["computed"]["safe_up_to_j_cm2"]["mid"]


def test_the_same_seed_gives_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (said(capsys, "--laser", "picoway", "--fitzpatrick", "III", "--seed", "4", "--json")[0] for _ in range(2))
    assert one == two


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_figure_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"window.{kind}"
    said(capsys, "--laser", "picosure-pro", "--fitzpatrick", "IV", "--spot", "3", "--figure", str(path))
    assert path.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--laser", "picosre"], "nearest: picosure"),
        (["--laser", "picoway", "--spot", "12"], "3, 4, 5, 6, 8, 10 mm"),
        (["--spot", "nan"], "--spot"),
        (["--spot", "big"], "--spot"),
        (["--wavelength", "1065"], "532, 755, 785, 1064 nm"),
        (["--wavelength", "755", "--pulse", "ns"], "allowed: ps"),
        (["--pulse", "fs"], "--pulse"),
        (["--seed", "-1"], "--seed"),
        (["--laser", "missing.toml"], "missing.toml"),
        (["--fitzpatrick", "VII"], "--fitzpatrick"),
        (["--ink", "red"], "--ink"),
        (["--laser", "qs-ndyag", "--figure", "window.gif"], "--figure"),
    ],
)
def test_what_cannot_be_read_is_named_in_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], field: str) -> None:
    out, err = said(capsys, *words, status=2)
    assert field in " ".join((out + err).split())
    assert "Traceback" not in out + err
