"""Reads a case file and checks what single fields cannot show: answers that contradict each other."""

from __future__ import annotations

import tomllib
from datetime import date

from pydantic import ValidationError

from unstipple.consult.answers import CaseFile
from unstipple.errors import BadInput


def parse_case(text: str, file: str = "case.toml", today: date | None = None) -> CaseFile:
    """The case in a TOML text. Raises `BadInput` naming the file, the field, what was given and what is allowed."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("file", str(problem), "valid TOML", file) from problem
    try:
        case = CaseFile.model_validate(raw)
    except ValidationError as problem:
        raise _first(problem, file) from problem
    _contradictions(case, today or case.planned_on or date.today(), file)
    return case


def _first(problem: ValidationError, file: str) -> BadInput:
    errors = problem.errors()
    error = errors[0]
    field = ".".join(str(part) for part in error["loc"])
    more = f" (and {len(errors) - 1} more fields)" if len(errors) > 1 else ""
    given = None if error["type"] == "missing" else error["input"]
    known = f"one of {', '.join(sorted(_fields(error['loc'])))}" if error["type"] == "extra_forbidden" else error["msg"]
    return BadInput(field, given, f"{known}{more}", file)


def _fields(place: tuple[int | str, ...]) -> set[str]:
    """Names that are known at the place of an unknown field."""
    model: object = CaseFile
    for part in place[:-1]:
        if isinstance(part, int):
            continue
        model = next((f.annotation for n, f in model.model_fields.items() if part in (n, f.alias)), None)  # type: ignore[attr-defined]
        model = _model_in(model)
    if model is None:
        return set()
    return {field.alias or name for name, field in model.model_fields.items()}  # type: ignore[attr-defined]


def _model_in(annotation: object) -> object:
    if hasattr(annotation, "model_fields"):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None


def _contradictions(case: CaseFile, today: date, file: str) -> None:
    """Clashing answers are asked about, never averaged."""
    history, treatment, goal = case.history, case.treatment, case.goal
    if history.isotretinoin_stopped_on and history.isotretinoin != "stopped":
        raise BadInput("history.isotretinoin", history.isotretinoin, '"stopped" when isotretinoin_stopped_on is given', file)
    if history.isotretinoin_stopped_on and history.isotretinoin_stopped_on > today:
        raise BadInput("history.isotretinoin_stopped_on", history.isotretinoin_stopped_on.isoformat(), "a date not in the future", file)
    if history.pregnant and case.patient.age_years >= 60:
        raise BadInput("history.pregnant", True, f"not together with age_years = {case.patient.age_years}; please check both", file)
    for field, when in _past_dates(case):
        if when > today:
            raise BadInput(field, when.isoformat(), f"a date not after {today.isoformat()}", file)
    if not treatment.lasers:
        raise BadInput("treatment.lasers", [], "at least one laser name (see `unstipple lasers list`)", file)
    fixed = (treatment.wavelength_nm, treatment.spot_mm, treatment.fluence_j_cm2)
    if treatment.fluence_j_cm2 is not None and treatment.spot_mm is None:
        raise BadInput("treatment.spot_mm", None, "a spot diameter in mm wherever a fluence is given", file)
    if any(part is not None for part in fixed) and treatment.fluence_j_cm2 is None:
        raise BadInput("treatment.fluence_j_cm2", None, "a fluence wherever a wavelength or spot is fixed", file)
    if goal.kind == "lighten" and goal.share is None:
        raise BadInput("goal.share", None, 'a share between 0 and 1 for goal kind "lighten", e.g. 0.5', file)
    if goal.kind == "correct" and not goal.zones:
        raise BadInput("goal.zones", [], 'the names of the zones to correct for goal kind "correct"', file)
    for key in treatment.eyewear_od:
        if not key.replace(".", "", 1).isdigit():
            raise BadInput("treatment.eyewear_od", key, 'wavelengths in nm as keys, e.g. { "1064" = 7.5 }', file)
    views = [view.name for view in case.view]
    if "main" in views or len(set(views)) < len(views):
        twice = next(name for name in views if name == "main" or views.count(name) > 1)
        raise BadInput("view.name", twice, 'each name once, and none of them "main"', file)
    names = [zone.name for zone in case.zone]
    if len(set(names)) < len(names):
        raise BadInput("zone.name", sorted(n for n in names if names.count(n) > 1)[0], "each zone name once", file)


def _past_dates(case: CaseFile) -> list[tuple[str, date]]:
    found = [(f"session.{number}.on", session.on) for number, session in enumerate(case.session)]
    found += [(f"test_spot.{number}.read_on", spot.read_on) for number, spot in enumerate(case.test_spot)]
    found += [(f"history.procedures.{number}.on", done.on) for number, done in enumerate(case.history.procedures)]
    optional = {"ink.last_smp_session": case.ink.last_smp_session, "skin.last_strong_sun": case.skin.last_strong_sun}
    return found + [(field, when) for field, when in optional.items() if when is not None]
