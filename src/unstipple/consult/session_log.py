"""What was really delivered at one visit, pass by pass, as a person writes it down."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from unstipple.consult.form import Answer, Answers, Name, Positive
from unstipple.consult.health import Endpoint, Harm
from unstipple.errors import BadInput

ENDPOINTS: tuple[Endpoint, ...] = get_args(Endpoint)


class LoggedPass(Answers):
    """One pass over one zone.

    Either ``fluence_j_cm2`` (what reached the skin) or ``displayed_j_cm2`` (what the panel showed) is given.
    """

    zone: Name
    wavelength_nm: Positive
    spot_mm: Positive
    fluence_j_cm2: Positive | None = None
    displayed_j_cm2: Positive | None = None
    pulses: Annotated[int, Field(ge=1)] | None = None
    endpoint: Endpoint | None = None
    adverse: tuple[Harm, ...] = ()


class SessionLog(Answers):
    """One visit: its day, its laser and every pass in order."""

    format: Literal["unstipple.session/1"] = Field(alias="schema")
    on: date
    laser: Name
    clinician: Name | None = None
    healed: Answer = None
    note: str = ""
    passes: Annotated[tuple[LoggedPass, ...], Field(alias="pass", min_length=1)]


def parse_log(text: str, file: str, today: date) -> SessionLog:
    """The log in a TOML text. Raises `BadInput` naming the file, the field, what was given and what is allowed."""
    try:
        log = SessionLog.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("file", str(problem), "valid TOML", file) from problem
    except ValidationError as problem:
        error = problem.errors()[0]
        field = ".".join(str(part) for part in error["loc"])
        known = ", ".join(sorted(each.alias or name for name, each in _model(error["loc"]).model_fields.items()))
        allowed = f"one of {known}" if error["type"] == "extra_forbidden" else error["msg"]
        raise BadInput(field, None if error["type"] == "missing" else error["input"], allowed, file) from problem
    if log.on > today:
        raise BadInput("on", log.on.isoformat(), f"a day up to {today.isoformat()}: only what was done is logged", file)
    for at, one in enumerate(log.passes, 1):
        if (one.fluence_j_cm2 is None) == (one.displayed_j_cm2 is None):
            raise BadInput(f"pass {at}.fluence_j_cm2", one.fluence_j_cm2, "either fluence_j_cm2 or displayed_j_cm2", file)
    return log


def _model(place: tuple[int | str, ...]) -> type[Answers]:
    return LoggedPass if "pass" in place else SessionLog
