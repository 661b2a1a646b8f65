from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from rule_cases import TODAY, calm, override
from rule_examples import SPEAKS

import unstipple.rules
from unstipple.errors import BadInput, UnknownName
from unstipple.report.wording import advice, sentence, severity_word, who_may_override, worded_codes, written_date
from unstipple.rules.finding import Finding
from unstipple.rules.overrides import NEEDS_SPOT, REFUSED
from unstipple.rules.screening import all_rules, screen

EXAMPLES = [(code, n) for code, rows in SPEAKS.items() for n in range(len(rows))]


@pytest.mark.parametrize(("code", "number"), EXAMPLES)
def test_every_finding_has_a_sentence_and_advice_with_nothing_left_open(code: str, number: int) -> None:
    for finding in screen(calm(**SPEAKS[code][number].parts), TODAY).findings:
        for text in (sentence(finding), advice(finding)):
            assert text
            assert text[0].isupper() or text[0].isdigit()
            assert text.endswith(".")
            assert not re.search(r"[{}]|None|history\.|\d{4}-\d\d-\d\d", text), text


SOURCE = Path(unstipple.rules.__file__).parents[1]


SAID = "\n".join(file.read_text(encoding="utf-8") for room in ("rules", "plan", "course") for file in (SOURCE / room).glob("*.py"))
"""The rooms that make findings."""


def codes_in_the_source() -> set[str]:
    """Codes of findings that are made outside the catalogue, as literals in the rooms that make findings."""
    made = set(re.findall(r'\bFinding\(\s*"([a-z-]+)"', SAID))
    return made | {f"plan-{code}" for code in re.findall(r'_breach\(\s*"([a-z-]+)"', SAID)} | {REFUSED, NEEDS_SPOT}


def codes_in(file: str) -> set[str]:
    return set(tomllib.loads((SOURCE / "report" / "messages" / file).read_text(encoding="utf-8"))["finding"])


def test_every_finding_that_can_be_made_has_words_and_no_words_are_left_over() -> None:
    worded, known = codes_in("en.toml") | codes_in("plan.en.toml"), {rule.code for rule in all_rules()} | codes_in_the_source()
    assert known <= worded
    assert not [code for code in worded - known if f'"{code}"' not in SAID]
    assert set(worded_codes()) == {rule.code for rule in all_rules()} | {REFUSED, NEEDS_SPOT}


def test_a_hold_with_a_day_writes_it_out() -> None:
    case = calm(ink={"last_smp_session": date(2027, 2, 1)})
    finding = next(f for f in screen(case, TODAY).findings if f.rule == "recent-smp")
    assert "15 March 2027" in sentence(finding)


def test_the_isotretinoin_sentence_gives_the_day_and_both_sides() -> None:
    case = calm(history={"isotretinoin": "stopped", "isotretinoin_stopped_on": date(2026, 10, 15)})
    text = sentence(next(f for f in screen(case, TODAY).findings if f.rule == "isotretinoin"))
    assert "15 April 2027" in text
    assert "label" in text
    assert "ASDS consensus of 2017" in text


def test_a_refused_override_is_worded() -> None:
    case = calm(history={"gold_ever": True}, override=[override("gold")])
    text = sentence(next(f for f in screen(case, TODAY).findings if f.rule == REFUSED))
    assert "Dr Lind" in text
    assert "cannot be overridden" in text


def test_a_code_without_words_raises() -> None:
    with pytest.raises(UnknownName):
        sentence(Finding("no-such-rule", "note", ()))


def test_a_missing_parameter_raises() -> None:
    with pytest.raises(BadInput, match="age"):
        sentence(Finding("under-age", "stop", ()))


def test_a_coded_parameter_without_words_raises() -> None:
    with pytest.raises(UnknownName):
        sentence(Finding("fresh-tan", "hold", (), {"tan": "purple"}, until=TODAY))


def test_words_with_braces_from_a_person_are_printed_as_they_are() -> None:
    finding = next(f for f in screen(calm(history={"conditions": ["{x} [red]"]}), TODAY).findings if f.rule == "unknown-condition")
    assert "{x} [red]" in sentence(finding)


def test_dates_and_severities_are_plain_words() -> None:
    assert written_date(date(2027, 3, 3)) == "3 March 2027"
    assert [severity_word(s) for s in ("stop", "hold", "caution", "note")] == ["Do not treat", "Wait", "Take care", "Note"]


def test_absolute_rules_name_nobody_who_may_override_and_others_name_someone() -> None:
    for rule in all_rules():
        assert (who_may_override(rule) is None) == rule.absolute


def test_numbers_print_as_the_sentence_says() -> None:
    assert "1064 nm" in sentence(Finding("eyewear-unknown", "hold", (), {"wavelength": 1064.0}))
    assert "12%" in sentence(Finding("plan-harm-limit", "stop", (), {"visit": 2, "given": 0.123, "allowed": 0.1}))


def test_no_finding_is_worded_in_two_files() -> None:
    assert not codes_in("en.toml") & codes_in("plan.en.toml")
