"""How much pigment is forecast to go, treatment by treatment."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from unstipple.course import Course
from unstipple.report.figures.style import BLUE, INK, LINE, ORANGE, PALE_BLUE, Picture, finished, sheet
from unstipple.report.phrases import percent


def clearance_fan(course: Course) -> Picture | None:
    """The middle forecast with its 10-90 % band, the goal, and the number of treatments planned; ``None`` without a forecast."""
    if not course.clearance.size:
        return None
    low, mid, high = (np.concatenate([[0], row]) * 100 for row in np.percentile(course.clearance, (10, 50, 90), axis=0))
    treatments = np.arange(low.size)
    figure = sheet(3.3)
    axes = figure.subplots()
    axes.fill_between(treatments, low, high, color=PALE_BLUE, linewidth=0)
    for row in (low, high):
        axes.plot(treatments, row, color=BLUE, linewidth=0.8)
    axes.plot(treatments, mid, color=BLUE, linewidth=2.2, marker="o", markersize=4)
    _ends(axes, float(low[-1]), float(mid[-1]), float(high[-1]), treatments[-1])
    _goal(axes, course.goal_share * 100)
    planned = sum(visit.kind == "treatment" for visit in course.proposal.visits)
    if 0 < planned < low.size:
        axes.axvline(planned, color=INK, linewidth=1, linestyle=(0, (2, 2)))
        side = -1 if planned > treatments[-1] / 2 else 1
        axes.text(
            planned + side * 0.12, 3 if mid[planned] > 25 else 60, f"{planned} planned", ha="right" if side < 0 else "left", va="bottom"
        )
    axes.set_xlim(0, treatments[-1])
    axes.set_ylim(0, 100)
    axes.set_xticks(treatments)
    axes.set_xlabel("treatments done")
    axes.set_ylabel("pigment gone, %")
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    return finished(figure, _alt(course, planned))


def _ends(axes: Axes, low: float, mid: float, high: float, last: float) -> None:
    """Labels at the right end of the three lines, pushed apart where they would touch."""
    high_at = max(high, mid + 8)
    low_at = min(low, mid - 8)
    for at, text, weight in ((high_at, "best 10 of 100", "normal"), (mid, "middle", "bold"), (low_at, "slowest 10 of 100", "normal")):
        axes.annotate(
            text, (last, at), xytext=(6, 0), textcoords="offset points", va="center", annotation_clip=False, color=BLUE, fontweight=weight
        )


def _goal(axes: Axes, goal_pct: float) -> None:
    axes.axhline(goal_pct, color=ORANGE, linewidth=1.6, linestyle="--")
    above = goal_pct < 92
    axes.text(
        0.1,
        goal_pct + (1.5 if above else -1.5),
        f"goal: {goal_pct:.0f} %",
        color=ORANGE,
        va="bottom" if above else "top",
        fontweight="bold",
    )


def _alt(course: Course, planned: int) -> str:
    last = course.clearance.shape[1]
    said = []
    for treatment in sorted({1, min(max(planned, 1), last), last}):
        p10, p50, p90 = np.percentile(course.clearance[:, treatment - 1], (10, 50, 90))
        said.append(f"after {treatment}: {percent(p50)} ({percent(p10)} to {percent(p90)})")
    return f"Forecast of the pigment gone, {'; '.join(said)}. The goal is {percent(course.goal_share)}; {planned} treatments are planned."
