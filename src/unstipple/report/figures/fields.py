"""Fields of a photograph: axes at a place on the sheet, and the small field that is worth enlarging."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unstipple.pigment import Dots
from unstipple.report.figures.outlines import photograph

GRID = 24


def place(figure: Figure, left_in: float, down_in: float, wide_in: float, tall_in: float) -> Axes:
    """Axes at a distance from the left and the top edge, in inches."""
    width_in, height_in = figure.get_size_inches()
    return figure.add_axes((left_in / width_in, 1 - (down_in + tall_in) / height_in, wide_in / width_in, tall_in / height_in))


def field(axes: Axes, rgb: np.ndarray, crop: tuple[float, float, float, float], title: str) -> None:
    """A crop x, y, width, height in px of a photograph, under a title."""
    x, y, wide, tall = crop
    photograph(axes, rgb)
    axes.set_xlim(x, x + wide)
    axes.set_ylim(y + tall, y)
    axes.set_title(title, fontsize=9, loc="left", pad=3)


def busiest_field(dots: Dots, width_px: int, height_px: int, wide_px: float) -> tuple[float, float, float, float]:
    """The field x, y, width, height in px that holds the most dots."""
    wide = min(wide_px, width_px)
    tall = min(wide * 0.8, height_px)
    xs, ys = np.linspace(0, width_px - wide, GRID), np.linspace(0, height_px - tall, GRID)
    counts = [
        (int(((dots.x_px >= x) & (dots.x_px < x + wide) & (dots.y_px >= y) & (dots.y_px < y + tall)).sum()), -row, -column, x, y)
        for row, y in enumerate(ys)
        for column, x in enumerate(xs)
    ]
    _, _, _, x, y = max(counts)
    return float(x), float(y), wide, tall
