"""``unstipple evidence``: the cited numbers."""

from __future__ import annotations

from typing import Any

from cyclopts import App
from rich.table import Table

from unstipple import evidence as numbers
from unstipple.cli.talk import emit, out
from unstipple.evidence import GRADES, SPREADS, Value

evidence = App(name="evidence", help="The cited numbers that plans stand on: list, show.")


@evidence.command(name="list")
def list_(prefix: str = "", /, *, json: bool = False) -> None:
    """List the cited numbers.

    Parameters
    ----------
    prefix
        Only names that begin with this, e.g. "practice." or "harm.".
    json
        Print data instead of a table.
    """
    found = [numbers.value(name) for name in numbers.names(prefix)]
    if json:
        emit([_value(value) for value in found])
        return
    table = Table("name", "value", "low", "high", "unit", "grade", "sources", box=None, pad_edge=False)
    for value in found:
        mark = "" if value.verified else " (unverified)"
        low, high = (f"{v:g}" if v is not None else "" for v in (value.low, value.high))
        table.add_row(value.name, f"{value.value:g}", low, high, value.unit, value.grade + mark, ", ".join(value.sources))
    out.print(table)


@evidence.command
def show(name: str, /, *, json: bool = False) -> None:
    """Show one number or source: its spread, where it was read, and how far it can be trusted.

    Parameters
    ----------
    name
        Name of a value, e.g. "response.threshold_incident_j_cm2", or key of a source.
    json
        Print data instead of talk.
    """
    if name in numbers.source_keys():
        found = numbers.source(name)
        data = {"key": found.key, "authors": found.authors, "year": found.year, "title": found.title, "where": found.where}
        emit(data) if json else out.print("\n".join(f"{key}: {text}" for key, text in data.items()))
        return
    value = numbers.value(name)
    if json:
        emit(_value(value))
        return
    out.print(f"[bold]{value.name}[/] = {value.value:g} {value.unit}")
    if value.low is not None and value.high is not None:
        out.print(f"  {value.low:g} to {value.high:g}: {SPREADS[value.spread]}")
    out.print(f"  grade {value.grade}: {GRADES[value.grade]}; holds for: {value.population}")
    out.print(f"  {'read in the source' if value.verified else 'UNVERIFIED: may tighten a decision, never permit one'}")
    out.print(f"  where: {value.place}\n  {value.note}".rstrip())
    for key in value.sources:
        source = numbers.source(key)
        out.print(f"  [dim]{key}: {source.short}, {source.title}. {source.where}[/]")


def _value(value: Value) -> dict[str, Any]:
    return {
        "name": value.name, "value": value.value, "low": value.low, "high": value.high, "spread": value.spread, "unit": value.unit,
        "grade": value.grade, "population": value.population, "verified": value.verified, "sources": value.sources,
        "place": value.place, "note": value.note,
    }  # fmt: skip
