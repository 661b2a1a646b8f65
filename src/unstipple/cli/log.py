"""``unstipple log``: what was really delivered, pass by pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from unstipple.cli.talk import emit, err, out
from unstipple.consult.clashes import refuse_clashes
from unstipple.consult.session_log import SessionLog, parse_log
from unstipple.course.logged import PlannedDose, delivered, earlier_sessions, log_findings, with_sessions
from unstipple.device import find_laser
from unstipple.errors import BadInput
from unstipple.records import CaseFolder, finding_json, open_case, planned_visit, read_plan, store_log
from unstipple.report import long_date, sentence
from unstipple.rules import Finding


def log(case: Path, file: Path, /, *, json: bool = False) -> None:
    """Keep what was really delivered at a visit, say where it parted from the plan, and let the next plan count it.

    Parameters
    ----------
    case
        The case folder, or its case.toml.
    file
        The log (TOML): schema = "unstipple.session/1", on, laser, and one [[pass]] for every pass over a zone.
    json
        Print data instead of talk.
    """
    folder = open_case(case)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput("FILE", str(file), "a readable text file in UTF-8") from problem
    written = parse_log(text, str(file), max(folder.today, date.today()))
    laser = next((one for one in folder.lasers() if one.name == written.laser), None) or find_laser(written.laser, folder.folder)
    done = delivered(written, laser, str(file))
    findings = log_findings(done, laser, _planned(folder, done))
    refuse_clashes(with_sessions(folder.case, earlier_sessions(done)), max(folder.today, done.on), str(file))
    stored = store_log(folder.folder, done)
    if json:
        emit({"file": str(stored), "sessions": [each.model_dump(mode="json") for each in earlier_sessions(done)],
              "findings": [finding_json(finding, sentence) for finding in findings]})  # fmt: skip
        return
    _say(done, findings, stored)


def _planned(folder: CaseFolder, done: SessionLog) -> dict[str, PlannedDose]:
    try:
        return planned_visit(read_plan(folder.folder), done.on)
    except BadInput:
        return {}


def _say(done: SessionLog, findings: tuple[Finding, ...], stored: Path) -> None:
    out.print(f"[bold]{long_date(done.on)}[/]: {len(done.passes)} pass{'' if len(done.passes) == 1 else 'es'} kept")
    for each in earlier_sessions(done):
        passes = f", {each.passes} passes" if (each.passes or 1) > 1 else ""
        out.print(f"  {each.zone}: {each.wavelength_nm:g} nm, {each.spot_mm:g} mm, {each.fluence_j_cm2:.2g} J/cm²{passes}", markup=False)
    for finding in findings:
        out.print(f"  {finding.severity:<8}{finding.zone + ': ' if finding.zone else ''}{sentence(finding)}", markup=False)
    err.print(f"[dim]written: {stored}   the next `unstipple plan` counts it; `unstipple follow` measures what went[/]")
