"""Figures of a follow-up: clearance over the photograph, one field enlarged, and how the dots' changes are spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from unstipple.photo.change import PerDot
from unstipple.photo.density import linear_light
from unstipple.report.change.cells import CELL_MM, Cells, cells
from unstipple.report.change.dot_marks import Mark, marks, weight
from unstipple.report.change.pictures import COLOURS
from unstipple.report.change.words import change_words
from unstipple.report.figures.fields import place
from unstipple.report.figures.outlines import name_at_centre, outline, scale_bar
from unstipple.report.figures.style import BLUE, INK, ORANGE, QUIET, WIDTH_IN, Picture, bare, finished, plain_style, sheet
from unstipple.scalp import Zone

Pixels: TypeAlias = NDArray[np.uint8]
Box: TypeAlias = tuple[float, float, float, float]

TALLEST_IN, BAR_IN, EDGE_IN = 6.4, 0.75, 0.06
LEGIBLE_IN = 0.27
FINEST_PX = 1500
FIELD_MM, GAP_IN = 9.0, 0.1
MARK_MM = 0.62
SHAPES = {Mark.GONE: "o", Mark.FADING: "v", Mark.SAME: "s", Mark.DARKER: "^", Mark.UNKNOWN: "x"}
GREY = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
DARKEST, CLEAREST = -0.5, 1.0
MAP = LinearSegmentedColormap.from_list(
    "clearance", [(0, ORANGE), (0.26, "#f9dcc2"), (1 / 3, "#ffffff"), (0.45, "#d5e7f3"), (0.75, BLUE), (1, "#05263f")]
)
NORM = Normalize(DARKEST, CLEAREST)
LEAST_GONE, MOST_GONE, BIN = -0.6, 1.4, 0.1
LEAST_READ, TIMES = 10, 40


def clearance_map(rgb: Pixels, dots: PerDot, mm_per_px: float, zones: Sequence[Zone]) -> Picture | None:
    """Share of the pigment that is gone on a grid over the pale photograph; hatched where it cannot be told. ``None`` without dots."""
    found = cells(dots, mm_per_px)
    if not found.gone.size:
        return None
    height_px, width_px = rgb.shape[:2]
    per_px_in = min((WIDTH_IN - 2 * EDGE_IN) / width_px, TALLEST_IN / height_px)
    wide_in, tall_in = width_px * per_px_in, height_px * per_px_in
    with plain_style():
        figure = sheet(tall_in + BAR_IN + EDGE_IN)
        figure.set_layout_engine("none")
        axes = place(figure, (WIDTH_IN - wide_in) / 2, EDGE_IN, wide_in, tall_in)
        axes.imshow(_pale(rgb), extent=(0, width_px, height_px, 0), interpolation="lanczos")
        bare(axes)
        _draw_cells(axes, found, per_px_in)
        for number, zone in enumerate(zones, 1):
            corners = [(float(x), float(y)) for x, y in zone.polygon_px.vertices]
            outline(axes, corners)
            name_at_centre(axes, corners, f"{number}")
        axes.set_xlim(0, width_px)
        axes.set_ylim(height_px, 0)
        scale_bar(axes, mm_per_px)
        bar = figure.colorbar(ScalarMappable(NORM, MAP), cax=place(figure, 0.5, tall_in + 0.22, 3.6, 0.14), orientation="horizontal")
        bar.set_ticks([DARKEST, 0, 0.5, CLEAREST], labels=["50 % darker", "unchanged", "50 % gone", "all gone"], fontsize=8)
        hatched = Patch(facecolor="white", edgecolor=INK, hatch="////", linewidth=0.6, label="cannot be told")
        figure.legend(handles=[hatched], loc="lower right", bbox_to_anchor=(0.99, 0.02), fontsize=9, frameon=False)
        return finished(figure, _map_alt(found), photograph=True)


def _pale(rgb: Pixels) -> Pixels:
    """Grey, pale and no finer than can be printed, so that the cells' colours are the only ones."""
    step = max(1, max(rgb.shape[:2]) // FINEST_PX)
    grey = np.sqrt(linear_light(np.ascontiguousarray(rgb[::step, ::step])) @ GREY)
    low, high = np.percentile(grey, (1, 99))
    level = 120 + 125 * np.clip((grey - low) / max(float(high - low), 1e-6), 0, 1)
    return np.repeat(level.astype(np.uint8)[..., None], 3, axis=2)


def _draw_cells(axes: Axes, found: Cells, per_px_in: float) -> None:
    legible = found.side_px * per_px_in >= LEGIBLE_IN
    for left, top, gone in zip(found.left_px, found.top_px, found.gone, strict=True):
        corner, side = (left, top), found.side_px
        if np.isnan(gone):
            axes.add_patch(Rectangle(corner, side, side, facecolor=(1, 1, 1, 0.35), edgecolor=INK, hatch="////", linewidth=0.3))
            continue
        axes.add_patch(Rectangle(corner, side, side, facecolor=MAP(NORM(gone)), alpha=0.78, edgecolor="white", linewidth=0.5))
        if legible:
            edge = [withStroke(linewidth=1.6, foreground="white")]
            text = f"+{-gone * 100:.0f}" if gone < -0.005 else f"{abs(gone) * 100:.0f}"
            axes.text(left + side / 2, top + side / 2, text, ha="center", va="center", fontsize=7, path_effects=edge)


def _map_alt(found: Cells) -> str:
    told = found.gone[found.told]
    if not told.size:
        return f"The photograph under a grid of {CELL_MM:g} mm. In none of its {found.gone.size} cells can the change be told."
    low, high = (f"{100 * share:.0f} %" for share in np.percentile(told, (10, 90)))
    return (
        f"The photograph under a grid of {CELL_MM:g} mm, each cell coloured by the share of its pigment that is gone. In {told.size} of "
        f"{found.gone.size} cells it can be told: most of them lie between {low} and {high} (below zero means darker)."
    )


def enlarged(before: Pixels, later: Pixels, dots: PerDot, mm_per_px: float) -> Picture | None:
    """One field three times: before, after, and with what happened to every dot; ``later`` is already laid over ``before``. ``None``
    without dots."""
    if not dots.x_px.size:
        return None
    height_px, width_px = before.shape[:2]
    side = min(FIELD_MM / mm_per_px, width_px, height_px)
    x, y = _telling_field(dots, side, width_px, height_px)
    crop, side_in = (x, y, side, side), (WIDTH_IN - 2 * EDGE_IN - 2 * GAP_IN) / 3
    with plain_style():
        figure = sheet(side_in + 0.75)
        figure.set_layout_engine("none")
        panels = [place(figure, EDGE_IN + n * (side_in + GAP_IN), 0.27, side_in, side_in) for n in range(3)]
        for axes, picture, title in zip(panels, (before, later, later), ("before", "after", "after, every dot marked"), strict=True):
            _field(axes, picture, crop, title)
        _mark(panels[2], dots, crop, side_in * 72 / side / mm_per_px)
        scale_bar(panels[0], mm_per_px)
        handles, names = panels[2].get_legend_handles_labels()
        figure.legend(handles, names, loc="lower center", ncols=len(names), fontsize=8.5, frameon=False, handletextpad=0.2)
        return finished(figure, _field_alt(dots, crop, mm_per_px), photograph=True, dpi=180)


def _field(axes: Axes, rgb: Pixels, crop: Box, title: str) -> None:
    """A crop of a photograph in the photograph's own pixels; only the crop is handed on, since drawing a whole one takes seconds."""
    x, y, wide, tall = crop
    left, top, right, low = math.floor(x), math.floor(y), math.ceil(x + wide), math.ceil(y + tall)
    part = rgb[top:low, left:right]
    axes.imshow(part, extent=(left, left + part.shape[1], top + part.shape[0], top), interpolation="lanczos")
    axes.set_xlim(x, x + wide)
    axes.set_ylim(y + tall, y)
    axes.set_title(title, fontsize=9, loc="left", pad=3)
    bare(axes)


def _telling_field(dots: PerDot, side: float, width_px: int, height_px: int) -> tuple[float, float]:
    """Corner of the field with the most dots that were read."""
    told = marks(dots) != Mark.UNKNOWN
    xs, ys = (np.linspace(0, size - side, 20) for size in (width_px, height_px))
    x, y = (np.asarray(place)[told] for place in (dots.x_px, dots.y_px))
    counts = [(int(((x >= a) & (x < a + side) & (y >= b) & (y < b + side)).sum()), -float(b), -float(a)) for b in ys for a in xs]
    _, down, right = max(counts)
    return -right, -down


def _mark(axes: Axes, dots: PerDot, crop: Box, mm_pt: float) -> None:
    mark = marks(dots)
    inside = _inside(dots, crop)
    for each in Mark:
        mine = inside & (mark == each)
        if not mine.any():
            continue
        name = change_words()["mark"][each.code]["name"]
        place_x, place_y = dots.x_px[mine] + 0.5, dots.y_px[mine] + 0.5
        size, filled = (MARK_MM * mm_pt) ** 2, each == Mark.UNKNOWN
        for colour, width, label in (("white", 2.4, None), (COLOURS[each], 1.1, name)):
            paint: Any = {"color": colour} if filled else {"facecolors": "none", "edgecolors": colour}
            axes.scatter(place_x, place_y, s=size, marker=SHAPES[each], linewidths=width, label=label, **paint)


def _inside(dots: PerDot, crop: Box) -> NDArray[np.bool_]:
    x, y, wide, tall = crop
    return np.asarray((dots.x_px >= x) & (dots.x_px < x + wide) & (dots.y_px >= y) & (dots.y_px < y + tall))


def _field_alt(dots: PerDot, crop: Box, mm_per_px: float) -> str:
    mark, inside = marks(dots), _inside(dots, crop)
    said = ", ".join(f"{int((inside & (mark == each)).sum())} {change_words()['mark'][each.code]['name']}" for each in Mark)
    return f"One field of {crop[2] * mm_per_px:.0f} mm enlarged: before, after, and with every dot marked: {said}."


def spread_of_change(dots: PerDot) -> Picture | None:
    """How the pigment is spread over the dots' changes, beside what unchanged dots would show. ``None`` with fewer than ten readings."""
    held = weight(dots)
    read = held > 0
    if read.sum() < LEAST_READ:
        return None
    gone, flux, error = dots.gone[read], held[read], dots.error[read]
    edges = np.arange(LEAST_GONE, MOST_GONE + BIN / 2, BIN)
    shares = _shares(gone, flux, edges)
    chance = np.random.default_rng(1).normal(0, 1, (TIMES, flux.size))
    unchanged = _shares(chance * error, np.broadcast_to(flux, chance.shape), edges)
    with plain_style():
        figure = sheet(2.5)
        axes = figure.subplots()
        axes.bar(edges[:-1], shares * 100, BIN, align="edge", color=BLUE, edgecolor="white", linewidth=0.6, label="these dots")
        axes.stairs(unchanged * 100, edges, color=INK, linewidth=1.4, linestyle="--", label="what unchanged dots would show")
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.set_xticks([-0.5, 0, 0.5, 1], labels=["50 % darker", "unchanged", "50 % gone", "all gone"])
        axes.set_ylabel("share of the pigment (%)")
        axes.legend(fontsize=8.5, frameon=False, loc="upper center", bbox_to_anchor=(0.5, 1.22), ncols=2)
        return finished(figure, _spread_alt(gone, flux))


def _shares(gone: NDArray[np.float64], flux: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the pigment in every bin; what lies beyond the ends counts in the last bin."""
    clipped = np.clip(gone, edges[0] + 1e-9, edges[-1] - 1e-9)
    counted, _ = np.histogram(clipped.ravel(), edges, weights=np.ravel(flux))
    return np.asarray(counted / max(counted.sum(), 1e-12), dtype=np.float64)


def _spread_alt(gone: NDArray[np.float64], flux: NDArray[np.float64]) -> str:
    order = np.argsort(gone)
    reached = np.cumsum(flux[order]) / flux.sum()
    quarter, middle, most = (gone[order][np.searchsorted(reached, share)] * 100 for share in (0.25, 0.5, 0.75))
    return (
        "How the pigment is spread over the single dots' changes: "
        f"a quarter lies in dots below {quarter:.0f} % gone, half below {middle:.0f} %, three quarters below {most:.0f} %."
    )
