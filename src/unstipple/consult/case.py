"""Reads a case file: every typing slip is named with its field and what is allowed there."""

from __future__ import annotations

import tomllib
from datetime import date

from pydantic import ValidationError

from unstipple.consult.answers import CaseFile
from unstipple.consult.clashes import refuse_clashes
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
    refuse_clashes(case, today or case.planned_on or date.today(), file)
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
