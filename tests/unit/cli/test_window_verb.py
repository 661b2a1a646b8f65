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
        return whole(lasers, skins, ink, hair=hair, draws=Draws(40, draws.seed), effort=Effort(2, 1000))

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
    assert "not higher because" in text
    assert "practice ceiling" in text
    assert "the spot size is outside published practice" in text


def test_without_arguments_a_summary_of_all_lasers_and_skins(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys)[0]
    assert "qs-ndyag" in text
    assert "no 1: " in text
    assert len(text.splitlines()) < 40


def test_the_same_seed_gives_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (said(capsys, "--laser", "picoway", "--fitzpatrick", "III", "--seed", "4", "--json")[0] for _ in range(2))
    assert one == two


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_figure_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"window.{kind}"
    said(capsys, "--laser", "picosure-pro", "--fitzpatrick", "IV", "--figure", str(path))
    assert path.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--laser", "picosre"], "nearest: picosure-pro"),
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
