"""The forecast beside published series, as ``validate`` prints it: what was seen, what the models say, and how good that was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from unstipple.cli.talk import out
from unstipple.outcome.clinic import ClinicRow, ClinicTotal, clinic_totals

UNKNOWN_MARK = "°"


def print_clinic(rows: Sequence[ClinicRow]) -> None:
    """Print every published outcome beside its prediction, fitted and held-out rows apart, and what the table comes to."""
    out.print("[bold]The forecast beside published series[/]")
    out.print("[dim]predicted: the middle, and where nine of ten series of that size should fall; score: lower is better (CRPS)[/]\n")
    whats = list(dict.fromkeys(row.what for row in rows))
    ordered = sorted(rows, key=lambda row: (whats.index(row.what), row.model, row.role, row.name))
    for (what, model), found in groupby(ordered, key=lambda row: (row.what, row.model)):
        _print_model(what, model, list(found))
    out.print(f"{UNKNOWN_MARK} fluence or skin not stated: the usual range stands in\n")
    _print_totals(clinic_totals(rows))


def clinic_as_data(rows: Sequence[ClinicRow]) -> dict[str, Any]:
    """Rows and totals as plain data."""
    return {
        "rows": [{**asdict(row), "inside": row.inside, "width": row.width} for row in rows],
        "totals": [asdict(total) for total in clinic_totals(rows)],
    }


def _print_model(what: str, model: str, rows: list[ClinicRow]) -> None:
    out.print(f"[bold]{escape(what.capitalize())}[/] by {escape(model)}")
    table = Table(box=None, pad_edge=False)
    table.add_column("", width=24)
    for heading, width in (("seen", 16), ("predicted", 18), ("inside", 6), ("score", 6), ("pooled", 6), ("before", 6)):
        table.add_column(heading, justify="right", min_width=width)
    for row in rows:
        name = row.name.replace("_", " ").capitalize() + ("" if row.known else UNKNOWN_MARK)
        style = "bold" if row.role == "held-out" else "dim"
        seen = _band(row.observed_low, row.observed, row.observed_high, row.unit)
        said = _band(row.predicted_low, row.predicted, row.predicted_high, row.unit)
        scores = (_number(each, row.unit) for each in (row.score, row.pooled_score, row.old_score))
        mark = "yes" if row.inside else "[red]no[/]"
        table.add_row(f"[{style}]{escape(name)}[/] {'' if row.role == 'held-out' else '[dim](fitted)[/]'}", seen, said, mark, *scores)
    out.print(table)
    out.print()


def _print_totals(totals: Sequence[ClinicTotal]) -> None:
    out.print("[bold]What the table comes to[/] (means over the rows)")
    table = Table(box=None, pad_edge=False)
    for heading in ("what", "model", "rows"):
        table.add_column(heading)
    for heading in ("inside", "width", "score", "pooled", "before"):
        table.add_column(heading, justify="right", min_width=6)
    for total in totals:
        kind = total.role + ("" if total.known else UNKNOWN_MARK)
        scores = (_number(each, total.unit) for each in (total.width, total.score, total.pooled_score, total.old_score))
        table.add_row(escape(total.what), escape(total.model), kind, f"{total.inside} of {total.rows}", *scores)
    out.print(table)
    out.print()


def _band(low: float | None, middle: float, high: float | None, unit: str) -> str:
    if low is None or high is None:
        return _number(middle, unit)
    bounds = f"{100 * low:.0f} to {100 * high:.0f}" if unit == "share" else f"{low:.2g} to {high:.2g}"
    return f"{_number(middle, unit)} ({bounds})"


def _number(value: float | None, unit: str) -> str:
    """A share in per cent, a fluence in J/cm²; a blank where there is none."""
    if value is None:
        return ""
    return f"{100 * value:.0f} %" if unit == "share" else f"{value:.2g} J"
