from __future__ import annotations

import json
from pathlib import Path

import pytest

import unstipple
from unstipple.cli.rules import show_drug, write_book
from unstipple.report.reference.rules import rule_book
from unstipple.rules.screening import all_rules

PAGE = Path(unstipple.__file__).parents[2] / "docs" / "reference" / "rules.md"


def test_the_committed_rule_book_is_what_the_rules_say_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == rule_book(), "run: unstipple rules book --out docs/reference/rules.md"


def test_the_rule_book_has_a_chapter_with_examples_and_a_source_for_every_rule() -> None:
    chapters = {part.partition("\n")[0]: part for part in rule_book().split("\n## ")[1:]}
    assert set(chapters) == {rule.code for rule in all_rules()}
    for text in chapters.values():
        assert "It speaks on:" in text
        assert "- Source: " in text


def test_the_verb_writes_the_book_where_it_is_told(tmp_path: Path) -> None:
    write_book(out=tmp_path / "new" / "rules.md")
    assert (tmp_path / "new" / "rules.md").read_text(encoding="utf-8") == rule_book()


@pytest.mark.parametrize(
    ("name", "kind", "rule"),
    [
        ("Ridaura", "gold", "gold"),
        ("MYOCHRYSINE", "gold", "gold"),
        ("solganal", "gold", "gold"),
        ("Photofrin", "light-activated", "light-activated-medicine"),
        ("Visudyne", "light-activated", "light-activated-medicine"),
        ("Levulan", "light-activated", "light-activated-medicine"),
        ("Metvixia", "light-activated", "light-activated-medicine"),
        ("foscan", "light-activated", "light-activated-medicine"),
        ("Claravis", "isotretinoin", "isotretinoin"),
        ("Absorica", "isotretinoin", "isotretinoin"),
        ("pacerone", "heart-rhythm", "numbing-risk"),
        ("Minocin", "light-sensitising", "light-sensitising-medicine"),
        ("St John's wort", "light-sensitising", "light-sensitising-medicine"),
        ("Xarelto", "bleeding", "bleeding"),
        ("Humira", "immunosuppressant", "immunosuppression"),
        ("Tikosyn", "heart-rhythm", "numbing-risk"),
        ("doxycycline", "recorded", "medicine-recorded"),
    ],
)
def test_a_medicine_is_known_by_substance_or_brand(name: str, kind: str, rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_drug(name, json=True)
    said = json.loads(capsys.readouterr().out)
    assert kind in said["classes"]
    assert rule in [each["rule"] for each in said["rules"]]


def test_an_unknown_medicine_is_met_with_nearest_names_and_a_physician(capsys: pytest.CaptureFixture[str]) -> None:
    show_drug("finasterid", json=True)
    said = json.loads(capsys.readouterr().out)
    assert not said["known"]
    assert "finasteride" in said["nearest"]
    assert said["advice"] == "ask a physician"
    show_drug("qwertyol")
    assert "Ask a physician" in capsys.readouterr().out


def test_a_known_medicine_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    show_drug("Ridaura")
    told = " ".join(capsys.readouterr().out.split())
    assert "gold" in told
    assert "Do not treat" in told
