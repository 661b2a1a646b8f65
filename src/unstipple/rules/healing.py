"""How a person's skin heals: who needs the longer interval, and what earlier treatments left behind."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.classes import named
from unstipple.rules.dates import weeks_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

LONGER = "practice.interval_dark_weeks"
DARK_FROM = "screening.dark_from_type"


def longer_interval_reasons(case: CaseFile) -> tuple[str, ...]:
    """Codes of the reasons for which this person waits 10-12 weeks between treatments (model M8); empty for the usual interval."""
    history = case.history
    last = max(case.session, key=lambda session: session.on, default=None)
    reasons = {
        "dark-skin": case.skin.type_number >= number(DARK_FROM),
        "heals-slowly": bool(history.heals_slowly or named(case, "conditions", "slow-healing")),
        "blister": bool(history.blister_last_time or (last and "blister" in last.adverse)),
        "infection": bool(last and "infection" in last.adverse),
    }
    return tuple(code for code, holds in reasons.items() if holds)


@rule("slow-healing", "caution", limits=(LONGER,), asks=("history.heals_slowly", "history.conditions"), reads=("conditions.slow-healing",))
def slow_healing(case: CaseFile, today: date) -> Finding | None:
    """Skin that heals slowly needs longer between visits."""
    words = tuple(entry.written for entry in named(case, "conditions", "slow-healing"))
    if not words and not case.history.heals_slowly:
        return None
    return slow_healing.finding(words=words or ("said by the person",), weeks=round(number(LONGER)))


@rule(
    "blister-last-time", "caution", "hold", who="physician", limits=(LONGER,),
    asks=("history.blister_last_time", "session"),
)  # fmt: skip
def blister_last_time(case: CaseFile, today: date) -> Finding | None:
    """A blister last time asks for a longer wait and a gentler setting.

    Holds until the longer interval after the last treatment is over; a caution from then on.
    """
    if "blister" not in longer_interval_reasons(case):
        return None
    last = max((session.on for session in case.session), default=None)
    weeks = round(number(LONGER))
    if last is None or weeks_after(last, LONGER) <= today:
        return blister_last_time.finding(weeks=weeks)
    return blister_last_time.finding("hold", weeks=weeks, until=weeks_after(last, LONGER))


@rule(
    "darkened-last-time", "hold", who="physician", needs_test_spot=True, sources=("ross-2001", "eyebrow-ps755", "bencini-2012"),
    asks=("history.darkened_last_time", "session"),
)  # fmt: skip
def darkened_last_time(case: CaseFile, today: date) -> Finding | None:
    """Ink that darkened under a laser waits for a physician's decision."""
    seen = any("darkening" in session.adverse for session in case.session)
    return darkened_last_time.finding() if case.history.darkened_last_time or seen else None


@rule("lasting-harm", "hold", who="dermatologist", sources=("design", "brazil-304", "kuwait-755", "anderson-1989"), asks=("session",))
def lasting_harm(case: CaseFile, today: date) -> Finding | None:
    """A scar, a light patch or lost hair after a treatment is examined before anything more is done.

    Holds without a day: it ends when a dermatologist has looked and signs.
    """
    harms = _harms(case, "scar", "light-patch", "hair-loss")
    return lasting_harm.finding(harms=harms, on=_last_with(case, harms)) if harms else None


@rule("dark-patch", "hold", who="physician", sources=("design", "kuwait-755"), asks=("session",))
def dark_patch(case: CaseFile, today: date) -> Finding | None:
    """A dark patch of the skin after a treatment fades before the next one.

    Holds without a day: how long such a patch lasts differs too much from person to person.
    """
    harms = _harms(case, "dark-patch")
    return dark_patch.finding(on=_last_with(case, harms)) if harms else None


@rule("infection-after", "caution", who="physician", sources=("guide-2026", "design"), limits=(LONGER,), asks=("session",))
def infection_after(case: CaseFile, today: date) -> Finding | None:
    """An infection after a treatment asks what went wrong before the next one."""
    harms = _harms(case, "infection")
    return infection_after.finding(on=_last_with(case, harms), weeks=round(number(LONGER))) if harms else None


def _harms(case: CaseFile, *kinds: str) -> tuple[str, ...]:
    return tuple(kind for kind in kinds if any(kind in session.adverse for session in case.session))


def _last_with(case: CaseFile, harms: tuple[str, ...]) -> date:
    return max(session.on for session in case.session if set(harms) & set(session.adverse))
