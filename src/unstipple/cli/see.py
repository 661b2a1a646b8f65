"""``unstipple see``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.table import Table

from unstipple.cli.talk import emit, out, stage
from unstipple.errors import BadInput
from unstipple.photo import Look, as_json, look, read_photo, regular_zones
from unstipple.photo.card import CardValues, read_card_values
from unstipple.pigment import Kind
from unstipple.records import open_case, write_whole
from unstipple.report import seen_figure
from unstipple.scalp import Polygon


def see(
    target: Path,
    /,
    *,
    mm_per_px: float | None = None,
    crop: str | None = None,
    card_values: Path | None = None,
    out_file: Annotated[Path | None, Parameter(name="--out")] = None,
    json: bool = False,
) -> None:
    """Look at a photograph: quality, scale, dots, density.

    Parameters
    ----------
    target
        A photograph, or a case folder that names one.
    mm_per_px
        Millimetres of scalp per pixel; without it the printed card in the picture gives the scale (see `unstipple card`).
    crop
        Look only at this part: "x0,y0,x1,y1" in pixels.
    card_values
        File (TOML or CSV) of what the patches of this very print measure; without it the print's colours are in doubt by 8 %.
    out_file
        Also draw what was seen into this PNG: proposed zones, marks to examine, a field with every spot ringed.
    json
        Print every dot as data.
    """
    found = _looked(target, mm_per_px, _crop(crop), read_card_values(card_values) if card_values else None)
    if out_file is not None and found.quality.usable:
        write_whole(out_file, seen_figure(found, regular_zones(found)).png)
    if json:
        emit(as_json(found))
    else:
        _print(found)
    if not found.quality.usable:
        raise SystemExit(2)


def _looked(target: Path, mm_per_px: float | None, crop: tuple[int, int, int, int] | None, values: CardValues | None) -> Look:
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
        found = look(read_photo(file), mm_per_px, scalp=outline, crop=crop, card_values=values)
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
    _print_seen(found)


def _print_seen(found: Look) -> None:
    density, low, high = found.density_interval
    sure = f"({low:.0f} to {high:.0f}, missed and false ones reckoned in)"
    out.print(f"[bold]{density:.0f} dots per cm²[/] {sure} on {found.scalp_area_cm2:.1f} cm² of scalp")
    kinds = [int((found.dots.kind == kind).sum()) for kind in (Kind.PIGMENT, Kind.HAIR, Kind.UNDETERMINED)]
    out.print(f"found: {kinds[0]} of pigment, {kinds[1]} hairs, {kinds[2]} that may be either")
    source = {"given": "as given", "card": "from the card", "cards": "from the cards"}[found.scale.source]
    out.print(f"scale: {1 / found.mm_per_px:.1f} px/mm, {source}, within {1.96 * found.scale.doubt:.0%}")
    if found.skin is None:
        return
    angle = found.skin.typology
    if angle is not None:
        out.print(f"skin: typology angle {angle.ita_deg:.0f}° ({angle.low_deg:.0f} to {angle.high_deg:.0f}), {' or '.join(angle.tones)}")
    if found.skin.marks:
        out.print(f"[bold yellow]{len(found.skin.marks)} mark(s) on the skin: examine before treating[/]")
    out.print("[dim]that no (further) mark is named is no reassurance[/]")
    out.print(f'[dim]to confirm this photograph in the case: photo_sha256 = "{found.photo.digest[:16]}"[/]')
