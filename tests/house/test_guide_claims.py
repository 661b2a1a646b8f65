"""Every claim of the guide that patients read has a stance, a reason and real places; its errors show where they matter."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from unstipple import evidence
from unstipple.cli.evidence_guide import guide
from unstipple.cli.guide_places import KINDS, anchors, is_there
from unstipple.errors import BadInput
from unstipple.evidence.claims import PLACES, STANCES, TOPICS, Claim, claim, claims, claims_at, conflicts
from unstipple.evidence.claims import _claims as loading
from unstipple.evidence.topics import topics
from unstipple.report.guide_notes import SECTIONS, guide_words, note, notes_at, page_guide
from unstipple.report.reference.guide import guide_page
from unstipple.rules import all_rules

REPO = Path(__file__).parents[2]
CONFLICTS = range(1, 28)

FLAGGED = (
    3, 4, 11, 12, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 30, 35, 40, 42, 43, 46, 54, 55, 57, 58, 59, 64, 68, 69, 74, 79, 87,
    90, 93, 94, 96, 114, 118, 123, 124, 125, 126, 127, 131, 132, 134, 138, 139, 140, 141, 142, 143, 144, 146, 147, 150, 151, 153,
    164, 165, 167,
)  # fmt: skip
"""Claims that the literature contradicts, or that the guide itself does."""

NAMED_NUMBERS = {"755", "1064", "100"}
"""Wavelengths, which are names of lasers' lines, and the hundred that shares are counted in."""

NAMES = ("Q-switched", "Boost", "Wood's", "Fitzpatrick")
"""Names that a sentence may begin with."""


@cache
def raw_claims() -> dict[str, dict[str, Any]]:
    """The claims as they stand in their files, with the numbers of their reasons not yet filled in."""
    found: dict[str, dict[str, Any]] = {}
    for file in (files("unstipple.evidence") / "claims").iterdir():
        if file.name.endswith(".toml"):
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def figures(text: str) -> set[str]:
    """Every number written in a text."""
    return set(re.findall(r"\d[\d.,]*\d|\d", re.sub(r"[A-Za-z]\w*\d\w*|cm²", "", text)))


def test_all_169_claims_are_here_exactly_once() -> None:
    assert [each.id for each in claims()] == [f"S{number:03d}" for number in range(1, 170)]
    assert sum(len(claims(topic)) for topic in TOPICS) == len(claims())


@pytest.mark.parametrize("each", claims(), ids=lambda each: each.id)
def test_every_place_of_a_claim_is_really_there(each: Claim) -> None:
    assert any(not place.startswith("doc:") for place in each.where), "lives in the program, not in the documentation alone"
    assert [place for place in each.where if not is_there(place)] == []
    assert len(set(each.where)) == len(each.where)


@pytest.mark.parametrize(
    "place",
    [
        "rule:nothing", "value:nothing.at_all", "laser:none", "consult:history.nothing", "consult:patient.age_years.more",
        "code:errors:Nothing", "code:no_room:Nothing", "doc:explanation/guide.md#nothing", "doc:explanation/guide.md",
        "doc:explanation/nothing.md#nothing", "page:nothing", "verb:nothing", "nowhere:rules",
        "rule", "topic:faq.nothing",
    ],
)  # fmt: skip
def test_a_place_that_does_not_exist_is_noticed(place: str) -> None:
    assert not is_there(place)


def test_every_kind_of_place_can_be_looked_up_and_worded() -> None:
    assert set(KINDS) == set(PLACES) == set(guide_words()["place"])
    assert set(guide_words()["lead"]) == set(STANCES)
    assert set(guide_words()["topic"]) == set(TOPICS)
    assert set(guide_words()["conflict"]) == {str(number) for number in CONFLICTS}


@pytest.mark.parametrize("each", claims(), ids=lambda each: each.id)
def test_a_claim_reads_as_a_sentence_with_a_reason(each: Claim) -> None:
    assert not each.says.endswith(".")
    assert each.says[0].islower() or each.says.startswith(NAMES) or not each.says[0].isalpha()
    assert each.because.endswith(".")
    assert each.because.count(". ") <= 2, "one or two sentences, three at most"
    assert len(each.because) > 40
    assert "{" not in each.because


@pytest.mark.parametrize("each", claims(), ids=lambda each: each.id)
def test_numbers_of_the_guide_are_quoted_and_numbers_of_a_reason_are_cited(each: Claim) -> None:
    raw = raw_claims()[each.id]
    quoted = figures(" ".join(each.numbers))
    assert figures(each.says) <= quoted | NAMED_NUMBERS
    written = figures(re.sub(r"\{[^}]*\}", "", raw["because"]))
    assert written <= quoted | NAMED_NUMBERS, "a number of ours is filled in from an evidence value"


def test_what_only_the_guide_says_is_never_graded_above_the_lowest() -> None:
    for name in evidence.names():
        found = evidence.value(name)
        if set(found.sources) <= {"guide-2026", "design", "memory"} and "guide-2026" in found.sources:
            assert found.grade in ("C", "D") if "design" in found.sources else found.grade == "D", name


def test_no_claim_cites_the_guide_as_the_better_source() -> None:
    assert not [each.id for each in claims() if "guide-2026" in each.better]


@pytest.mark.parametrize("number", FLAGGED)
def test_nothing_that_is_contradicted_is_simply_adopted(number: int) -> None:
    assert claim(f"S{number:03d}").stance != "adopted"


@pytest.mark.parametrize("number", CONFLICTS)
def test_every_conflict_shows_to_people_at_the_place_where_it_matters(number: int) -> None:
    speaking = [each for each in conflicts()[number] if each.stance in ("adjusted", "rejected")]
    assert speaking, "a conflict in which the program simply follows the guide"
    seen = {place for each in speaking for place in each.where if place.split(":")[0] in ("rule", "laser", "topic", "page")}
    assert any(note(each) in notes_at(place) for each in speaking for place in seen)
    assert f'<a id="conflict-{number}"></a>' in guide_page()
    assert any(f"doc:explanation/guide.md#conflict-{number}" in each.where for each in speaking)


def test_every_section_that_a_contradicted_claim_names_asks_for_its_notes() -> None:
    folder = files("unstipple.report") / "templates"
    text = "".join((folder / f"{name}.html.j2").read_text(encoding="utf-8") for name in ("clinician", "sums", "ways"))
    asked = set(re.findall(r'differs\(guide, "([a-z]+)"\)', text))
    assert asked == {*SECTIONS, "before"}
    named = {place.removeprefix("page:") for each in claims() if each.conflict for place in each.where if place.startswith("page:")}
    assert named <= asked


def test_the_notes_before_treatment_are_those_of_the_rules_that_spoke() -> None:
    spoken = page_guide(["isotretinoin", "keloid", "isotretinoin"])["notes"]["before"]
    assert spoken == notes_at("rule:isotretinoin")
    assert "6-12 months" in spoken[0]
    assert page_guide([])["notes"]["before"] == []


def test_a_note_says_what_the_guide_says_what_is_done_and_who_knows_better() -> None:
    said = notes_at("rule:wavelength-blocked")
    assert len(said) == 1
    assert said[0].startswith("The guide says that 755 nm")
    assert "Not followed:" in said[0]
    assert evidence.source("kuwait-755").authors.split(",")[0] in said[0]
    assert "29 in 100" in said[0]


def test_where_the_guide_is_followed_there_is_nothing_to_say() -> None:
    assert claims_at("rule:recent-sun")
    assert notes_at("rule:recent-sun") == []
    assert notes_at("rule:no-such-rule") == []


def test_every_note_of_a_rule_belongs_to_a_rule_that_exists() -> None:
    codes = {rule.code for rule in all_rules()}
    assert {place.removeprefix("rule:") for each in claims() for place in each.where if place.startswith("rule:")} <= codes


def test_topics_and_claims_name_each_other() -> None:
    """A topic that answers a claim of the guide is among the places of that claim."""
    for each in topics():
        for answered in each.claims:
            assert f"topic:{each.key}" in claim(answered).where, (each.key, answered)


def test_the_page_of_the_guides_errors_is_the_one_the_claims_give() -> None:
    """After a change of claims: ``unstipple evidence guide --out docs/explanation/guide.md``."""
    page = (REPO / "docs" / "explanation" / "guide.md").read_text(encoding="utf-8")
    assert page == guide_page()
    assert {f"conflict-{number}" for number in CONFLICTS} <= anchors(page)


def test_a_claim_with_a_slip_is_named_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"says": "x", "stance": "adopted", "because": "Because.", "better": [], "where": ["rule:gold"]}
    slips = {
        "S001.stance": {**good, "stance": "believed"},
        "S001.better": {**good, "better": ["nobody-1900"]},
        "S001.where": {**good, "where": ["street:gold"]},
        "S001": {**good, "colour": "red"},
        "evidence/claims": {**good, "because": "About {no.such.value}."},
    }
    for field, row in slips.items():
        tables = [(f"{topic}.toml", {"S001": row} if topic == "ink" else {}) for topic in TOPICS]
        monkeypatch.setattr("unstipple.evidence.claims.toml_files", lambda _, tables=tables: tables)
        with pytest.raises(BadInput) as caught:
            loading.__wrapped__()
        assert caught.value.field == field


def test_the_same_claim_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"says": "x", "stance": "adopted", "because": "Because.", "better": [], "where": ["rule:gold"]}
    tables = [(f"{topic}.toml", {"S001": row}) for topic in TOPICS]
    monkeypatch.setattr("unstipple.evidence.claims.toml_files", lambda _: tables)
    with pytest.raises(BadInput, match="twice"):
        loading.__wrapped__()


def test_the_verb_lists_all_claims_as_data_and_as_talk(capsys: pytest.CaptureFixture[str]) -> None:
    guide(json=True)
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 169
    assert all({"id", "stance", "because", "where"} <= set(each) for each in found)
    assert all(each["placed"] and each["where"] for each in found)
    guide()
    assert "169 of 169 claims have a place" in capsys.readouterr().out


def test_the_verb_shows_one_claim_with_its_reason_sources_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    guide("S015")
    said = " ".join(capsys.readouterr().out.split())
    assert "rejected" in said
    assert "rule wavelength-blocked" in said
    assert "kuwait-755" in said


def test_the_verb_narrows_by_topic_and_stance_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    guide("money", stance="rejected", json=True)
    assert [each["id"] for each in json.loads(capsys.readouterr().out)] == ["S096"]
    for call in (lambda: guide("S170"), lambda: guide("weather"), lambda: guide(stance="believed")):
        with pytest.raises(BadInput):
            call()
