"""The photograph with every found dot ringed, and a crop large enough to see whether the rings sit on dots."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import EllipseCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from unstipple.course import Course
from unstipple.photo import Look
from unstipple.pigment import Dots
from unstipple.report.figures.outlines import drawn, name_at_centre, outline, photograph, scale_bar
from unstipple.report.figures.style import INK, WIDTH_IN, Picture, finished, sheet, short

ZOOM = 3
RING_PER_DOT = 1.9
GRID = 24


def dots_over_photo(course: Course, look: Look | None) -> Picture | None:
    """Overview with outlines at the left; at the right the same small field plain and ringed. ``None`` without a photograph."""
    if look is None:
        return None
    rgb, dots = np.asarray(look.photo.rgb), look.dots
    height_px, width_px = rgb.shape[:2]
    left_in = 3.7
    height_in = float(np.clip(left_in * height_px / width_px, 3.2, 5.2)) + 0.95
    figure = sheet(height_in)
    panels = figure.subplot_mosaic([["all", "plain"], ["all", "rings"]], width_ratios=[left_in, WIDTH_IN - left_in])
    colours, norm = _colours(dots)
    overview, crop = panels["all"], _crop(dots, width_px, height_px)
    photograph(overview, rgb)
    _rings(overview, dots, look.mm_per_px, colours, norm, 0.5)
    for place, target in enumerate(drawn(course), 1):
        outline(overview, target)
        name_at_centre(overview, target, short(target.label, 18) if len(drawn(course)) < 6 else f"{place}")
    x, y, wide, tall = crop
    overview.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor="white", linewidth=3))
    overview.add_patch(Rectangle((x, y), wide, tall, fill=False, edgecolor=INK, linewidth=1.2, linestyle="--"))
    scale_bar(overview, look.mm_per_px)
    for name, title in (("plain", "dashed field, as photographed"), ("rings", "the same, with rings")):
        _field(panels[name], rgb, crop, title)
    _rings(panels["rings"], dots, look.mm_per_px, colours, norm, 1.1)
    scale_bar(panels["plain"], look.mm_per_px)
    if dots.count:
        bar = figure.colorbar(ScalarMappable(norm, colours), ax=overview, location="bottom", shrink=0.75, aspect=30, pad=0.02)
        bar.set_label("how dark the dot is above the skin around it (optical density)", fontsize=9)
    return finished(figure, _alt(course, look), photograph=True, dpi=200)


def _field(axes: Axes, rgb: np.ndarray, crop: tuple[float, float, float, float], title: str) -> None:
    x, y, wide, tall = crop
    photograph(axes, rgb)
    axes.set_xlim(x, x + wide)
    axes.set_ylim(y + tall, y)
    axes.set_title(title, fontsize=9, loc="left", pad=3)


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


def _crop(dots: Dots, width_px: int, height_px: int) -> tuple[float, float, float, float]:
    """The field x, y, width, height in px that holds the most dots, at three times the overview's scale."""
    wide = min(width_px / ZOOM * 0.8, width_px)
    tall = min(wide * 0.8, height_px)
    xs, ys = np.linspace(0, width_px - wide, GRID), np.linspace(0, height_px - tall, GRID)
    counts = [
        (int(((dots.x_px >= x) & (dots.x_px < x + wide) & (dots.y_px >= y) & (dots.y_px < y + tall)).sum()), -row, -column, x, y)
        for row, y in enumerate(ys)
        for column, x in enumerate(xs)
    ]
    _, _, _, x, y = max(counts)
    return float(x), float(y), wide, tall


def _alt(course: Course, look: Look) -> str:
    zones = [f"{target.label}: {target.dots} dots" for target in drawn(course) if target.dots is not None]
    said = f" By zone: {'; '.join(zones)}." if zones else ""
    return (
        f"The photograph with {look.dots.count} found dots ringed and the zones outlined; beside it one small field enlarged {ZOOM} times, "
        f"without and with rings.{said}"
    )
