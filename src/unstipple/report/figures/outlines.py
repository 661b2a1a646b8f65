"""Zones drawn on a photograph: outlines and names, legible on any skin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon as Outline
from matplotlib.patheffects import withStroke
from scipy.ndimage import distance_transform_edt

from unstipple.course import Course
from unstipple.plan import Target
from unstipple.report.figures.style import INK, bare
from unstipple.scalp import Polygon

Corners: TypeAlias = Sequence[tuple[float, float]]
"""Corners of a zone in px of the photograph."""


NAME_GRID = 80


def drawn(course: Course) -> tuple[Target, ...]:
    """All targets that have an outline on the photograph."""
    return tuple(target for target in course.all_targets if len(target.polygon_px) > 2)


def outline(axes: Axes, corners: Corners, *, width: float = 1.4) -> None:
    """The outline of a zone: dark with a white edge, seen on light and on dark skin."""
    edge = [withStroke(linewidth=width + 1.6, foreground="white")]
    axes.add_patch(Outline(corners, closed=True, fill=False, edgecolor=INK, linewidth=width, path_effects=edge))


def name_at_centre(axes: Axes, corners: Corners, text: str) -> None:
    """A zone's name on a white plate, at the place inside that is farthest from its edge."""
    x, y = _inmost(corners)
    plate = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.6, "boxstyle": "round,pad=0.25"}
    axes.text(x, y, text, ha="center", va="center", fontsize=9, fontweight="bold", bbox=plate, zorder=6)


def _inmost(corners: Corners) -> tuple[float, float]:
    """The point farthest from the outline: inside, also where a zone is bent and its centre of mass lies outside."""
    places = np.asarray(corners, dtype=np.float64)
    low = places.min(axis=0)
    step = max(float(np.ptp(places, axis=0).max()) / NAME_GRID, 1e-9)
    inside = Polygon((places - low) / step).mask(NAME_GRID + 2, NAME_GRID + 2)
    depth = distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return float(low[0] + column * step), float(low[1] + row * step)


def photograph(axes: Axes, rgb: np.ndarray) -> None:
    """A photograph without frame, in its own pixel coordinates."""
    height, width = rgb.shape[:2]
    axes.imshow(rgb, extent=(0, width, height, 0), interpolation="lanczos")
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    bare(axes)


def scale_bar(axes: Axes, mm_per_px: float, *, share: float = 0.3) -> None:
    """A bar of a round length in the lower left corner."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    wanted_mm = (right - left) * mm_per_px * share
    length_mm = max((step for step in (1, 2, 5, 10, 20, 50, 100) if step <= wanted_mm), default=1)
    x, y = left + 0.04 * (right - left), bottom + 0.05 * (top - bottom)
    edge = [withStroke(linewidth=3.4, foreground="white")]
    axes.plot([x, x + length_mm / mm_per_px], [y, y], color=INK, linewidth=2.4, solid_capstyle="butt", path_effects=edge, zorder=7)
    text = f"{length_mm // 10} cm" if length_mm >= 10 else f"{length_mm} mm"
    axes.text(x, y + 0.02 * (top - bottom), text, va="bottom", fontsize=9, path_effects=edge, zorder=7)
