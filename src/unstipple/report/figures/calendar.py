"""The course on a strip of time: visits, the sun-free band, and the points of review."""

from __future__ import annotations

from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from unstipple.course import Course
from unstipple.evidence import number
from unstipple.report.figures.style import BLUE, INK, ORANGE, PALE_YELLOW, QUIET, Picture, bare, finished, listed, sheet
from unstipple.report.phrases import kind_words, long_date, review_words, short_date
from unstipple.rules import Visit

CLOSE = 0.35
"""Share of the strip below which two neighbouring labels would touch."""


def sun_free(course: Course) -> tuple[date, date]:
    """First and last day of the one band without sun: from before the first visit to after the last."""
    visits = course.proposal.visits
    before, after = number("screening.sun_wait_weeks"), number("practice.interval_last_month_weeks")
    return visits[0].on - timedelta(weeks=before), visits[-1].on + timedelta(weeks=after)


def review_days(course: Course) -> list[tuple[date, list[str]]]:
    """Days on which the course is looked at again, each with its codes: when the next treatment would be due."""
    treatments = [visit.on for visit in course.proposal.visits if visit.kind == "treatment"]
    found: dict[date, list[str]] = {}
    for review in course.reviews:
        if review.after_treatment <= len(treatments):
            on = treatments[review.after_treatment - 1] + timedelta(weeks=course.interval_weeks)
            found.setdefault(on, []).append(review.code)
    return sorted(found.items())


def calendar(course: Course) -> Picture | None:
    """The strip of visits; provisional ones are outlined, the test spot is a square. ``None`` without a visit."""
    visits = course.proposal.visits
    if not visits:
        return None
    figure = sheet(2.8)
    axes = figure.subplots()
    first, last = sun_free(course)
    ends = [last, *(on for on, _ in review_days(course))]
    left, right = first.toordinal(), max(ends).toordinal()
    axes.add_patch(Rectangle((left, -0.5), last.toordinal() - left, 1, facecolor=PALE_YELLOW, edgecolor="none", zorder=0))
    plate = {"facecolor": PALE_YELLOW, "edgecolor": "none", "pad": 3}
    axes.text(left, 2.35, f"no sun on the scalp: {long_date(first)} to {long_date(last)}", va="bottom", ha="left", bbox=plate)
    if any(visit.provisional for visit in visits):
        axes.text(right, 2.35, "outlined: provisional", va="bottom", ha="right", color=BLUE)
    axes.plot([left, right], [0, 0], color=QUIET, linewidth=1)
    treatments = 0
    for place, visit in enumerate(visits):
        treatments += visit.kind == "treatment"
        _visit(axes, visit, treatments, above=place % 2 == 0)
    _reviews(axes, course, left, right)
    axes.set_xlim(left - (right - left) * 0.03, right + (right - left) * 0.05)
    axes.set_ylim(-3.3, 2.85)
    bare(axes)
    return finished(figure, _alt(course))


def _visit(axes: Axes, visit: Visit, treatment: int, *, above: bool) -> None:
    at, spot = visit.on.toordinal(), visit.kind == "test-spot"
    colour = ORANGE if spot else BLUE
    face = "white" if visit.provisional else colour
    axes.plot([at], [0], marker="s" if spot else "o", markersize=16, color=colour, markerfacecolor=face, markeredgewidth=1.6)
    ink = colour if visit.provisional else "white"
    axes.text(at, -0.02, "T" if spot else f"{treatment}", ha="center", va="center_baseline", color=ink, fontweight="bold")
    text = ("test spot\n" if spot else "") + short_date(visit.on).replace(f" {visit.on.year}", f"\n{visit.on.year}")
    axes.text(at, 0.62 if above else -0.62, text, ha="center", va="bottom" if above else "top", linespacing=1.05)


def _reviews(axes: Axes, course: Course, left: float, right: float) -> None:
    axes.text(left, -2.05, "look again:", va="center", ha="left", color=QUIET)
    before, level = left, 0
    for on, codes in review_days(course):
        at = on.toordinal()
        level = 1 - level if at - before < CLOSE * (right - left) and before > left else 0
        axes.plot([at], [-2.05], marker="D", markersize=6, color=INK)
        words = ", ".join(review_words(code)[0] for code in codes)
        side = "right" if at > left + 0.75 * (right - left) else "left" if at < left + 0.25 * (right - left) else "center"
        axes.text(at, -2.3 - 0.5 * level, words, ha=side, va="top")
        before = at


def _alt(course: Course) -> str:
    first, last = sun_free(course)
    visits = [
        f"{kind_words(visit.kind)} on {long_date(visit.on)}{' (provisional)' if visit.provisional else ''}"
        for visit in course.proposal.visits
    ]
    points = [f"{', '.join(review_words(code)[0] for code in codes)} on {long_date(on)}" for on, codes in review_days(course)]
    return (
        f"Calendar: {listed(visits)}. No sun on the scalp from {long_date(first)} to {long_date(last)}. Points of review: {listed(points)}."
    )
