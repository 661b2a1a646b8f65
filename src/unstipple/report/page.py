"""The clinician's page: one HTML file that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from numpy.typing import NDArray

from unstipple.course import Course
from unstipple.report import tables
from unstipple.report.figures import Picture, sun_free
from unstipple.report.guide_notes import page_guide
from unstipple.report.intervals import interval_why
from unstipple.report.laid import laid_rows
from unstipple.report.phrases import (
    DECISIONS,
    HORIZON,
    assumption_words,
    long_date,
    more_than,
    number_range,
    percent,
    tone,
    words,
)  # fmt: skip
from unstipple.report.pulse_rows import pulse_marks, pulse_rows
from unstipple.report.regimens import later_rows
from unstipple.report.sums import sums
from unstipple.report.topic_rows import WAYS, WITHOUT_LASER, kinds_in_words, topic_row

GRAVITY = ("go", "care", "wait", "stop")

PENDING = {"hold": "wait", "stop": "stop"}


def page(course: Course, pictures: Mapping[str, Picture], digest: str) -> str:
    """The whole page as text. ``pictures`` by file name, as `figures.draw` gives them; ``digest`` is the plan file's."""
    environment = Environment(
        loader=PackageLoader("unstipple.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("clinician.html.j2").render(_context(course, pictures, digest))


def _context(course: Course, pictures: Mapping[str, Picture], digest: str) -> dict[str, Any]:
    found = tables.finding_rows(course)
    aside = ("note",) if course.zones else ("note", "caution")
    context = {
        "course": course,
        "patient": course.case.patient,
        "person": _person(course),
        "today": long_date(course.today),
        "decision": _decision(course),
        "findings": [row for row in found if row["severity"] not in aside],
        "notes": [row for row in found if row["severity"] in aside],
        "left_out": tables.left_out_rows(course),
        "sources": tables.source_rows(course),
        "guide": page_guide(finding.rule for finding in course.verdict.findings),
        "grades": tables.grade_rows(),
        "pictures": pictures,
        "intended_use": words()["intended_use"],
        "version": _version(),
        "digest": digest,
        "planned": bool(course.zones),
        "ways": kinds_in_words(*WAYS),
        "without_laser": [topic_row(key) for key in WITHOUT_LASER],
    }
    return context | (_plan(course) if course.zones else {})


def _plan(course: Course) -> dict[str, Any]:
    first, last = sun_free(course)
    return {
        "settings": tables.setting_rows(course),
        "later": later_rows(course),
        "laid": laid_rows(course),
        "laid_intro": words()["laid"]["intro"],
        "visits": tables.visit_rows(course),
        "sun": (long_date(first), long_date(last)),
        "interval": f"{course.interval_weeks:g}",
        "interval_why": interval_why(course.case),
        "forecast": tables.forecast_rows(course),
        "outlook": outlook(course),
        "goal": percent(course.goal_share),
        "treatments": number_range(*tables.percentiles(course)),
        "risks": tables.risk_rows(course),
        "sums": sums(course),
        "reviews": tables.review_rows(course),
        "limits": tables.limit_rows(course),
        "options": tables.option_rows(course),
        "pulse": pulse_rows(course),
        "marks": pulse_marks(course),
        "considered": sum(zone.considered for zone in course.zones),
        "assumptions": [assumption_words(code) for code in course.assumptions],
        "eyewear": tables.eyewear_rows(course),
        "values": tables.value_rows(course),
    }


def outlook(course: Course) -> str:
    """What the forecast means, in people instead of percentiles."""
    planned = sum(visit.kind == "treatment" for visit in course.proposal.visits)
    by_then = f"about {_people(_share(course.sessions <= planned))}"
    _, _, most = tables.percentiles(course)
    visits = f"{planned} treatment" + ("s" if planned != 1 else "")
    said = f"Of 100 imagined patients like this one, {by_then} would have reached the goal within {visits}, the number planned"
    if most is not None:
        return f"{said}; about 10 would need {more_than(int(most))}." if most > planned else f"{said}."
    never = _people(_share(~np.isfinite(course.sessions)))
    return f"{said}; about {never} would not have reached it after {HORIZON}."


def _share(draws: NDArray[np.bool_]) -> float:
    return float(np.mean(draws))


def _people(share: float) -> int:
    return round(share * 100)


def _decision(course: Course) -> dict[str, str | None]:
    """Title, explanation and colour of the decision; a pending hold or stop darkens the colour and says so."""
    title, explanation = DECISIONS[course.decision]
    colour, pending = tone(course.decision), None
    if course.zones and course.verdict.name in PENDING and course.decision != "no-useful-plan":
        open_ = [f for f in course.verdict.findings if f.severity in PENDING and f.until is None]
        if open_:
            colour = max(colour, PENDING[course.verdict.name], key=GRAVITY.index)
            pending = words()["pending"][course.verdict.name]
    return {"title": title, "explanation": explanation, "tone": colour, "pending": pending}


def _person(course: Course) -> list[tuple[str, str]]:
    case = course.case
    goal = {"clear": "all of it gone", "lighten": "lighter", "correct": "single zones corrected"}[case.goal.kind]
    share = f", {percent(case.goal.share)} of the pigment" if case.goal.share else ""
    documented = " (data sheet seen)" if case.ink.documented else " (no data sheet seen)"
    return [
        ("Age", f"{case.patient.age_years} years"),
        ("Skin type", f"Fitzpatrick {case.skin.type_name}"),
        ("Ink", f"{words()['ink_kind'][case.ink.kind]}{documented}, looks {case.ink.look}"),
        ("Goal", goal + share),
    ]


def _version() -> str:
    try:
        return version("unstipple")
    except PackageNotFoundError:
        return "unknown"
