"""Ranks settings by what they do at the dots against what they cost the skin, and chooses one a zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from unstipple.device import Laser, Setting
from unstipple.errors import BadInput, NoPlan
from unstipple.evidence import number
from unstipple.outcome import Response, clearance, effective_sessions, percentile, sessions_to
from unstipple.plan.candidate import Candidate, candidates, closed
from unstipple.plan.planned_skin import Hair, PlannedSkin
from unstipple.plan.target import Target
from unstipple.plan.zone_plan import Forecast, Option, ZonePlan
from unstipple.stamps import Stamps

HORIZON_COUNT = 10


def forecast(
    setting: Setting, target: Target, skin: PlannedSkin, answer: Response, *, goal_share: float, interval_weeks: float, before: float = 0
) -> Forecast:
    """Dose at the dots → effective sessions → clearance and sessions to the goal, beside the harm it costs."""
    mode, ps = setting.mode, setting.mode.pulse_class == "ps"
    dose = skin.light.equivalent_j_cm2(mode, setting.spot_mm, setting.fluence_j_cm2, target.load_in_settings)
    worth = effective_sessions(answer, dose, picosecond=ps, passes=int(number("practice.passes_default")))
    course = clearance(answer, worth, HORIZON_COUNT, interval_weeks=interval_weeks, before=before * worth)
    visits = sessions_to(goal_share, course)
    harm = skin.harm(setting, hair_of(target))
    counted = np.where(np.isinf(visits), number("weigh.visits_not_reached"), visits)
    marked = number("weigh.visits_per_lasting_mark") * (harm.chance + harm.whitening)
    return Forecast(worth, course, visits, harm, float(counted.mean() + marked))


def choose(
    target: Target, lasers: Sequence[Laser], skin: PlannedSkin, answer: Response, *, goal_share: float, interval_weeks: float,
    before: float = 0, fixed: Setting | None = None,
) -> ZonePlan:  # fmt: skip
    """The best setting for a zone among all that the lasers can do and the rules allow, or the fixed one judged.

    Raises `NoPlan` naming what closes the window.
    """
    pool = [_fixed(fixed, skin, target)] if fixed else list(candidates(lasers, skin, hair_of(target)))
    if not pool:
        reasons = closed(lasers, skin)
        said = "; ".join(f"{mode}: {code}" for mode, code in reasons.items())
        raise NoPlan(f"no setting of the given lasers is open for this skin in zone {target.label} ({said})", sorted(set(reasons.values())))
    ranked = []
    for candidate in pool:
        seen = forecast(candidate.setting, target, skin, answer, goal_share=goal_share, interval_weeks=interval_weeks, before=before)
        ranked.append((seen.score, candidate.setting.fluence_j_cm2, candidate, seen))
    # ties go to the gentler fluence
    ranked.sort(key=lambda row: (row[0], row[1]))
    _, _, best, seen = ranked[0]
    stamps = _stamps(target, best.setting)
    options = tuple(_option(candidate, each) for _, _, candidate, each in ranked)
    dose = skin.dose(best.setting, hair_of(target), target.load_in_settings)
    return ZonePlan(target, best.setting, stamps, best.within, best.bound_by, seen, options, len(pool), dose)


def hair_of(target: Target) -> Hair:
    """The hair that a zone bears."""
    return Hair(target.hair_bearing, target.thin_hair)


def best_by_mode(options: Iterable[Option]) -> tuple[Option, ...]:
    """The best option of each laser and mode, in order of rank."""
    first: dict[tuple[str, str], Option] = {}
    for option in options:
        first.setdefault((option.setting.laser.name, option.setting.mode.label), option)
    return tuple(first.values())


def _fixed(setting: Setting, skin: PlannedSkin, target: Target) -> Candidate:
    within = skin.bounds(setting.laser, setting.mode, setting.spot_mm, hair_of(target))
    if within.closed_by:
        raise NoPlan(
            f"the fixed setting {setting.mode.label}, {setting.spot_mm:g} mm is not open for this skin: {within.closed_by}",
            [within.closed_by],
        )
    if setting.fluence_j_cm2 > within.high_j_cm2 * (1 + 1e-9):
        limit = within.binding
        raise NoPlan(
            f"the fixed {setting.fluence_j_cm2:g} J/cm² is above what zone {target.label} allows "
            f"({limit.fluence_j_cm2:.2f} J/cm², {limit.code})", [limit.code],
        )  # fmt: skip
    return Candidate(setting, within)


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


def _stamps(target: Target, setting: Setting) -> Stamps:
    passes = int(number("practice.passes_default"))
    return Stamps(target.area_cm2, setting.spot_mm, number("practice.overlap"), passes, setting.rate_hz)


def _option(candidate: Candidate, seen: Forecast) -> Option:
    chance = float(np.isfinite(seen.sessions).mean())
    return Option(candidate.setting, candidate.bound_by, percentile(seen.sessions, 50), chance, seen.harm.chance, seen.score)
