"""The words of the topics: complete, plain, without a number of their own and without claims that are known to be wrong."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files

import pytest

from unstipple.cli.topics import topics as verb
from unstipple.errors import BadInput, UnknownName
from unstipple.evidence import GRADES, Value, value
from unstipple.evidence.topics import KINDS, STANCES, Topic, topic, topics
from unstipple.report import topic_rows as rows
from unstipple.report.topic_rows import FIELDS, WAYS, WITHOUT_LASER, kinds_in_words, topic_row

WORDS = tomllib.loads((files("unstipple.report") / "messages" / "topics.en.toml").read_text(encoding="utf-8"))
ALL = topics()
PLACEHOLDER = re.compile(r"\{(\w+)(?::\w+)?\}")
SPELLED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|twice|dozen)\b", re.IGNORECASE
)
FORBIDDEN = re.compile(
    r"oxidi[sz]|logarithm|nanomet(er|re)|too small for|guarantee|completely safe|no risk of|painless|will disappear"
    r"|lymphatic (load|overload)|breathe|muscular",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"fluence|erythema|o?edema|hypopigment|hyperpigment|macrophage|chromophore|melanocyte|paradoxical|dyschrom|leukotrich", re.IGNORECASE
)


def said(given: Topic) -> dict[str, str]:
    return WORDS[given.kind][given.name]


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.key)
def test_a_topic_has_all_its_words_and_none_too_many(given: Topic) -> None:
    assert set(said(given)) == set(FIELDS)
    for field in ("known", "unknown", "do"):
        assert said(given)[field].endswith((".", "?")), field
    assert not said(given)["title"].endswith(".")


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.key)
def test_no_number_stands_in_the_words_themselves(given: Topic) -> None:
    for field, text in said(given).items():
        bare = PLACEHOLDER.sub("", text)
        assert not re.search(r"\d", bare), field
        assert not SPELLED.search(bare), (field, SPELLED.search(bare))


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.key)
def test_the_words_use_every_value_of_the_topic_and_no_other(given: Topic) -> None:
    asked = {name for text in said(given).values() for name in PLACEHOLDER.findall(text)}
    assert asked == {name.rsplit(".", 1)[-1] for name in given.values}
    row = topic_row(given.key)
    assert "{" not in row.known + row.unknown + row.do


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.key)
def test_the_words_are_plain_and_repeat_no_refuted_claim(given: Topic) -> None:
    text = PLACEHOLDER.sub("N", " ".join(said(given).values()))
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    assert not JARGON.search(text), JARGON.search(text)
    for sentence in re.split(r"(?<=[.?!]) ", text):
        assert len(sentence.split()) <= 45, sentence


def test_there_are_no_words_without_a_topic() -> None:
    worded = {f"{kind}.{name}" for kind in KINDS for name in WORDS[kind] if isinstance(WORDS[kind], dict)}
    assert worded == {given.key for given in ALL}
    assert tuple(WORDS["kind"]) == KINDS
    assert set(WORDS["stance"]) == set(STANCES)
    assert set(WORDS["grade"]) == set(GRADES)


def test_advice_that_the_guide_gets_wrong_is_corrected_in_words() -> None:
    assert "reduction" in topic_row("faq.darkening").known
    assert "may be permanent" in topic_row("consent.darkening").unknown
    assert "contradicts itself" in topic_row("aftercare.moisture").known
    assert "washed off completely before the first pulse" in topic_row("aftercare.sunscreen-on-the-day").do
    assert "loose" in topic_row("aftercare.hats").do
    assert "soft advice" in topic_row("aftercare.nsaids").known
    assert "Never stop aspirin or a blood thinner" in topic_row("aftercare.nsaids").do
    assert "taken up again" in topic_row("after.residual-shadow").known
    assert "more sensitive to heat" in topic_row("site.aggressive-treatment").known


def test_a_wait_is_worded_with_both_its_ends() -> None:
    wait = value("aftercare.redo_wait_months")
    assert f"at least {wait.low:g} months, better {wait.high:g}" in topic_row("faq.redo").do


def made(low: float | None, high: float | None, unit: str = "days") -> Value:
    return Value("a.b", 0.47, low, high, "range" if low is not None else "none", unit, ("design",), "made", "D", "design", False, "")


def test_a_number_is_written_plainly_as_an_end_as_a_range_or_in_a_hundred() -> None:
    assert f"{rows._Cited(made(0.4, 0.6))}" == "0.47"
    assert f"{rows._Cited(made(0.4, 0.6)):range}" == "0.4 to 0.6"
    assert f"{rows._Cited(made(0.4, 0.6, 'share')):range}" == "40 to 60"
    assert f"{rows._Cited(made(0.4, 0.6)):low}" == "0.4"
    assert f"{rows._Cited(made(None, None, 'share')):range}" == "47"
    with pytest.raises(BadInput, match="range"):
        format(rows._Cited(made(None, None)), "middle")


def test_words_that_ask_for_a_number_the_topic_lacks_are_refused() -> None:
    with pytest.raises(BadInput, match="no numbers") as refused:
        rows._filled("after {many} days", topic("consent.doing-nothing"))
    assert refused.value.field == "topics.consent.doing-nothing"


def test_an_unverified_topic_says_so_beside_its_grade() -> None:
    assert topic_row("aftercare.pools").grade.endswith(WORDS["mark"]["unverified"])
    assert WORDS["mark"]["unverified"] not in topic_row("after.redo-timing").grade


def test_the_plan_shows_other_ways_and_what_follows_under_their_titles() -> None:
    found = kinds_in_words(*WAYS)
    assert [kind.title for kind in found] == ["Other ways", "After the last session"]
    assert [len(kind.rows) for kind in found] == [len(topics(kind)) for kind in WAYS]


def test_a_person_without_a_plan_is_told_of_no_session_to_come() -> None:
    for key in WITHOUT_LASER:
        row = topic_row(key)
        assert not re.search(r"first session|after every|redo|last laser session", row.do), key
    assert {key.split(".")[0] for key in WITHOUT_LASER} == {"alternative"}


def test_the_verb_prints_one_topic_with_what_is_not_known_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    verb("alternative.saline")
    printed = " ".join(capsys.readouterr().out.split())
    assert "not known: No controlled study" in printed
    assert "saline-clinics" in printed


def test_the_verb_lists_a_kind_as_a_table_and_everything_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    verb("provider")
    assert "provider.consent" in capsys.readouterr().out
    verb("", json=True)
    data = json.loads(capsys.readouterr().out)
    assert [row["key"] for row in data] == [given.key for given in ALL]
    assert all(set(row["words"]) == set(FIELDS) for row in data)


def test_the_verb_refuses_a_kind_that_is_none() -> None:
    with pytest.raises(UnknownName, match="kind of topic"):
        verb("nope")
