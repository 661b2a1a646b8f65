"""``unstipple card``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from unstipple.cli.talk import emit, out
from unstipple.photo.card import read_card_values
from unstipple.photo.card.layout import Size
from unstipple.records import write_whole
from unstipple.report import card_pdf


def card(
    *,
    size: Size = "a4",
    out_file: Annotated[Path | None, Parameter(name="--out")] = None,
    card_values: Path | None = None,
    json: bool = False,
) -> None:
    """Print the scale and colour card: a PDF with the card and how to take the picture.

    Parameters
    ----------
    size
        Paper: a4 or letter (two cards to cut out), or a6 (one card a page).
    out_file
        Where to write the PDF; by default unstipple-card-SIZE.pdf here.
    card_values
        Print nothing; check this file of measured patches, which `see` and `follow` then take as --card-values.
    json
        Print the written file as data.
    """
    if card_values is not None:
        _check(card_values, json=json)
        return
    file = write_whole(out_file or Path(f"unstipple-card-{size}.pdf"), card_pdf(size))
    if json:
        emit({"file": str(file), "size": size})
    else:
        out.print(f"written: [bold]{file}[/]   print it at 100 %, then measure the check line with a ruler")


def _check(file: Path, *, json: bool) -> None:
    values = read_card_values(file)
    if json:
        rounded = {name: [round(float(part), 4) for part in row] for name, row in values.reflectance.items()}
        emit({"file": str(file), "patches": rounded, "doubt": values.doubt})
    else:
        out.print(f"[bold]{file}[/] can be used: {len(values.reflectance)} patches, measured within {values.doubt:.1%}")
