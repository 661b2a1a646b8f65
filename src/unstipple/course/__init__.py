"""Sessions in time: from a case to a whole course with dates, forecast, risks, price and points of review."""

from unstipple.course.build import ASSUMPTIONS, Doubt, build_course
from unstipple.course.course import Cost, Course, Decision, Review
from unstipple.course.measured import with_measurement
from unstipple.course.progress import Past, past, wanted_share
from unstipple.course.targets import Targets, targets

__all__ = [
    "ASSUMPTIONS", "Cost", "Course", "Decision", "Doubt", "Past", "Review", "Targets", "build_course", "past", "targets", "wanted_share",
    "with_measurement",
]  # fmt: skip
