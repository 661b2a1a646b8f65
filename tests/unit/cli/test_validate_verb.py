"""``unstipple validate``: the table, the data, and the status."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from unstipple.cli import main
from unstipple.cli import validate as module
from unstipple.optics.validation import Row, Verdict, judge
from unstipple.outcome.clinic import ClinicRow, clinic_steps

SERIES = ClinicRow(
    name="made_up_1064", what="hypopigmentation", model="a model", unit="share", observed_low=0.1, observed=0.2, observed_high=0.3,
    predicted_low=0.0, predicted=0.05, predicted_high=0.15, role="held-out", known=False, score=0.1, pooled_score=0.2, old_score=None,
    log_score=-3.0, pooled_log_score=-4.0, old_log_score=None, sources=("kilmer-1993",),
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_series(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(seed: int, *, progress: Callable[[int], None]) -> tuple[ClinicRow, ...]:
        progress(clinic_steps())
        return (SERIES,)

    monkeypatch.setattr(module, "clinic_rows", rows)


def pretended(*deviations: float) -> Callable[..., Verdict]:
    rows = [Row("Scalp [1]", f"quantity {k}", 0.5 + z * 1e-4, 1e-4, 0.5, 0.0, "a book") for k, z in enumerate(deviations)]

    def run(photons: int, seed: int, *, progress: Callable[[int], None]) -> Verdict:
        progress(photons)
        return judge(rows)

    return run


def verb(*arguments: str) -> int:
    try:
        main(["validate", *arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_data_of_a_real_run_holds_every_row_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    status = verb("--photons", "10000", "--seed", "2", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert status == (0 if answer["clean"] else 1)
    assert len(answer["rows"]) > 100
    assert answer["meaningful"] is False
    assert {"adding-doubling", "float64"} <= {row["source"].split(",")[0].split(" ")[0] for row in answer["rows"]}
    for row in answer["rows"]:
        assert row["deviation"] * (row["standard_error"] ** 2 + row["theirs_error"] ** 2) ** 0.5 == pytest.approx(
            row["ours"] - row["theirs"]
        )


def test_a_published_series_stands_beside_its_prediction_and_does_not_move_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "run_all", pretended(0.4))
    assert verb() == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Hypopigmentation by a model" in said
    assert "20 % (10 to 30) 5 % (0 to 15) no" in said
    assert "0 of 1" in said
    assert verb("--json") == 0
    clinic = json.loads(capsys.readouterr().out)["clinic"]
    assert clinic["rows"][0]["inside"] is False
    assert clinic["totals"][0]["rows"] == 1


def test_a_clean_table_leaves_with_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(module, "run_all", pretended(0.4, -1.2, 2.0))
    assert verb() == 0
    said = capsys.readouterr().out
    assert "Scalp [1]" in said
    assert "a book" in said
    assert "-1.2" in said
    assert "clean" in said
    assert "not clean" not in said


@pytest.mark.parametrize("way", [(), ("--json",)])
def test_a_deviation_that_is_no_luck_leaves_with_1(
    way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "run_all", pretended(0.4, -9.0))
    assert verb(*way) == 1
    said = capsys.readouterr().out
    assert json.loads(said)["clean"] is False if way else "not clean" in said


@pytest.mark.parametrize("photons", ["0", "-5", "9999", "many"])
def test_an_impossible_number_of_photons_leaves_with_2(photons: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb("--photons", photons) == 2
    assert "photons" in capsys.readouterr().err
