"""Rules on wavelengths and test spots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.consult import CaseFile
from unstipple.device import laser, laser_names
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.gates import (
    FROM_TYPE,
    READ_FROM,
    Gate,
    gate_wavelengths_nm,
    injured,
    read_too_early,
    same_wavelength,
    test_spot_reasons,
    test_spot_state,
    wavelength_gate,
)
from unstipple.rules.registry import rule

READ_BY = "gate.test_spot_read_by_weeks"


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


@rule(
    "no-open-wavelength", "hold", absolute=True, sources=("K220853", "K172077", "kuwait-755"), asks=("treatment.lasers", "skin.fitzpatrick")
)
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
    by_state = {
        state: tuple(f"{gate.wavelength_nm:g}" for gate in gates if gate.state == state) for state in ("allowed", "test-spot", "blocked")
    }
    yield skin_gates.finding(
        skin=case.skin.type_name, allowed=by_state["allowed"], after_spot=by_state["test-spot"], blocked=by_state["blocked"]
    )


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
    states = {test_spot_state(case, wave) for wave in _wavelengths_nm(case)}
    if "needed" not in states or "read-good" in states or "waiting" in states:
        return None
    return test_spot_first.finding(
        reasons=test_spot_reasons(case) or ("wavelength",),
        earliest=weeks_after(today, READ_FROM), latest=weeks_after(today, READ_BY),
    )  # fmt: skip


@rule("test-spot-early", "hold", who="physician", limits=(READ_FROM,), asks=("test_spot",))
def test_spot_early(case: CaseFile, today: date) -> Iterator[Finding]:
    """A test spot is not read before its time."""
    states = {wave: test_spot_state(case, wave) for wave in _wavelengths_nm(case)}
    if "read-good" in states.values():
        return
    for wave, state in states.items():
        if state == "waiting":
            due = max(
                weeks_after(s.made_on, READ_FROM) for s in case.test_spot if same_wavelength(s.wavelength_nm, wave) and read_too_early(s)
            )
            yield test_spot_early.finding(until=due if due > today else None, wavelength_nm=wave, due=due)


@rule("test-spot-bad", "hold", who="physician", needs_test_spot=True, sources=("ross-2001", "design"), asks=("test_spot",))
def test_spot_bad(case: CaseFile, today: date) -> Iterator[Finding]:
    """A test spot that darkened or was injured waits for a physician's decision."""
    for spot in case.test_spot:
        if injured(spot):
            yield test_spot_bad.finding(result=spot.result, made=spot.made_on, wavelength_nm=spot.wavelength_nm)
