"""How cited numbers, literature rows and sources are printed, and what they are as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table

from unstipple import evidence as numbers
from unstipple.cli.talk import out
from unstipple.evidence import GRADES, SPREADS, Row, Source, Value, background, unit_words
from unstipple.report.reference.atlas import reader_words


def value_data(value: Value) -> dict[str, Any]:
    """A value as data."""
    return {
        "name": value.name, "value": value.value, "low": value.low, "high": value.high, "spread": value.spread, "unit": value.unit,
        "grade": value.grade, "population": value.population, "verified": value.verified, "sources": value.sources,
        "place": value.place, "note": value.note, "rows": background.rows_named(value.place), "read_by": reader_words(value.name),
    }  # fmt: skip


def row_data(row: Row) -> dict[str, Any]:
    """A literature row as data, with the values that stand on it."""
    return {**asdict(row), "used_by": background.used_by(row.id)}


def value_table(values: list[Value]) -> Table:
    """Values, a line each."""
    table = Table("name", "value", "low", "high", "unit", "grade", "sources", box=None, pad_edge=False)
    for value in values:
        low, high = (f"{v:g}" if v is not None else "" for v in (value.low, value.high))
        grade = value.grade + ("" if value.verified else " (unverified)")
        table.add_row(value.name, f"{value.value:g}", low, high, unit_words(value.unit), grade, ", ".join(value.sources))
    return table


def row_table(rows: list[Row]) -> Table:
    """Literature rows, a line each."""
    table = Table("row", "what", "value", "grade", "was read", "used by", box=None, pad_edge=False)
    for row in rows:
        users = background.used_by(row.id)
        more = f" and {len(users) - 1} more" if len(users) > 1 else ""
        value = escape(f"{row.value} {row.unit}".strip())
        table.add_row(row.id, escape(f"{row.topic}: {row.parameter}"), value, row.grade, row.read, f"{users[0]}{more}" if users else "")
    return table


def print_value(value: Value) -> None:
    """One value with its spread, grade, place, readers and sources."""
    out.print(f"[bold]{value.name}[/] = {value.value:g} {unit_words(value.unit)}")
    if value.low is not None and value.high is not None:
        out.print(f"  {value.low:g} to {value.high:g}: {SPREADS[value.spread]}")
    out.print(f"  grade {value.grade}: {GRADES[value.grade]}; holds for: {value.population}")
    out.print(f"  {'read in the source' if value.verified else 'UNVERIFIED: may tighten a decision, never permit one'}")
    out.print(escape(f"  where: {value.place}\n  {value.note}").rstrip())
    out.print(f"  read by: {reader_words(value.name) or 'nothing'}")
    for row_id in background.rows_named(value.place):
        row = background.row(row_id)
        out.print(escape(f"  {row.id}: {row.parameter}: {row.value} {row.unit} (grade {row.grade}; {row.read})"))
    _print_sources(value.sources)


def print_row(row: Row) -> None:
    """One literature row, what a second reading changed, and the values that stand on it."""
    out.print(escape(f"{row.id}  {row.topic}: {row.parameter}"), style="bold")
    span = f" ({row.low:g} to {row.high:g})" if row.low is not None and row.high is not None else ""
    out.print(escape(f"  {row.value} {row.unit}{span}; in: {row.population or 'not stated'}"))
    out.print(f"  grade {row.grade}: {GRADES[row.grade]}; for use as: {row.use}")
    out.print(f"  {row.read}: {background.READ[row.read]}")
    for head, text in (("", row.note), ("corrected: ", row.corrected), ("used by: ", ", ".join(background.used_by(row.id)))):
        if text:
            out.print(escape(f"  {head}{text}"))
    _print_sources(row.sources)


def print_source(source: Source) -> None:
    """One source and what stands on it."""
    for key, text in asdict(source).items():
        out.print(escape(f"{key}: {text}"))
    values = [name for name in numbers.names() if source.key in numbers.value(name).sources]
    rows = [row.id for row in background.rows() if source.key in row.sources]
    out.print(escape(f"numbers: {', '.join(values) or 'none'}\nrows: {', '.join(rows) or 'none'}"))


def _print_sources(keys: tuple[str, ...]) -> None:
    for key in keys:
        source = numbers.source(key)
        out.print(f"  [dim]{key}: {escape(source.short)}, {escape(source.title)}. {escape(source.where)}[/]")
