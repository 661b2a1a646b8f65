"""Rows of the therapeutic window as data and as tables: what a tired clinician needs first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from unstipple.cli.talk import out
from unstipple.consult import FITZPATRICK
from unstipple.outcome import percentile
from unstipple.plan import HORIZON_COUNT, Band, WindowRow, dialled
from unstipple.report import limit_words, short_limit

SUMMARY_NOTE = (
    "From the lowest fluence that should work to the highest that should be safe, for later visits; a first treatment starts lower. "
    "Every spot, with bands and what binds: unstipple window --fitzpatrick IV, or --laser NAME."
)
ROWS_NOTE = (
    "Spots in mm, fluence in J/cm²: the middle, and in brackets the span of 8 in 10 draws. Works from: a visit is worth half a session of "
    "the published series. First: the range of a first treatment. Safe up to: for later visits. Treatments: until nine tenths are gone, at "
    "that limit."
)
ASSUMED_NOTE = "* this laser's pulse energy is assumed: confirm it in the manual."
REACH = "laser-energy"
OUTSIDE = "spot-outside-practice"


def row_json(row: WindowRow, ink: str, hair: bool) -> dict[str, Any]:
    """One row as the contract names it, with the bands that clash where there is no window, and what stands behind them."""
    effective, safe = _band(row.effective_from), _band(row.safe_up_to)
    limits = sorted(row.within.limits, key=lambda limit: limit.fluence_j_cm2)
    sessions, start = row.sessions, row.start_j_cm2
    return {
        "laser": row.laser.name, "wavelength_nm": row.mode.wavelength_nm, "pulse_ns": row.mode.pulse_ns, "spot_mm": row.spot_mm,
        "fitzpatrick": FITZPATRICK[row.type_number - 1], "ink": ink,
        "effective_from_j_cm2": effective if row.useful else None, "safe_up_to_j_cm2": safe if row.useful else None,
        "bound_by": row.bound_by, "closed_by": row.closed_by, "useful": row.useful, "hair_bearing": hair, "profile": row.mode.profile,
        "computed": {"effective_from_j_cm2": effective, "safe_up_to_j_cm2": safe},
        "first_treatment_j_cm2": None if start is None else {"low": start[0], "high": start[1]},
        "limits": [{"name": limit.code, "j_cm2": limit.fluence_j_cm2, "sources": limit.sources} for limit in limits],
        "next_limit": limits[1].code if len(limits) > 1 else None,
        "treatments_at_ceiling": None if sessions is None else {f"p{at}": percentile(sessions, at) for at in (10, 50, 90)},
        "assumed": [name for name, kind in row.mode.kinds.items() if kind == "assumed"],
    }  # fmt: skip


def _band(band: Band | None) -> dict[str, float | None] | None:
    return None if band is None else {"low": band.low, "mid": band.mid, "high": band.high}


def field_words(hair: bool) -> str:
    """Whether the field bears hair."""
    return "hair-bearing field" if hair else "bald field"


def print_summary(rows: Sequence[WindowRow], ink: str, hair: bool) -> None:
    """One line a mode, one column a skin: the widest window among its spots, or why there is none; shut modes in one line below."""
    out.print(f"[bold]Windows in J/cm² at the spot where they are widest[/] ({ink} ink, {field_words(hair)})\n")
    skins = sorted({row.type_number for row in rows})
    table = Table("laser", *(FITZPATRICK[skin - 1] for skin in skins), box=None, pad_edge=False)
    notes: list[str] = []
    shut: list[str] = []
    for (name, mode), group in groupby(_by_mode(rows), key=lambda row: (row.laser.name, row.mode.label)):
        found = list(group)
        if all(row.within.closed_by for row in found):
            shut.append(f"{escape(name)} {mode}")
            continue
        cells = [_cell([row for row in found if row.type_number == skin], notes) for skin in skins]
        table.add_row(f"{escape(name)}\n  {mode}", *cells)
    out.print(table)
    for place, code in enumerate(notes, start=1):
        out.print(f"[dim]no {place}: {limit_words(code)}[/]")
    if shut:
        out.print(f"[dim]closed to every skin: {', '.join(shut)}[/]")
    out.print(f"[dim]{SUMMARY_NOTE}[/]")


def _by_mode(rows: Sequence[WindowRow]) -> list[WindowRow]:
    """Rows in the order of lasers and modes, then skins and spots."""
    order = {key: place for place, key in enumerate(dict.fromkeys((row.laser.name, row.mode.label) for row in rows))}
    return sorted(rows, key=lambda row: (order[row.laser.name, row.mode.label], row.type_number, row.spot_mm))


def _cell(rows: Sequence[WindowRow], notes: list[str]) -> str:
    best = widest(rows)
    if best is None:
        code = _why_shut(rows)
        if code not in notes:
            notes.append(code)
        return f"[red]no {notes.index(code) + 1}[/]"
    return f"[green]{_ends(best)}[/]\n[dim]{best.spot_mm:g} mm[/]"


def widest(rows: Iterable[WindowRow]) -> WindowRow | None:
    """The row with most room between what should work and what should be safe, or ``None`` where no row has any."""
    return max((row for row in rows if row.useful), key=lambda row: row.room, default=None)


def _why_shut(rows: Sequence[WindowRow]) -> str:
    codes = [row.closed_by or "" for row in rows]
    return next((code for code in codes if code not in (OUTSIDE, "")), codes[0])


def _ends(row: WindowRow) -> str:
    effective = row.effective_from
    return f"{effective.mid if effective else 0:.1f}-{dialled(row.within.high_j_cm2):.1f}"


def print_rows(rows: Sequence[WindowRow], ink: str, hair: bool) -> None:
    """A block a skin type: what is widest, then every spot of every mode with its bands and what binds."""
    for skin, group in groupby(rows, key=lambda row: row.type_number):
        of_skin = list(group)
        out.print(f"[bold]Skin type {FITZPATRICK[skin - 1]}[/], {ink} ink, {field_words(hair)}\n  {_in_a_line(of_skin)}")
        for (title, mode), spots in groupby(of_skin, key=lambda row: (row.laser.title, row.mode.label)):
            _print_mode(f"{title}, {mode}", list(spots))
        out.print()
    out.print(f"[dim]{ROWS_NOTE}[/]")
    if any(_assumed_reach(row) for row in rows):
        out.print(f"[dim]{ASSUMED_NOTE}[/]")


def _in_a_line(rows: Sequence[WindowRow]) -> str:
    best = widest(rows)
    if best is None:
        return "[red]no useful window[/]"
    return f"widest window: {escape(best.laser.name)} {best.mode.label} at {best.spot_mm:g} mm, [green]{_ends(best)} J/cm²[/]"


def _print_mode(title: str, rows: Sequence[WindowRow]) -> None:
    lit = [row for row in rows if not row.within.closed_by]
    if not lit:
        out.print(f"  {escape(title)}: [red]closed[/], {short_limit(_why_shut(rows))}")
        return
    out.print(f"  {escape(title)}" + ("" if widest(lit) else ": [red]no useful window[/]"))
    table = Table("   spot", "works from", "first", "safe up to", "treatments", "limited by", box=None, pad_edge=False)
    for row in lit:
        table.add_row(*_line(row))
    out.print(table)
    for code in dict.fromkeys(row.within.closed_by for row in rows if row.within.closed_by):
        spots = ", ".join(f"{row.spot_mm:g}" for row in rows if row.within.closed_by == code)
        out.print(f"   [dim]{spots} mm: {limit_words(code)}[/]")


def _line(row: WindowRow) -> tuple[str, ...]:
    spot, works, safe = f"   {row.spot_mm:g}", _words(row.effective_from), _words(_rounded_down(row.safe_up_to))
    bound = short_limit(row.bound_by) + ("*" if _assumed_reach(row) else "")
    if not row.useful:
        return spot, works, "", f"[red]{safe}[/]", "[red]no useful plan[/]", bound
    low, mid, high = (percentile(row.sessions, at) if row.sessions is not None else None for at in (10, 50, 90))
    start = "-".join(f"{dialled(each):.1f}" for each in row.start_j_cm2 or ())
    return spot, works, start, f"[green]{safe}[/]", _visits(low, mid, high), bound


def _assumed_reach(row: WindowRow) -> bool:
    return row.bound_by == REACH and row.mode.kinds.get("energy_j") == "assumed"


def _visits(low: float | None, mid: float | None, high: float | None) -> str:
    said = [f"{count:.0f}" if count is not None else f">{HORIZON_COUNT}" for count in (mid, low, high)]
    return f"{said[0]} ({said[1]} to {said[2]})"


def _rounded_down(band: Band | None) -> Band | None:
    """A ceiling as it is printed: never above what it is."""
    return band and Band(*(None if each is None else dialled(each) for each in (band.low, band.mid, band.high)))


def _words(band: Band | None) -> str:
    if band is None or band.mid is None:
        return "-"
    return f"{band.mid:.1f} ({band.low or 0:.1f}-{'' if band.high is None else f'{band.high:.1f}'})"
