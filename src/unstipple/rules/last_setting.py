"""What the settings of earlier treatments allow next: one step up after a good one, below one that did harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from unstipple.consult import CaseFile
from unstipple.consult import EarlierSession as Session
from unstipple.device import Mode
from unstipple.evidence import number
from unstipple.rules.bounds import Limit, spot_gain
from unstipple.rules.finding import Finding
from unstipple.rules.gates import same_wavelength
from unstipple.rules.registry import rule

STEP = "practice.titration_step"
HURT = ("blister", "darkening", "scar", "light-patch", "dark-patch", "hair-loss")


def session_limits(sessions: Sequence[Session], laser_name: str, mode: Mode, spot_mm: float) -> Iterator[Limit]:
    """Upper limits on incident fluence in J/cm² that a person's earlier treatments set for a mode and spot.

    After a treatment that did harm: one step below it, with any laser of the same wavelength. Else at most one step above the last
    treatment with this laser and wavelength. A spot is compared by the light that it builds up in the epidermis.
    """
    step, sources = number(STEP), last_setting_rise.all_sources()
    gain = spot_gain(spot_mm, mode.profile)
    known = [each for each in sessions if _known(each) and same_wavelength(each.wavelength_nm or 0, mode.wavelength_nm)]
    for session in known:
        if set(HURT) & set(session.adverse):
            yield Limit("session-harm", _laid(session) / gain / (1 + step), sources)
    here = [session for session in known if session.laser == laser_name]
    if here:
        last = max(here, key=_latest)
        laid = (last.fluence_j_cm2 or 0) * min(1.0, spot_gain(last.spot_mm or spot_mm, mode.profile) / gain)
        yield Limit("session-step", laid * (1 + step), sources)


def begun_j_cm2(sessions: Sequence[Session], laser_name: str, mode: Mode, spot_mm: float) -> float | None:
    """The last fluence in J/cm² with this very laser, wavelength and spot, after which a treatment is no first one; ``None`` without it.

    It counts only where it is written down that the skin healed and that no harm came of it: what is not known permits nothing.
    """
    same = [
        each
        for each in sessions
        if _known(each)
        and each.laser == laser_name
        and each.spot_mm == spot_mm
        and same_wavelength(each.wavelength_nm or 0, mode.wavelength_nm)
    ]
    if not same:
        return None
    last = max(same, key=_latest)
    return last.fluence_j_cm2 if last.healed and not last.adverse else None


@rule("last-setting-rise", "hold", who="physician", needs_test_spot=True, limits=(STEP,), asks=("treatment.fluence_j_cm2", "session"))
def last_setting_rise(case: CaseFile, today: date) -> Finding | None:
    """A fixed fluence rises by no more than one step above the last treatment at that wavelength.

    Holds without a day: a good test spot at that wavelength and a physician's signature may carry it.
    """
    wanted = case.treatment
    before = [each for each in case.session if _known(each) and same_wavelength(each.wavelength_nm or 0, wanted.wavelength_nm or 0)]
    if wanted.fluence_j_cm2 is None or wanted.spot_mm is None or not before:
        return None
    last = max(before, key=_latest)
    allowed = _laid(last) / spot_gain(wanted.spot_mm, "flat-top") * (1 + number(STEP))
    if wanted.fluence_j_cm2 <= allowed:
        return None
    return last_setting_rise.finding(wanted=wanted.fluence_j_cm2, last=last.fluence_j_cm2, on=last.on, allowed=round(allowed, 1))


@rule("harm-setting", "hold", absolute=True, limits=(STEP,), asks=("treatment.fluence_j_cm2", "session"))
def harm_setting(case: CaseFile, today: date) -> Finding | None:
    """A fixed fluence lies at or above one that harmed this person at that wavelength."""
    wanted = case.treatment
    if wanted.fluence_j_cm2 is None or wanted.spot_mm is None:
        return None
    laid = wanted.fluence_j_cm2 * spot_gain(wanted.spot_mm, "flat-top")
    for session in case.session:
        hurt = _known(session) and set(HURT) & set(session.adverse)
        if hurt and same_wavelength(session.wavelength_nm or 0, wanted.wavelength_nm or 0) and laid >= _laid(session):
            return harm_setting.finding(wanted=wanted.fluence_j_cm2, last=session.fluence_j_cm2, on=session.on)
    return None


@rule("harm-setting-unknown", "caution", who="physician", sources=("design",), asks=("session",))
def harm_setting_unknown(case: CaseFile, today: date) -> Finding | None:
    """A treatment did harm, and its setting is not written down: ask for the record, and begin gently."""
    bare = [session.on for session in case.session if set(HURT) & set(session.adverse) and not _known(session)]
    return harm_setting_unknown.finding(on=max(bare)) if bare else None


def _known(session: Session) -> bool:
    return None not in (session.wavelength_nm, session.spot_mm, session.fluence_j_cm2)


def _latest(session: Session) -> tuple[date, float]:
    """The last day, and of that day the gentlest: zones may have had different settings."""
    return session.on, -_laid(session)


def _laid(session: Session) -> float:
    """The epidermal build-up of a known treatment in J/cm², its beam taken as flat: that says least of what it laid down."""
    return (session.fluence_j_cm2 or 0) * spot_gain(session.spot_mm or 0, "flat-top")
