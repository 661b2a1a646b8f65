"""Sessions in time: from a case to a whole course with dates, forecast, risks, price and points of review."""

from unstipple.course.build import ASSUMPTIONS, Doubt, build_course, light_steps
from unstipple.course.changes import Before, Changed, changes
from unstipple.course.course import Cost, Course, Decision, Review
from unstipple.course.measured import Measured, last_treatment, refuse_too_early, with_measured
from unstipple.course.progress import Past, past, wanted_share
from unstipple.course.targets import Targets, targets

__all__ = [
    "ASSUMPTIONS", "Before", "Changed", "Cost", "Course", "Decision", "Doubt", "Measured", "Past", "Review", "Targets", "build_course",
    "changes", "last_treatment", "light_steps", "past", "refuse_too_early", "targets", "wanted_share", "with_measured",
]  # fmt: skip
