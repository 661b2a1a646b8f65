"""A logged visit: what it means for the case, and where it parted from the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from unstipple.consult import CaseFile, EarlierSession
from unstipple.consult.session_log import ENDPOINTS, LoggedPass, SessionLog
from unstipple.device import Laser, Mode, Setting
from unstipple.errors import BadInput
from unstipple.evidence import number, value
from unstipple.rules import Finding, same_wavelength

STRONG = ("strong-whitening", "pinpoint-bleeding", "crack", "blister")
"""Endpoints past the one that is aimed at."""
STEP = "practice.titration_step"


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """What the plan gave a zone at a visit; ``laser`` is its title."""

    laser: str
    wavelength_nm: float
    spot_mm: float
    fluence_j_cm2: float
    passes: int
    pulses: int


def delivered(log: SessionLog, laser: Laser, file: str) -> SessionLog:
    """The log with the fluence that reached the skin in every pass.

    Raises `BadInput` naming the pass for a setting that the laser cannot make: a slip of the pen in a log would steer the next plan.
    """
    return log.model_copy(update={"passes": tuple(_delivered(one, at, laser, file) for at, one in enumerate(log.passes, 1))})


def _delivered(one: LoggedPass, at: int, laser: Laser, file: str) -> LoggedPass:
    modes = [mode for mode in laser.modes if same_wavelength(mode.wavelength_nm, one.wavelength_nm)]
    if not modes:
        known = ", ".join(f"{mode.label}" for mode in laser.modes)
        raise BadInput(f"pass {at}.wavelength_nm", one.wavelength_nm, f"a wavelength of {laser.title}: {known}", file)
    refused: BadInput | None = None
    for mode in modes:
        fluence = one.fluence_j_cm2 or _from_panel(mode, one.spot_mm, one.displayed_j_cm2 or 0)
        try:
            Setting(laser, mode, one.spot_mm, fluence, mode.rate_hz)
        except BadInput as problem:
            refused = refused or BadInput(f"pass {at}.{problem.field}", problem.given, problem.allowed, file)
        else:
            return one.model_copy(update={"fluence_j_cm2": fluence})
    raise refused or BadInput(f"pass {at}", one.spot_mm, laser.title, file)


def _from_panel(mode: Mode, spot_mm: float, displayed_j_cm2: float) -> float:
    """What reached the skin while the panel showed that much: the inverse of `Mode.displayed_j_cm2`."""
    return displayed_j_cm2 / mode.displayed_j_cm2(spot_mm, 1)


def earlier_sessions(log: SessionLog) -> tuple[EarlierSession, ...]:
    """The visit as earlier treatments of a case: one for every zone and setting, at the highest fluence of its passes."""
    groups: dict[tuple[str, float, float], list[LoggedPass]] = {}
    for one in log.passes:
        groups.setdefault((one.zone, one.wavelength_nm, one.spot_mm), []).append(one)
    return tuple(_session(log, passes) for passes in groups.values())


def _session(log: SessionLog, passes: Sequence[LoggedPass]) -> EarlierSession:
    adverse = dict.fromkeys(harm for one in passes for harm in one.adverse)
    if any(one.endpoint == "blister" for one in passes):
        adverse["blister"] = None
    first = passes[0]
    return EarlierSession(
        on=log.on, laser=log.laser, wavelength_nm=first.wavelength_nm, spot_mm=first.spot_mm, zone=first.zone, healed=log.healed,
        fluence_j_cm2=max(one.fluence_j_cm2 or 0 for one in passes), passes=len(passes), adverse=tuple(adverse),
        endpoint=max((one.endpoint for one in passes if one.endpoint), key=ENDPOINTS.index, default=None),
    )  # fmt: skip


def with_sessions(case: CaseFile, logged: Sequence[EarlierSession]) -> CaseFile:
    """The case with its logged visits. What the case file says of the same day (healed, clearance, harm) is laid over them.

    A log is newer than the consult: where the last visit blistered or darkened, so does the history's answer about the last time. It never
    turns a yes into a no.
    """
    told = {session.on: session for session in case.session}
    days = {session.on for session in logged}
    kept = [session for session in case.session if session.on not in days]
    joined = [_joined(session, told.get(session.on)) for session in logged]
    sessions = tuple(sorted([*kept, *joined], key=lambda session: session.on))
    last_day = [session for session in sessions if session.on == sessions[-1].on] if sessions else []
    harm = {one for session in last_day if session.on in days for one in session.adverse}
    said = {"blister_last_time": "blister" in harm, "darkened_last_time": "darkening" in harm}
    newer = case.history.model_copy(update={field: True for field, yes in said.items() if yes})
    return case.model_copy(update={"session": sessions, "history": newer})


def _joined(logged: EarlierSession, told: EarlierSession | None) -> EarlierSession:
    if told is None:
        return logged
    return logged.model_copy(
        update={
            "healed": logged.healed if told.healed is None else told.healed,
            "clearance": told.clearance,
            "clearance_low": told.clearance_low,
            "clearance_high": told.clearance_high,
            "adverse": tuple(dict.fromkeys((*logged.adverse, *told.adverse))),
        }
    )


def log_findings(log: SessionLog, laser: Laser, planned: Mapping[str, PlannedDose]) -> tuple[Finding, ...]:
    """Where a visit parted from the plan, by zone; ``planned`` is the visit that it was meant to be, empty where none was planned."""
    return (*_against(log, laser, planned), *_seen(log))


def _against(log: SessionLog, laser: Laser, planned: Mapping[str, PlannedDose]) -> Iterator[Finding]:
    if not planned:
        yield Finding("log-not-planned", "caution", ("design",), {"on": log.on})
        return
    done = {session.zone or "": session for session in earlier_sessions(log)}
    for zone, session in done.items():
        dose = planned.get(zone)
        if dose is None:
            yield Finding("log-other-zone", "caution", ("design",), {}, zone=zone)
            continue
        same = same_wavelength(session.wavelength_nm or 0, dose.wavelength_nm) and session.spot_mm == dose.spot_mm
        if laser.title != dose.laser or not same:
            did = f"{laser.title}, {session.wavelength_nm:g} nm, {session.spot_mm:g} mm"
            facts: dict[str, object] = {"did": did, "meant": f"{dose.laser}, {dose.wavelength_nm:g} nm, {dose.spot_mm:g} mm"}
            yield Finding("log-other-setting", "caution", ("design",), facts, zone=zone)
        elif (session.fluence_j_cm2 or 0) > dose.fluence_j_cm2:
            grave = (session.fluence_j_cm2 or 0) > dose.fluence_j_cm2 * (1 + number(STEP))
            facts = {"given": session.fluence_j_cm2, "meant": dose.fluence_j_cm2, "much": "far" if grave else "a little"}
            yield Finding("log-above-plan", "caution", value(STEP).sources, facts, zone=zone)
        if (session.passes or 1) > dose.passes:
            yield Finding("log-more-passes", "caution", ("design",), {"given": session.passes, "meant": dose.passes}, zone=zone)
    for zone in planned:
        if zone not in done:
            yield Finding("log-left-out", "note", ("design",), {}, zone=zone)


def _seen(log: SessionLog) -> Iterator[Finding]:
    strong: dict[str, list[str]] = {}
    for one in log.passes:
        if one.endpoint in STRONG:
            strong.setdefault(one.zone, []).append(one.endpoint)
    for zone, endpoints in strong.items():
        yield Finding("log-strong-endpoint", "caution", ("design",), {"endpoints": tuple(dict.fromkeys(endpoints))}, zone=zone)
