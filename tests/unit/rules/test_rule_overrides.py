from __future__ import annotations

from datetime import date

import pytest
from rule_cases import TODAY, calm, override, spot
from rule_examples import ALWAYS, SPEAKS

from unstipple.errors import UnknownName
from unstipple.rules.finding import Finding
from unstipple.rules.screening import all_rules, screen

BLOCKED = {"treatment": {"wavelength_nm": 532.0}, "skin": {"fitzpatrick": "IV"}}
OVERRIDABLE = [r for r in all_rules() if not r.absolute and not r.needs_test_spot and r.code not in ALWAYS and r.severities[0] != "note"]
ABSOLUTE = [r for r in all_rules() if r.absolute]
SPOTTED = [r for r in all_rules() if r.needs_test_spot]


def only(code: str, **parts: object) -> Finding:
    return next(finding for finding in screen(calm(**parts), TODAY).findings if finding.rule == code)


@pytest.mark.parametrize("code", [r.code for r in OVERRIDABLE])
def test_an_overridable_rule_becomes_a_caution_that_names_the_clinician(code: str) -> None:
    finding = only(code, **SPEAKS[code][0].parts, override=[override(code)])
    assert finding.severity == "caution"
    assert finding.overridden_by == "Dr Lind"


@pytest.mark.parametrize("code", [r.code for r in ABSOLUTE])
def test_an_absolute_rule_stays_and_says_that_it_cannot_be_overridden(code: str) -> None:
    parts = {**SPEAKS[code][0].parts, "override": [override(code)]}
    finding = only(code, **parts)
    assert finding.severity in ("hold", "stop")
    assert finding.overridden_by is None
    assert only("override-refused", **parts).parameters["rule"] == code
    assert not screen(calm(**parts), TODAY).allows


@pytest.mark.parametrize("code", [r.code for r in SPOTTED])
def test_a_rule_that_needs_a_test_spot_is_not_overridden_without_one(code: str) -> None:
    parts = {**SPEAKS[code][0].parts, "override": [override(code)]}
    assert only(code, **parts).severity == "hold"
    assert only("override-needs-spot", **parts).parameters["rule"] == code


@pytest.mark.parametrize(
    "made",
    [
        spot(date(2027, 1, 4), date(2027, 1, 20), "good", 532.0),
        spot(date(2027, 1, 4), date(2027, 2, 8), "darkened", 532.0),
        spot(date(2027, 1, 4), date(2027, 2, 8), "no-effect", 532.0),
        spot(date(2027, 1, 4), date(2027, 2, 8), "good", 1064.0),
        spot(date(2026, 1, 5), date(2026, 2, 9), "good", 532.0),
    ],
    ids=["read too early", "darkened", "no effect", "another wavelength", "another day"],
)
def test_a_blocked_wavelength_stays_blocked_with_a_spot_that_does_not_answer(made: dict[str, object]) -> None:
    parts = {**BLOCKED, "test_spot": [made], "override": [override("wavelength-blocked", test_spot_on=date(2027, 1, 4))]}
    assert only("wavelength-blocked", **parts).severity == "hold"


def test_a_blocked_wavelength_yields_to_a_named_clinician_with_a_good_spot() -> None:
    made = spot(date(2027, 1, 4), date(2027, 2, 8), "good", 532.0)
    parts = {**BLOCKED, "test_spot": [made], "override": [override("wavelength-blocked", test_spot_on=date(2027, 1, 4))]}
    assert only("wavelength-blocked", **parts).overridden_by == "Dr Lind"


def test_an_override_of_an_unknown_rule_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownName, match="redness"):
        screen(calm(override=[override("rednes")]), TODAY)


def test_an_override_of_one_rule_leaves_the_others_alone() -> None:
    case = calm(history={"pressured": True, "breastfeeding": True}, override=[override("pressured")])
    verdict = screen(case, TODAY)
    assert verdict.name == "hold"
    assert [finding.rule for finding in verdict.findings if finding.severity == "hold"] == ["breast-feeding"]


def test_an_override_of_a_silent_rule_changes_nothing() -> None:
    assert screen(calm(override=[override("redness")]), TODAY) == screen(calm(), TODAY)
