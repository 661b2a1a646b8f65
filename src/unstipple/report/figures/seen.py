"""What was seen on a photograph: proposed zones, marks to examine, and one field enlarged with every spot ringed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from unstipple.photo import Look
from unstipple.pigment import Dots, Kind
from unstipple.report.figures.fields import busiest_field, field, place
from unstipple.report.figures.outlines import name_at_centre, outline, photograph, scale_bar
from unstipple.report.figures.style import BLUE, INK, ORANGE, RED, WIDTH_IN, Picture, finished, plain_style, sheet
from unstipple.scalp import Zone

LEFT_IN, RIGHT_IN, TALLEST_IN, TITLE_IN, EDGE_IN = 3.7, 2.7, 5.4, 0.27, 0.06
ZOOM = 4
RINGS: dict[Kind, tuple[str, str, str]] = {
    Kind.PIGMENT: ("o", BLUE, "pigment"), Kind.HAIR: ("s", ORANGE, "hair"), Kind.UNDETERMINED: ("D", INK, "either"),
}  # fmt: skip


def seen_figure(look: Look, zones: Sequence[Zone]) -> Picture:
    """Overview with the proposed zones and marks at the left; at the right the busiest field plain, and with every spot ringed."""
    rgb = np.asarray(look.photo.rgb)
    height_px, width_px = rgb.shape[:2]
    per_px_in = min(LEFT_IN / width_px, TALLEST_IN / height_px)
    crop = busiest_field(look.dots, width_px, height_px, RIGHT_IN / per_px_in / ZOOM)
    tall_in, field_in = height_px * per_px_in, RIGHT_IN * crop[3] / crop[2]
    with plain_style():
        figure = sheet(max(tall_in + 0.5, 2 * (field_in + TITLE_IN) + 0.3))
        figure.set_layout_engine("none")
        overview = place(figure, EDGE_IN, EDGE_IN, width_px * per_px_in, tall_in)
        plain = place(figure, WIDTH_IN - EDGE_IN - RIGHT_IN, TITLE_IN, RIGHT_IN, field_in)
        ringed = place(figure, WIDTH_IN - EDGE_IN - RIGHT_IN, 2 * TITLE_IN + field_in, RIGHT_IN, field_in)
        _overview(overview, look, zones, crop)
        field(plain, rgb, crop, "dashed field, as photographed")
        field(ringed, rgb, crop, "the same, every spot ringed")
        _rings(ringed, look.dots, look.mm_per_px, crop)
        for axes in (overview, plain):
            scale_bar(axes, look.mm_per_px)
        figure.text(EDGE_IN / WIDTH_IN, 1 - (tall_in + 0.2) / figure.get_figheight(), _note(look), va="top", fontsize=8.5)
        return finished(figure, _alt(look, zones), photograph=True, dpi=180)


def _overview(axes: Axes, look: Look, zones: Sequence[Zone], crop: tuple[float, float, float, float]) -> None:
    photograph(axes, np.asarray(look.photo.rgb))
    for zone in zones:
        corners = [(float(x), float(y)) for x, y in zone.polygon_px.vertices]
        outline(axes, corners)
        name_at_centre(axes, corners, zone.name.removeprefix("zone-"))
    for mark in look.skin.marks if look.skin else ():
        radius = mark.diameter_mm / look.mm_per_px
        axes.add_patch(Circle((mark.x_px, mark.y_px), radius, fill=False, edgecolor="white", linewidth=2.6))
        axes.add_patch(Circle((mark.x_px, mark.y_px), radius, fill=False, edgecolor=RED, linewidth=1.4))
    x, y, wide, tall = crop
    axes.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor="white", linewidth=2.6))
    axes.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor=INK, linewidth=1.1, linestyle="--"))


def _rings(axes: Axes, dots: Dots, mm_per_px: float, crop: tuple[float, float, float, float]) -> None:
    """Shapes as well as colours tell the kinds apart."""
    x, y, wide, tall = crop
    inside = (dots.x_px >= x) & (dots.x_px < x + wide) & (dots.y_px >= y) & (dots.y_px < y + tall)
    handles = []
    for kind, (shape, colour, name) in RINGS.items():
        mine = inside & (dots.kind == kind)
        size_pt = np.maximum(dots.diameter_mm[mine] / mm_per_px * RIGHT_IN * 72 / wide * 1.9, 5) ** 2
        axes.scatter(
            dots.x_px[mine], dots.y_px[mine], s=size_pt, marker=shape, facecolors="none", edgecolors=colour, linewidths=1, label=name
        )
        if mine.any():
            handles.append(Line2D([], [], marker=shape, color=colour, markerfacecolor="none", linestyle="none", label=name))
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, fontsize=8, frameon=False, handletextpad=0.2)


def _note(look: Look) -> str:
    marks = len(look.skin.marks) if look.skin else 0
    return f"Zones are proposals. Red circles: {marks} mark(s) to\nexamine before treating; no circle is no reassurance."


def _alt(look: Look, zones: Sequence[Zone]) -> str:
    counts = ", ".join(f"{int((look.dots.kind == kind).sum())} {name}" for kind, (_, _, name) in RINGS.items())
    return f"The photograph with {len(zones)} proposed zones, and one field enlarged in which every spot is ringed: {counts}."
