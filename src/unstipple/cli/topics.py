"""``unstipple evidence topics``: other ways, care afterwards, consent, and how well each is known."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.table import Column, Table

from unstipple.cli.guide_lines import print_differs
from unstipple.cli.talk import emit, out
from unstipple.evidence import source, value
from unstipple.evidence.topics import STANCES, topic
from unstipple.report.topic_rows import TopicRow, topic_row, topic_rows


def topics(which: str = "", /, *, json: bool = False) -> None:
    """Other ways, care afterwards, what must be said: what is known, what is not, and how well.

    Parameters
    ----------
    which
        A kind (alternative, after, site, research, aftercare, recovery, consent, provider, faq) or a key such as
        "alternative.saline"; everything when left out.
    json
        Print data instead of talk.
    """
    found = (topic_row(which),) if "." in which else topic_rows(which or None)
    if json:
        emit([_data(row) for row in found])
    elif "." in which:
        _print_one(found[0])
    else:
        _print_table(found)


def _print_table(rows: tuple[TopicRow, ...]) -> None:
    table = Table(Column("topic", no_wrap=True), "title", "stance", "grade", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row.key, row.title, row.stance, topic(row.key).grade + ("" if topic(row.key).verified else " (unverified)"))
    out.print(table)


def _print_one(row: TopicRow) -> None:
    given = topic(row.key)
    out.print(f"[bold]{row.title}[/] ({row.key}): {STANCES[given.stance]}")
    out.print(f"  known: {row.known}\n  not known: {row.unknown}\n  what to do: {row.do}")
    out.print(f"  {row.grade}\n  where: {given.place}", markup=False)
    for key in given.sources:
        out.print(f"  [dim]{key}: {source(key).short}, {source(key).title}. {source(key).where}[/]")
    for name in given.values:
        cited = value(name)
        out.print(f"  [dim]{name} = {cited.value:g} {cited.unit}, grade {cited.grade}[/]")
    print_differs(f"topic:{given.key}")


def _data(row: TopicRow) -> dict[str, Any]:
    given = topic(row.key)
    return {
        **asdict(given), "words": {"title": row.title, "known": row.known, "unknown": row.unknown, "do": row.do},
        "stance_words": row.stance, "grade_words": row.grade,
    }  # fmt: skip
