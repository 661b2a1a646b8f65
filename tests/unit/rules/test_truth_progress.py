"""Truth tables of what earlier treatments and their settings mean for the next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rule_cases import TODAY, calm

from unstipple.rules import spot_gain
from unstipple.rules.finding import Finding
from unstipple.rules.registry import find_rule

ONE, TWO, THREE = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def only(code: str, **parts: Any) -> Finding | None:
    found = find_rule(code)(calm(**parts), TODAY)
    assert len(found) <= 1
    return found[0] if found else None


def session(on: date, fluence: float | None = 2.0, **parts: Any) -> dict[str, Any]:
    return {"on": on, "laser": "picoway", "wavelength_nm": 1064.0, "spot_mm": 4.0, "fluence_j_cm2": fluence, **parts}


def fixed(fluence: float | None, spot_mm: float | None = 4.0, wavelength_nm: float | None = 1064.0) -> dict[str, Any]:
    return {"fluence_j_cm2": fluence, "spot_mm": spot_mm, "wavelength_nm": wavelength_nm}


@pytest.mark.parametrize(
    ("treatment", "sessions", "allowed"),
    [
        (fixed(2.4), [session(ONE)], None),
        (fixed(2.5), [session(ONE)], 2.4),
        (fixed(2.5), [session(ONE, 2.0), session(TWO, 3.0)], None),
        (fixed(2.5), [session(TWO, 3.0), session(ONE, 2.0)], None),
        (fixed(2.5), [session(TWO, 2.0), session(ONE, 3.0)], 2.4),
        (fixed(2.5), [session(ONE, wavelength_nm=755.0)], None),
        (fixed(2.5), [session(ONE, None)], None),
        (fixed(2.5), [session(ONE, spot_mm=None)], None),
        (fixed(2.5), [], None),
        (fixed(None), [session(ONE)], None),
        (fixed(2.5, None), [session(ONE)], None),
        (fixed(1.27), [session(ONE, 1.0)], 1.2),
    ],
)
def test_a_fixed_fluence_rises_by_one_step_at_most(treatment: dict[str, Any], sessions: list[Any], allowed: float | None) -> None:
    found = only("last-setting-rise", treatment=treatment, session=sessions)
    assert (found is not None) is (allowed is not None)
    if found:
        last = max(sessions, key=lambda each: each["on"])
        told = {"wanted": treatment["fluence_j_cm2"], "last": last["fluence_j_cm2"], "on": last["on"], "allowed": allowed}
        assert dict(found.parameters) == told


def test_another_spot_is_compared_by_its_light() -> None:
    ratio = spot_gain(4, "flat-top") / spot_gain(6, "flat-top")
    assert only("last-setting-rise", treatment=fixed(2.4 * ratio - 0.01, 6.0), session=[session(ONE)]) is None
    assert only("last-setting-rise", treatment=fixed(2.4 * ratio + 0.01, 6.0), session=[session(ONE)])
    harmed = [session(ONE, adverse=["blister"])]
    assert only("harm-setting", treatment=fixed(2.0 * ratio - 0.01, 6.0), session=harmed) is None
    assert only("harm-setting", treatment=fixed(2.0 * ratio + 0.01, 6.0), session=harmed)


@pytest.mark.parametrize(
    ("treatment", "sessions", "on"),
    [
        (fixed(2.0), [session(ONE, adverse=["blister"])], ONE),
        (fixed(1.9), [session(ONE, adverse=["blister"])], None),
        (fixed(2.0), [session(ONE)], None),
        (fixed(9.0), [session(ONE, adverse=["infection"])], None),
        (fixed(2.0), [session(ONE, None, adverse=["scar"])], None),
        (fixed(2.0), [session(ONE, adverse=["scar"], wavelength_nm=755.0)], None),
        (fixed(2.0), [session(ONE), session(TWO, adverse=["scar", "infection"])], TWO),
        (fixed(None), [session(ONE, adverse=["scar"])], None),
        (fixed(2.0, None), [session(ONE, adverse=["scar"])], None),
        (fixed(2.0, 4.0, None), [session(ONE, adverse=["scar"])], None),
    ],
)
def test_nothing_as_strong_as_what_did_harm(treatment: dict[str, Any], sessions: list[Any], on: date | None) -> None:
    found = only("harm-setting", treatment=treatment, session=sessions)
    assert (found and found.parameters["on"]) == on
    if found:
        assert dict(found.parameters) == {"wanted": treatment["fluence_j_cm2"], "last": 2.0, "on": on}


def gained(*clearances: float | None) -> list[dict[str, Any]]:
    days = (ONE, TWO, THREE, date(2026, 12, 1))
    return [session(on, clearance=each) for on, each in zip(days, clearances, strict=False)]


@pytest.mark.parametrize(
    ("clearances", "speaks"),
    [
        ((0.3, 0.32, 0.34), True), ((0.3, 0.32, 0.38), False), ((0.3, 0.36, 0.38), False), ((0.02, 0.04), False), ((0.3,), False),
        ((0.02, 0.04, 0.06), True), ((0.3, 0.2, 0.1), True), ((0.3, None, 0.32, 0.34), True), ((0.3, 0.6, 0.62, 0.64), True),
    ],
)  # fmt: skip
def test_two_small_gains_in_a_row(clearances: tuple[float | None, ...], speaks: bool) -> None:
    sessions = gained(*clearances)
    assert (only("small-gains", session=sessions) is not None) is speaks
    assert (only("small-gains", session=sessions[::-1]) is not None) is speaks


@pytest.mark.parametrize(("count", "review", "decision"), [(7, False, False), (8, True, False), (9, True, False), (10, False, True)])
def test_reviews_and_decisions_are_due_on_their_counts(count: int, review: bool, decision: bool) -> None:
    sessions = [session(date(2025, 1, 1 + n)) for n in range(count)]
    for code, due in (("review-due", review), ("decision-due", decision)):
        found = only(code, session=sessions)
        assert (found is not None) is due
        assert not found or dict(found.parameters) == {"sessions": count}


@pytest.mark.parametrize(
    ("clearances", "darker"), [((-0.05,), -0.05), ((0.3, -0.01), -0.01), ((-0.1, 0.2), None), ((0.0,), None), ((), None)]
)
def test_pigment_that_is_darker_than_at_the_start_waits(clearances: tuple[float, ...], darker: float | None) -> None:
    found = only("darker-than-before", session=gained(*clearances)[::-1])
    assert (found and found.parameters["clearance"]) == darker
