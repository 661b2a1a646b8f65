"""What a rule says of itself: the catalogue keeps every word of it, and refuses a rule without a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from cases import TODAY, sound_case

from unstipple.consult import CaseFile
from unstipple.errors import UnknownName
from unstipple.evidence import value
from unstipple.rules import registry
from unstipple.rules.finding import Finding
from unstipple.rules.registry import Rule, find_rule, rule, rules

CASE = sound_case()
WAIT = "screening.sun_wait_weeks"


@pytest.fixture(autouse=True)
def _empty_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_rules", {})


def check(case: CaseFile, today: date) -> Finding | None:
    """A sentence.

    Until the day
    after.
    """
    return None


def made(**parts: Any) -> Rule:
    return rule("made-up", "hold", "caution", **{"sources": ("design",), **parts})(check)


def test_a_rule_keeps_what_it_was_told() -> None:
    told = made(absolute=True, who="physician", needs_test_spot=True, limits=(WAIT,), asks=("skin.tan",), reads=("medicines.gold",))
    assert told == Rule(
        "made-up", "A sentence.", ("hold", "caution"), True, "physician", True, ("design",), (WAIT,), ("skin.tan",), check,
        ("medicines.gold",), "Until the day after.",
    )  # fmt: skip
    assert find_rule("made-up") is told
    assert rules() == (told,)


def test_a_rule_that_says_little_can_be_overridden_by_a_clinician_without_a_test_spot() -> None:
    told = made()
    assert (told.absolute, told.who, told.needs_test_spot) == (False, "clinician", False)
    assert (told.limits, told.asks, told.reads) == ((), (), ())


def test_one_sentence_has_no_end() -> None:
    def short(case: CaseFile, today: date) -> None:
        """A sentence."""

    assert rule("made-up", "hold", sources=("design",))(short).dated == ""


def test_a_rule_given_twice_is_refused() -> None:
    first = made()
    with pytest.raises(ValueError, match="'made-up' is registered twice"):
        made(absolute=True)
    assert find_rule("made-up") is first


def test_a_rule_needs_a_source_and_a_sentence() -> None:
    def wordless(case: CaseFile, today: date) -> None:
        pass

    with pytest.raises(ValueError, match="'made-up' needs a source and a docstring"):
        made(sources=())
    with pytest.raises(ValueError, match="'made-up' needs a source and a docstring"):
        rule("made-up", "hold", sources=("design",))(wordless)
    assert not rules()


def test_a_limit_is_source_enough_and_a_source_nobody_knows_is_none() -> None:
    assert made(sources=(), limits=(WAIT,)).all_sources() == value(WAIT).sources
    with pytest.raises(UnknownName):
        rule("other", "hold", sources=("nobody-1999",))(check)
    with pytest.raises(UnknownName):
        rule("another", "hold", limits=("screening.no_such_weeks",))(check)
    assert [each.code for each in rules()] == ["made-up"]


def test_sources_stand_once_and_the_rules_own_come_first() -> None:
    first = value(WAIT).sources[0]
    assert made(sources=("ross-2001", first), limits=(WAIT,)).all_sources() == tuple(
        dict.fromkeys(("ross-2001", first, *value(WAIT).sources))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "absolute", "binding"),
    [("hold", True, True), ("stop", True, True), ("caution", True, False), ("note", True, False), ("hold", False, False)],
)
def test_only_a_hold_or_a_stop_can_be_absolute(severity: Any, absolute: bool, binding: bool) -> None:
    found = made(absolute=absolute).finding(severity, until=TODAY, zone="front", why=1)
    assert found == Finding("made-up", severity, ("design",), {"why": 1}, until=TODAY, zone="front", absolute=binding)


def test_the_usual_severity_is_the_first() -> None:
    assert made().finding().severity == "hold"


def test_what_a_check_gives_becomes_a_row_of_findings() -> None:
    one, two = made().finding(), made_again().finding()

    def some(case: CaseFile, today: date) -> Iterator[Finding]:
        """Two."""
        assert (case, today) == (CASE, TODAY)
        yield one
        yield two

    def single(case: CaseFile, today: date) -> Finding:
        """One."""
        return one

    assert rule("some", "hold", sources=("design",))(some)(CASE, TODAY) == (one, two)
    assert rule("single", "hold", sources=("design",))(single)(CASE, TODAY) == (one,)
    assert find_rule("made-up")(CASE, TODAY) == ()


def made_again() -> Rule:
    return rule("again", "hold", sources=("design",))(check)


def test_rules_stand_in_the_order_of_their_codes_and_an_unknown_one_is_named() -> None:
    made()
    made_again()
    assert [each.code for each in rules()] == ["again", "made-up"]
    with pytest.raises(UnknownName, match="made-up"):
        find_rule("made-upp")
