"""``unstipple screen CASE``: contraindications, gates and waits from the consult alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.markup import escape

from unstipple.cli.talk import emit, out
from unstipple.evidence import source
from unstipple.records import open_case
from unstipple.report.wording import advice, sentence, severity_word, who_may_override, written_date
from unstipple.rules.finding import Finding, Verdict
from unstipple.rules.registry import find_rule
from unstipple.rules.screening import screen as screen_case

COLOURS = {"stop": "bold red", "hold": "red", "caution": "yellow", "note": "dim", "clear": "green"}


def screen(case: Path, /, *, json: bool = False) -> None:
    """Screen a case folder: what forbids, delays or needs a signature.

    Parameters
    ----------
    case: the case folder, or its case.toml.
    json: print the verdict as data.
    """
    opened = open_case(case)
    verdict = screen_case(opened.case, opened.today)
    if json:
        emit(as_data(verdict))
    else:
        _tell(verdict)
    if not verdict.allows:
        raise SystemExit(3)


def as_data(verdict: Verdict) -> dict[str, Any]:
    """The verdict in the published JSON form."""
    return {"verdict": verdict.name, "findings": [_finding_data(finding) for finding in verdict.findings]}


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "severity": finding.severity, "message": sentence(finding), "advice": advice(finding),
        "until": finding.until, "sources": list(finding.sources), "absolute": finding.absolute,
        "overridden_by": finding.overridden_by, "zone": finding.zone,
    }  # fmt: skip


def _tell(verdict: Verdict) -> None:
    out.print(f"Verdict: [{COLOURS[verdict.name]}]{verdict.name}[/]\n")
    for finding in verdict.findings:
        colour = COLOURS[finding.severity]
        out.print(f"[{colour}]{severity_word(finding.severity)}[/]  {escape(sentence(finding))}  [dim]({finding.rule})[/]")
        out.print(f"      {escape(advice(finding))}")
        for line in _small_print(finding):
            out.print(f"      [dim]{escape(line)}[/]")


def _small_print(finding: Finding) -> list[str]:
    lines = [f"Until {written_date(finding.until)}."] if finding.until and not finding.overridden_by else []
    if finding.overridden_by:
        lines.append(f"Signed for by {finding.overridden_by}.")
    elif finding.severity in ("hold", "stop"):
        lines.append("Absolute: nobody may override this." if finding.absolute else f"May be overridden by {_who(finding)}.")
    return [*lines, "Sources: " + "; ".join(source(key).short for key in finding.sources)]


def _who(finding: Finding) -> str:
    return who_may_override(find_rule(finding.rule)) or "nobody"
