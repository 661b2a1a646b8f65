"""How much pigment is forecast to go, treatment by treatment."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from unstipple.course import Course
from unstipple.report.figures.style import BLUE, INK, LINE, ORANGE, PALE_BLUE, Picture, finished, sheet
from unstipple.report.phrases import percent

Array = NDArray[np.float64]


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


def foretold_and_seen(course: Course) -> Picture | None:
    """Earlier treatments: what had been foretold, what was measured, what is believed now; ``None`` where nothing was measured."""
    told = course.learning
    if told is None or not told.seen:
        return None
    done = told.foretold.shape[1]
    treatments = np.arange(1, done + 1)
    figure = sheet(3.0)
    axes = figure.subplots()
    for draws, colour, aside, name in ((told.foretold, BLUE, -0.08, "foretold"), (told.believed, INK, 0.08, "believed now")):
        low, mid, high = np.percentile(draws, (10, 50, 90), axis=0) * 100
        axes.errorbar(
            treatments + aside, mid, yerr=[mid - low, high - mid], fmt="o", markersize=5, color=colour, capsize=4, linewidth=1.4, label=name
        )
    seen = np.array([each.visits for each in told.seen])
    values = np.array([each.clearance for each in told.seen]) * 100
    ends = np.array([[each.clearance if end is None else end for end in (each.low, each.high)] for each in told.seen]) * 100
    axes.errorbar(
        seen, values, yerr=[values - ends[:, 0], ends[:, 1] - values], fmt="D", markersize=7, color=ORANGE, capsize=5, linewidth=2,
        label="measured",
    )  # fmt: skip
    axes.set_xlim(0.5, done + 0.5)
    axes.set_ylim(min(0, float(ends.min()) - 5), 100)
    axes.set_xticks(treatments)
    axes.set_xlabel("treatments done")
    axes.set_ylabel("pigment gone since the start, %")
    axes.legend(loc="upper left", frameon=False, fontsize=9)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    said = [f"after {each.visits}: measured {percent(each.clearance)}, {_band(told.foretold[:, each.visits - 1])} foretold, "
            f"{_band(told.believed[:, each.visits - 1])} believed now" for each in told.seen]  # fmt: skip
    return finished(figure, f"Pigment gone since the start, {'; '.join(said)}.")


def _band(draws: Array) -> str:
    low, mid, high = np.percentile(draws, (10, 50, 90))
    return f"{percent(mid)} ({percent(low)} to {percent(high)})"


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
