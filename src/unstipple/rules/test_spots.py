"""Test spots: when one is asked for, when it can be read, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from unstipple.consult import CaseFile, TestSpot
from unstipple.evidence import number
from unstipple.rules.classes import named
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.gates import gate_wavelengths_nm, same_wavelength, wavelength_gate
from unstipple.rules.registry import rule

SpotState = Literal["not-needed", "needed", "waiting", "read-good", "read-bad"]

READ_FROM = "gate.test_spot_read_from_weeks"
READ_BY = "gate.test_spot_read_by_weeks"
FROM_TYPE = "gate.test_spot_from_type"


def test_spot_reasons(case: CaseFile) -> tuple[str, ...]:
    """Codes of the reasons for which this case must begin with a test spot; empty when it need not."""
    history, ink = case.history, case.ink
    reacted = history.tattoo_reaction not in (None, "none") or history.darkened_last_time or history.blister_last_time
    reasons = {
        "skin-type": case.skin.type_number >= number(FROM_TYPE),
        "ink-not-documented": ink.kind in ("unknown", "body-tattoo") or not ink.documented,
        "ink-oxide": ink.kind == "oxide",
        "ink-warm": ink.tint == "warm",
        "earlier-reaction": bool(reacted),
        "raised-scars": bool(history.keloid or named(case, "conditions", "keloid")),
        "hair-in-field": any(zone.treat and (zone.hair != "bald" or zone.keep_hair) for zone in case.zone),
    }
    return tuple(code for code, holds in reasons.items() if holds)


def test_spot_state(case: CaseFile, today: date, wavelength_nm: float) -> SpotState:
    """How the test spot for a wavelength in nm stands.

    A darkened or injured spot counts even when none was asked for, until a named clinician has overridden ``test-spot-bad`` on a
    later good one. A spot without effect proves nothing yet: another one is needed.
    """
    spots = [spot for spot in case.test_spot if same_wavelength(spot.wavelength_nm, wavelength_nm)]
    if any(_bad(spot) for spot in spots) and not _decided(case, wavelength_nm):
        return "read-bad"
    gate = wavelength_gate(case.skin.type_number, wavelength_nm)
    if not test_spot_reasons(case) and gate.state != "test-spot":
        return "not-needed"
    if any(read_good(spot) for spot in spots):
        return "read-good"
    return "waiting" if any(_too_early(spot) for spot in spots) else "needed"


def read_good(spot: TestSpot) -> bool:
    """Whether a spot was read as good, and not before its time."""
    return spot.result == "good" and not _too_early(spot)


def _bad(spot: TestSpot) -> bool:
    return spot.result in ("darkened", "injured")


def _too_early(spot: TestSpot) -> bool:
    return spot.read_on < weeks_after(spot.made_on, READ_FROM) and not _bad(spot)


def _decided(case: CaseFile, wavelength_nm: float) -> bool:
    made = {entry.test_spot_on for entry in case.override if entry.rule == "test-spot-bad"}
    return any(read_good(s) and s.made_on in made and same_wavelength(s.wavelength_nm, wavelength_nm) for s in case.test_spot)


def _wavelengths_nm(case: CaseFile) -> tuple[float, ...]:
    """The wavelengths that this case may use: the fixed one, or all that its skin leaves open."""
    fixed = case.treatment.wavelength_nm
    every = gate_wavelengths_nm() if fixed is None else (fixed,)
    return tuple(wave for wave in every if wavelength_gate(case.skin.type_number, wave).state != "blocked")


@rule(
    "test-spot-first", "caution", sources=("design", "ross-2001"), limits=(READ_FROM, READ_BY, FROM_TYPE),
    asks=("ink.kind", "ink.documented", "ink.tint", "zone"),
)  # fmt: skip
def test_spot_first(case: CaseFile, today: date) -> Finding | None:
    """The first visit is a test spot where skin, ink, hair or an earlier reaction ask for one."""
    states = {test_spot_state(case, today, wave) for wave in _wavelengths_nm(case)}
    if "needed" not in states or "read-good" in states or "waiting" in states:
        return None
    return test_spot_first.finding(
        reasons=test_spot_reasons(case) or ("wavelength",),
        earliest=weeks_after(today, READ_FROM), latest=weeks_after(today, READ_BY),
    )  # fmt: skip


@rule("test-spot-early", "hold", who="physician", limits=(READ_FROM,), asks=("test_spot",))
def test_spot_early(case: CaseFile, today: date) -> Iterator[Finding]:
    """A test spot is not read before its time."""
    states = {wave: test_spot_state(case, today, wave) for wave in _wavelengths_nm(case)}
    if "read-good" in states.values():
        return
    for wave, state in states.items():
        if state == "waiting":
            due = max(weeks_after(s.made_on, READ_FROM) for s in case.test_spot if same_wavelength(s.wavelength_nm, wave) and _too_early(s))
            yield test_spot_early.finding(until=due if due > today else None, wavelength_nm=wave, due=due)


@rule("test-spot-bad", "hold", who="physician", needs_test_spot=True, sources=("ross-2001", "design"), asks=("test_spot",))
def test_spot_bad(case: CaseFile, today: date) -> Iterator[Finding]:
    """A test spot that darkened or was injured waits for a physician's decision."""
    for spot in case.test_spot:
        if _bad(spot):
            yield test_spot_bad.finding(result=spot.result, made=spot.made_on, wavelength_nm=spot.wavelength_nm)
