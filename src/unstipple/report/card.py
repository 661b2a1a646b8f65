"""The scale and colour card as a PDF to print."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import matplotlib
import numpy as np
import typst

from unstipple.photo.card.layout import (
    CHECK_MM,
    HEIGHT_MM,
    MARKER_CELLS,
    MARKER_MM,
    PRINTED_CARDS,
    RULER_MM,
    RULER_START_MM,
    WIDTH_MM,
    Card,
    Size,
    marker_black,
    marker_corners_mm,
    patches,
)
from unstipple.report.phrases import words

PAGES_MM: dict[Size, tuple[float, float]] = {"a6": (WIDTH_MM, HEIGHT_MM), "a4": (210.0, 297.0), "letter": (215.9, 279.4)}
FONT = "DejaVu Sans"
FONT_FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
BLEED_MM = 0.02
"""Overlap of neighbouring black cells, so that no hairline of paper shows between them."""


def card_pdf(size: Size) -> bytes:
    """The card on a paper size: A6 is one card a page with the instructions on the last; A4 and letter carry both cards on one page."""
    return typeset(card_source(size), "pdf")


def typeset(source: str, kind: Literal["pdf", "png"], ppi: float | None = None) -> bytes:
    """A typst text as a tagged PDF or as the PNG of its first page, with no font but the one that travels with the program."""
    made = typst.compile(  # type: ignore[misc]
        source.encode(), font_paths=[str(FONT_FOLDER)], ignore_system_fonts=True, format=kind, ppi=ppi
    )
    return made if isinstance(made, bytes) else bytes(made[0])


def card_source(size: Size) -> str:
    """The same as typst text."""
    width, height = PAGES_MM[size]
    head = [
        f"#set document(title: {json.dumps(_said()['title'])})",
        f"#set page(width: {width}mm, height: {height}mm, margin: 0mm)",
        f'#set text(font: "{FONT}", size: 7pt, lang: "en")',
        "#set par(leading: 0.5em)",
    ]
    if size == "a6":
        pages = [*(_card(Card(size, number), 0, 0) for number in PRINTED_CARDS), _instructions(8, 8, WIDTH_MM - 16)]
        return "\n".join([*head, "\n#pagebreak()\n".join(pages)])
    left, gap = (width - WIDTH_MM) / 2, 5.0
    cards = [_card(Card(size, number), left, gap + place * (HEIGHT_MM + gap)) for place, number in enumerate(PRINTED_CARDS)]
    return "\n".join([*head, *cards, _instructions(left, 2 * (HEIGHT_MM + gap) + gap, WIDTH_MM)])


def _card(card: Card, left: float, top: float) -> str:
    parts = [_box(left, top, WIDTH_MM, HEIGHT_MM, stroke="0.15mm + luma(70%)"), *_markers(card, left, top)]
    for patch in patches():
        red, green, blue = patch.srgb
        parts.append(_box(left + patch.x_mm, top + patch.y_mm, patch.width_mm, patch.height_mm, fill=f"rgb({red}, {green}, {blue})"))
    name = _text(_said()["name"].format(number=card.number))
    parts.append(_words(left + 28, top + 8, 92, f"#text(size: 11pt, weight: 700)[{name}]"))
    parts.append(_words(left + 28, top + 14, 92, _text(_said()["lay"])))
    return "\n".join([*parts, *_ruler(left, top)])


def _markers(card: Card, left: float, top: float) -> list[str]:
    cell = MARKER_MM / MARKER_CELLS
    parts = []
    for marker_id, corners in zip(card.ids, marker_corners_mm(), strict=True):
        for row, column in zip(*np.nonzero(marker_black(marker_id)), strict=True):
            x, y = left + corners[0, 0] + cell * column, top + corners[0, 1] + cell * row
            parts.append(
                _box(x, y, min(cell + BLEED_MM, corners[1, 0] + left - x), min(cell + BLEED_MM, corners[2, 1] + top - y), fill="black")
            )
    return parts


def _ruler(left: float, top: float) -> list[str]:
    start_x, start_y = left + RULER_START_MM[0], top + RULER_START_MM[1]
    parts = []
    for millimetre in range(int(RULER_MM) + 1):
        long = 3.2 if millimetre % 10 == 0 else 2.4 if millimetre % 5 == 0 else 1.6
        parts.append(_box(start_x + millimetre - 0.09, start_y, 0.18, long, fill="black"))
        if millimetre % 10 == 0:
            parts.append(_words(start_x + millimetre - 4, start_y - 3.4, 8, f"#align(center)[{millimetre}]"))
    check = start_y + 5.0
    parts += [_box(start_x, check, CHECK_MM, 0.35, fill="black"), *(_box(x, check - 0.8, 0.35, 2, fill="black") for x in _ends(start_x))]
    return [*parts, _words(start_x, check + 1.6, RULER_MM, _text(_said()["check"].format(length=CHECK_MM)))]


def _ends(start: float) -> tuple[float, float]:
    return start, start + CHECK_MM - 0.35


def _instructions(left: float, top: float, width: float) -> str:
    said = _said()
    steps = "\n".join(f"+ {_text(step)}" for step in said["steps"])
    small = f"{_text(said['limits'])} {_text(words()['intended_use'])}"
    text = f"#text(size: 11pt, weight: 700)[{_text(said['how'])}]\n#set text(size: 8.5pt)\n{steps}\n\n#text(size: 7pt)[{small}]"
    return _words(left, top, width, text)


def _box(x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none") -> str:
    return (
        f"#place(top + left, dx: {x:.4f}mm, dy: {y:.4f}mm, "
        f"rect(width: {width:.4f}mm, height: {height:.4f}mm, inset: 0mm, fill: {fill}, stroke: {stroke}))"
    )


def _words(x: float, y: float, width: float, text: str) -> str:
    return f"#place(top + left, dx: {x:.3f}mm, dy: {y:.3f}mm, block(width: {width:.2f}mm)[{text}])"


def _text(plain: str) -> str:
    """Plain words as typst text: nothing in them is taken for a command."""
    return f"#{json.dumps(plain, ensure_ascii=False)}"


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "card.en.toml").read_text(encoding="utf-8"))
