"""The parameter atlas: every cited number and every literature row, as one page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from unstipple import evidence
from unstipple.evidence import GRADES, SPREADS, Row, Value, background, source, unit_words
from unstipple.report.reference.readers import file_readers, rule_readers, topic_readers

HEAD = """# Parameters

Every number about bodies, lasers, risks and prices that this program reads, and every row of literature behind them.
Written by `make reference`; do not edit by hand.

A number without a check mark in the column "read" was not read in its source. It may tighten a decision, never permit one.
"""


def atlas() -> str:
    """The whole page: what the marks mean, the numbers by table, the literature rows by topic, the sources."""
    parts = [HEAD, *_legend(), "## Numbers the program reads\n", *_numbers(), "## Literature rows\n", *_rows(), "## Sources\n", *_sources()]
    return "\n".join(parts).rstrip() + "\n"


def number_words(value: Value) -> str:
    """A value with its range, e.g. ``"8 (6 to 12, triangular)"``."""
    if value.low is None or value.high is None:
        return f"{value.value:g}"
    return f"{value.value:g} ({value.low:g} to {value.high:g}, {value.spread})"


def reader_words(name: str) -> str:
    """Files, rules and topics that read a value, e.g. ``"rules/sun.py; rule fresh-tan"``."""
    rules = [f"rule {code}" for code in rule_readers().get(name, ())]
    topics = [f"topic {key}" for key in topic_readers().get(name, ())]
    return "; ".join((*file_readers().get(name, ()), *rules, *topics))


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table, a line each, with an empty line after it."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in row) + " |"
    yield ""


def _legend() -> Iterator[str]:
    yield from table_lines(("grade", "means"), list(GRADES.items()))
    yield from table_lines(("spread", "low and high are"), list(SPREADS.items()))
    yield from table_lines(("a row was", "means"), list(background.READ.items()))


def _numbers() -> Iterator[str]:
    values = [evidence.value(name) for name in evidence.names()]
    for table, group in groupby(values, key=lambda value: value.name.split(".")[0]):
        yield f"### {table}\n"
        yield from table_lines(
            ("name", "value", "unit", "grade", "holds for", "read", "where", "sources", "read by", "remark"),
            [_number(value) for value in group],
        )


def _number(value: Value) -> tuple[str, ...]:
    return (
        f"`{value.name}`", number_words(value), unit_words(value.unit), value.grade, value.population, "✓" if value.verified else "",
        value.place, ", ".join(value.sources), reader_words(value.name), value.note,
    )  # fmt: skip


def _rows() -> Iterator[str]:
    ordered = sorted(background.rows(), key=lambda row: (row.topic, row.id))
    for topic, group in groupby(ordered, key=lambda row: row.topic):
        yield f"### {topic}\n"
        yield from table_lines(
            ("row", "parameter", "value", "in", "grade", "was read", "use", "sources", "used by", "remark"), [_row(row) for row in group]
        )


def _row(row: Row) -> tuple[str, ...]:
    value = f"{row.value} {row.unit}".strip()
    note = "; ".join(part for part in (row.note, row.corrected and f"corrected: {row.corrected}") if part)
    users = ", ".join(f"`{name}`" for name in background.used_by(row.id))
    return (row.id, row.parameter, value, row.population, row.grade, row.read, row.use, ", ".join(row.sources), users, note)


def _sources() -> Iterator[str]:
    found = [source(key) for key in evidence.source_keys()]
    yield from table_lines(
        ("key", "authors", "year", "title", "where", "kind"), [(s.key, s.authors, s.year, s.title, s.where, s.kind) for s in found]
    )
