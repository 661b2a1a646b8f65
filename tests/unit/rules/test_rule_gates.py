from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rule_cases import calm, override, spot

from unstipple.evidence import source_keys, value
from unstipple.rules import gates
from unstipple.rules.gates import gate_wavelengths_nm, test_spot_reasons, test_spot_state, wavelength_gate

A, T, B = "allowed", "test-spot", "blocked"
TABLE = {
    532: (A, A, A, B, B, B), 670: (B, A, A, A, B, B), 694: (B,) * 6, 730: (B, A, A, A, B, B), 755: (A, A, A, T, B, B),
    785: (B, A, A, A, B, B), 1064: (A,) * 6,
    # No gate is written for these: blocked for everyone.
    355: (B,) * 6, 585: (B,) * 6, 650: (B,) * 6, 800: (B,) * 6, 1319: (B,) * 6, 10600: (B,) * 6,
}  # fmt: skip
OPENNESS = {B: 0, T: 1, A: 2}

test_spot_reasons.__test__ = False  # type: ignore[attr-defined]
test_spot_state.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("wavelength_nm", TABLE)
@pytest.mark.parametrize("type_number", range(1, 7))
def test_the_gate_is_as_the_table_says(wavelength_nm: float, type_number: int) -> None:
    assert wavelength_gate(type_number, wavelength_nm).state == TABLE[wavelength_nm][type_number - 1]


@pytest.mark.parametrize("wavelength_nm", TABLE)
def test_more_melanin_never_opens_a_gate_except_above_type_one_at_670_to_785(wavelength_nm: float) -> None:
    openness = [OPENNESS[wavelength_gate(kind, wavelength_nm).state] for kind in range(1, 7)]
    from_type = 1 if 670 <= wavelength_nm <= 785 and wavelength_nm != 755 else 0
    assert openness[from_type:] == sorted(openness[from_type:], reverse=True)


def test_every_gate_names_sources_that_exist() -> None:
    for wavelength_nm in (*gate_wavelengths_nm(), 1320):
        for kind in range(1, 7):
            gate = wavelength_gate(kind, wavelength_nm)
            assert gate.sources
            assert set(gate.sources) <= set(source_keys())


@pytest.mark.parametrize("wavelength_nm", [532, 670, 730, 755, 785, 1064])
def test_a_gate_opened_by_an_unverified_value_closes(wavelength_nm: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "value", lambda name: replace(value(name), verified=False))
    assert {wavelength_gate(kind, wavelength_nm).state for kind in range(1, 7)} == {B}


def test_every_value_that_opens_a_gate_is_verified() -> None:
    for name in gates.names("gate."):
        if name.endswith((".lightest_type", ".darkest_type")):
            assert value(name).verified, name


@pytest.mark.parametrize("kind", [0, 7, -1])
def test_a_skin_type_that_does_not_exist_is_refused(kind: int) -> None:
    with pytest.raises(ValueError, match="skin type"):
        wavelength_gate(kind, 1064)


@pytest.mark.parametrize("wavelength_nm", [float("nan"), float("inf"), 0, -1064])
def test_a_wavelength_that_makes_no_sense_is_blocked(wavelength_nm: float) -> None:
    assert wavelength_gate(2, wavelength_nm).state == B


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"skin": {"fitzpatrick": "IV"}}, "skin-type"),
        ({"skin": {"questionnaire_type": "VI"}}, "skin-type"),
        ({"ink": {"kind": "unknown"}}, "ink-not-documented"),
        ({"ink": {"documented": False}}, "ink-not-documented"),
        ({"ink": {"kind": "body-tattoo"}}, "ink-not-documented"),
        ({"ink": {"kind": "oxide"}}, "ink-oxide"),
        ({"ink": {"tint": "warm"}}, "ink-warm"),
        ({"history": {"darkened_last_time": True}}, "earlier-reaction"),
        ({"history": {"blister_last_time": True}}, "earlier-reaction"),
        ({"history": {"keloid": True}}, "raised-scars"),
        ({"zone": [{"name": "top", "hair": "terminal"}]}, "hair-in-field"),
    ],
)
def test_each_reason_for_a_test_spot_is_seen(parts: dict[str, object], reason: str) -> None:
    assert reason in test_spot_reasons(calm(**parts))


def test_documented_carbon_in_bald_light_skin_needs_no_test_spot() -> None:
    assert test_spot_reasons(calm()) == ()
    assert test_spot_state(calm(), 1064) == "not-needed"


DARK = {"skin": {"fitzpatrick": "V"}}
MADE = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("read", "result", "state"),
    [
        (date(2027, 2, 1), "good", "read-good"),
        (date(2027, 1, 31), "good", "waiting"),
        (date(2027, 2, 1), "no-effect", "needed"),
        (date(2027, 1, 10), "no-effect", "waiting"),
        (date(2027, 1, 4), "darkened", "read-bad"),
        (date(2027, 2, 10), "injured", "read-bad"),
    ],
)
def test_a_test_spot_reads_as_its_day_and_result_say(read: date, result: str, state: str) -> None:
    assert test_spot_state(calm(test_spot=[spot(MADE, read, result)], **DARK), 1064) == state


def test_a_test_spot_counts_only_for_its_own_wavelength() -> None:
    case = calm(test_spot=[spot(MADE, date(2027, 2, 8))], skin={"fitzpatrick": "IV"})
    assert test_spot_state(case, 755) == "needed"


def test_a_bad_spot_counts_even_where_none_was_needed() -> None:
    assert test_spot_state(calm(test_spot=[spot(MADE, MADE, "darkened")]), 1064) == "read-bad"


def test_a_good_spot_outweighs_a_bad_one_only_when_a_clinician_names_it_and_it_came_later() -> None:
    bad, good = spot(date(2026, 11, 2), date(2026, 12, 7), "injured"), spot(MADE, date(2027, 2, 8))
    assert test_spot_state(calm(test_spot=[bad, good], **DARK), 1064) == "read-bad"
    decided = [override("test-spot-bad", test_spot_on=MADE)]
    assert test_spot_state(calm(test_spot=[bad, good], override=decided, **DARK), 1064) == "read-good"
    swapped = [spot(MADE, date(2027, 2, 8), "injured"), spot(date(2026, 11, 2), date(2026, 12, 7))]
    early = [override("test-spot-bad", test_spot_on=date(2026, 11, 2))]
    assert test_spot_state(calm(test_spot=swapped, override=early, **DARK), 1064) == "read-bad"
