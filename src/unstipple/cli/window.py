"""``unstipple window``: where the safe and useful window of a laser lies, for a skin and an ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.markup import escape
from rich.table import Table

from unstipple.cli.light import Whole, refuse_place
from unstipple.cli.talk import emit, err, out, stage
from unstipple.consult import FITZPATRICK, Fitzpatrick
from unstipple.device import Laser, find_laser, laser, laser_names
from unstipple.dose import Effort
from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.outcome import percentile, response
from unstipple.pigment import InkClass
from unstipple.plan import HORIZON_COUNT, Band, PlannedSkin, WindowRow, light_for, reference_light, runs, window_rows
from unstipple.records import write_whole
from unstipple.report import limit_words, short_limit, window_figure

DRAW_COUNT = 200
SUMMARY_NOTE = (
    "From the lowest fluence that should work to the highest that should be safe, for later visits; a first treatment starts lower. "
    "Every spot, with bands and what binds: unstipple window --fitzpatrick IV, or --laser NAME."
)
ROWS_NOTE = (
    "J/cm²: the middle, and in brackets the span of 8 in 10 draws. Works from: a visit is worth half a session of the published series. "
    "Safe up to: for later visits; a first treatment starts lower. Treatments: until nine tenths are gone, at that limit."
)
InkName = Literal["faded", "typical", "dense", "body-tattoo"]
Lasers = Annotated[tuple[str, ...], Parameter(name="--laser")]


def window(
    *,
    laser: Lasers = (),
    fitzpatrick: Annotated[tuple[Fitzpatrick, ...], Parameter(name="--fitzpatrick")] = (),
    ink: InkName = "typical",
    hair: bool = False,
    seed: Whole = 1,
    figure: Annotated[Path | None, Parameter(name="--figure")] = None,
    json: bool = False,
) -> None:
    """Where the safe and useful window lies: the lowest fluence that should work, the highest that should be safe, and what binds.

    Parameters
    ----------
    laser
        A name from ``unstipple lasers list`` or a laser file; may be given several times. All bundled lasers when left out.
    fitzpatrick
        Skin type I to VI; may be given several times. All six when left out.
    ink
        How the ink looks: faded, typical, dense, or body-tattoo.
    hair
        The zone bears hair, so that practice stays lower.
    seed
        Start of the random numbers: the same seed gives the same answer.
    figure
        Also draw the windows into this file: .png, .svg or .pdf.
    json
        Print data instead of tables.
    """
    chosen = [find_laser(name) for name in dict.fromkeys(laser)] or _catalogue()
    skins = [FITZPATRICK.index(kind) + 1 for kind in dict.fromkeys(fitzpatrick)] or list(range(1, len(FITZPATRICK) + 1))
    if figure is not None:
        refuse_place(figure)
    rows = computed(chosen, skins, ink, hair=hair, draws=Draws(DRAW_COUNT, seed))
    if figure is not None:
        _drawn(rows, ink, hair, figure)
    if json:
        emit({"rows": [_data(row, ink, hair) for row in rows]})
    elif not laser and not fitzpatrick:
        _print_summary(rows, ink, hair)
    else:
        _print_rows(rows, ink, hair)
    if figure is not None:
        err.print(f"[dim]written: {escape(str(figure))}[/]")


def _catalogue() -> list[Laser]:
    return [laser(name) for name in laser_names()]


def computed(
    lasers: Sequence[Laser], skins: Sequence[int], ink: InkName, *, hair: bool, draws: Draws, effort: Effort | None = None
) -> list[WindowRow]:  # fmt: skip
    """All rows, skin by skin. Light is flown once a skin and wavelength, and once for the series that the response comes from."""
    effort = effort or Effort()
    answer = response(_ink_class(ink), draws)
    members = effort.members
    total = members + sum(runs(lasers, skin, effort) - members for skin in skins)
    rows: list[WindowRow] = []
    with stage("light in every skin", total=total) as advance:
        reference = reference_light(draws, effort, advance)
        for skin in skins:
            light = light_for(lasers, skin, draws, effort=effort, progress=advance, reference=reference)
            rows += window_rows(lasers, PlannedSkin(skin, light), answer, hair_bearing=hair)
    return rows


def _ink_class(ink: InkName) -> InkClass:
    return "body_tattoo" if ink == "body-tattoo" else ink


def _drawn(rows: Sequence[WindowRow], ink: str, hair: bool, path: Path) -> None:
    content = window_figure(rows, f"{ink} ink, {_field(hair)}", path.suffix.lower().lstrip("."))
    try:
        write_whole(path, content)
    except OSError as problem:
        raise BadInput("--figure", str(path), f"a place where a file can be written ({problem.strerror})") from None


def _data(row: WindowRow, ink: str, hair: bool) -> dict[str, Any]:
    effective, safe = _band(row.effective_from), _band(row.safe_up_to)
    limits = sorted(row.within.limits, key=lambda limit: limit.fluence_j_cm2)
    sessions = row.sessions
    return {
        "laser": row.laser.name, "wavelength_nm": row.mode.wavelength_nm, "pulse_ns": row.mode.pulse_ns, "spot_mm": row.spot_mm,
        "fitzpatrick": FITZPATRICK[row.type_number - 1], "ink": ink,
        "effective_from_j_cm2": effective if row.useful else None, "safe_up_to_j_cm2": safe if row.useful else None,
        "bound_by": row.bound_by, "closed_by": row.closed_by, "useful": row.useful, "hair_bearing": hair, "profile": row.mode.profile,
        "computed": {"effective_from_j_cm2": effective, "safe_up_to_j_cm2": safe},
        "limits": [{"name": limit.code, "j_cm2": limit.fluence_j_cm2, "sources": limit.sources} for limit in limits],
        "treatments_at_ceiling": None if sessions is None else {f"p{at}": percentile(sessions, at) for at in (10, 50, 90)},
    }  # fmt: skip


def _band(band: Band | None) -> dict[str, float | None] | None:
    return None if band is None else {"low": band.low, "mid": band.mid, "high": band.high}


def _field(hair: bool) -> str:
    return "hair-bearing field" if hair else "bald field"


def _print_summary(rows: Sequence[WindowRow], ink: str, hair: bool) -> None:
    """One line a mode, one column a skin: the widest window among its spots, or why there is none."""
    out.print(f"[bold]Windows in J/cm² at the spot where they are widest[/] ({ink} ink, {_field(hair)})\n")
    skins = sorted({row.type_number for row in rows})
    table = Table("laser", *(FITZPATRICK[skin - 1] for skin in skins), box=None, pad_edge=False)
    notes: list[str] = []
    for (name, mode), group in groupby(rows_by_mode(rows), key=lambda row: (row.laser.name, row.mode.label)):
        found = list(group)
        cells = [_cell([row for row in found if row.type_number == skin], notes) for skin in skins]
        table.add_row(f"{escape(name)}\n  {mode}", *cells)
    out.print(table)
    for place, code in enumerate(notes, start=1):
        out.print(f"[dim]no {place}: {limit_words(code)}[/]")
    out.print(f"[dim]{SUMMARY_NOTE}[/]")


def rows_by_mode(rows: Sequence[WindowRow]) -> list[WindowRow]:
    """Rows in the order of lasers and modes, then skins and spots."""
    order = {key: place for place, key in enumerate(dict.fromkeys((row.laser.name, row.mode.label) for row in rows))}
    return sorted(rows, key=lambda row: (order[row.laser.name, row.mode.label], row.type_number, row.spot_mm))


def _cell(rows: Sequence[WindowRow], notes: list[str]) -> str:
    useful = [row for row in rows if row.useful]
    if not useful:
        codes = [row.closed_by or "" for row in rows]
        code = next((each for each in codes if each not in ("spot-outside-practice", "")), codes[0])
        if code not in notes:
            notes.append(code)
        return f"[red]no {notes.index(code) + 1}[/]"
    best = max(useful, key=lambda row: row.within.high_j_cm2 / _middle(row))
    return f"[green]{_middle(best):.1f}-{best.within.high_j_cm2:.1f}[/]\n[dim]{best.spot_mm:g} mm[/]"


def _middle(row: WindowRow) -> float:
    effective = row.effective_from
    return effective.mid if effective and effective.mid is not None else float("inf")


def _print_rows(rows: Sequence[WindowRow], ink: str, hair: bool) -> None:
    for skin, of_skin in groupby(rows, key=lambda row: row.type_number):
        out.print(f"[bold]Skin type {FITZPATRICK[skin - 1]}[/], {ink} ink, {_field(hair)}")
        for (title, mode), group in groupby(of_skin, key=lambda row: (row.laser.title, row.mode.label)):
            _print_mode(f"{title}, {mode}", list(group))
        out.print()
    out.print(f"[dim]{ROWS_NOTE}[/]")


def _print_mode(title: str, rows: Sequence[WindowRow]) -> None:
    shut = {row.within.closed_by for row in rows}
    if len(shut - {"spot-outside-practice"}) == 1 and None not in shut:
        code = next(iter(shut - {"spot-outside-practice"}))
        out.print(f"  {escape(title)}: [red]closed[/], {limit_words(str(code))}")
        return
    out.print(f"  {escape(title)}")
    table = Table("   spot", "works from", "safe up to", "treatments", "not higher because", box=None, pad_edge=False)
    for row in rows:
        if not row.within.closed_by:
            table.add_row(*_line(row))
    out.print(table)
    for code in dict.fromkeys(row.within.closed_by for row in rows if row.within.closed_by):
        spots = ", ".join(f"{row.spot_mm:g}" for row in rows if row.within.closed_by == code)
        out.print(f"   [dim]{spots} mm: {limit_words(code)}[/]")


def _line(row: WindowRow) -> tuple[str, ...]:
    spot = f"   {row.spot_mm:g} mm"
    works, safe = _words(row.effective_from), _words(row.safe_up_to)
    if not row.useful:
        return spot, works, f"[red]{safe}[/]", "[red]no useful plan[/]", short_limit(row.bound_by)
    low, mid, high = (percentile(row.sessions, at) if row.sessions is not None else None for at in (10, 50, 90))
    return spot, works, f"[green]{safe}[/]", _visits(low, mid, high), short_limit(row.bound_by)


def _visits(low: float | None, mid: float | None, high: float | None) -> str:
    said = [f"{count:.0f}" if count is not None else f">{HORIZON_COUNT}" for count in (mid, low, high)]
    return f"{said[0]} ({said[1]} to {said[2]})"


def _words(band: Band | None) -> str:
    if band is None or band.mid is None:
        return "-"
    return f"{band.mid:.1f} ({band.low or 0:.1f}-{'' if band.high is None else f'{band.high:.1f}'})"
