"""The common look of all figures: colours that survive colour-blind eyes and grey printing, and how a figure becomes a picture."""

from __future__ import annotations

import base64
import io
import textwrap
import warnings
from dataclasses import dataclass

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

matplotlib.rcParams.update({"text.parse_math": False})

WIDTH_IN = 6.7
DPI = 150
MOST_BYTES = 400_000
INK = "#1d2733"
QUIET = "#5b6673"
LINE = "#c4ccd4"
BLUE = "#0b5c94"
PALE_BLUE = "#cfe3f2"
ORANGE = "#c4560a"
PALE_YELLOW = "#fdf0c4"
RED = "#a11c2f"
PLAIN = {
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


def sheet(height_in: float, width_in: float = WIDTH_IN) -> Figure:
    """An empty figure of the printed width."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def bare(axes: Axes) -> None:
    """Take frame and ticks away."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def finished(figure: Figure, alt: str, *, photograph: bool = False, dpi: int = DPI) -> Picture:
    """Draw a figure. A photograph is also kept as JPEG; a PNG that is too large is stored with fewer colours, then smaller."""
    raw = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(raw, format="png", dpi=dpi, facecolor="white")
    image = Image.open(raw).convert("RGB")
    return Picture(_png(image), alt, image.width, image.height, _jpeg(image) if photograph else None)


def _jpeg(image: Image.Image) -> bytes:
    for quality in (88, 80, 70, 60):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    content = _saved(image)
    share = 1.0
    while len(content) > MOST_BYTES and share > 0.3:
        size = (round(image.width * share), round(image.height * share))
        smaller = image if share == 1 else image.resize(size, Image.Resampling.LANCZOS)
        content = _saved(smaller.quantize(128, dither=Image.Dither.NONE))
        share *= 0.85
    return content


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def short(text: str, most: int = 28) -> str:
    """A name that fits: cut in the middle of nothing but its end, with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def wrapped(text: str, width: int) -> str:
    """Text broken into lines of at most ``width`` letters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def listed(parts: list[str]) -> str:
    """Parts as they are spoken: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
