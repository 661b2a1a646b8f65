"""The literature rows L001-L281: all that was read, used or not, with how it was read and what it may be used for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from unstipple.errors import BadInput, UnknownName
from unstipple.evidence._tables import sources, toml_files, values
from unstipple.evidence.values import GRADES, Grade

Read = Literal["yes", "second-hand", "memory", "computed"]
Use = Literal["hard limit", "default prior", "warning", "informational"]

READ: dict[str, str] = {
    "yes": "read in the source",
    "second-hand": "read on a page or in code that reports it",
    "memory": "domain knowledge; found in no document that could be read",
    "computed": "arithmetic on other rows",
}
"""How a row came to be known."""

UNREAD = ("memory", "second-hand")
"""Ways of knowing that can never make a value verified."""

ROW_ID = re.compile(r"L\d{3}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the literature.

    ``value`` is text, ``low`` and ``high`` its range in ``unit`` where it has one. ``use`` is the most that the row may be used for;
    ``read`` says how it came to be known (`READ`); ``corrected`` says what a second reading changed, and is empty where nothing did.
    """

    id: str
    topic: str
    parameter: str
    value: str
    low: float | None
    high: float | None
    unit: str
    population: str
    grade: Grade
    sources: tuple[str, ...]
    note: str
    use: Use
    read: Read
    corrected: str


def rows() -> tuple[Row, ...]:
    """Every row, by id."""
    return tuple(_rows()[each] for each in sorted(_rows()))


def row(row_id: str) -> Row:
    """The row of that id, e.g. ``"L109"``. Raises `UnknownName`."""
    if row_id not in _rows():
        raise UnknownName("literature row", row_id, _rows())
    return _rows()[row_id]


def rows_named(place: str) -> tuple[str, ...]:
    """Ids of the rows that a text such as a value's ``place`` names, each once; ``"L067, L082"`` and ``"L243-L244"`` are both read."""
    found: list[str] = []
    for first, last in re.findall(r"(L\d{3})(?:\s?(?:-|to)\s?(L\d{3}))?", place):
        span = range(int(first[1:]), int((last or first)[1:]) + 1)
        found += [f"L{number:03d}" for number in span]
    return tuple(dict.fromkeys(found))


def used_by(row_id: str) -> tuple[str, ...]:
    """Names of the evidence values whose ``place`` names that row, sorted. Raises `UnknownName`."""
    row(row_id)
    return tuple(sorted(_users().get(row_id, ())))


@cache
def _users() -> Mapping[str, tuple[str, ...]]:
    users: dict[str, tuple[str, ...]] = {}
    for name, value in values().items():
        for each in rows_named(value.place):
            users[each] = (*users.get(each, ()), name)
    return users


@cache
def _rows() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for file, raw in toml_files("background"):
        for key, fields in raw.items():
            if key in found or not ROW_ID.fullmatch(key):
                raise BadInput(key, "given twice or misnamed", "each row once, as L and three digits", file)
            found[key] = _row(key, fields, file)
    return found


def _row(key: str, raw: dict[str, Any], file: str) -> Row:
    allowed = {"grade": tuple(GRADES), "use": get_args(Use), "read": get_args(Read)}
    for field, known in allowed.items():
        if raw.get(field) not in known:
            raise BadInput(f"{key}.{field}", raw.get(field), ", ".join(known), file)
    unknown = [name for name in raw["sources"] if name not in sources()]
    if unknown or not raw["sources"]:
        raise BadInput(f"{key}.sources", unknown, "keys of evidence/sources", file)
    return Row(
        key, raw["topic"], raw["parameter"], raw["value"], raw.get("low"), raw.get("high"), raw["unit"], raw["population"], raw["grade"],
        tuple(raw["sources"]), raw.get("note", ""), raw["use"], raw["read"], raw.get("corrected", ""),
    )  # fmt: skip
