"""Looks over all cited numbers: sources, units, spreads, grades, verified marks, and what nothing uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from unstipple import evidence
from unstipple.evidence import Row, Value, background, known_unit
from unstipple.report.reference.readers import file_readers, named_anywhere, rule_readers, topic_readers

KEPT = ("memory", "design", "computed", "user-manual")
"""Sources that may stand unused: they are kinds of knowledge, not documents."""

CHECKED_AGAINST = ("thermal.contact.surface_after_", "thermal.spray.surface_after_")
"""Starts of the names of measured values that no code reads: the tests hold the models against them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a number, row or source: its ``name``, a ``code``, and a sentence."""

    name: str
    code: str
    text: str


def problems() -> tuple[Problem, ...]:
    """Everything that is wrong with the cited numbers, the literature rows and their sources."""
    values = [evidence.value(name) for name in evidence.names()]
    return (
        *(found for value in values for found in value_problems(value)),
        *(found for row in background.rows() for found in row_problems(row)),
        *_orphans(values),
        *_unused_sources(values),
    )


def value_problems(value: Value) -> Iterator[Problem]:
    """What is wrong with one value, beside what reading the tables already refuses."""
    if not known_unit(value.unit):
        yield Problem(value.name, "unit", f"unit {value.unit!r} is not among the known ones")
    if not value.place:
        yield Problem(value.name, "place", "does not say where it was read")
    if (value.low is None) != (value.high is None) or not _inside(value):
        yield Problem(value.name, "spread", f"{value.value:g} must lie between its low {value.low} and its high {value.high}")
    elif value.low is not None and value.spread == "none":
        yield Problem(value.name, "spread", "has a range that does not say what it means")
    yield from _mark(value)


def row_problems(row: Row) -> Iterator[Problem]:
    """What is wrong with one row of the literature."""
    if row.low is not None and row.high is not None and row.low > row.high:
        yield Problem(row.id, "spread", f"low {row.low:g} is above high {row.high:g}")
    if row.read == "memory" and "memory" not in row.sources:
        yield Problem(row.id, "read", "is from memory and does not name that among its sources")
    if row.grade == "A" and row.read == "memory":
        yield Problem(row.id, "grade", "is from memory and graded A")


def _inside(value: Value) -> bool:
    return value.low is None or value.high is None or value.low <= value.value <= value.high


def _mark(value: Value) -> Iterator[Problem]:
    """A verified mark must stand on something that was read."""
    named = background.rows_named(value.place)
    unknown = [each for each in named if each not in {row.id for row in background.rows()}]
    if unknown:
        yield Problem(value.name, "place", f"names rows that do not exist: {', '.join(unknown)}")
    elif value.verified and named and all(background.row(each).read in background.UNREAD for each in named):
        yield Problem(value.name, "verified", f"is marked verified and stands only on rows that were not read: {', '.join(named)}")
    if value.verified and set(value.sources) <= set(KEPT):
        yield Problem(value.name, "verified", "is marked verified and names no document")


def _orphans(values: list[Value]) -> Iterator[Problem]:
    read = {*file_readers(), *rule_readers(), *topic_readers()}
    for value in values:
        if value.name not in read and not value.name.startswith(CHECKED_AGAINST):
            yield Problem(value.name, "orphan", "is read by no code, rule or topic")


def _unused_sources(values: list[Value]) -> Iterator[Problem]:
    used = {key for value in values for key in value.sources} | {key for row in background.rows() for key in row.sources} | set(KEPT)
    for key in evidence.source_keys():
        if key not in used and key not in named_anywhere():
            yield Problem(key, "unused", "is a source that nothing names")
