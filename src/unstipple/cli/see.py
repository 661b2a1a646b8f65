"""``unstipple see``."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from unstipple.cli.talk import emit, out, stage
from unstipple.errors import BadInput
from unstipple.photo import Look, as_json, look, read_photo
from unstipple.records import open_case
from unstipple.scalp import Polygon


def see(target: Path, /, *, mm_per_px: float | None = None, crop: str | None = None, json: bool = False) -> None:
    """Look at a photograph: quality, scale, dots, density.

    Parameters
    ----------
    target
        A photograph, or a case folder that names one.
    mm_per_px
        Millimetres of scalp per pixel; without it (and without a case that gives it) the photograph is refused.
    crop
        Look only at this part: "x0,y0,x1,y1" in pixels.
    json
        Print every dot as data.
    """
    found = _looked(target, mm_per_px, _crop(crop))
    if json:
        emit(as_json(found))
    else:
        _print(found)
    if not found.quality.usable:
        raise SystemExit(2)


def _looked(target: Path, mm_per_px: float | None, crop: tuple[int, int, int, int] | None) -> Look:
    if target.is_dir() or target.suffix == ".toml":
        folder = open_case(target)
        answers = folder.case.photo
        if answers is None or folder.photo_path is None:
            raise BadInput("photo", None, "a [photo] with a file in the case", str(target))
        file, outline = folder.photo_path, Polygon(answers.scalp) if answers.scalp else None
        mm_per_px, crop = mm_per_px or answers.mm_per_px, crop or answers.crop
    else:
        file, outline = target, None
    with stage("finding dots") as advance:
        found = look(read_photo(file), mm_per_px, scalp=outline, crop=crop)
        advance(1)
    return found


def _crop(text: str | None) -> tuple[int, int, int, int] | None:
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (int(part) for part in text.split(","))
    except ValueError as problem:
        raise BadInput("--crop", text, 'four whole numbers "x0,y0,x1,y1" in pixels') from problem
    return x0, y0, x1, y1


def _print(found: Look) -> None:
    table = Table("check", "", "value", "limit", "advice", box=None, pad_edge=False)
    for check in found.quality.checks:
        mark = "[green]ok[/]" if check.ok and not check.advice else "[yellow]ok[/]" if check.ok else "[bold red]failed[/]"
        table.add_row(check.name, mark, f"{check.value:.3g}", f"{check.limit:.3g}", check.advice)
    out.print(table)
    if not found.quality.usable:
        out.print("[bold red]not usable[/]: nothing was measured")
        return
    out.print(f"{found.dots.count} dots on {found.scalp_area_cm2:.1f} cm² of scalp: {found.density_per_cm2:.0f} per cm²")
