"""Why not higher: what holds a fluence, what would hold it next, and how far up that is."""

from __future__ import annotations

from dataclasses import dataclass

from unstipple.plan.zone_plan import Option, ZonePlan
from unstipple.rules import Limit

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Headroom:
    """What holds the fluence of one treatment of a zone.

    ``held_by`` the code of the limit, of the allowed step, or ``"balance"``; ``limits`` lowest first; ``next`` the limit that would hold
    it if the first one did not, ``None`` where there is none; ``dearer`` the option one dial above the settled fluence, with the same
    laser, spot and passes, where the balance holds it.
    """

    treatment: int
    fluence_j_cm2: float
    held_by: str
    limits: tuple[Limit, ...]
    next: Limit | None
    dearer: Option | None


def headroom(zone: ZonePlan, treatment: int) -> Headroom:
    """Why a treatment of a zone, counted from 1, has no higher fluence."""
    regimen = zone.regimen
    step, held = regimen.at(treatment), regimen.bound_by(treatment)
    within = regimen.first if treatment == 1 else regimen.later
    limits = tuple(sorted(within.limits, key=lambda limit: limit.fluence_j_cm2))
    above = [limit for limit in limits if limit.code != held and limit.fluence_j_cm2 > step.setting.fluence_j_cm2 + TOLERANCE]
    return Headroom(
        treatment, step.setting.fluence_j_cm2, held, limits, above[0] if above else None, _dearer(zone) if held == "balance" else None
    )


def _dearer(zone: ZonePlan) -> Option | None:
    settled = zone.regimen.settled
    setting = settled.setting
    alike = [
        option
        for option in zone.options
        if (option.setting.laser.name, option.setting.mode.label, option.setting.spot_mm, option.passes)
        == (setting.laser.name, setting.mode.label, setting.spot_mm, settled.passes)
        and option.kind in ("steady", "raised", "passes")
        and option.setting.fluence_j_cm2 > setting.fluence_j_cm2 + TOLERANCE
    ]
    return min(alike, key=lambda option: option.setting.fluence_j_cm2, default=None)


def chosen_option(zone: ZonePlan) -> Option | None:
    """The way that was chosen, among the options."""
    settled = zone.regimen.settled
    return next(
        (
            option
            for option in zone.options
            if option.setting == settled.setting and option.passes == settled.passes and option.kind == zone.regimen.kind
        ),
        None,
    )
