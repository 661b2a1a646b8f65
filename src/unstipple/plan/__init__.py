"""One session a zone: candidates, dose at the dots against harm, and the choice."""

from unstipple.plan.candidate import Candidate, candidates, closed, dialled
from unstipple.plan.choose import HORIZON_COUNT, best_by_mode, choose, fixed_setting, forecast, hair_of
from unstipple.plan.light import Light, light_for, reference_light, runs, usable
from unstipple.plan.planned_skin import DARKEST, Hair, PlannedSkin, VisitHarm
from unstipple.plan.target import Target
from unstipple.plan.window import Band, WindowRow, window_rows
from unstipple.plan.zone_plan import Forecast, Option, ZonePlan

__all__ = [
    "DARKEST", "HORIZON_COUNT", "Band", "Candidate", "Forecast", "Hair", "Light", "Option", "PlannedSkin", "Target", "VisitHarm",
    "WindowRow", "ZonePlan", "best_by_mode", "candidates", "choose", "closed", "dialled", "fixed_setting", "forecast", "hair_of",
    "light_for", "reference_light", "runs", "usable", "window_rows",
]  # fmt: skip
