"""What bound each setting: the chosen fluence among its limits."""

from __future__ import annotations

from matplotlib.axes import Axes

from unstipple.course import Course
from unstipple.plan import ZonePlan
from unstipple.report.figures.style import BLUE, INK, LINE, ORANGE, PALE_BLUE, QUIET, Picture, finished, listed, sheet, short
from unstipple.report.phrases import short_limit

MOST_GROUPS = 6
ROW_IN = 0.24


def alike(course: Course) -> list[list[ZonePlan]]:
    """Zones with the same setting and the same limits, together."""
    groups: dict[object, list[ZonePlan]] = {}
    for zone in course.zones:
        setting = zone.setting
        key = (setting.laser.name, setting.mode.label, setting.spot_mm, setting.fluence_j_cm2, zone.within.limits, zone.bound_by)
        groups.setdefault(key, []).append(zone)
    return list(groups.values())


def limits(course: Course) -> Picture | None:
    """A fluence bar for every group of zones alike, each limit a labelled tick. ``None`` without a zone."""
    groups = alike(course)[:MOST_GROUPS]
    if not groups:
        return None
    heights = [2.4 + len(group[0].within.limits) for group in groups]
    figure = sheet(0.5 + ROW_IN * sum(heights))
    most = max([limit.fluence_j_cm2 for group in groups for limit in group[0].within.limits] + [1]) * 1.05
    panels = figure.subplots(len(groups), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, group in zip(panels, groups, strict=True):
        _group(axes, group, most)
    panels[-1].set_xlabel("fluence per pulse, J/cm²")
    return finished(figure, _alt(groups))


def _group(axes: Axes, group: list[ZonePlan], most: float) -> None:
    zone = group[0]
    rows = sorted(zone.within.limits, key=lambda limit: limit.fluence_j_cm2)
    top = len(rows)
    low, high, chosen = zone.within.low_j_cm2, zone.within.high_j_cm2, zone.setting.fluence_j_cm2
    axes.barh(top, most, height=0.5, color="white", edgecolor=LINE, linewidth=0.8)
    axes.barh(top, max(high - min(low, high), 0), left=min(low, high), height=0.5, color=PALE_BLUE, edgecolor=BLUE, linewidth=0.8)
    axes.plot([chosen], [top], marker="o", markersize=9, color=BLUE, zorder=5)
    axes.text(chosen, top + 0.42, f"chosen {chosen:.1f}", ha="center", va="bottom", color=BLUE, fontweight="bold")
    for row, limit in enumerate(rows):
        at, binds = limit.fluence_j_cm2, limit.code == zone.bound_by
        colour = ORANGE if binds else INK
        axes.plot([at, at], [top + 0.25, row - 0.3], color=colour, linewidth=1.8 if binds else 1, zorder=1)
        text = f"{short_limit(limit.code)} {at:.1f}{' (holds it)' if binds else ''}"
        left = at > most * 0.6
        axes.text(
            at + (-1 if left else 1) * most * 0.008, row, text, ha="right" if left else "left", va="center", color=colour,
            fontweight="bold" if binds else "normal", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8}, zorder=2,
        )  # fmt: skip
    axes.set_title(_title(group), loc="left", fontsize=9.5, fontweight="bold", pad=3)
    axes.set_xlim(0, most)
    axes.set_ylim(-0.6, top + 1.15)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", labelbottom=True, color=QUIET)


def _title(group: list[ZonePlan]) -> str:
    names = [short(zone.target.label, 24) for zone in group]
    shown = listed(names) if len(names) < 4 else f"{names[0]}, {names[1]} and {len(names) - 2} more zones"
    setting = group[0].setting
    return f"{setting.mode.label}, {setting.spot_mm:g} mm: {shown}"


def _alt(groups: list[list[ZonePlan]]) -> str:
    said = []
    for group in groups:
        zone = group[0]
        rows = [f"{short_limit(limit.code)} {limit.fluence_j_cm2:.1f}" for limit in zone.within.limits]
        names = listed([each.target.label for each in group])
        said.append(f"{names}: chosen {zone.setting.fluence_j_cm2:.1f}; {', '.join(rows)}")
    return f"Chosen fluence and its limits in J/cm². {'. '.join(said)}."
