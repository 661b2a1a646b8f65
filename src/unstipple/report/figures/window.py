"""The therapeutic window: bars from the lowest fluence that should work to the highest that should be safe, a panel a skin type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import matplotlib
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from unstipple.consult import FITZPATRICK
from unstipple.plan import WindowRow, dialled
from unstipple.report.figures.light import saved
from unstipple.report.figures.style import BLUE, INK, ORANGE, PALE_BLUE, QUIET, RED, plain_style, sheet, short
from unstipple.report.phrases import short_limit

MOST_ROWS = 40
"""With more rows than this the figure keeps the widest window of every mode and skin."""
ROW_IN, PANEL_IN, WIDTH_IN = 0.25, 0.5, 8.6
ROOM = 1.42
"""Width of the axis over its largest number: room for the words at the right."""
GAP_PT = 6
"""Between a bar's end and its words."""
OUTSIDE = "spot-outside-practice"


def window_figure(rows: Sequence[WindowRow], subtitle: str, kind: str = "png") -> bytes:
    """Draw the windows as a file of ``kind`` "png", "svg" or "pdf"; ``subtitle`` says for which ink and field.

    What it shows in words (`window_alt`) is the picture's description inside the file. Spots outside published practice are left out, and
    a mode that is closed to a skin takes one row.
    """
    kept = _kept(rows)
    panels = [(skin, list(group)) for skin, group in groupby(kept, key=lambda row: row.type_number)]
    most = ROOM * max([_reach(row) for row in kept] + [1.0])
    with plain_style(), matplotlib.rc_context({"svg.hashsalt": "unstipple"}):
        height = 0.95 + sum(PANEL_IN + ROW_IN * len(group) for _, group in panels)
        figure = sheet(height, WIDTH_IN)
        ratios = [PANEL_IN + ROW_IN * len(group) for _, group in panels]
        every = figure.subplots(len(panels), 1, sharex=True, squeeze=False, height_ratios=ratios)[:, 0]
        for axes, (skin, group) in zip(every, panels, strict=True):
            _panel(axes, group, most)
            axes.set_title(f"Skin type {FITZPATRICK[skin - 1]}", loc="left", fontsize=10, fontweight="bold", pad=3)
        every[-1].set_xlabel("fluence per pulse, J/cm²; thin lines span 8 of 10 draws")
        figure.suptitle(f"Therapeutic window: {subtitle}", x=0.01, ha="left", fontsize=11.5, fontweight="bold")
        figure.legend(handles=_legend(), loc="outside lower left", ncols=4, frameon=False, fontsize=8)
        return saved(figure, kind, window_alt(rows, subtitle))


def window_alt(rows: Sequence[WindowRow], subtitle: str) -> str:
    """What the figure shows, in words."""
    kept = [(row, [f"type {FITZPATRICK[row.type_number - 1]}", _mode(row), _spot(row)]) for row in _kept(rows)]
    said = "; ".join(f"{', '.join(filter(None, place))}: {_said(row)}" for row, place in kept)
    return f"Therapeutic windows in J/cm², {subtitle}. {said}."


def _kept(rows: Sequence[WindowRow]) -> list[WindowRow]:
    """What is drawn: spots inside practice, one row for a closed mode, and of very many rows the widest window of each mode."""
    modes = [list(group) for _, group in groupby(rows, key=lambda row: (row.type_number, row.laser.name, row.mode.label))]
    found = [row for mode in modes for row in _of_mode(mode)]
    return found if len(found) <= MOST_ROWS else [max(_of_mode(mode), key=lambda row: row.room) for mode in modes]


def _of_mode(rows: Sequence[WindowRow]) -> list[WindowRow]:
    lit = [row for row in rows if not row.within.closed_by]
    return lit or [next((row for row in rows if row.within.closed_by != OUTSIDE), rows[0])]


def _reach(row: WindowRow) -> float:
    effective, safe = row.effective_from, row.safe_up_to
    return max((effective.high or 0.0) if effective else 0.0, (safe.high or 0.0) if safe else 0.0)


def _panel(axes: Axes, rows: Sequence[WindowRow], most: float) -> None:
    for place, row in enumerate(reversed(rows)):
        _bar(axes, row, place, most)
    axes.set_yticks(range(len(rows)), _labels(rows)[::-1], fontsize=8.5)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, most)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelbottom=True, color=QUIET)
    axes.grid(axis="x", color="#e4e9ee", linewidth=0.6)
    axes.set_axisbelow(True)


def _bar(axes: Axes, row: WindowRow, place: int, most: float) -> None:
    effective, safe = row.effective_from, row.safe_up_to
    if effective is None or safe is None or effective.mid is None or safe.mid is None:
        _words(axes, 0, place, row, QUIET)
        return
    from_, to = effective.mid, safe.mid
    if row.useful:
        axes.barh(place, to - from_, left=from_, height=0.5, color=PALE_BLUE, edgecolor=BLUE, linewidth=1)
    else:
        axes.barh(place, from_ - to, left=to, height=0.5, color="white", edgecolor=RED, linewidth=0.8, hatch="////")
    axes.plot([effective.low or 0, effective.high or most], [place - 0.14] * 2, color=ORANGE, linewidth=1.4)
    axes.plot(from_, place - 0.14, marker="^", markersize=5, color=ORANGE)
    axes.plot([safe.low or 0, safe.high or to], [place + 0.14] * 2, color=INK, linewidth=1.4)
    axes.plot(to, place + 0.14, marker="v", markersize=5, color=INK)
    _words(axes, max(effective.high or 0, safe.high or 0), place, row, BLUE if row.useful else RED)


def _words(axes: Axes, end: float, place: int, row: WindowRow, colour: str) -> None:
    style = "italic" if row.within.closed_by else "normal"
    axes.annotate(
        _said(row), (end, place), xytext=(GAP_PT, 0), textcoords="offset points", va="center", fontsize=8, color=colour, style=style
    )


def _labels(rows: Sequence[WindowRow]) -> list[str]:
    """The mode's name on its first row only, the spot on each."""
    before = [""] + [_mode(row) for row in rows]
    return [
        "   ".join(filter(None, (_mode(row) if _mode(row) != last else "", _spot(row)))) for row, last in zip(rows, before, strict=False)
    ]


def _mode(row: WindowRow) -> str:
    """Laser, wavelength and pulse; what the laser's title says in brackets is left out."""
    return f"{short(row.laser.title.split(' (')[0], 24)}, {row.mode.label}"


def _spot(row: WindowRow) -> str:
    return "" if row.within.closed_by else f"{row.spot_mm:g} mm"


def _said(row: WindowRow) -> str:
    effective = row.effective_from
    if row.within.closed_by:
        return f"closed: {short_limit(row.within.closed_by)}"
    if not row.useful or effective is None or effective.mid is None:
        return f"no useful plan: {short_limit(row.bound_by)}"
    return f"{effective.mid:.1f} to {dialled(row.within.high_j_cm2):.1f}, {short_limit(row.bound_by)}"


def _legend() -> list[Line2D | Patch]:
    return [
        Patch(facecolor=PALE_BLUE, edgecolor=BLUE, label="window"),
        Patch(facecolor="white", edgecolor=RED, hatch="////", label="closed: safe below useful"),
        Line2D([], [], color=ORANGE, marker="^", markersize=5, label="lowest that should work"),
        Line2D([], [], color=INK, marker="v", markersize=5, label="highest that should be safe"),
    ]
