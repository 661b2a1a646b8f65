"""Which wavelength may meet which skin, and when a test spot must come first and has spoken.

A gate opens on a number that was read in its source, never on an unverified one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from unstipple.consult import FITZPATRICK, CaseFile, TestSpot
from unstipple.device import Setting
from unstipple.evidence import has, names, number, value
from unstipple.rules.classes import named
from unstipple.rules.dates import weeks_after

GateState = Literal["allowed", "test-spot", "blocked"]
GateReason = Literal["cleared", "dark-for-wavelength", "too-dark", "too-light", "not-offered", "no-evidence"]
SpotState = Literal["not-needed", "needed", "waiting", "read-good", "read-bad"]

READ_FROM = "gate.test_spot_read_from_weeks"
FROM_TYPE = "gate.test_spot_from_type"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a wavelength may be used on a skin type: ``allowed``, only after a ``test-spot``, or ``blocked``; why; and on whose word."""

    type_number: int
    wavelength_nm: float
    state: GateState
    reason: GateReason
    sources: tuple[str, ...]


def wavelength_gate(type_number: int, wavelength_nm: float) -> Gate:
    """The gate for a Fitzpatrick type 1-6 and a wavelength in nm.

    What the clearances name opens it; a clinical limit can only narrow that. Any wavelength without evidence is blocked. Raises
    `ValueError` for a type outside 1-6.
    """
    if not 1 <= type_number <= len(FITZPATRICK):
        raise ValueError(f"skin type number {type_number} is not within 1-{len(FITZPATRICK)}")
    band = _band(wavelength_nm)
    if band is None:
        return Gate(type_number, wavelength_nm, "blocked", "no-evidence", ("design",))
    state, reason, limit = _state(band, type_number)
    return Gate(type_number, wavelength_nm, state, reason, value(limit).sources)


def gate_wavelengths_nm() -> tuple[float, ...]:
    """Wavelengths in nm for which a gate is written, shortest first."""
    return tuple(sorted(number(f"{band}.wavelength_nm") for band in _bands()))


def same_wavelength(one_nm: float, other_nm: float) -> bool:
    """Whether two wavelengths in nm name the same laser line."""
    return abs(one_nm - other_nm) <= number("gate.same_line_nm")


@cache
def _bands() -> tuple[str, ...]:
    ending = ".wavelength_nm"
    return tuple(name.removesuffix(ending) for name in names("gate.") if name.endswith(ending))


def _band(wavelength_nm: float) -> str | None:
    return next((band for band in _bands() if same_wavelength(wavelength_nm, number(f"{band}.wavelength_nm"))), None)


def _state(band: str, type_number: int) -> tuple[GateState, GateReason, str]:
    """State, reason and the name of the value that decided."""
    lightest, darkest = f"{band}.lightest_type", f"{band}.darkest_type"
    if not (_opens(lightest) and _opens(darkest)):
        return "blocked", "not-offered", f"{band}.wavelength_nm"
    if type_number < number(lightest):
        return "blocked", "too-light", lightest
    if type_number > number(darkest):
        return "blocked", "too-dark", darkest
    if has(f"{band}.blocked_from_type") and type_number >= number(f"{band}.blocked_from_type"):
        return "blocked", "too-dark", f"{band}.blocked_from_type"
    if has(f"{band}.test_spot_from_type") and type_number >= number(f"{band}.test_spot_from_type"):
        return "test-spot", "dark-for-wavelength", f"{band}.test_spot_from_type"
    return "allowed", "cleared", darkest


def _opens(name: str) -> bool:
    """Only a verified value may permit."""
    return has(name) and value(name).verified


def test_spot_reasons(case: CaseFile) -> tuple[str, ...]:
    """Codes of the reasons for which this case must begin with a test spot; empty when it need not."""
    history, ink = case.history, case.ink
    harmed = any(session.adverse for session in case.session)
    reacted = harmed or history.tattoo_reaction not in (None, "none") or history.darkened_last_time or history.blister_last_time
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


def test_spot_state(case: CaseFile, wavelength_nm: float) -> SpotState:
    """How the test spot for a wavelength in nm stands.

    A darkened or injured spot counts even when none was asked for, until a named clinician has overridden ``test-spot-bad`` on a
    later good one. A spot without effect proves nothing yet: another one is needed.
    """
    spots = [spot for spot in case.test_spot if same_wavelength(spot.wavelength_nm, wavelength_nm)]
    if any(injured(spot) for spot in spots) and not _decided(case, wavelength_nm):
        return "read-bad"
    gate = wavelength_gate(case.skin.type_number, wavelength_nm)
    if not test_spot_reasons(case) and gate.state != "test-spot":
        return "not-needed"
    if any(read_good(spot) for spot in spots):
        return "read-good"
    return "waiting" if any(read_too_early(spot) for spot in spots) else "needed"


def spot_must_come_first(case: CaseFile, setting: Setting) -> bool:
    """Whether a test spot has to be made before this setting: none was read as good, or only with another laser or far less light.

    A good spot, or a treatment that healed without harm, speaks for its own laser and wavelength, up to one allowed step above its fluence.
    """
    state = test_spot_state(case, setting.wavelength_nm)
    if state != "read-good":
        return state != "not-needed"
    reach = setting.fluence_j_cm2 / (1 + number("practice.titration_step")) * (1 - 1e-9)
    spots = [(spot.laser, spot.wavelength_nm, spot.fluence_j_cm2) for spot in case.test_spot if read_good(spot)]
    calm = [each for each in case.session if each.healed and not each.adverse]
    healed = [(each.laser, each.wavelength_nm or 0, each.fluence_j_cm2 or 0) for each in calm]
    return not any(
        laser == setting.laser.name and same_wavelength(wavelength_nm, setting.wavelength_nm) and fluence_j_cm2 >= reach
        for laser, wavelength_nm, fluence_j_cm2 in (*spots, *healed)
    )


def passes_allowed(case: CaseFile, wavelength_nm: float) -> int:
    """How many passes one visit may have: one by default, and on darker skin more only after a good test spot."""
    if case.skin.type_number >= number(FROM_TYPE) and test_spot_state(case, wavelength_nm) != "read-good":
        return int(number("practice.passes_default"))
    return int(number("practice.passes_max"))


def read_good(spot: TestSpot) -> bool:
    """Whether a spot was read as good, and not before its time."""
    return spot.result == "good" and not read_too_early(spot)


def injured(spot: TestSpot) -> bool:
    """Whether a spot darkened or was injured; that counts whenever it is seen."""
    return spot.result in ("darkened", "injured")


def read_too_early(spot: TestSpot) -> bool:
    """Whether a spot without harm was read before late harm could show."""
    return spot.read_on < weeks_after(spot.made_on, READ_FROM) and not injured(spot)


def _decided(case: CaseFile, wavelength_nm: float) -> bool:
    """Whether a clinician named a good spot, made after every bad one with that wavelength."""
    spots = [spot for spot in case.test_spot if same_wavelength(spot.wavelength_nm, wavelength_nm)]
    last_bad = max(spot.made_on for spot in spots if injured(spot))
    named_on = {entry.test_spot_on for entry in case.override if entry.rule == "test-spot-bad"}
    return any(read_good(spot) and spot.made_on in named_on and spot.made_on > last_bad for spot in spots)
