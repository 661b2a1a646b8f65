"""An unverified number may tighten a decision, never permit one: each such number is made to vanish, and no case may grow stricter.

For every unverified number that a screening rule reads it is declared what the program would be like without it: a wait of nothing, an
age that nobody is under, a limit that nothing reaches. Then no case of that rule may meet a graver finding, a later day or a graver
verdict than with the number; else the number had let something pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch
from typing import Any

import pytest
from rule_cases import TODAY, calm
from rule_examples import SILENT, SPEAKS

from unstipple import evidence
from unstipple.consult import FITZPATRICK, CaseFile
from unstipple.evidence import _tables
from unstipple.rules.finding import ORDER
from unstipple.rules.gates import same_wavelength, wavelength_gate
from unstipple.rules.registry import Rule, find_rule
from unstipple.rules.screening import all_rules, screen

NEVER, NOTHING = 1e6, 0.0
GONE = {
    "*_weeks": NOTHING,  # a wait: over at once
    "screening.redo_smp*_months": NOTHING,
    "screening.dermoscopy_months": 1200.0,  # a look at a mole that never needs repeating
    "screening.adult_years": NOTHING,
    "screening.types_apart": NEVER,
    "*_from_type": NEVER,  # a demand on dark skin: made of nobody
    "practice.cream_field_cm2": NEVER,
    "practice.titration_step": NEVER,  # the most that a setting may rise
    "practice.*_sessions": NEVER,  # a count after which a decision is asked for
    "practice.small_gain": NOTHING,  # a gain too small to go on without a look
    "anaesthetic.most_*": NEVER,
    "anaesthetic.minutes_max": NEVER,
}
"""Names of unverified numbers, those of one line together -> the value that takes their demand away."""

NO_DEMAND = {
    "gate.same_line_nm": "says when two readings name one laser line; it joins no two lines",
    "gate.ruby.wavelength_nm": "names a wavelength that is closed to everyone",
    "harm.epidermal_build_up_*_mm": "compares the light of two spot sizes inside one limit",
    "anaesthetic.absorbed_share": "serves the check of uptake alone, which is gone without anaesthetic.most_*; area and grams stand",
    "anaesthetic.strength_*_pct": "what the name of the cream says of itself",
    "skin.ita_above_*_deg": "turns a measured colour into a type, of which the darker always counts: tested below",
    "screening.*_likeness_share": "how a misspelt name of concern is recognised: tested below",
    "harm.reference_spot_mm": "the spot size to which the others are compared; it cancels",
}
"""Unverified numbers that ask for nothing by themselves, and why."""


def cases_of(code: str) -> Iterator[CaseFile]:
    yield calm()
    yield from (calm(**example.parts) for example in SPEAKS.get(code, ()))
    yield from (calm(**parts) for parts in SILENT.get(code, ()))


def read_by(rule: Rule) -> set[str]:
    """Names of all numbers that the rule declares, or reads in any of its examples."""
    with evidence.ledger() as book:
        for parts in [{}, *(example.parts for example in SPEAKS.get(rule.code, ())), *SILENT.get(rule.code, ())]:
            rule(calm(**parts), TODAY)
    return {*book.used, *rule.limits}


def unverified(rule: Rule) -> list[str]:
    return sorted(name for name in read_by(rule) if not evidence.value(name).verified)


def test_every_unverified_number_of_a_rule_is_declared() -> None:
    declared = [*GONE, *NO_DEMAND]
    known = {name for rule in all_rules() for name in unverified(rule)}
    assert not sorted(name for name in known if not any(fnmatch(name, pattern) for pattern in declared))


def strictness(rule: Rule, case: CaseFile) -> tuple[tuple[int, date], int]:
    """Gravest finding with the latest day until which one so grave holds (no day: for ever), and the gravity of the whole verdict."""
    found = [each for each in rule(case, TODAY) if each.severity != "note"]
    grave = max((ORDER.index(each.severity) for each in found), default=0)
    until = max((each.until or date.max for each in found if ORDER.index(each.severity) == grave), default=date.min)
    return (grave, until), ORDER.index(screen(case, TODAY).name)


def set_number(monkeypatch: pytest.MonkeyPatch, name: str, number: float) -> None:
    monkeypatch.setitem(_tables.values(), name, replace(evidence.value(name), value=number, low=None, high=None, spread="none"))


@pytest.mark.parametrize("code", [rule.code for rule in all_rules()])
def test_without_its_unverified_numbers_a_rule_is_never_stricter(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = find_rule(code)
    named = [(pattern, [name for name in unverified(rule) if fnmatch(name, pattern)], value) for pattern, value in GONE.items()]
    cases = list(cases_of(code)) if any(names for _, names, _ in named) else []
    before = [strictness(rule, case) for case in cases]
    for pattern, names, value in named:
        with monkeypatch.context() as patch:
            for name in [each for each in evidence.names() if names and fnmatch(each, pattern) and not evidence.value(each).verified]:
                set_number(patch, name, value)
            for case, (found, verdict) in zip(cases, before, strict=True):
                without, whole = strictness(rule, case)
                assert (without <= found, whole <= verdict) == (True, True), f"{names} lets something pass"


def test_the_check_would_notice_a_number_that_permits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait that were counted the wrong way would be seen: with no wait at all the tanned case is milder, with a longer one stricter."""
    rule, case = find_rule("recent-sun"), calm(**SPEAKS["recent-sun"][0].parts)
    before = strictness(rule, case)
    set_number(monkeypatch, "screening.sun_wait_weeks", 60.0)
    assert strictness(rule, case) > before
    set_number(monkeypatch, "screening.sun_wait_weeks", 0.0)
    assert strictness(rule, case) < before


BANDS = sorted({name.rsplit(".", 1)[0] for name in evidence.names("gate.") if name.endswith(".wavelength_nm")})


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("bound", ["lightest_type", "darkest_type"])
def test_a_wavelength_opens_only_on_verified_bounds(band: str, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, wavelength_nm = f"{band}.{bound}", evidence.number(f"{band}.wavelength_nm")
    if evidence.has(name):
        monkeypatch.setitem(_tables.values(), name, replace(evidence.value(name), verified=False))
    assert all(wavelength_gate(skin, wavelength_nm).state == "blocked" for skin in range(1, 7))


NARROWING = [name for name in evidence.names("gate.") if name.endswith((".blocked_from_type", ".test_spot_from_type"))]


@pytest.mark.parametrize("name", NARROWING)
def test_what_narrows_a_wavelength_never_opens_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    states = ("allowed", "test-spot", "blocked")
    bands = [evidence.number(f"{band}.wavelength_nm") for band in BANDS]
    before = {(skin, nm): wavelength_gate(skin, nm).state for skin in range(1, 7) for nm in bands}
    set_number(monkeypatch, name, NEVER)
    for (skin, nm), state in before.items():
        assert states.index(wavelength_gate(skin, nm).state) <= states.index(state)


def test_one_laser_line_is_never_taken_for_another() -> None:
    bands = [evidence.number(f"{band}.wavelength_nm") for band in BANDS]
    assert all(not same_wavelength(one, other) for one in bands for other in bands if one != other)


MISSPELT = [
    {"history": {name: [word]}}
    for name, words in {
        "medicines": ("amiodaron", "isotretinoine", "warfarine", "minocyclin", "metotrexate", "doxycyclin", "tretinoine", "auranofine"),
        "conditions": ("vitilego", "psoriasys", "lupus eritematosus", "epilepsi", "keloide", "diabetis", "haemophilia a"),
        "allergies": ("lidocain", "latexx", "nickell", "lignocain"),
    }.items()
    for word in words
]
"""Slips of the pen in names of concern."""


@pytest.mark.parametrize("parts", MISSPELT, ids=lambda parts: str(next(iter(parts["history"].values()))[0]))
def test_understanding_a_slip_of_the_pen_never_makes_a_verdict_milder(parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the word is unknown, and asked about; with it the verdict is at least as grave."""
    understood = ORDER.index(screen(calm(**parts), TODAY).name)
    set_number(monkeypatch, "screening.spelling_likeness_share", 1.0)
    assert ORDER.index(screen(calm(**parts), TODAY).name) <= understood


@pytest.mark.parametrize("skin", range(1, 7))
def test_a_measured_colour_never_makes_a_skin_type_lighter(skin: int) -> None:
    for degrees in range(-60, 81, 10):
        measured = calm(skin={"fitzpatrick": FITZPATRICK[skin - 1], "measured_ita_degrees": degrees})
        assert measured.skin.type_number >= skin
