"""The common look of all figures: colours that survive colour-blind eyes and grey printing, and how a figure becomes a picture."""

from __future__ import annotations

import base64
import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

WIDTH_IN = 6.7
DPI = 150
MOST_BYTES = 400_000
LEAST_SHARE = 0.2
INK = "#1d2733"
QUIET = "#5b6673"
LINE = "#c4ccd4"
BLUE = "#0b5c94"
PALE_BLUE = "#cfe3f2"
ORANGE = "#c4560a"
PALE_YELLOW = "#fdf0c4"
RED = "#a11c2f"
PLAIN: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "hatch.linewidth": 0.6,
    "hatch.color": QUIET,
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished figure: the PNG file, what it shows in words, and a smaller JPEG for the page where it holds a photograph."""

    png: bytes
    alt: str
    width_px: int
    height_px: int
    jpeg: bytes | None = None

    @property
    def data_uri(self) -> str:
        """The picture as an address that needs no other file."""
        kind, content = ("jpeg", self.jpeg) if self.jpeg else ("png", self.png)
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@contextmanager
def plain_style() -> Iterator[None]:
    """Draw in this style, and leave the reader's own settings of matplotlib as they were."""
    with matplotlib.rc_context():
        matplotlib.rcParams.update(PLAIN)
        yield


def sheet(height_in: float, width_in: float = WIDTH_IN) -> Figure:
    """An empty figure of the printed width."""
    return Figure(figsize=(width_in, height_in), layout="constrained", facecolor="white")


def bare(axes: Axes) -> None:
    """Take frame and ticks away."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def finished(figure: Figure, alt: str, *, photograph: bool = False, dpi: int = DPI) -> Picture:
    """Draw a figure. A photograph is also kept as JPEG, which the page shows."""
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    if photograph:
        return Picture(_few_colours(image), alt, image.width, image.height, _jpeg(image))
    return Picture(_saved(image), alt, image.width, image.height)


def _jpeg(image: Image.Image) -> bytes:
    for quality in (86, 76, 66):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _few_colours(image: Image.Image) -> bytes:
    """A photograph as PNG: 256 colours, and smaller where that is still too large."""
    share, content = 1.0, b""
    while share > LEAST_SHARE:
        size = (round(image.width * share), round(image.height * share))
        smaller = image if share == 1 else image.resize(size, Image.Resampling.LANCZOS)
        content = _saved(smaller.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))
        if len(content) <= MOST_BYTES:
            break
        share *= 0.95 * math.sqrt(MOST_BYTES / len(content))
    return content


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    return out.getvalue()


def short(text: str, most: int = 28) -> str:
    """A name that fits: cut at its end, with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def listed(parts: list[str]) -> str:
    """Parts as they are spoken: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
