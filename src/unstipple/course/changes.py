"""What changed from one plan to the next, and why: codes with numbers, worded in `report`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from unstipple.course.course import Course
from unstipple.course.learning import Learning
from unstipple.outcome import percentile
from unstipple.plan import ZonePlan
from unstipple.rules import longer_interval_reasons

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Before:
    """A plan that another follows: its decision, the median treatments to the goal (``None`` for more than were looked at), weeks between
    treatments, and what each zone (by label) was to get next: laser, wavelength in nm, spot in mm, fluence in J/cm².
    """

    decision: str
    treatments: float | None
    interval_weeks: float
    settings: Mapping[str, tuple[str, float, float, float]]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is otherwise now, or was found as foretold; ``zone`` where it is about one zone."""

    code: str
    facts: dict[str, object]
    zone: str | None = None


def changes(course: Course, before: Before | None) -> tuple[Changed, ...]:
    """What was measured beside what had been foretold, then what of the plan is otherwise than ``before``."""
    found = list(_learnt(course.learning)) if course.learning else []
    if before is not None:
        found += _plan(course, before)
    return tuple(found)


def _learnt(told: Learning) -> Iterator[Changed]:
    for each in told.seen:
        low, mid, high = (float(share) for share in np.percentile(told.foretold[:, each.visits - 1], (10, 50, 90)))
        facts: dict[str, object] = {"after": each.visits, "clearance": each.clearance, "low": low, "mid": mid, "high": high}
        if each.clearance < 0 and (each.high is None or each.high < 0):
            yield Changed("darker", facts)
        elif each.clearance < low:
            yield Changed("slower-than-foretold", facts)
        elif each.clearance > high:
            yield Changed("faster-than-foretold", facts)
        else:
            yield Changed("as-foretold", facts)


def _plan(course: Course, before: Before) -> Iterator[Changed]:
    if course.decision != before.decision:
        yield Changed("decision", {"was": before.decision, "now": course.decision})
    if not course.zones:
        return
    done = len(course.case.treatment_days)
    yield Changed("treatments", {"was": before.treatments, "now": percentile(course.sessions, 50), "done": done})
    if abs(course.interval_weeks - before.interval_weeks) > TOLERANCE:
        reasons = longer_interval_reasons(course.case)
        yield Changed("interval", {"was": before.interval_weeks, "now": course.interval_weeks, "reasons": reasons})
    for zone in course.zones:
        yield from _zone(zone, before.settings.get(zone.target.label))
    for label in before.settings:
        if label in course.left_out:
            yield Changed("zone-left-out", {"why": course.left_out[label]}, label)


def _zone(zone: ZonePlan, was: tuple[str, float, float, float] | None) -> Iterator[Changed]:
    setting = zone.setting
    now = (setting.laser.title, setting.wavelength_nm, setting.spot_mm, setting.fluence_j_cm2)
    if was is None:
        yield Changed("zone-new", {}, zone.target.label)
    elif _tool(was) != _tool(now):
        facts: dict[str, object] = {"was": _said(was), "now": _said(now), "because": zone.bound_by}
        yield Changed("setting", facts, zone.target.label)
    elif abs(was[-1] - now[-1]) > TOLERANCE:
        code = "fluence-up" if now[-1] > was[-1] else "fluence-down"
        yield Changed(code, {"was": was[-1], "now": now[-1], "because": zone.bound_by}, zone.target.label)


def _tool(setting: tuple[str, float, float, float]) -> tuple[object, ...]:
    return setting[:-1]


def _said(setting: tuple[str, float, float, float]) -> str:
    laser, wavelength_nm, spot_mm, fluence_j_cm2 = setting
    return f"{laser}, {wavelength_nm:g} nm, {spot_mm:g} mm, {fluence_j_cm2:.1f} J/cm²"
