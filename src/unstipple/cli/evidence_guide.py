"""``unstipple evidence guide``: every claim of the guide that patients read, what became of it, and where it lives."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.markup import escape
from rich.table import Column, Table

from unstipple.cli.guide_places import is_there
from unstipple.cli.talk import emit, err, out
from unstipple.errors import BadInput
from unstipple.evidence import source
from unstipple.evidence.claims import STANCES, TOPICS, Claim, claim, claims
from unstipple.records import write_whole
from unstipple.report.guide_notes import guide_words, said
from unstipple.report.reference.guide import guide_page, place_words

COLOURS = {"adopted": "green", "adjusted": "yellow", "rejected": "red", "informational": "dim"}


def guide(
    which: str = "", /, *, stance: str | None = None, json: bool = False, out_: Annotated[Path | None, Parameter(name="--out")] = None,
) -> None:  # fmt: skip
    """What the guide that patients read claims, what became of each claim, why, and where it lives.

    Parameters
    ----------
    which
        A claim such as "S012", or a topic (ink, lasers, visit, course, risks, screening, alternatives, money, aftercare, questions).
    stance
        Only this stance: adopted, adjusted, rejected or informational.
    json
        Print data instead of talk.
    out_
        Write the page of the guide's errors (Markdown) to this file instead.
    """
    if stance is not None and stance not in STANCES:
        raise BadInput("--stance", stance, ", ".join(STANCES))
    if out_ is not None:
        _write(out_)
        return
    one = which[:1] in ("S", "s") and which[1:].isdigit()
    found = (claim(which.upper()),) if one else claims(which or None)
    found = tuple(each for each in found if stance in (None, each.stance))
    if json:
        emit([_data(each) for each in found])
    elif one and found:
        _print_one(found[0])
    else:
        _print_all(found)


def placed(found: Claim) -> bool:
    """Whether a claim lives anywhere in the program: all its places outside the documentation are really there."""
    places = [place for place in found.where if not place.startswith("doc:")]
    return bool(places) and all(is_there(place) for place in places)


def _print_all(found: tuple[Claim, ...]) -> None:
    for topic in TOPICS:
        rows = [each for each in found if each.topic == topic]
        if not rows:
            continue
        table = Table(
            Column("id", no_wrap=True), Column("stance", no_wrap=True), "the guide says that", "lives at", box=None, pad_edge=False
        )
        for each in rows:
            more = f" and {len(each.where) - 1} more" if len(each.where) > 1 else ""
            table.add_row(
                each.id, f"[{COLOURS[each.stance]}]{each.stance}[/]", escape(each.says), escape(each.where[0]) + f"[dim]{more}[/]"
            )
        out.print(f"\n[bold]{guide_words()['topic'][topic]}[/]")
        out.print(table)
    out.print(f"\n{sum(placed(each) for each in found)} of {len(found)} claims have a place")
    out.print("[dim]unstipple evidence guide S012: one claim with its reason, sources and places[/]")


def _print_one(found: Claim) -> None:
    out.print(f"[bold]{found.id}[/]  {escape(guide_words()['topic'][found.topic])}")
    out.print(escape(said(found)))
    out.print(f"[{COLOURS[found.stance]}]{found.stance}[/]: {STANCES[found.stance]}")
    out.print(escape(found.because))
    if found.conflict is not None:
        title = guide_words()["conflict"][str(found.conflict)]
        out.print(escape(f"one of the guide's errors or contradictions: {found.conflict}. {title}"))
    for place in found.where:
        out.print(escape(f"  {place_words(place)}"))
    for key in found.better:
        cited = source(key)
        out.print(escape(f"  {key}: {cited.short}, {cited.title}. {cited.where}"), style="dim")


def _data(found: Claim) -> dict[str, Any]:
    return {**asdict(found), "stance_words": STANCES[found.stance], "placed": placed(found)}


def _write(file: Path) -> None:
    try:
        write_whole(file, guide_page().encode())
    except OSError as problem:
        raise BadInput("--out", str(file), f"a place where a file can be written ({problem.strerror})") from None
    err.print(f"[dim]written: {escape(str(file))}[/]")
