"""One session a zone: ways to treat it, dose at the dots against harm, and the choice for all zones together."""

from unstipple.plan.choose import best_by_mode, choose, choose_all, fixed_setting, hair_of, zone_ways
from unstipple.plan.dial import closed, dialled
from unstipple.plan.family import HORIZON_COUNT, Family, family
from unstipple.plan.headroom import Headroom, chosen_option, headroom
from unstipple.plan.light import Light, light_for, reference_light, runs, usable
from unstipple.plan.neighbours import ZoneDots, with_neighbours
from unstipple.plan.planned_skin import DARKEST, Hair, PlannedSkin, VisitHarm
from unstipple.plan.regimen import UNSUPPORTED, Regimen, Step, refuse_unsupported
from unstipple.plan.select import Selection, select
from unstipple.plan.target import Target
from unstipple.plan.ways import Aim, Way, ways
from unstipple.plan.window import Band, WindowRow, window_rows
from unstipple.plan.zone_plan import Forecast, Option, ZonePlan

__all__ = [
    "DARKEST", "HORIZON_COUNT", "UNSUPPORTED", "Aim", "Band", "Family", "Forecast", "Hair", "Headroom", "Light", "Option", "PlannedSkin",
    "Regimen", "Selection", "Step", "Target", "VisitHarm", "Way", "WindowRow", "ZoneDots", "ZonePlan", "best_by_mode", "choose",
    "choose_all", "chosen_option", "closed", "dialled", "family", "fixed_setting", "hair_of", "headroom", "light_for", "reference_light",
    "refuse_unsupported", "runs", "select", "usable", "ways", "window_rows", "with_neighbours", "zone_ways",
]  # fmt: skip
