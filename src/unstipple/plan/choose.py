"""Chooses for every zone what is to be done to it, among all that the lasers can do and the rules allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from unstipple.device import Laser, Setting
from unstipple.errors import BadInput, NoPlan
from unstipple.evidence import number
from unstipple.outcome import Response, percentile, sessions_to, simulate
from unstipple.plan.dial import closed
from unstipple.plan.family import HORIZON_COUNT, worth_of
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.plan.regimen import TOLERANCE, Regimen, Step
from unstipple.plan.select import Selection, select
from unstipple.plan.target import Target
from unstipple.plan.ways import Aim, Way, counted, ways, weighed
from unstipple.plan.zone_plan import Forecast, Option, ZonePlan


def choose(
    target: Target, lasers: Sequence[Laser], skin: PlannedSkin, answer: Response, aim: Aim, fixed: Setting | None = None
) -> ZonePlan:
    """The best way for one zone by itself. Raises `NoPlan` naming what closes the window."""
    return choose_all([target], lasers, [skin], answer, [aim], fixed)[0][0]


def choose_all(
    targets: Sequence[Target], lasers: Sequence[Laser], skins: Sequence[PlannedSkin], answer: Response, aims: Sequence[Aim],
    fixed: Setting | None = None,
) -> tuple[tuple[ZonePlan, ...], Selection]:  # fmt: skip
    """The best ways for all zones together, or the fixed setting judged; ``skins`` and ``aims`` are each zone's own.

    Raises `NoPlan` naming what closes the window of a zone.
    """
    kept: dict[tuple[object, ...], list[Way]] = {}
    every = []
    for target, skin, aim in zip(targets, skins, aims, strict=True):
        # zones that differ in nothing that counts share their ways
        own = target.zone if target.density_in_settings else None
        key = (hair_of(target), own, target.area_cm2, skin.sessions, np.asarray(aim.before).tobytes())
        if key not in kept:
            kept[key] = zone_ways(target, lasers, skin, answer, aim, fixed)
        every.append(kept[key])
    found = select(every, [target.area_cm2 for target in targets])
    plans = [
        zone_plan(target, several, several[place], skin, aim)
        for target, several, place, skin, aim in zip(targets, every, found.chosen, skins, aims, strict=True)
    ]
    return tuple(plans), found


def zone_ways(
    target: Target, lasers: Sequence[Laser], skin: PlannedSkin, answer: Response, aim: Aim, fixed: Setting | None = None
) -> list[Way]:
    """All ways of a zone, best first. Raises `NoPlan` naming what closes the window."""
    if fixed:
        return [_fixed(fixed, skin, target, answer, aim)]
    found = ways(lasers, target, skin, hair_of(target), answer, aim)
    if not found:
        reasons = closed(lasers, skin) or _too_low(lasers, skin, target)
        said = "; ".join(f"{mode}: {code}" for mode, code in reasons.items())
        raise NoPlan(f"no setting of the given lasers is open for this skin in zone {target.label} ({said})", sorted(set(reasons.values())))
    return found


def zone_plan(target: Target, every: Sequence[Way], way: Way, skin: PlannedSkin, aim: Aim) -> ZonePlan:
    """The plan of a zone: its way, what it is forecast to do, and what else there was."""
    seen, strongest, hair = way.simulated(), way.regimen.strongest, hair_of(target)
    before = np.broadcast_to(np.asarray(aim.before, dtype=np.float64), seen.totals.shape[1:])
    forecast = Forecast(
        (seen.totals[0] - before) / HORIZON_COUNT, seen.clearance[0], sessions_to(aim.goal_share, seen.clearance[0]),
        skin.harm(strongest.setting, hair, strongest.passes), way.own,
    )  # fmt: skip
    dose = skin.dose(strongest.setting, hair, target.zone, passes=strongest.passes, wait_min=strongest.wait_min)
    return ZonePlan(target, way.regimen, forecast, tuple(_option(each) for each in every), len(every), dose)


def hair_of(target: Target) -> Hair:
    """The hair that a zone bears."""
    return Hair(target.hair_bearing, target.thin_hair)


def best_by_mode(options: Iterable[Option]) -> tuple[Option, ...]:
    """The best option of each laser, mode and kind of way, in order of rank."""
    first: dict[tuple[str, str, str], Option] = {}
    for option in options:
        first.setdefault((option.setting.laser.name, option.setting.mode.label, option.kind), option)
    return tuple(first.values())


def fixed_setting(lasers: Sequence[Laser], wavelength_nm: float | None, spot_mm: float, fluence_j_cm2: float) -> Setting:
    """The setting that the case fixes, on the first laser that can do it. Raises `NoPlan` saying why none can."""
    said: list[str] = []
    for laser in lasers:
        for mode in laser.modes:
            if wavelength_nm is not None and mode.wavelength_nm != wavelength_nm:
                continue
            try:
                return Setting(laser, mode, spot_mm, fluence_j_cm2, min(mode.rate_hz, number("practice.rate_hz")))
            except BadInput as refusal:
                said.append(str(refusal))
    why = " | ".join(said) or f"none of the lasers gives {wavelength_nm:g} nm"
    raise NoPlan(f"no laser of this case can do the fixed setting: {why}", ["laser-energy"])


def _fixed(setting: Setting, skin: PlannedSkin, target: Target, answer: Response, aim: Aim) -> Way:
    """The one way that uses the fixed setting from the first treatment on."""
    mode, hair = setting.mode, hair_of(target)
    first = skin.bounds(setting.laser, mode, setting.spot_mm, hair)
    if first.closed_by:
        raise NoPlan(
            f"the fixed setting {mode.label}, {setting.spot_mm:g} mm is not open for this skin: {first.closed_by}", [first.closed_by]
        )
    if setting.fluence_j_cm2 > first.high_j_cm2 * (1 + TOLERANCE):
        limit = first.binding
        raise NoPlan(
            f"the fixed {setting.fluence_j_cm2:g} J/cm² is above what zone {target.label} allows "
            f"({limit.fluence_j_cm2:.2f} J/cm², {limit.code})", [limit.code],
        )  # fmt: skip
    worth = worth_of(mode, setting.spot_mm, np.array([setting.fluence_j_cm2]), target, skin, answer)
    steps = np.zeros((1, HORIZON_COUNT), dtype=np.intp)
    course = simulate(answer, worth, steps, interval_weeks=aim.interval_weeks, before=aim.before)
    harms = skin.harms_of(setting, hair)
    marks = float(harms.chance[0] + harms.whitening[0])
    regimen = Regimen("fixed", (Step(setting),), first, skin.bounds(setting.laser, mode, setting.spot_mm, hair, first=False))
    return weighed(regimen, counted(course.clearance, aim.goal_share)[0], harms.chances[:, 0], marks, target, lambda: course)


def _too_low(lasers: Sequence[Laser], skin: PlannedSkin, target: Target) -> dict[str, str]:
    """Where modes are open, and what binds leaves no fluence that can be dialled: mode to the limit's code."""
    found = {}
    for laser in lasers:
        for mode in laser.modes:
            for spot_mm in mode.spots_mm:
                within = skin.bounds(laser, mode, spot_mm, hair_of(target))
                if not within.closed_by:
                    found[f"{laser.title}, {mode.label}"] = within.binding.code
    return found


def _option(way: Way) -> Option:
    settled, treatments = way.regimen.settled, len(way.regimen.steps)
    reached = way.visits < number("weigh.visits_not_reached")
    median = percentile(np.where(reached, way.visits, np.inf), 50)
    return Option(
        way.regimen.kind,
        settled.setting,
        settled.passes,
        way.regimen.bound_by(treatments),
        median,
        float(reached.mean()),
        way.marks,
        way.own,
    )
