"""A named clinician's decision to go on although an overridable rule objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from unstipple.consult import CaseFile, Override
from unstipple.rules.finding import Finding
from unstipple.rules.gates import read_good, same_wavelength
from unstipple.rules.registry import Rule, find_rule

REFUSED = "override-refused"
NEEDS_SPOT = "override-needs-spot"


def apply_overrides(case: CaseFile, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings after the case's overrides.

    An overridable hold or stop becomes a caution that carries ``overridden_by``; a caution carries the signature. An absolute one stays,
    and a second finding says that it cannot be overridden; so does one whose rule needs a good test spot that is not named. Raises
    `UnknownName` for a rule that nobody knows.
    """
    decisions = [(entry, find_rule(entry.rule)) for entry in case.override]
    return tuple(result for finding in findings for result in _decide(case, finding, decisions))


def _decide(case: CaseFile, finding: Finding, decisions: Sequence[tuple[Override, Rule]]) -> Iterator[Finding]:
    meant = [(entry, rule) for entry, rule in decisions if rule.code == finding.rule and finding.severity != "note"]
    signed = next((entry for entry, rule in meant if _carries(case, finding, entry, rule)), None)
    if signed:
        yield replace(finding, severity="caution", overridden_by=signed.clinician)
        return
    yield finding
    if meant:
        entry, rule = meant[0]
        code = REFUSED if finding.absolute else NEEDS_SPOT
        yield Finding(code, "caution", rule.all_sources(), {"rule": rule.code, "clinician": entry.clinician})


def _carries(case: CaseFile, finding: Finding, entry: Override, rule: Rule) -> bool:
    """Whether this override is enough for this finding."""
    if finding.absolute:
        return False
    return finding.severity == "caution" or not rule.needs_test_spot or _has_good_spot(case, finding, entry)


def _has_good_spot(case: CaseFile, finding: Finding, entry: Override) -> bool:
    """The named test spot was read in time as good, and answers the finding: its wavelength, and later than the bad spot it replaces."""
    wave, bad_on = finding.parameters.get("wavelength_nm"), finding.parameters.get("made")
    return any(
        spot.made_on == entry.test_spot_on
        and read_good(spot)
        and (not isinstance(wave, float) or same_wavelength(spot.wavelength_nm, wave))
        and (not isinstance(bad_on, date) or spot.made_on > bad_on)
        for spot in case.test_spot
    )
