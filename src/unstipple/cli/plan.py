"""``unstipple plan`` and ``unstipple explain``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from unstipple.cli.approve import say_approval
from unstipple.cli.pipeline import planned, seen, seen_views
from unstipple.cli.summary import print_course, print_why
from unstipple.cli.talk import emit, err
from unstipple.consult import CaseFile, Goal
from unstipple.course import Course, Doubt
from unstipple.errors import BadInput
from unstipple.photo import Look
from unstipple.plan import ZonePlan
from unstipple.records import CaseFolder, course_json, open_case, save_course
from unstipple.report import sentence
from unstipple.report.why import higher_words, reasons


def plan(
    case: Path, /, *, laser: list[str] | None = None, goal: str | None = None, at_most: int | None = None, no_imaging: bool = False,
    seed: int = 1, draws: int = 200, json: bool = False,
) -> None:  # fmt: skip
    """Plan the course: settings per zone, visits, dates, forecast, risks, price. Writes plan.json into the case folder.

    Parameters
    ----------
    case
        The case folder, or its case.toml.
    laser
        Plan with this laser instead of the case's (may be given several times).
    goal
        "clear", or "lighten:0.5" for half of it gone.
    at_most
        At most this many treatments.
    no_imaging
        Plan without the photograph, from areas given in the case file.
    seed
        Seed of all draws.
    draws
        Number of draws that carry the doubt.
    json
        Print the plan as JSON.
    """
    folder, course, _ = make(case, laser, goal, at_most, no_imaging, seed, draws)
    data = course_json(course, sentence, made_from=folder.made_from)
    file = save_course(folder.folder, data)
    if json:
        emit(data)
    else:
        print_course(course)
        say_approval(folder)
        err.print(f"[dim]written: {file}   why these settings: unstipple explain {case}   papers: unstipple report {case}[/]")
    if not course.verdict.allows:
        raise SystemExit(3)


def explain(case: Path, zone: str | None = None, /, *, seed: int = 1, json: bool = False) -> None:
    """Say which rule, value and paper bound each setting, and what the next limit would be.

    Parameters
    ----------
    case
        The case folder, or its case.toml.
    zone
        Only this zone.
    seed
        Seed of all draws.
    json
        Print data instead of talk.
    """
    _, course, _ = make(case, None, None, None, False, seed, 200)
    zones = [plan_ for plan_ in course.zones if zone in (None, plan_.target.label, plan_.target.zone)]
    if course.zones and not zones:
        raise BadInput("ZONE", zone, ", ".join(plan_.target.label for plan_ in course.zones))
    if json:
        data = course_json(course, sentence)
        wanted = {plan_.target.label for plan_ in zones}
        rows = [{**row, "headroom": _headroom(course, plan_)} for row, plan_ in zip(data["zones"], course.zones, strict=True)]
        emit({"zones": [row for row in rows if row["zone"] in wanted], "values": data["values"], "findings": data["findings"]})
    else:
        print_why(course, zones)
    if not course.verdict.allows:
        raise SystemExit(3)


def _headroom(course: Course, zone: ZonePlan) -> list[dict[str, Any]]:
    return [
        {
            "treatment": found.treatment, "fluence_j_cm2": found.fluence_j_cm2, "held_by": found.held_by,
            "next": {"code": found.next.code, "fluence_j_cm2": found.next.fluence_j_cm2} if found.next else None,
            "higher": higher_words(course, zone, found), "message": sentences,
        }
        for found, sentences in reasons(course, zone)
    ]  # fmt: skip


def make(
    case: Path, laser: list[str] | None, goal: str | None, at_most: int | None, no_imaging: bool, seed: int, draws: int
) -> tuple[CaseFolder, Course, Look | None]:
    """Open a case with the verb's options laid over it, look, and plan."""
    if draws < 10:
        raise BadInput("--draws", draws, "10 or more")
    if seed < 0:
        raise BadInput("--seed", seed, "0 or more")
    folder = open_case(case)
    folder = replace(folder, case=_with_options(folder.case, laser, goal, at_most))
    lasers = folder.lasers()
    found = None if no_imaging else seen(folder)
    views = {} if no_imaging else seen_views(folder)
    return folder, planned(folder, lasers, found, Doubt(draws=draws, seed=seed), views), found


def _with_options(case: CaseFile, laser: list[str] | None, goal: str | None, at_most: int | None) -> CaseFile:
    treatment: dict[str, Any] = {}
    if laser:
        treatment["lasers"] = tuple(laser)
    if at_most is not None:
        if not 1 <= at_most <= 20:
            raise BadInput("--at-most", at_most, "1 to 20 treatments")
        treatment["at_most_sessions"] = at_most
    changes: dict[str, Any] = {"treatment": case.treatment.model_copy(update=treatment)}
    if goal:
        changes["goal"] = _goal(goal)
    return case.model_copy(update=changes)


def _goal(text: str) -> Goal:
    kind, _, share = text.partition(":")
    try:
        if kind == "clear" and not share:
            return Goal(kind="clear")
        if kind == "lighten":
            return Goal(kind="lighten", share=float(share))
    except ValueError as problem:
        raise BadInput("--goal", text, 'a share between 0 and 1, e.g. "lighten:0.5"') from problem
    raise BadInput("--goal", text, '"clear" or "lighten:SHARE", e.g. "lighten:0.5"')
