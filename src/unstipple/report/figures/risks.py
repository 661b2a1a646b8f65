"""What can go wrong, as ranges of 100 people, with honest blanks."""

from __future__ import annotations

from matplotlib.axes import Axes

from unstipple.course import Course
from unstipple.outcome import Risk
from unstipple.report.figures.style import BLUE, INK, LINE, PALE_BLUE, QUIET, Picture, finished, sheet
from unstipple.report.phrases import risk_words

ROW_IN = 0.34


def risks(course: Course) -> Picture | None:
    """One row a risk: its range and middle of 100 people, or "no rate known"; the evidence grade at the right."""
    if not course.risks:
        return None
    rows = list(reversed(course.risks))
    figure = sheet(0.75 + ROW_IN * len(rows))
    axes = figure.subplots()
    most = max([(risk.high or 0) * 100 for risk in rows] + [10]) * 1.04
    for place, risk in enumerate(rows):
        _row(axes, place, risk, most)
        axes.text(
            1.03,
            place,
            "–" if risk.mid is None else risk.grade,
            transform=axes.get_yaxis_transform(),
            ha="center",
            va="center",
            fontweight="bold",
        )
    axes.text(1.03, len(rows) - 0.25, "grade", transform=axes.get_yaxis_transform(), ha="center", va="bottom", color=QUIET)
    axes.set_yticks(range(len(rows)), [risk_words(risk)[0] for risk in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(rows) - 0.3)
    axes.set_xlim(0, most)
    axes.set_xlabel("of 100 people, over the whole course")
    axes.grid(axis="x", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    return finished(figure, _alt(course))


def _row(axes: Axes, place: int, risk: Risk, most: float) -> None:
    if risk.low is None or risk.mid is None or risk.high is None:
        axes.barh(place, most, height=0.5, color="white", edgecolor=LINE, hatch="////", linewidth=0)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        axes.text(most / 2, place, "no rate known", ha="center", va="center", color=INK, bbox=box)
        return
    low, mid, high = risk.low * 100, risk.mid * 100, risk.high * 100
    axes.barh(place, high - low, left=low, height=0.5, color=PALE_BLUE, edgecolor=BLUE, linewidth=0.8)
    axes.plot([mid], [place], marker="o", color=BLUE, markersize=6, clip_on=False)


def _alt(course: Course) -> str:
    said = [f"{name}: {rate}" for name, rate in map(risk_words, course.risks)]
    return f"Risks over the whole course, of 100 people. {'; '.join(said)}."
