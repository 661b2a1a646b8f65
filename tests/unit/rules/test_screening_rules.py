from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from rule_cases import HISTORY, TODAY, calm, override
from rule_examples import ALWAYS, SILENT, SPEAKS

from unstipple.consult import CaseFile
from unstipple.errors import UnknownName
from unstipple.evidence import source, source_keys, value
from unstipple.rules import dates
from unstipple.rules.classes import ListName, entries, known_names
from unstipple.rules.finding import ORDER, Finding
from unstipple.rules.registry import find_rule, rule
from unstipple.rules.screening import all_rules, screen

CODES = [rule.code for rule in all_rules()]
ABSOLUTE = {
    "gold", "infection", "fresh-tan", "lesion", "pregnancy", "pigment-reaction", "skin-cancer", "under-age", "unanswered",
    "wavelength-unknown", "no-open-wavelength", "harm-setting", "lesion-look-due", "not-healed", "previous-session",
}  # fmt: skip


def found(case: CaseFile, code: str) -> list[Finding]:
    return [finding for finding in screen(case, TODAY).findings if finding.rule == code]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_an_example_that_makes_it_speak(code: str) -> None:
    assert SPEAKS.get(code), f"give {code} an example in rule_examples.py"


@pytest.mark.parametrize(("code", "number"), [(code, n) for code, rows in SPEAKS.items() for n in range(len(rows))])
def test_a_rule_speaks_with_its_severity_and_date(code: str, number: int) -> None:
    example = SPEAKS[code][number]
    findings = found(calm(**example.parts), code)
    assert findings, f"{code} stayed silent"
    assert {finding.severity for finding in findings} == {example.severity}
    assert findings[0].until == example.until


@pytest.mark.parametrize("code", sorted(set(CODES) - ALWAYS))
def test_no_rule_speaks_in_the_calm_case(code: str) -> None:
    assert not found(calm(), code)


@pytest.mark.parametrize(("code", "number"), [(code, n) for code, rows in SILENT.items() for n in range(len(rows))])
def test_a_rule_stays_silent_on_a_near_miss(code: str, number: int) -> None:
    assert not found(calm(**SILENT[code][number]), code)


def test_the_calm_case_is_clear() -> None:
    assert screen(calm(), TODAY).name == "clear"


def test_exactly_the_known_rules_are_absolute() -> None:
    assert {rule.code for rule in all_rules() if rule.absolute} == ABSOLUTE


@pytest.mark.parametrize("code", CODES)
def test_findings_of_absolute_rules_say_so_and_others_do_not(code: str) -> None:
    for example in SPEAKS[code]:
        for finding in found(calm(**example.parts), code):
            assert finding.absolute == (code in ABSOLUTE)


@pytest.mark.parametrize("code", CODES)
def test_every_rule_stands_on_sources_that_exist(code: str) -> None:
    asked = find_rule(code)
    keys = asked.all_sources()
    assert keys
    assert set(keys) <= set(source_keys())
    assert all(source(key).title for key in keys)
    for example in SPEAKS[code]:
        assert all(finding.sources for finding in found(calm(**example.parts), code))


@pytest.mark.parametrize("code", CODES)
def test_every_limit_of_a_rule_is_an_evidence_value_with_a_place(code: str) -> None:
    asked = find_rule(code)
    assert all(value(name).place for name in asked.limits)


def test_an_untouched_history_holds_and_names_every_absolute_question() -> None:
    case = calm(history={name: None for name in HISTORY if HISTORY[name] is not None and not isinstance(HISTORY[name], list)})
    fields = found(case, "unanswered")[0].parameters["fields"]
    assert fields == (
        "history.gold_ever", "history.infection_or_open_skin", "history.lesion_in_field", "history.pregnant",
        "history.skin_cancer_in_field", "history.tattoo_reaction",
    )  # fmt: skip
    assert not screen(case, TODAY).allows


def test_a_list_left_out_is_a_question_and_an_empty_list_is_an_answer() -> None:
    raw = calm().model_dump(by_alias=True)
    raw["history"] = {name: answer for name, answer in HISTORY.items() if name != "medicines"}
    left_out = CaseFile.model_validate(raw)
    assert found(left_out, "unanswered-lesser")[0].parameters["fields"] == ("history.medicines",)
    assert not found(calm(), "unanswered-lesser")


@pytest.mark.parametrize("name", [name for name, answer in HISTORY.items() if answer is False and name != "smoker"])
def test_no_answer_is_never_milder_than_no(name: str) -> None:
    session = [{"on": "2026-10-01", "healed": True}]
    unasked = screen(calm(history={name: None}, session=session), TODAY).name
    assert ORDER.index(unasked) > ORDER.index(screen(calm(history={name: False}, session=session), TODAY).name)


def test_findings_come_gravest_first() -> None:
    case = calm(history={"gold_ever": True, "redness_in_field": True, "keloid": True})
    order = ["stop", "hold", "caution", "note"]
    ranks = [order.index(finding.severity) for finding in screen(case, TODAY).findings]
    assert ranks == sorted(ranks)
    assert screen(case, TODAY).name == "stop"


def test_isotretinoin_waits_for_the_label_or_a_physician_and_names_the_consensus() -> None:
    stopped = {"isotretinoin": "stopped", "isotretinoin_stopped_on": date(2027, 2, 1)}
    waiting = found(calm(history=stopped), "isotretinoin")[0]
    assert (waiting.severity, waiting.until, waiting.absolute) == ("hold", date(2027, 8, 1), False)
    assert {"waldman-2017", "spring-2017"} <= set(waiting.sources)
    assert find_rule("isotretinoin").who == "physician"
    assert screen(calm(history=stopped, override=[override("isotretinoin")]), TODAY).name == "caution"


@pytest.mark.parametrize("list_name", ["medicines", "conditions", "allergies"])
@pytest.mark.parametrize("word", ["qwertyol", "日本語", "???", "x" * 400, "no qwertyol", "metformin-like qwertyol"])
def test_an_unknown_word_is_never_met_with_silence(list_name: str, word: str) -> None:
    before, after = screen(calm(), TODAY), screen(calm(history={list_name: [word]}), TODAY)
    assert len(after.findings) > len(before.findings)
    assert after.name == "caution"


def test_an_unknown_medicine_offers_the_nearest_names() -> None:
    assert "finasteride" in found(calm(history={"medicines": ["finasterid"]}), "unknown-medicine")[0].parameters["nearest"]


def test_screening_the_same_case_twice_gives_the_same_verdict() -> None:
    case = calm(history={"conditions": ["lupus", "frobnitis"], "medicines": ["warfarin", "amiodarone"]})
    assert screen(case, TODAY) == screen(case, TODAY)


def together(one: str, two: str) -> dict[str, Any] | None:
    """Both first examples in one case, or ``None`` when they change the same answer."""
    first, second = SPEAKS[one][0].parts, SPEAKS[two][0].parts
    both = dict(first)
    for name, part in second.items():
        if name not in first:
            both[name] = part
        elif isinstance(part, dict) and not set(first[name]) & set(part):
            both[name] = {**first[name], **part}
        else:
            return None
    return both


PAIRS = [pair for pair in itertools.combinations(sorted(set(SPEAKS) - ALWAYS), 2) if together(*pair)][::19]


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_a_second_trouble_never_makes_the_verdict_milder(one: str, two: str) -> None:
    alone = [ORDER.index(screen(calm(**SPEAKS[code][0].parts), TODAY).name) for code in (one, two)]
    assert ORDER.index(screen(calm(**(together(one, two) or {})), TODAY).name) >= max(alone)


def test_an_unverified_wait_only_ever_holds_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its unverified waits the catalogue may only grow milder: none of them lets anything through."""
    unverified = {name for rule in all_rules() for name in rule.limits if name.endswith("_weeks") and not value(name).verified}
    assert unverified, "no unverified waits are left: this test has nothing to do"
    with_waits = {(code, n): screen(calm(**row.parts), TODAY).name for code, rows in SPEAKS.items() for n, row in enumerate(rows)}
    monkeypatch.setattr(dates, "number", lambda name: 0.0 if name in unverified else value(name).value)
    for (code, n), name in with_waits.items():
        assert ORDER.index(screen(calm(**SPEAKS[code][n].parts), TODAY).name) <= ORDER.index(name), code


@pytest.mark.parametrize("list_name", ["medicines", "conditions", "allergies"])
def test_every_known_name_is_read_as_its_own_class_and_never_as_unknown(list_name: ListName) -> None:
    for kind, names in known_names(list_name).items():
        for name in names:
            for entry in entries(calm(history={list_name: [name]}), list_name):
                assert kind in entry.classes, name


@pytest.mark.parametrize("list_name", ["medicines", "conditions", "allergies"])
def test_every_class_of_names_is_read_by_some_rule(list_name: ListName) -> None:
    for kind, names in known_names(list_name).items():
        before, after = screen(calm(), TODAY), screen(calm(history={list_name: [names[0]]}), TODAY)
        assert len(after.findings) > len(before.findings), kind


def test_months_end_on_the_last_day_where_the_month_is_short() -> None:
    assert dates.months_after(date(2026, 8, 31), "screening.isotretinoin_label_months") == date(2027, 2, 28)
    assert dates.months_after(date(2027, 8, 31), "screening.isotretinoin_label_months") == date(2028, 2, 29)
    assert dates.months_after(date(2027, 12, 15), "screening.isotretinoin_label_months") == date(2028, 6, 15)


def test_the_catalogue_refuses_a_code_twice_and_a_rule_without_a_source() -> None:
    def check(case: CaseFile, today: date) -> None:
        """Says nothing."""

    with pytest.raises(ValueError, match="twice"):
        rule("gold", "stop", sources=("design",))(check)
    with pytest.raises(ValueError, match="source"):
        rule("a-rule-without-a-source", "hold")(check)
    with pytest.raises(UnknownName):
        rule("a-rule-with-an-invented-source", "hold", sources=("nobody-2099",))(check)
    assert len(all_rules()) == len(CODES)
