"""``unstipple window``: where the safe and useful window of a laser lies, for a skin and an ink."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.markup import escape

from unstipple.cli.light import Whole, refuse_place
from unstipple.cli.pipeline import shelf
from unstipple.cli.talk import emit, err, stage
from unstipple.cli.window_rows import field_words, print_rows, print_summary, row_json
from unstipple.consult import FITZPATRICK, Fitzpatrick
from unstipple.device import TEMPLATE, Laser, Mode, PulseClass, find_laser, laser, laser_names
from unstipple.dose import Effort
from unstipple.errors import BadInput
from unstipple.evidence import Draws, ledger
from unstipple.outcome import response
from unstipple.pigment import InkClass
from unstipple.plan import Hair, PlannedSkin, WindowRow, light_for, reference_light, runs, window_rows
from unstipple.records import write_whole
from unstipple.report import window_alt, window_figure

DRAW_COUNT = 200
InkName = Literal["faded", "typical", "dense", "body-tattoo"]
Lasers = Annotated[tuple[str, ...], Parameter(name="--laser")]
Skins = Annotated[tuple[Fitzpatrick, ...], Parameter(name="--fitzpatrick")]
Wavelength = Annotated[float | None, Parameter(name=("--wavelength", "--wavelength-nm"))]
Spot = Annotated[float | None, Parameter(name=("--spot", "--spot-mm"))]


def window(
    *, laser: Lasers = (), fitzpatrick: Skins = (), ink: InkName = "typical", wavelength: Wavelength = None,
    pulse: PulseClass | None = None, spot: Spot = None, hair: bool = False, all_rows: Annotated[bool, Parameter(name="--all")] = False,
    seed: Whole = 1, figure: Annotated[Path | None, Parameter(name="--figure")] = None, json: bool = False,
) -> None:  # fmt: skip
    """Where the safe and useful window lies: the lowest fluence that should work, the highest that should be safe, and what binds.

    Parameters
    ----------
    laser
        A name from ``unstipple lasers list`` or a laser file; may be given several times. All bundled lasers when left out.
    fitzpatrick
        Skin type I to VI; may be given several times. All six when left out.
    ink
        How the ink looks: faded, typical, dense, or body-tattoo.
    wavelength
        Only this wavelength in nm.
    pulse
        Only nanosecond (ns) or picosecond (ps) pulses.
    spot
        Only this spot diameter in mm.
    hair
        The zone bears hair that is to be kept: practice stays lower, and what black hair bears is a limit.
    all_rows
        Print every spot of every laser and skin type, and not the summary.
    seed
        Start of the random numbers: the same seed gives the same answer.
    figure
        Also draw the windows into this file: .png, .svg or .pdf.
    json
        Print data instead of tables.
    """
    if seed < 0:
        raise BadInput("--seed", seed, "0 or more")
    chosen = narrowed([find_laser(name) for name in dict.fromkeys(laser)] or _catalogue(), wavelength, pulse, spot)
    skins = sorted({FITZPATRICK.index(kind) + 1 for kind in fitzpatrick}) or list(range(1, len(FITZPATRICK) + 1))
    if figure is not None:
        refuse_place(figure)
    with ledger() as book:
        rows = computed(chosen, skins, ink, hair=hair, draws=Draws(DRAW_COUNT, seed))
    alt = _drawn(rows, f"{ink} ink, {field_words(hair)}", figure) if figure is not None else None
    if json:
        used = [{"name": each.name, "value": each.value, "grade": each.grade, "verified": each.verified} for each in book.used.values()]
        data: dict[str, Any] = {
            "rows": [row_json(row, ink, hair) for row in rows],
            "values": used,
            "sources": book.source_keys,
            "seed": seed,
        }
        emit(data | ({"figure": {"path": str(figure), "alt": alt}} if alt else {}))
    elif laser or fitzpatrick or all_rows:
        print_rows(rows, ink, hair)
    else:
        print_summary(rows, ink, hair)
    if figure is not None:
        err.print(f"[dim]written: {escape(str(figure))}[/]")


def _catalogue() -> list[Laser]:
    return [laser(name) for name in laser_names() if name != TEMPLATE]


def narrowed(lasers: Sequence[Laser], wavelength_nm: float | None, pulse: PulseClass | None, spot_mm: float | None) -> list[Laser]:
    """The lasers with only the asked modes and spots. Raises `BadInput` saying what they offer where nothing is left."""
    if wavelength_nm is not None:
        offered = _listed(mode.wavelength_nm for mode in _modes(lasers))
        lasers = _only(lasers, lambda mode: isclose(mode.wavelength_nm, wavelength_nm), "--wavelength", wavelength_nm, f"{offered} nm")
    if pulse is not None:
        other = ", ".join(sorted({mode.pulse_class for mode in _modes(lasers)}))
        lasers = _only(lasers, lambda mode: mode.pulse_class == pulse, "--pulse", pulse, other)
    if spot_mm is not None:
        offered = _listed(each for mode in _modes(lasers) for each in mode.spots_mm)
        lasers = _only(lasers, lambda mode: bool(_spots(mode, spot_mm)), "--spot", spot_mm, f"{offered} mm")
        lasers = [replace(one, modes=tuple(replace(mode, spots_mm=_spots(mode, spot_mm)) for mode in one.modes)) for one in lasers]
    return list(lasers)


def _only(lasers: Sequence[Laser], keep: Callable[[Mode], bool], field: str, given: object, offered: str) -> list[Laser]:
    kept = [replace(one, modes=tuple(filter(keep, one.modes))) for one in lasers]
    left = [one for one in kept if one.modes]
    if not left:
        raise BadInput(field, given, offered)
    return left


def _modes(lasers: Sequence[Laser]) -> list[Mode]:
    return [mode for one in lasers for mode in one.modes]


def _spots(mode: Mode, spot_mm: float) -> tuple[float, ...]:
    return tuple(each for each in mode.spots_mm if isclose(each, spot_mm))


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(f"{each:g}" for each in sorted(set(numbers)))


def computed(
    lasers: Sequence[Laser], skins: Sequence[int], ink: InkName, *, hair: bool, draws: Draws, effort: Effort | None = None
) -> list[WindowRow]:  # fmt: skip
    """All rows, skin by skin. Light is flown once a skin and wavelength, and once for the series that the response comes from."""
    effort = effort or Effort()
    answer = response(_ink_class(ink), draws)
    members = effort.members
    total = members + sum(runs(lasers, skin, effort=effort) - members for skin in skins)
    rows: list[WindowRow] = []
    with stage("light in every skin", total=total) as advance:
        kept = shelf()
        reference = reference_light(draws, effort, advance, kept)
        for skin in skins:
            light = light_for(lasers, skin, draws, effort=effort, progress=advance, reference=reference, shelf=kept)
            rows += window_rows(lasers, PlannedSkin(skin, light), answer, hair=Hair(hair))
    return rows


def _ink_class(ink: InkName) -> InkClass:
    return "body_tattoo" if ink == "body-tattoo" else ink


def _drawn(rows: Sequence[WindowRow], subtitle: str, path: Path) -> str:
    """Write the figure; what it shows in words."""
    content = window_figure(rows, subtitle, path.suffix.lower().lstrip("."))
    try:
        write_whole(path, content)
    except OSError as problem:
        raise BadInput("--figure", str(path), f"a place where a file can be written ({problem.strerror})") from None
    return window_alt(rows, subtitle)
