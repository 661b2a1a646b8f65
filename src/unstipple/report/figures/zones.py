"""The zones on the photograph with their settings written beside them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from unstipple.course import Course
from unstipple.photo import Look
from unstipple.plan import Target, ZonePlan
from unstipple.report.figures.outlines import drawn, name_at_centre, outline, photograph, scale_bar
from unstipple.report.figures.style import QUIET, WIDTH_IN, Picture, bare, finished, sheet, short
from unstipple.report.phrases import minutes_words

LINE_IN = 0.165
MOST_LISTED = 14


def zones(course: Course, look: Look | None) -> Picture | None:
    """Numbered outlines at the left, the setting of each at the right. ``None`` without a photograph or without outlines."""
    targets = drawn(course)
    if look is None or not targets or not course.zones:
        return None
    rgb = np.asarray(look.photo.rgb)
    left_in = 3.9
    listed = targets[:MOST_LISTED]
    height_in = max(left_in * min(rgb.shape[0] / rgb.shape[1], 1.4), LINE_IN * (sum(_lines(course, each) for each in listed) + 1)) + 0.1
    figure = sheet(height_in)
    picture, key = figure.subplots(1, 2, width_ratios=[left_in, WIDTH_IN - left_in])
    pale = (rgb.astype(np.float64) * 0.6 + 255 * 0.4).astype(np.uint8)
    photograph(picture, pale)
    for place, target in enumerate(targets, 1):
        outline(picture, target.polygon_px, width=1.8)
        name_at_centre(picture, target.polygon_px, f"{place}")
    scale_bar(picture, look.mm_per_px)
    picture.set_anchor("N")
    _key(key, course, listed, height_in)
    return finished(figure, _alt(course, targets), photograph=True)


def _plan(course: Course, target: Target) -> ZonePlan | None:
    return next((zone for zone in course.zones if zone.target.zone == target.zone), None)


def _lines(course: Course, target: Target) -> float:
    return 3.6 if _plan(course, target) else 2.6


def _key(axes: Axes, course: Course, targets: tuple[Target, ...], height_in: float) -> None:
    bare(axes)
    axes.set_xlim(0, 1)
    axes.set_ylim(height_in / LINE_IN, 0)
    row = 0.4
    for place, target in enumerate(targets, 1):
        axes.text(0, row, f"{place}  {short(target.label, 30)}", va="top", fontweight="bold")
        for step, text in enumerate(_setting(_plan(course, target)), 1):
            axes.text(0.09, row + step, text, va="top", color=QUIET if step > 1 else None, fontsize=9)
        row += _lines(course, target)


def _setting(plan: ZonePlan | None) -> tuple[str, ...]:
    if plan is None:
        return ("not treated",)
    setting, stamps = plan.setting, plan.stamps
    first = f"{setting.mode.label}, {setting.spot_mm:g} mm, {setting.fluence_j_cm2:.1f} J/cm²"
    return first, f"{plan.target.area_cm2:.0f} cm², {stamps.pulses:,} pulses, {minutes_words(stamps.minutes)}"


def _alt(course: Course, targets: tuple[Target, ...]) -> str:
    said = [f"{target.label}: {', '.join(_setting(_plan(course, target)))}" for target in targets]
    return f"The zones outlined on the photograph with their settings. {'; '.join(said)}."
