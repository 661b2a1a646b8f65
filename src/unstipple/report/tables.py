"""The rows of the page's tables: what the figures show, in numbers and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from unstipple.course import Course
from unstipple.device import Mode
from unstipple.errors import UnknownName
from unstipple.evidence import GRADES, Source, Value, source
from unstipple.outcome import Risk, percentile
from unstipple.plan import Option, ZonePlan, best_by_mode
from unstipple.report.phrases import (
    basis_words,
    kind_words,
    left_out_words,
    limit_words,
    long_date,
    more_than,
    percent,
    review_words,
    risk_words,
    unit_words,
    words,
)  # fmt: skip
from unstipple.report.regimens import kind_of_way
from unstipple.report.wording import advice, sentence, severity_word, who_may_override
from unstipple.rules import Finding, eyewear_od, find_rule

Row = dict[str, Any]
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
OWN = {"design": "this program's own choice", "memory": "from memory, unverified"}


def finding_rows(course: Course) -> list[Row]:
    """Every finding, gravest first, with what to do, from when, and who may decide otherwise."""
    return [_finding(finding) for finding in course.verdict.findings]


def _finding(finding: Finding) -> Row:
    return {
        "severity": finding.severity,
        "word": severity_word(finding.severity),
        "text": sentence(finding),
        "advice": advice(finding),
        "zone": finding.zone,
        "until": long_date(finding.until) if finding.until else None,
        "who": _who(finding),
        "signed": finding.overridden_by,
        "sources": shorts(finding.sources),
    }


def _who(finding: Finding) -> str | None:
    if finding.severity not in ("stop", "hold") or finding.overridden_by:
        return None
    if finding.absolute:
        return "Nobody may override this."
    try:
        who = who_may_override(find_rule(finding.rule))
    except UnknownName:
        return None
    return f"May be overridden by {who}." if who else "Nobody may override this."


def shorts(keys: tuple[str, ...]) -> str:
    """Sources as author and year, each once."""
    return "; ".join(dict.fromkeys(_short(source(key)) for key in keys))


def _short(paper: Source) -> str:
    if paper.kind in OWN:
        return OWN[paper.kind]
    if paper.kind == "clearance":
        return f"{paper.title} ({paper.year})"
    authors = re.sub(r"^([^,(]+),[^()]*,[^()]*$", r"\1 and others", paper.authors)
    return authors if paper.year == "n.d." else f"{authors} {paper.year}"


def setting_rows(course: Course) -> list[Row]:
    """The setting of every zone, as it is dialled; numbered as on the photograph."""
    outlined = [target.zone for target in course.all_targets if len(target.polygon_px) > 2]
    return [_setting(zone, outlined) for zone in course.zones]


def _setting(zone: ZonePlan, outlined: list[str]) -> Row:
    setting, stamps = zone.setting, zone.stamps
    return {
        "number": outlined.index(zone.target.zone) + 1 if zone.target.zone in outlined else None,
        "zone": zone.target.label,
        "area": f"{zone.target.area_cm2:.0f}",
        "laser": setting.laser.title,
        "wavelength": f"{setting.wavelength_nm:g} nm",
        "pulse": pulse_words(setting.mode),
        "spot": f"{setting.spot_mm:g} mm",
        "fluence": f"{setting.fluence_j_cm2:.1f}",
        "displayed": f"{setting.displayed_j_cm2:.2f}" if setting.mode.trims else "",
        "energy": f"{setting.energy_j * 1000:.0f} mJ",
        "rate": f"{setting.rate_hz:g} Hz",
        "passes": f"{stamps.passes}",
        "overlap": percent(stamps.overlap),
        "pulses": f"{stamps.pulses:,}",
        "minutes": f"{stamps.minutes:.0f}" if stamps.minutes >= 1 else "under 1",
        "why": limit_words(zone.bound_by),
    }


def pulse_words(mode: Mode) -> str:
    """The pulse duration of a mode."""
    return f"{mode.pulse_ns:g} ns" if mode.pulse_class == "ns" else f"{mode.pulse_ns * 1000:.0f} ps"


def left_out_rows(course: Course) -> list[Row]:
    """Zones that are not treated, and why."""
    return [{"zone": label, "why": left_out_words(code)} for label, code in course.left_out.items()]


def visit_rows(course: Course) -> list[Row]:
    """Every visit with its date and what is forecast to be gone before the next one."""
    rows, treatments = [], 0
    for visit in course.proposal.visits:
        treatments += visit.kind == "treatment"
        known = visit.kind == "treatment" and treatments <= course.clearance.shape[1]
        pulses = sum(dose.stamps.pulses for dose in visit.doses)
        rows.append(
            {
                "number": visit.number,
                "date": long_date(visit.on),
                "kind": kind_words(visit.kind) + (f" {treatments}" if visit.kind == "treatment" else ""),
                "provisional": visit.provisional,
                "minutes": f"{sum(dose.stamps.minutes for dose in visit.doses):.0f}" if visit.kind == "treatment" else "",
                "pulses": f"{pulses:,}",
                "gone": gone(course, treatments) if known else "",
            }
        )
    return rows


def gone(course: Course, treatment: int) -> str:
    """The forecast after a treatment: ``"58 % (31 % to 80 %)"``."""
    low, mid, high = np.percentile(course.clearance[:, treatment - 1], (10, 50, 90))
    return f"{percent(mid)} ({percent(low)} to {percent(high)})"


def forecast_rows(course: Course) -> list[Row]:
    """The forecast after every treatment, and how many of 100 have reached the goal by then."""
    return [
        {"treatment": n + 1, "gone": gone(course, n + 1), "reached": f"{np.mean(course.sessions <= n + 1) * 100:.0f}"}
        for n in range(course.clearance.shape[1])
    ]


def risk_rows(course: Course) -> list[Row]:
    """Every risk with its range, grade, and what it stands on."""
    return [_risk(risk) for risk in course.risks]


def _risk(risk: Risk) -> Row:
    name, rate = risk_words(risk)
    if risk.mid is None:
        return {"name": name, "rate": rate, "grade": "–", "basis": "", "sources": ""}
    bare = risk.basis == "published" and risk.grade == "D"
    return {
        "name": name, "rate": rate, "grade": risk.grade, "basis": basis_words("stated" if bare else risk.basis),
        "sources": shorts(risk.sources),
    }  # fmt: skip


def together(course: Course, rows_of: Callable[[ZonePlan], list[Row]]) -> list[Row]:
    """Rows of all zones; zones whose rows are the same share them, under all their names."""
    names: dict[str, list[str]] = {}
    rows: dict[str, list[Row]] = {}
    for zone in course.zones:
        found = rows_of(zone)
        rows[repr(found)] = found
        names.setdefault(repr(found), []).append(zone.target.label)
    return [{**row, "zones": names[key]} for key, found in rows.items() for row in found]


def limit_rows(course: Course) -> list[Row]:
    """Every limit, lowest first, and whether the setting stands at it."""
    return together(course, _limits)


def _limits(zone: ZonePlan) -> list[Row]:
    return [
        {
            "limit": limit_words(limit.code),
            "fluence": f"{limit.fluence_j_cm2:.2f}",
            "chosen": f"{zone.setting.fluence_j_cm2:.1f}",
            "binds": limit.code == zone.bound_by,
            "sources": shorts(limit.sources),
        }
        for limit in sorted(zone.within.limits, key=lambda each: each.fluence_j_cm2)
    ]


def option_rows(course: Course) -> list[Row]:
    """The best setting of each laser and wavelength, the chosen one first."""
    return together(course, lambda zone: [_option(zone, option) for option in best_by_mode(zone.options)])


def _option(zone: ZonePlan, option: Option) -> Row:
    setting = option.setting
    return {
        "laser": setting.laser.title,
        "mode": setting.mode.label,
        "way": kind_of_way(option.kind),
        "spot": f"{setting.spot_mm:g} mm",
        "fluence": f"{setting.fluence_j_cm2:.1f}",
        "treatments": more_than() if option.sessions_median is None else f"{option.sessions_median:.0f}",
        "chance": percent(option.chance_by_ten),
        "harm": percent(option.harm),
        "chosen": option.kind == zone.regimen.kind and setting == zone.regimen.settled.setting,
    }


def review_rows(course: Course) -> list[Row]:
    """When to look at the course again, and what to ask there."""
    return [{"after": review.after_treatment, "text": review_words(review.code)[1]} for review in course.reviews]


def eyewear_rows(course: Course) -> list[Row]:
    """For every wavelength that the plan's lasers can emit: the density needed and the clinic's own."""
    needed: dict[float, float | None] = {}
    for laser in {step.setting.laser.name: step.setting.laser for zone in course.zones for step in zone.regimen.steps}.values():
        for mode in laser.modes:
            density, known = eyewear_od(mode), needed.get(mode.wavelength_nm, 0.0)
            needed[mode.wavelength_nm] = None if density is None or known is None else max(density, known)
    given = {float(nm): density for nm, density in course.case.treatment.eyewear_od.items()}
    return [
        {"wavelength": f"{nm:g} nm", "needed": density and f"{density:.1f}", "given": f"{given[nm]:g}" if nm in given else None}
        for nm, density in sorted(needed.items())
    ]


def value_rows(course: Course) -> list[Row]:
    """Every cited number that the plan used."""
    return [_value(value) for value in sorted(course.used, key=lambda each: each.name)]


def _value(value: Value) -> Row:
    low, high = value.low, value.high
    return {
        "name": re.sub(r"[._]", " ", value.name.removesuffix(f"_{value.unit}")),
        "value": figures_of(value.value),
        "range": f"{figures_of(low)} to {figures_of(high)}" if low is not None and high is not None else "",
        "spread": words()["spread"].get(value.spread, ""),
        "unit": unit_words(value.unit),
        "grade": value.grade,
        "verified": value.verified,
        "sources": shorts(value.sources),
    }


def figures_of(number: float) -> str:
    """A number as it stands in its table, with a power of ten where it is very small or large."""
    head, _, power = f"{number:.4g}".partition("e")
    return f"{head} × 10{str(int(power)).translate(RAISED)}" if power else head


def source_rows(course: Course) -> list[Row]:
    """Every paper and document that the plan stands on."""
    found = [source(key) for key in course.sources]
    return [{"short": _short(each), "title": each.title, "where": each.where, "kind": each.kind} for each in found]


def grade_rows() -> list[Row]:
    """What the grades mean."""
    return [{"grade": letter, "meaning": meaning} for letter, meaning in GRADES.items()]


def percentiles(course: Course) -> tuple[float | None, float | None, float | None]:
    """Treatments to the goal at the 10th, 50th and 90th percentile."""
    return percentile(course.sessions, 10), percentile(course.sessions, 50), percentile(course.sessions, 90)
