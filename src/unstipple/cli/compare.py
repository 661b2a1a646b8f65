"""``unstipple compare``: plans, lasers or goals side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from unstipple.cli.plan import make
from unstipple.cli.talk import emit, err, out
from unstipple.course.comparison import Compared, differences
from unstipple.errors import BadInput, NoPlan, UnsafePlan
from unstipple.records import course_json, read_plan
from unstipple.records.comparison import compared
from unstipple.report.comparison import differ_words, rows

MOST = 6
"""Columns that a table still holds."""


def compare(
    *plans: Path, laser: list[str] | None = None, goal: list[str] | None = None, seed: int = 1, json: bool = False,
) -> None:  # fmt: skip
    """Set plans, lasers or goals of one case in one table: effect, risk, visits, months, price, and what binds.

    Parameters
    ----------
    plans
        Case folders with a plan, or plan files; with --laser or --goal, one case that is planned anew for each. Nothing is written.
    laser
        Plan the case with this laser alone (give it several times).
    goal
        Plan the case for this goal: "clear", or "lighten:0.5" (may be given several times).
    seed
        Seed of all draws where plans are made.
    json
        Print data instead of a table.
    """
    columns, refused = _variants(plans, laser, goal, seed) if laser or goal else (_stored(plans), {})
    if json:
        emit({"plans": [asdict(column) for column in columns], "refused": refused, "differences": list(differences(columns))})
        return
    for code in differences(columns):
        out.print(f"[bold yellow]{differ_words(code)}[/]")
    if columns:
        out.print(_table(columns))
    for name, why in refused.items():
        out.print(f"{name}: {why}", markup=False)
    err.print("[dim]why each setting: unstipple explain CASE   of 100 imagined patients the ranges hold 80, those of risks 90[/]")


def _stored(plans: tuple[Path, ...]) -> list[Compared]:
    if not 2 <= len(plans) <= MOST:
        raise BadInput("PLANS", len(plans), f"2 to {MOST} plans, or one case with --laser or --goal given several times")
    read = [read_plan(path) for path in plans]
    names = _names([plan.file.parent for plan in read])
    return [compared(name, plan.data) for name, plan in zip(names, read, strict=True)]


def _names(folders: list[Path]) -> list[str]:
    """Folder names, with as much of the path as tells them apart."""
    for depth in range(1, 8):
        names = ["/".join(folder.resolve().parts[-depth:]) for folder in folders]
        if len(set(names)) == len(names):
            return names
    raise BadInput("PLANS", str(folders[0]), "each plan once")


def _variants(plans: tuple[Path, ...], laser: list[str] | None, goal: list[str] | None, seed: int) -> tuple[list[Compared], dict[str, str]]:
    if len(plans) != 1:
        raise BadInput("PLANS", len(plans), "one case, where lasers or goals are compared")
    wanted = [(one, aim) for aim in goal or [None] for one in laser or [None]]  # type: ignore[list-item]
    if not 2 <= len(wanted) <= MOST or len(set(wanted)) < len(wanted):
        raise BadInput("--laser and --goal", len(wanted), f"2 to {MOST} different plans in all")
    columns, refused = [], {}
    for one, aim in wanted:
        name = ", ".join(part for part in (one, aim) if part)
        try:
            folder, course, _ = make(plans[0], [one] if one else None, aim, None, False, seed, 200)
            columns.append(compared(name, course_json(course, lambda finding: finding.rule, made_from=folder.made_from)))
        except (NoPlan, UnsafePlan) as problem:
            refused[name] = str(problem)
    return columns, refused


def _table(columns: list[Compared]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    table.add_column("")
    for column in columns:
        table.add_column(escape(column.name), overflow="fold")
    for question, *cells in rows(columns):
        table.add_row(escape(question), *(escape(cell) for cell in cells))
    return table
