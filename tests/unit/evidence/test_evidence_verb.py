"""``unstipple evidence``: list, show, check and atlas say what the tables hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unstipple.cli import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["evidence", *words])
    assert left.value.code in (0, None), words
    return capsys.readouterr().out


def test_listing_keeps_to_prefix_grade_and_mark(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said(capsys, "list", "practice.", "--grade", "D", "--unverified", "--json"))
    assert listed
    assert {(one["grade"], one["verified"]) for one in listed} == {("D", False)}
    assert all(one["name"].startswith("practice.") for one in listed)


def test_the_background_is_listed_by_topic_and_by_id(capsys: pytest.CaptureFixture[str]) -> None:
    by_topic = json.loads(said(capsys, "list", "anaesthesia", "--background", "--json"))
    assert {row["topic"] for row in by_topic} == {"anaesthesia"}
    assert len(json.loads(said(capsys, "list", "--background", "--json"))) == 281
    unread = json.loads(said(capsys, "list", "L1", "--background", "--unverified", "--json"))
    assert {row["read"] for row in unread} == {"memory", "second-hand"}


def test_a_row_a_value_and_a_source_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gate.green.darkest_type" in said(capsys, "show", "L109")
    assert "never permit" in said(capsys, "show", "screening.sun_wait_weeks")
    assert json.loads(said(capsys, "show", "wu-2021", "--json"))["year"] == "2021"


def test_an_unknown_grade_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["evidence", "list", "--grade", "E"])
    assert left.value.code == 2
    assert "A, B, C, D" in capsys.readouterr().err


def test_the_atlas_is_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "parameters.md"
    said(capsys, "atlas", "--out", str(page))
    text = page.read_text(encoding="utf-8")
    assert "`gate.green.darkest_type`" in text
    assert "| L281 |" in text
