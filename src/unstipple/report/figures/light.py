"""What the light engine found in given layers: fluence by depth, and how it builds up with the spot."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from unstipple.optics import Beam, LightRun, Tissue, fluence_curve, fluence_on_axis, fluence_on_axis_error
from unstipple.report.figures.style import BLUE, INK, LINE, ORANGE, QUIET, RED, plain_style, sheet

Floats = NDArray[np.float64]

FIGURE_KINDS = ("png", "svg", "pdf")
SIZE_IN, DPI = (9.6, 4.3), 200
SPOTS_MM = np.arange(2.0, 20.01, 1.0)
DEPTHS_MM = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Depths at which the spot's share is drawn, where the layers reach so deep."""
SHARES_OF_THIN = (0.1, 0.5, 0.9)
"""For layers thinner than all but one of them: shares of their thickness."""
COLOURS = (BLUE, ORANGE, "#2e7d4f", RED, QUIET)
FAINT = 0.01
"""The depth axis ends where the fluence has fallen to this share of its peak."""
BANDS = ("#f3f5f7", "#e4e9ee")
APART = 0.055
"""Least distance of two labels, as a share of the axis."""


def light_figure(run: LightRun, tissue: Tissue, kind: str = "png") -> bytes:
    """Draw the two panels as a file of ``kind`` "png", "svg" or "pdf"; ``run`` is what `simulate_tissue` gave for ``tissue``."""
    with plain_style(), matplotlib.rc_context({"svg.hashsalt": "unstipple"}):
        figure = sheet(SIZE_IN[1], SIZE_IN[0])
        left, right = figure.subplots(1, 2, width_ratios=(1.12, 1))
        _by_depth(left, run, tissue)
        _by_spot(right, run, tissue)
        figure.text(0.004, 0.006, _note(run), fontsize=7.5, color=QUIET, va="bottom")
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0, 0.045, 1, 0.955), wspace=0.06)
        return saved(figure, kind)


def saved(figure: Figure, kind: str, alt: str = "") -> bytes:
    """The file's content, the same for the same figure whenever it is drawn; ``alt`` describes it inside the file."""
    stamps: dict[str, Any] = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    places = {"png": "Description", "svg": "Title", "pdf": "Subject"}
    out = io.BytesIO()
    figure.savefig(out, format=kind, dpi=DPI, metadata=stamps[kind] | ({places[kind]: alt} if alt else {}))
    return out.getvalue()


def _by_depth(axes: Axes, run: LightRun, tissue: Tissue) -> None:
    fluence, error = fluence_curve(run, tissue)
    depth, peak = run.depth_mm, int(fluence.argmax())
    end = _end_mm(run, fluence)
    axes.fill_between(depth, fluence - error, fluence + error, color=BLUE, alpha=0.3, linewidth=0)
    axes.plot(depth, fluence, color=BLUE, linewidth=1.8)
    top = 1.15 * max(float(fluence[peak]), 0.2)
    if tissue.beam is not None:
        top = max(top, 1.25)
        axes.axhline(1.0, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.text(0.985 * end, 1.0, "incident", ha="right", va="bottom", fontsize=8.5)
    axes.plot(depth[peak], fluence[peak], marker="o", markersize=4.5, color=BLUE)
    axes.annotate(
        f"peak {fluence[peak]:.2f} at {depth[peak]:.2f} mm", (float(depth[peak]), float(fluence[peak])), xytext=(7, 3),
        textcoords="offset points", color=BLUE, fontweight="bold", va="bottom",
    )  # fmt: skip
    _layers(axes, run, end)
    axes.set_xlim(0, end)
    axes.set_ylim(0, top)
    axes.set_xlabel("depth, mm")
    axes.set_ylabel("fluence on the axis / incident fluence" if tissue.beam else "fluence over the whole plane, per photon")
    axes.set_title(f"Fluence by depth: {_beam_words(tissue.beam)}", loc="left", fontweight="bold", fontsize=10.5, pad=28)


def _end_mm(run: LightRun, fluence: Floats) -> float:
    """Where the depth axis ends: below it there is hardly any light left."""
    bright = np.flatnonzero(fluence > FAINT * fluence.max())
    last = run.depth_edges_mm[int(bright[-1]) + 1] if bright.size else run.depth_edges_mm[-1]
    step = 10.0 ** math.floor(math.log10(max(float(last), 1e-9)))
    return float(min(math.ceil(round(2 * float(last) / step, 6)) * step / 2, run.depth_edges_mm[-1]))


def _layers(axes: Axes, run: LightRun, end: float) -> None:
    """Shade the layers in turn and write their numbers over them, higher where they would touch."""
    walls = run.stack.walls_mm
    rows = [-math.inf, -math.inf]
    across = axes.get_xaxis_transform()
    for number, (top, bottom) in enumerate(zip(walls[:-1], np.minimum(walls[1:], end), strict=True), start=1):
        if top >= end:
            break
        axes.axvspan(float(top), float(bottom), color=BANDS[number % 2], zorder=0, linewidth=0)
        middle = float(top + bottom) / 2
        word = f"layer {number}" if bottom - top > 2.4 * APART * end else str(number)
        half = (APART if word != str(number) else APART / 3) * end
        row = next((k for k, taken in enumerate(rows) if middle - half > taken), None)
        if row is not None:
            rows[row] = middle + half
            axes.text(middle, 1.01 + 0.045 * row, word, ha="center", va="bottom", fontsize=8.5, color=QUIET, transform=across)


def _by_spot(axes: Axes, run: LightRun, tissue: Tissue) -> None:
    profile = "gaussian" if tissue.beam is not None and tissue.beam.profile == "gaussian" else "flat-top"
    beams = [Beam(float(spot), profile) for spot in SPOTS_MM]  # type: ignore[arg-type]
    fluence = np.stack([fluence_on_axis(run, beam) for beam in beams])
    error = np.stack([fluence_on_axis_error(run, beam) for beam in beams])
    ends, words = [], []
    for depth, colour in zip(_depths_mm(run), COLOURS, strict=False):
        at = int(np.abs(run.depth_mm - depth).argmin())
        axes.fill_between(SPOTS_MM, (fluence - error)[:, at], (fluence + error)[:, at], color=colour, alpha=0.25, linewidth=0)
        axes.plot(SPOTS_MM, fluence[:, at], color=colour, linewidth=1.8)
        ends.append(float(fluence[-1, at]))
        words.append((f"{depth:.2g} mm deep", colour))
    top = 1.12 * max(1.1, *ends)
    for place, (word, colour) in zip(_spread(ends, APART * top), words, strict=True):
        axes.annotate(
            word, (float(SPOTS_MM[-1]), place), xytext=(5, 0), textcoords="offset points", color=colour, va="center", annotation_clip=False
        )
    axes.axhline(1.0, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.text(19.8, 1.0, "incident", ha="right", va="top", fontsize=8.5)
    axes.set_xlim(2, 20)
    axes.set_ylim(0, top)
    axes.set_xticks([2, 5, 10, 15, 20])
    axes.grid(axis="y", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    measure = "1/e² diameter" if profile == "gaussian" else "diameter"
    axes.set_xlabel(f"spot {measure}, mm ({profile})")
    axes.set_ylabel("fluence on the axis / incident fluence")
    axes.set_title("Build-up by spot size", loc="left", fontweight="bold", fontsize=10.5, pad=28)


def _depths_mm(run: LightRun) -> Sequence[float]:
    bottom = float(run.depth_edges_mm[-1])
    inside = [depth for depth in DEPTHS_MM if depth < bottom]
    return inside if len(inside) > 1 else [share * bottom for share in SHARES_OF_THIN]


def _spread(places: Sequence[float], apart: float) -> list[float]:
    """Places of labels beside curves' ends, pushed up where they would touch."""
    found, last = [0.0] * len(places), -math.inf
    for k in sorted(range(len(places)), key=places.__getitem__):
        last = max(places[k], last + apart)
        found[k] = last
    return found


def _beam_words(beam: Beam | None) -> str:
    if beam is None:
        return "pencil beam"
    return f"{beam.spot_mm:g} mm {beam.profile}{' profile' if beam.profile == 'measured' else ''}"


def _note(run: LightRun) -> str:
    return f"{run.photons:,} photons, seed {run.seed}; bands are one standard error"
