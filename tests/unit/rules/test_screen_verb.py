from __future__ import annotations

import json
from pathlib import Path

import pytest
from rule_cases import HISTORY

CASE = """
schema = "unstipple.case/1"
planned_on = 2027-03-01
[patient]
age_years = 41
[skin]
fitzpatrick = "II"
tan = "none"
last_strong_sun = 2026-08-01
[ink]
kind = "carbon"
documented = true
tint = "neutral"
last_smp_session = {smp}
[treatment]
lasers = ["picoway"]
[history]
"""
CALM = "\n".join(f"{name} = {json.dumps(answer)}" for name, answer in HISTORY.items())


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def case(smp: str = "2025-01-01", history: str = CALM) -> Path:
        (tmp_path / "case.toml").write_text(CASE.format(smp=smp) + history, encoding="utf-8")
        return tmp_path

    return case


def test_a_calm_case_is_clear_and_does_not_raise_an_exit(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    from unstipple.cli.screen import screen

    screen(write(), json=True)
    assert json.loads(capsys.readouterr().out)["verdict"] == "clear"


def test_a_hold_exits_with_three_and_prints_the_promised_json(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    from unstipple.cli.screen import screen

    with pytest.raises(SystemExit) as left:
        screen(write(smp="2027-02-01"), json=True)
    assert left.value.code == 3
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "hold"
    first = said["findings"][0]
    assert {"rule", "severity", "message", "until", "sources"} <= set(first)
    assert (first["rule"], first["severity"], first["until"]) == ("recent-smp", "hold", "2027-03-15")
    assert all(isinstance(key, str) for key in first["sources"])


def test_people_read_who_may_override_and_odd_words_are_printed_as_they_are(write, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    from unstipple.cli.screen import screen

    with pytest.raises(SystemExit):
        screen(
            write(
                history=CALM.replace("breastfeeding = false", "breastfeeding = true").replace("medicines = []", 'medicines = ["foo[b]x"]')
            )
        )
    told = " ".join(capsys.readouterr().out.split())
    assert "May be overridden by a named physician, with a reason." in told
    assert "foo[b]x" in told


def test_the_rule_book_lists_every_rule_and_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    from unstipple.cli.rules import list_rules, show_rule
    from unstipple.rules.screening import all_rules

    list_rules(json=True)
    listed = json.loads(capsys.readouterr().out)
    assert [row["rule"] for row in listed] == [rule.code for rule in all_rules()]
    show_rule("gold", json=True)
    assert json.loads(capsys.readouterr().out)["absolute"] is True
