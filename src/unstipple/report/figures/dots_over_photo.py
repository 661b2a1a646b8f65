"""The photograph with every found dot ringed, and a crop large enough to see whether the rings sit on dots."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import EllipseCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from unstipple.course import Course
from unstipple.photo import Look
from unstipple.pigment import Dots
from unstipple.plan import Target
from unstipple.report.figures.fields import busiest_field, field, place
from unstipple.report.figures.outlines import drawn, name_at_centre, outline, photograph, scale_bar
from unstipple.report.figures.style import INK, WIDTH_IN, Picture, finished, sheet, short

ZOOM = 3
LEFT_IN, RIGHT_IN, TALLEST_IN, TITLE_IN, EDGE_IN = 3.7, 2.7, 5.4, 0.27, 0.06
RING_PER_DOT = 1.9
LINE_IN = 0.17


def dots_over_photo(course: Course, look: Look | None) -> Picture | None:
    """Overview with outlines at the left; at the right the same small field plain and ringed. ``None`` without a photograph."""
    if look is None:
        return None
    rgb, dots, targets = np.asarray(look.photo.rgb), look.dots, drawn(course)
    height_px, width_px = rgb.shape[:2]
    per_px_in = min(LEFT_IN / width_px, TALLEST_IN / height_px)
    crop = busiest_field(dots, width_px, height_px, RIGHT_IN / per_px_in / ZOOM)
    seen_in, field_in = height_px * per_px_in, RIGHT_IN * crop[3] / crop[2]
    figure = sheet(max(seen_in + 0.95 + LINE_IN * -(-len(targets) // 2), 2 * (field_in + TITLE_IN)) + 0.1)
    figure.set_layout_engine("none")
    overview = place(figure, EDGE_IN, EDGE_IN, width_px * per_px_in, seen_in)
    plain = place(figure, WIDTH_IN - EDGE_IN - RIGHT_IN, TITLE_IN, RIGHT_IN, field_in)
    ringed = place(figure, WIDTH_IN - EDGE_IN - RIGHT_IN, 2 * TITLE_IN + field_in, RIGHT_IN, field_in)
    colours, norm = _colours(dots)
    field(plain, rgb, crop, "dashed field, as photographed")
    field(ringed, rgb, crop, "the same, with rings")
    _overview(overview, rgb, targets, crop)
    for axes, width in ((overview, 0.5), (ringed, 1.1)):
        _rings(axes, dots, look.mm_per_px, colours, norm, width)
    for axes in (overview, plain):
        scale_bar(axes, look.mm_per_px)
    if dots.count:
        bar = figure.colorbar(ScalarMappable(norm, colours), cax=place(figure, 0.35, seen_in + 0.2, 3.0, 0.13), orientation="horizontal")
        bar.set_label("how dark a dot is above the skin around (optical density)", fontsize=9)
    _key(figure, targets, seen_in + 0.9)
    return finished(figure, _alt(course, look), photograph=True, dpi=180)


def _key(figure: Figure, targets: tuple[Target, ...], down_in: float) -> None:
    """Numbers and names of the zones, in two columns."""
    height_in = figure.get_figheight()
    for row, target in enumerate(targets):
        x, y = (EDGE_IN + 1.9 * (row % 2)) / WIDTH_IN, 1 - (down_in + LINE_IN * (row // 2)) / height_in
        figure.text(x, y, f"{row + 1} {short(target.label, 22)}", va="top", fontsize=9)


def _overview(axes: Axes, rgb: np.ndarray, targets: tuple[Target, ...], crop: tuple[float, float, float, float]) -> None:
    photograph(axes, rgb)
    x, y, wide, tall = crop
    axes.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor="white", linewidth=3))
    axes.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor=INK, linewidth=1.2, linestyle="--"))
    for number, target in enumerate(targets, 1):
        outline(axes, target.polygon_px)
        name_at_centre(axes, target.polygon_px, f"{number}")


def _colours(dots: Dots) -> tuple[Colormap, Normalize]:
    """Yellow for faint to deep blue for dark: ordered in grey as well, and unlike skin."""
    low, high = np.percentile(dots.contrast, (5, 95)) if dots.count else (0, 1)
    return LinearSegmentedColormap.from_list("rings", ["#ffe14d", "#23b0a5", "#1b3a8c"]), Normalize(low, max(high, low + 1e-6))


def _rings(axes: Axes, dots: Dots, mm_per_px: float, colours: Colormap, norm: Normalize, width: float) -> None:
    across_px = np.maximum(dots.diameter_mm / mm_per_px * RING_PER_DOT, 4)
    where = np.column_stack((dots.x_px, dots.y_px))
    rings = EllipseCollection(
        across_px, across_px, np.zeros(dots.count), units="xy", offsets=where, offset_transform=axes.transData, facecolors="none",
        edgecolors=colours(norm(dots.contrast)), linewidths=width,
    )  # fmt: skip
    axes.add_collection(rings, autolim=False)


def _alt(course: Course, look: Look) -> str:
    zones = [f"{target.label}: {target.dots} dots" for target in drawn(course) if target.dots is not None]
    said = f" By zone: {'; '.join(zones)}." if zones else ""
    return (
        f"The photograph with {look.dots.count} found dots ringed and the zones outlined; beside it one small field enlarged {ZOOM} times, "
        f"without and with rings.{said}"
    )
