"""A course in the terminal: what a tired clinician needs first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.table import Table
from rich.text import Text

from unstipple.cli.guide_lines import print_differs
from unstipple.cli.talk import out
from unstipple.course import Course
from unstipple.evidence import source
from unstipple.outcome import percentile
from unstipple.plan import ZonePlan, best_by_mode
from unstipple.report import DECISIONS, limit_words, long_date, minutes_words, number_range, percent, price_words, risk_words, sentence
from unstipple.report.regimens import kind_of_way, later_rows
from unstipple.report.sums import second_sentences, staging_sentence
from unstipple.report.why import reasons

COLOURS = {"stop": "bold red", "hold": "bold yellow", "caution": "yellow", "note": "dim", "clear": "bold green"}


def print_course(course: Course) -> None:
    """The decision, findings, settings, calendar, forecast, risks and price."""
    title, explanation = DECISIONS[course.decision]
    out.print()
    out.print(Text(title.upper(), style=COLOURS[course.verdict.name]))
    out.print(explanation)
    _findings(course)
    if course.zones:
        _settings(course)
        _calendar(course)
        _forecast(course)
        _risks(course)
    out.print("[dim]Decision support for trained clinicians who verify every setting. Not cleared or certified as a medical device.[/]")


def _findings(course: Course) -> None:
    for finding in course.verdict.findings:
        if finding.severity == "note":
            continue
        out.print(Text(f"  {finding.severity:<8}", style=COLOURS[finding.severity]) + Text(sentence(finding)))
    out.print()


def _settings(course: Course) -> None:
    for zone in course.zones:
        setting, stamps = zone.setting, zone.stamps
        out.print(Text(f"{zone.target.label}", style="bold") + Text(f", {zone.target.area_cm2:.0f} cm²: {setting.laser.title}"))
        out.print(
            f"  {setting.mode.label}   spot [bold]{setting.spot_mm:g} mm[/]   [bold]{setting.fluence_j_cm2:.1f} J/cm²[/]   "
            + (f"dial [bold]{setting.displayed_j_cm2:.2f}[/]   " if setting.mode.trims else "")
            + f"{setting.rate_hz:g} Hz   "
            f"{_count(stamps.passes, 'pass', 'passes')}   {_count(stamps.pulses, 'pulse', 'pulses')}   {minutes_words(stamps.minutes)}"
        )
        out.print(f"  [dim]not higher because of {limit_words(zone.bound_by)}[/]")
    for row in later_rows(course):
        out.print(f"[bold]{', '.join(row.zones)}[/]: {'; '.join(row.steps)}\n  [dim]{row.condition}[/]")
    for label, code in course.left_out.items():
        out.print(f"[dim]{label}: not treated ({code.replace('-', ' ')})[/]")
    out.print()


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _calendar(course: Course) -> None:
    for visit in course.proposal.visits:
        kind = "test spot" if visit.kind == "test-spot" else "treatment"
        mark = "[dim] *[/]" if visit.provisional else ""
        out.print(f"  visit {visit.number:<3} {long_date(visit.on):<18} {kind}{mark}")
    if any(visit.provisional for visit in course.proposal.visits):
        out.print("  [dim]* provisional: depends on what the visit before shows[/]")
    out.print()


def _forecast(course: Course) -> None:
    low, mid, high = (percentile(course.sessions, share) for share in (10, 50, 90))
    several = len(course.zones) > 1
    goal = f"{course.goal_share:.0%} of what is seen now is gone{' in every zone' if several else ''}"
    out.print(f"treatments until {goal}: most likely [bold]{number_range(low, mid, high)}[/]")
    chance = course.chance_by_ten or 0
    out.print(f"chance of getting there within ten treatments: {percent(chance)}")
    if several:
        out.print("over all zones together, on average:")
    for treatment in (1, 2, 4, 6, 8, 10):
        p10, p50, p90 = np.percentile(course.clearance[:, treatment - 1], (10, 50, 90))
        bar = "█" * round(p50 * 30) + "░" * (round(p90 * 30) - round(p50 * 30))
        out.print(f"  after {treatment:>2}: {percent(p50):>5} gone  [dim]({percent(p10)} to {percent(p90)})[/] {bar}")
    out.print()


def _risks(course: Course) -> None:
    table = Table("risk over the whole course", "of 100 people", "grade", box=None, pad_edge=False, header_style="bold")
    for risk in course.risks:
        name, rate = risk_words(risk)
        table.add_row(name, rate, risk.grade)
    out.print(table)
    out.print(price_words(course.cost))
    for line in (staging_sentence(course), *second_sentences(course)):
        if line:
            out.print(line)
    out.print()


def print_why(course: Course, zones: Sequence[ZonePlan]) -> None:
    """For each zone: the limits in order, what binds, the alternatives, and the papers."""
    if not zones:
        print_course(course)
        return
    for zone in zones:
        s = zone.setting
        out.print(f"\n[bold]{zone.target.label}[/]: {s.laser.title}, {s.mode.label}, {s.spot_mm:g} mm, {s.fluence_j_cm2:.1f} J/cm²")
        out.print(f"  chosen from {zone.considered} settings that the lasers can make and the rules allow")
        for found, sentences in reasons(course, zone):
            out.print(f"  [bold]{sentences[0]}[/]")
            for limit in found.limits:
                mark = " ← this one holds it" if limit.code == found.held_by else ""
                out.print(
                    f"    limit {limit.fluence_j_cm2:5.2f} J/cm²  {limit_words(limit.code)}{mark}  [dim]({', '.join(limit.sources)})[/]"
                )
            for sentence_ in sentences[1:]:
                out.print(f"    {sentence_}")
        if zone.regimen.sources:
            out.print(f"  [dim]{kind_of_way(zone.regimen.kind)}: {', '.join(zone.regimen.sources)}[/]")
        for option in best_by_mode(zone.options):
            o, visits = option.setting, "not reached" if option.sessions_median is None else f"{option.sessions_median:.0f} treatments"
            out.print(
                f"  [dim]best of {o.laser.title} {o.mode.label}, {kind_of_way(option.kind)}: {o.spot_mm:g} mm, "
                f"up to {o.fluence_j_cm2:.1f} J/cm²: {visits}, "
                f"lasting marks {percent(option.harm)}[/]"
            )
    print_differs("verb:explain")
    out.print("\n[bold]what these plans stand on[/]")
    for key in course.sources:
        paper = source(key)
        out.print(f"  [dim]{key}: {paper.short}. {paper.title}[/]")
