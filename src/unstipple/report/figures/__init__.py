"""The figures of a course, each in its own file, drawn in one style."""

from __future__ import annotations

from unstipple.course import Course
from unstipple.photo import Look
from unstipple.report.figures.calendar import calendar, review_days, sun_free
from unstipple.report.figures.clearance_fan import clearance_fan
from unstipple.report.figures.dots_over_photo import dots_over_photo
from unstipple.report.figures.limits import limits
from unstipple.report.figures.risks import risks
from unstipple.report.figures.style import Picture, plain_style
from unstipple.report.figures.zones import zones

__all__ = ["Picture", "draw", "review_days", "sun_free"]


def draw(course: Course, look: Look | None) -> dict[str, Picture]:
    """Every figure that the course has something for, by file name, in the order of the page; none for a course without settings."""
    if not course.zones:
        return {}
    with plain_style():
        made = {
            "dots-over-photo": dots_over_photo(course, look),
            "zones": zones(course, look),
            "calendar": calendar(course),
            "clearance-fan": clearance_fan(course),
            "risks": risks(course),
            "limits": limits(course),
        }
    return {name: picture for name, picture in made.items() if picture}
