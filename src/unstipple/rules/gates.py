"""Which wavelength may meet which skin. A gate opens on a number that was read in its source, never on an unverified one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from unstipple.consult import FITZPATRICK, CaseFile
from unstipple.device import laser, laser_names
from unstipple.evidence import has, names, number, value
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

GateState = Literal["allowed", "test-spot", "blocked"]
GateReason = Literal["cleared", "dark-for-wavelength", "too-dark", "too-light", "not-offered", "no-evidence"]


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


def _fixed(case: CaseFile) -> Gate | None:
    wavelength_nm = case.treatment.wavelength_nm
    return None if wavelength_nm is None else wavelength_gate(case.skin.type_number, wavelength_nm)


@rule(
    "wavelength-blocked", "hold", who="physician", needs_test_spot=True, sources=("K220853", "K172077", "kuwait-755"),
    asks=("treatment.wavelength_nm", "skin.fitzpatrick"),
)  # fmt: skip
def wavelength_blocked(case: CaseFile, today: date) -> Finding | None:
    """A wavelength that is closed to the skin type is not used."""
    gate = _fixed(case)
    if gate is None or gate.state != "blocked" or gate.reason not in ("too-dark", "too-light"):
        return None
    return wavelength_blocked.finding(wavelength_nm=gate.wavelength_nm, skin=case.skin.type_name, why=gate.reason)


@rule("wavelength-unknown", "hold", absolute=True, sources=("design",), asks=("treatment.wavelength_nm",))
def wavelength_unknown(case: CaseFile, today: date) -> Finding | None:
    """A wavelength that is not offered, or for which there is no evidence, is not used on anyone."""
    gate = _fixed(case)
    if gate is None or gate.reason not in ("not-offered", "no-evidence"):
        return None
    return wavelength_unknown.finding(wavelength_nm=gate.wavelength_nm)


@rule("no-open-wavelength", "hold", absolute=True, sources=("K220853", "K172077", "kuwait-755"), asks=("treatment.lasers", "skin.fitzpatrick"))
def no_open_wavelength(case: CaseFile, today: date) -> Finding | None:
    """None of the clinic's lasers has a wavelength that is open to the skin type."""
    known = [laser(name) for name in case.treatment.lasers if name in laser_names()]
    if len(known) < len(case.treatment.lasers) or case.treatment.wavelength_nm is not None:
        return None  # a clinic's own laser file is not read here; a fixed wavelength has its own rule
    waves = {mode.wavelength_nm for made in known for mode in made.modes}
    if any(wavelength_gate(case.skin.type_number, wave).state != "blocked" for wave in waves):
        return None
    return no_open_wavelength.finding(lasers=tuple(made.title for made in known), skin=case.skin.type_name)


@rule("skin-gates", "note", sources=("K220853", "K172077", "K121346"), asks=("skin.fitzpatrick", "skin.questionnaire_type"))
def skin_gates(case: CaseFile, today: date) -> Iterator[Finding]:
    """Which wavelengths are open to this skin type."""
    gates = [wavelength_gate(case.skin.type_number, wave) for wave in gate_wavelengths_nm()]
    by_state = {state: tuple(f"{gate.wavelength_nm:g}" for gate in gates if gate.state == state) for state in ("allowed", "test-spot", "blocked")}
    yield skin_gates.finding(
        skin=case.skin.type_name, allowed=by_state["allowed"], after_spot=by_state["test-spot"], blocked=by_state["blocked"]
    )
