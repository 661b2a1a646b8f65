"""``unstipple evidence``: the cited numbers."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from unstipple import evidence as numbers
from unstipple.cli.evidence_guide import guide
from unstipple.cli.evidence_rows import print_row, print_source, print_value, row_data, row_table, value_data, value_table
from unstipple.cli.stored_uses import print_uses, use_data
from unstipple.cli.talk import emit, err, out
from unstipple.cli.topics import topics
from unstipple.errors import BadInput
from unstipple.evidence import GRADES
from unstipple.evidence import background as literature
from unstipple.records import stored_plans, uses, write_whole
from unstipple.report.reference.atlas import atlas
from unstipple.report.reference.audit import problems

evidence = App(name="evidence", help="The cited numbers that plans stand on: list, show, check, atlas, affected.")
evidence.command(topics)
evidence.command(guide)


@evidence.command(name="list")
def list_(
    prefix: str = "", /, *, background: bool = False, grade: str | None = None, unverified: bool = False, json: bool = False,
) -> None:  # fmt: skip
    """List the cited numbers, or the rows of literature behind them.

    Parameters
    ----------
    prefix
        Only names that begin with this, e.g. "practice." or "harm."; with --background, ids or topics such as "L1" or "anaesthesia".
    background
        List the rows of literature, used or not.
    grade
        Only this grade: A, B, C or D.
    unverified
        Only what was not read in its source.
    json
        Print data instead of a table.
    """
    if grade is not None and grade not in GRADES:
        raise BadInput("--grade", grade, ", ".join(GRADES))
    if background:
        rows = [row for row in literature.rows() if row.id.startswith(prefix) or row.topic.startswith(prefix)]
        rows = [row for row in rows if grade in (None, row.grade) and not (unverified and row.read not in literature.UNREAD)]
        emit([row_data(row) for row in rows]) if json else out.print(row_table(rows))
        return
    values = [numbers.value(name) for name in numbers.names(prefix)]
    values = [value for value in values if grade in (None, value.grade) and not (unverified and value.verified)]
    emit([value_data(value) for value in values]) if json else out.print(value_table(values))


@evidence.command
def show(name: str, /, *, json: bool = False) -> None:
    """Show one number, row of literature or source: its spread, where it was read, and how far it can be trusted.

    Parameters
    ----------
    name
        Name of a value, e.g. "response.threshold_incident_j_cm2", id of a row, e.g. "L109", or key of a source.
    json
        Print data instead of talk.
    """
    if name in numbers.source_keys():
        source = numbers.source(name)
        emit(asdict(source)) if json else print_source(source)
    elif literature.ROW_ID.fullmatch(name):
        row = literature.row(name)
        emit(row_data(row)) if json else print_row(row)
    else:
        value = numbers.value(name)
        emit(value_data(value)) if json else print_value(value)


@evidence.command
def check(*, json: bool = False) -> None:
    """Look over all numbers, rows and sources; exit code 1 where something is wrong.

    Parameters
    ----------
    json
        Print data instead of talk.
    """
    found = problems()
    if json:
        emit([asdict(problem) for problem in found])
    else:
        for problem in found:
            out.print(escape(f"{problem.name}: {problem.text}"))
        counts = f"{len(numbers.names())} numbers, {len(literature.rows())} rows, {len(numbers.source_keys())} sources"
        out.print(f"{counts}: {len(found)} problem{'' if len(found) == 1 else 's'}")
    if found:
        raise SystemExit(1)


@evidence.command
def affected(name: str, folder: Path, /, *, json: bool = False) -> None:
    """Name the stored plans that used a number, and what it was then: after a correction, these are to be looked at again.

    Parameters
    ----------
    name
        Name of a value, e.g. "response.threshold_incident_j_cm2".
    folder
        Where plans are kept; folders below are looked through too.
    json
        Print data instead of talk.
    """
    now = numbers.value(name) if numbers.has(name) else None
    found = uses(name, folder)
    if now is None and not found:
        numbers.value(name)  # says which names are near
    if json:
        emit([use_data(use, now) for use in found])
    else:
        print_uses(name, found, now, sum(1 for _ in stored_plans(folder)))


@evidence.command(name="atlas")
def atlas_(*, out_: Annotated[Path | None, Parameter(name="--out")] = None) -> None:
    """Write the page of all parameters (Markdown).

    Parameters
    ----------
    out_
        Where to write it; printed when left out.
    """
    page = atlas()
    if out_ is None:
        sys.stdout.write(page)
        return
    try:
        write_whole(out_, page.encode())
    except OSError as problem:
        raise BadInput("--out", str(out_), f"a place where a file can be written ({problem.strerror})") from None
    err.print(f"{out_}: {len(numbers.names())} numbers, {len(literature.rows())} rows")
