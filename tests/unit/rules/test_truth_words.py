"""Truth tables of what is read out of words and answers: test spots asked for, sun, numbing, names in free lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from rule_cases import TODAY, calm

from unstipple.evidence import number, value
from unstipple.outcome import numbing_dose
from unstipple.rules.classes import look_up
from unstipple.rules.finding import Finding, verdict
from unstipple.rules.gates import test_spot_reasons as spot_reasons
from unstipple.rules.numbing import largest_field_cm2
from unstipple.rules.registry import find_rule


def only(code: str, **parts: Any) -> Finding | None:
    found = find_rule(code)(calm(**parts), TODAY)
    assert len(found) <= 1
    return found[0] if found else None


SESSION = {"on": date(2026, 6, 1), "laser": "picoway", "wavelength_nm": 1064.0, "spot_mm": 4.0, "fluence_j_cm2": 1.5}


@pytest.mark.parametrize(
    ("parts", "reasons"),
    [
        ({}, ()),
        ({"skin": {"fitzpatrick": "IV"}}, ("skin-type",)),
        ({"skin": {"fitzpatrick": "III"}}, ()),
        ({"ink": {"kind": "unknown"}}, ("ink-not-documented",)),
        ({"ink": {"kind": "body-tattoo"}}, ("ink-not-documented",)),
        ({"ink": {"documented": False}}, ("ink-not-documented",)),
        ({"ink": {"kind": "oxide"}}, ("ink-oxide",)),
        ({"ink": {"tint": "warm"}}, ("ink-warm",)),
        ({"session": [{**SESSION, "adverse": ["blister"]}]}, ("earlier-reaction",)),
        ({"session": [{**SESSION, "adverse": []}]}, ()),
        ({"history": {"tattoo_reaction": "allergic"}}, ("earlier-reaction",)),
        ({"history": {"darkened_last_time": True}}, ("earlier-reaction",)),
        ({"history": {"blister_last_time": True}}, ("earlier-reaction",)),
        ({"history": {"keloid": True}}, ("raised-scars",)),
        ({"history": {"conditions": ["keloids"]}}, ("raised-scars",)),
        ({"history": {"conditions": ["eczema"]}}, ()),
        ({"zone": [{"name": "top", "hair": "miniaturised"}]}, ("hair-in-field",)),
        ({"zone": [{"name": "top", "hair": "bald", "keep_hair": True}]}, ("hair-in-field",)),
        ({"zone": [{"name": "top", "hair": "miniaturised", "treat": False}]}, ()),
    ],
)
def test_what_asks_for_a_test_spot(parts: dict[str, Any], reasons: tuple[str, ...]) -> None:
    assert spot_reasons(calm(**parts)) == reasons


@pytest.mark.parametrize(("skin", "weeks"), [("II", 8), ("V", 10)])
def test_the_sun_free_band_goes_with_the_spacing_of_the_visits(skin: str, weeks: int) -> None:
    found = only("sun-free", skin={"fitzpatrick": skin})
    assert found is not None
    band = "joined" if weeks == 8 else "apart"
    assert found.parameters["weeks"] == weeks
    assert found.parameters["band"] == band


@pytest.mark.parametrize(("tan", "speaks"), [("none", True), ("fading", True), ("fresh", False), ("sunburn", False)])
def test_recent_sun_leaves_a_tan_that_is_seen_to_its_own_rule(tan: str, speaks: bool) -> None:
    assert (only("recent-sun", skin={"tan": tan, "last_strong_sun": TODAY - timedelta(days=10)}) is not None) is speaks
    assert only("recent-sun", skin={"tan": tan, "last_strong_sun": None}) is None


# numbing -----------------------------------------------------------------------------------------------------------------------------


def cream(product: str = "lidocaine-4", **parts: Any) -> dict[str, Any]:
    return {"product": product, "area_cm2": 200.0, "minutes": 30.0, "occluded": False, **parts}


@pytest.mark.parametrize(
    ("parts", "weight", "dose"),
    [
        (cream("compounded", lidocaine_percent=30.0, area_cm2=400.0), 80.0, (400, None, 30, 0)),
        (cream("compounded", lidocaine_percent=30.0, area_cm2=400.0, grams=120.0), 80.0, (400, 0.3, 30, 0)),
        (cream("none", injected_mg=400.0), 60.0, (0, None, 0, 400)),
        (cream("none", area_cm2=None, injected_mg=400.0), 60.0, (0, None, 0, 400)),
        (cream("other", area_cm2=None, injected_mg=400.0), 60.0, (0, None, 0, 400)),
        (cream("lidocaine-prilocaine", injected_mg=400.0), 60.0, (200, None, 5, 400)),
    ],
)
def test_the_dose_counts_cream_and_needle(parts: dict[str, Any], weight: float, dose: tuple[float, float | None, float, float]) -> None:
    found = only("numbing-dose", anaesthetic=parts, patient={"weight_kg": weight}, zone=[{"name": "top", "hair": "bald"}])
    area, load, percent, injected = dose
    expected = numbing_dose(area, load or value("anaesthetic.cream_load").high or 0, percent, injected)
    most = min(number("anaesthetic.most_mg"), number("anaesthetic.most_by_weight") * weight)
    assert expected.in_body_high_mg > most
    assert found is not None
    assert dict(found.parameters) == {
        "applied_mg": round(expected.applied_mg), "low_mg": round(expected.absorbed_low_mg), "high_mg": round(expected.absorbed_high_mg),
        "injected_mg": injected, "limit_mg": round(most),
    }  # fmt: skip


def test_a_dose_at_the_limit_is_borne_and_a_light_body_bears_less() -> None:
    most = number("anaesthetic.most_by_weight") * 30
    assert most < number("anaesthetic.most_mg")
    for injected, speaks in ((most, False), (most + 1, True)):
        found = only("numbing-dose", anaesthetic=cream("none", injected_mg=injected), patient={"weight_kg": 30.0})
        assert (found is not None) is speaks


@pytest.mark.parametrize(("product", "most"), [("lidocaine-4", 250), ("lidocaine-prilocaine", 250), ("compounded", 250)])
def test_the_field_of_a_cream_is_the_smaller_of_label_and_head(product: str, most: float, monkeypatch: pytest.MonkeyPatch) -> None:
    assert largest_field_cm2(product) == most
    assert only("numbing-area", anaesthetic=cream(product, area_cm2=most)) is None
    found = only("numbing-area", anaesthetic=cream(product, area_cm2=most + 1))
    assert found is not None
    assert dict(found.parameters) == {"area_cm2": most + 1, "limit_cm2": most}
    monkeypatch.setattr("unstipple.rules.numbing.FIELD", "anaesthetic.lidocaine_4_area_cm2")
    labels = {"lidocaine-4": 900, "lidocaine-prilocaine": 400, "compounded": 900}
    assert largest_field_cm2(product) == labels[product]


@pytest.mark.parametrize(
    ("parts", "facts"),
    [
        (cream("compounded", lidocaine_percent=6.0), {"percent": 6.0, "tetracaine": 0.0}),
        (cream("compounded", lidocaine_percent=5.0), None),
        (cream("compounded", tetracaine_percent=4.0, area_cm2=251.0), {"percent": 0.0, "tetracaine": 4.0}),
        (cream("compounded", tetracaine_percent=4.0, area_cm2=250.0), None),
        (cream("compounded", tetracaine_percent=4.0, area_cm2=None), {"percent": 0.0, "tetracaine": 4.0}),
    ],
)
def test_strong_and_mixed_creams_are_for_a_physician(parts: dict[str, Any], facts: dict[str, float] | None) -> None:
    found = only("numbing-compounded", anaesthetic=parts, zone=[{"name": "top", "hair": "bald"}])
    assert (dict(found.parameters) if found else None) == facts


# names in free lists -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "understood"),
    [
        ("methotrexate", True), ("metotrexate", True), ("takes metotrexate weekly", True), ("azathioprin 50 mg", True),
        ("no methotrexate", False), ("denies methotrexate", False), ("methotrexate, no folic acid", True), ("nosuchthing", False),
        ("metformin and nosuchthing", False), ("metformin 500 mg", True), ("aminolevulinic acidd", True),
        ("now porfimmer sodium too", True), ("mg 5", False),
    ],
)  # fmt: skip
def test_what_is_understood(word: str, understood: bool) -> None:
    assert bool(look_up(word).classes) is understood, look_up(word)


def test_a_slip_of_the_pen_is_read_as_the_nearest_name_alone() -> None:
    assert look_up("metotrexate").classes == look_up("methotrexate").classes
    assert look_up("amiodaron").classes == look_up("amiodarone").classes


@pytest.mark.parametrize(
    ("word", "nearest"), [("me", ()), ("amio", "amiodarone"), ("no amiodarone", "amiodarone"), ("isotrtnon", "isotretinoin")]
)
def test_the_nearest_names_begin_with_what_was_written(word: str, nearest: str | tuple[()]) -> None:
    found = look_up(word).nearest
    assert len(found) <= 3
    assert (found[0] if found else ()) == nearest


def test_findings_stand_by_gravity_rule_and_zone() -> None:
    made = [Finding("b", "note", ()), Finding("b", "hold", (), zone="y"), Finding("b", "hold", ()), Finding("b", "hold", (), zone="x")]
    assert [(each.severity, each.zone) for each in verdict(made).findings] == [("hold", None), ("hold", "x"), ("hold", "y"), ("note", None)]
