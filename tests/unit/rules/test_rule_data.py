from __future__ import annotations

from datetime import date

import pytest
from rule_cases import TODAY, calm
from rule_examples import ALWAYS, SILENT

from unstipple.device import laser
from unstipple.rules.classes import ListName, known_names, look_up
from unstipple.rules.drugs import look_up_drug
from unstipple.rules.healing import longer_interval_reasons
from unstipple.rules.last_setting import session_limits
from unstipple.rules.registry import Rule
from unstipple.rules.screening import all_rules, screen
from unstipple.rules.sun import sun_free_bands

MISSED_NOWHERE = ALWAYS | {"unknown-medicine", "unknown-condition", "unknown-allergy"}
READ = sorted({(name, kind) for rule in all_rules() for name, kind in (read.split(".") for read in rule.reads)})
SET = {"laser": "picoway", "wavelength_nm": 1064.0, "spot_mm": 4.0, "fluence_j_cm2": 2.0}


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.code not in MISSED_NOWHERE], ids=lambda rule: rule.code)
def test_every_rule_has_a_near_miss(rule: Rule) -> None:
    assert SILENT[rule.code]


@pytest.mark.parametrize(("name", "kind"), READ)
def test_the_rules_that_say_they_read_a_class_speak_on_it(name: ListName, kind: str) -> None:
    word = known_names(name)[kind][0]
    spoken = {finding.rule for finding in screen(calm(history={name: [word]}), TODAY).findings}
    assert {rule.code for rule in all_rules() if f"{name}.{kind}" in rule.reads} & spoken


@pytest.mark.parametrize("name", ["medicines", "conditions", "allergies"])
def test_every_class_of_words_is_named_by_the_rule_that_reads_it(name: ListName) -> None:
    assert set(known_names(name)) == {kind for listed, kind in READ if listed == name}


def test_every_hold_without_a_day_says_how_it_ends() -> None:
    dated = {rule.code for rule in all_rules() if rule.dated}
    assert {"isotretinoin", "recent-smp", "recent-sun", "fresh-tan", "previous-session", "longer-interval", "not-healed"} <= dated


def test_a_medicine_with_two_classes_names_the_rules_of_both() -> None:
    drug = look_up_drug("Cordarone")
    assert set(drug.classes) == {"heart-rhythm", "light-sensitising"}
    assert {rule.code for rule in drug.rules} == {"numbing-risk", "light-sensitising-medicine"}


def test_an_unknown_medicine_names_the_rule_that_asks() -> None:
    drug = look_up_drug("zzyzxumab")
    assert not drug.known
    assert [rule.code for rule in drug.rules] == ["unknown-medicine"]


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("carcinoma of the scalp", True),
        ("carcinoma on the crown", True),
        ("melanoma of the leg", False),
        ("melanoma, not on the scalp", False),
    ],
)
def test_a_place_on_the_scalp_is_understood(word: str, inside: bool) -> None:
    assert look_up(word, "conditions").in_field is inside


def test_visits_eight_weeks_apart_join_into_one_time_without_sun() -> None:
    assert sun_free_bands((date(2027, 3, 29), date(2027, 5, 24))) == ((date(2027, 3, 1), date(2027, 6, 21)),)


def test_visits_ten_weeks_apart_leave_two_times_without_sun_whatever_their_order() -> None:
    bands = ((date(2027, 3, 1), date(2027, 4, 26)), (date(2027, 5, 10), date(2027, 7, 5)))
    assert sun_free_bands((date(2027, 6, 7), date(2027, 3, 29))) == bands
    assert sun_free_bands(()) == ()


@pytest.mark.parametrize(
    ("parts", "reasons"),
    [
        ({}, ()),
        ({"skin": {"fitzpatrick": "V"}}, ("dark-skin",)),
        ({"history": {"heals_slowly": True}}, ("heals-slowly",)),
        ({"history": {"conditions": ["diabetes"]}}, ("heals-slowly",)),
        ({"history": {"blister_last_time": True}}, ("blister",)),
        ({"session": [{"on": date(2026, 12, 1), "healed": True, "adverse": ["blister", "infection"]}]}, ("blister", "infection")),
        ({"session": [{"on": date(2026, 12, 1), "healed": True, "adverse": ["dark-patch"]}]}, ()),
    ],
)
def test_who_needs_the_longer_interval(parts: dict[str, object], reasons: tuple[str, ...]) -> None:
    assert longer_interval_reasons(calm(**parts)) == reasons


def limits(*sessions: dict[str, object], spot_mm: float = 4.0) -> dict[str, float]:
    made = laser("picoway")
    mode = next(mode for mode in made.modes if mode.wavelength_nm == 1064)
    case = calm(session=[{"on": date(2026, 12, 1), "healed": True, **each} for each in sessions])
    found = session_limits(case.session, made.name, mode, spot_mm)
    return {limit.code: limit.fluence_j_cm2 for limit in found}


def test_the_last_fluence_caps_the_next_one_at_one_step_above() -> None:
    assert limits(SET) == pytest.approx({"session-step": 2.4})
    later = {**SET, "on": date(2027, 1, 5), "fluence_j_cm2": 1.5}
    assert limits(later, SET)["session-step"] == pytest.approx(1.8)


def test_a_harmful_fluence_caps_the_next_one_at_a_step_below_with_any_laser() -> None:
    elsewhere = {**SET, "laser": "revlite", "adverse": ["scar"]}
    assert limits(elsewhere) == pytest.approx({"session-harm": 2.0 / 1.2})


def test_a_larger_spot_is_never_allowed_more_than_the_last_smaller_one() -> None:
    assert limits(SET, spot_mm=6.0)["session-step"] <= limits(SET)["session-step"]
    assert limits(SET, spot_mm=3.0)["session-step"] <= 2.4 + 1e-9


def test_treatments_without_a_setting_or_at_another_wavelength_set_no_limit() -> None:
    assert limits({}) == {}
    assert limits({**SET, "wavelength_nm": 755.0}) == {}
