"""The therapeutic window: bars from the lowest fluence that should work to the highest that should be safe, a panel a skin type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import matplotlib
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from unstipple.consult import FITZPATRICK
from unstipple.plan import WindowRow
from unstipple.report.figures.light import saved
from unstipple.report.figures.style import BLUE, INK, ORANGE, PALE_BLUE, QUIET, RED, plain_style, sheet, short
from unstipple.report.phrases import short_limit

MOST_ROWS = 40
"""With more rows than this the figure keeps the widest window of every mode and skin."""
ROW_IN, PANEL_IN, WIDTH_IN = 0.25, 0.5, 8.6
ROOM = 1.42
"""Width of the axis over its largest number: room for the words at the right."""


def window_figure(rows: Sequence[WindowRow], subtitle: str, kind: str = "png") -> bytes:
    """Draw the windows as a file of ``kind`` "png", "svg" or "pdf"; ``subtitle`` says for which ink and field."""
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
        every[-1].set_xlabel("fluence per pulse, J/cm²")
        figure.suptitle(f"Therapeutic window: {subtitle}", x=0.01, ha="left", fontsize=11.5, fontweight="bold")
        figure.legend(handles=_legend(), loc="outside lower left", ncols=4, frameon=False, fontsize=8)
        return saved(figure, kind)


def window_alt(rows: Sequence[WindowRow], subtitle: str) -> str:
    """What the figure shows, in words."""
    return f"Therapeutic windows in J/cm², {subtitle}. " + " ".join(f"{_place(row, skin=True)}: {_said(row)}." for row in _kept(rows))


def _kept(rows: Sequence[WindowRow]) -> list[WindowRow]:
    if len(rows) <= MOST_ROWS:
        return list(rows)
    kept = []
    for _, group in groupby(rows, key=lambda row: (row.type_number, row.laser.name, row.mode.label)):
        kept.append(max(group, key=_width))
    return kept


def _width(row: WindowRow) -> float:
    effective = row.effective_from
    if effective is None or effective.mid is None:
        return -1.0
    return row.within.high_j_cm2 / effective.mid


def _reach(row: WindowRow) -> float:
    effective, safe = row.effective_from, row.safe_up_to
    return max((effective.high or 0.0) if effective else 0.0, (safe.high or 0.0) if safe else 0.0)


def _panel(axes: Axes, rows: Sequence[WindowRow], most: float) -> None:
    for place, row in enumerate(reversed(rows)):
        _bar(axes, row, place, most)
    axes.set_yticks(range(len(rows)), [_place(row) for row in reversed(rows)], fontsize=8.5)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, most)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelbottom=True, color=QUIET)
    axes.grid(axis="x", color="#e4e9ee", linewidth=0.6)
    axes.set_axisbelow(True)


def _bar(axes: Axes, row: WindowRow, place: int, most: float) -> None:
    effective, safe = row.effective_from, row.safe_up_to
    if effective is None or safe is None or effective.mid is None or safe.mid is None:
        axes.text(most * 0.008, place, _said(row), va="center", fontsize=8, color=QUIET, style="italic")
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
    end = max(effective.high or 0, safe.high or 0)
    axes.text(end + most * 0.008, place, _said(row), va="center", fontsize=8, color=BLUE if row.useful else RED)


def _place(row: WindowRow, *, skin: bool = False) -> str:
    said = f"{short(row.laser.title, 24)}, {row.mode.label}, {row.spot_mm:g} mm"
    return f"type {FITZPATRICK[row.type_number - 1]}, {said}" if skin else said


def _said(row: WindowRow) -> str:
    effective = row.effective_from
    if row.within.closed_by:
        return f"closed: {short_limit(row.within.closed_by)}"
    if not row.useful or effective is None or effective.mid is None:
        return f"no useful plan: {short_limit(row.bound_by)}"
    return f"{effective.mid:.1f} to {row.within.high_j_cm2:.1f}, {short_limit(row.bound_by)}"


def _legend() -> list[Line2D | Patch]:
    return [
        Patch(facecolor=PALE_BLUE, edgecolor=BLUE, label="window"),
        Patch(facecolor="white", edgecolor=RED, hatch="////", label="closed: safe below useful"),
        Line2D([], [], color=ORANGE, marker="^", markersize=5, label="lowest that should work"),
        Line2D([], [], color=INK, marker="v", markersize=5, label="highest that should be safe (8 of 10 draws)"),
    ]
