"""What a clinic's measurement of its own laser is still worth: none, old, drifted, or far from the panel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.device import Commissioning, Laser, Mode
from unstipple.evidence import number, value
from unstipple.rules.dates import months_after
from unstipple.rules.finding import Finding
from unstipple.rules.proposal import Proposal

VALID = "commissioning.valid_months"
DRIFT = "commissioning.drift_limit_share"
DISPLAY = "commissioning.display_limit_share"


def measurement_due(record: Commissioning) -> date:
    """The first day on which a commissioning record no longer holds."""
    return months_after(record.on, VALID)


def commissioning_findings(proposal: Proposal, today: date) -> Iterator[Finding]:
    """For every laser and mode that a plan uses: whether it was measured, and whether that measurement still holds.

    A laser never measured is a caution; an old record, or one that shows more drift or scatter than a laser may have, is a hold until it
    is measured again or repaired.
    """
    first = min((visit.on for visit in proposal.visits), default=today)
    used = {
        (dose.setting.laser.name, dose.setting.mode.label): dose.setting for visit in proposal.visits for dose in visit.doses
    }  # fmt: skip
    held: set[str] = set()
    for setting in used.values():
        laser, mode = setting.laser, setting.mode
        record = laser.commissioning
        if record is None or not mode.trims:
            yield _unmeasured(laser, mode)
            continue
        if laser.name not in held:
            yield from _age(laser, record, today, first)
        held.add(laser.name)
        yield from _state(laser, mode)


def _unmeasured(laser: Laser, mode: Mode) -> Finding:
    """One finding, not two: an energy that is only assumed says more than one that nobody here has measured."""
    if mode.kinds["energy_j"] == "assumed":
        return Finding("laser-unconfirmed", "caution", laser.sources, _facts(laser, mode))
    return Finding("laser-not-measured", "caution", value(VALID).sources, _facts(laser, mode))


def _age(laser: Laser, record: Commissioning, today: date, first: date) -> Iterator[Finding]:
    due, sources = measurement_due(record), value(VALID).sources
    facts = {"laser": laser.title, "measured": record.on, "due": due}
    if today >= due:
        yield Finding("laser-measurement-old", "hold", sources, facts, absolute=True)
    elif first >= due:
        yield Finding("laser-measure-again", "caution", sources, facts)


def _state(laser: Laser, mode: Mode) -> Iterator[Finding]:
    if mode.doubt_share > number(DRIFT):
        facts = {**_facts(laser, mode), "given": mode.doubt_share, "allowed": number(DRIFT)}
        yield Finding("laser-drifted", "hold", value(DRIFT).sources, facts, absolute=True)
    furthest = max((trim.energy_share for trim in mode.trims), key=lambda share: abs(share - 1))
    if abs(furthest - 1) > number(DISPLAY):
        facts = {**_facts(laser, mode), "given": furthest, "allowed": number(DISPLAY)}
        yield Finding("laser-off-display", "caution", value(DISPLAY).sources, facts)


def _facts(laser: Laser, mode: Mode) -> dict[str, object]:
    return {"laser": laser.title, "mode": mode.label}
