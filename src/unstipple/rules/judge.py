"""Judges a finished proposal by its own path: from the stamps and dates alone, not from what the solver says it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from unstipple import evidence
from unstipple.consult import CaseFile, EarlierSession
from unstipple.device import spot_area_cm2
from unstipple.dose import relative_volume
from unstipple.dose.follicle import follicle_heat, follicle_sites
from unstipple.evidence import number, value
from unstipple.outcome import hypopigmentation, link_chance
from unstipple.rules.bounds import SkinLight, closed_by, practice_key, skin_group, spot_gain, tail_chance, zone_factor
from unstipple.rules.finding import Finding, Verdict, verdict
from unstipple.rules.gates import injured, passes_allowed, same_wavelength, spot_must_come_first
from unstipple.rules.healing import longer_interval_reasons
from unstipple.rules.last_setting import begun_j_cm2
from unstipple.rules.proposal import Proposal, Visit, ZoneDose
from unstipple.rules.screening import screen
from unstipple.skin import skin_optics
from unstipple.stamps import mean_hits

ROUNDING = 1e-6
LightOf = Callable[[ZoneDose], SkinLight]
"""The light in this skin, and at the hair of a zone, for what the zone gets."""


def judge(proposal: Proposal, case: CaseFile, today: date, light_of: LightOf | None = None) -> Verdict:
    """Every breach of a limit, as findings of severity ``stop``; a proposal without one is clear.

    Without ``light_of`` injured epidermis and hair are not judged: that needs the light in this very skin.
    """
    found = [*_holds(proposal, case, today), *_dates(proposal, case, today), *_test_spots(proposal, case), *_steps(proposal, case)]
    for visit in proposal.visits:
        for dose in visit.doses:
            found += _dose(dose, visit, case)
            found += _hurt_before(dose, visit, case)
    if light_of:
        found += _in_skin(proposal, case, light_of)
    return verdict(found)


def _breach(rule: str, visit: Visit, dose: ZoneDose | None, sources: tuple[str, ...], **parameters: object) -> Finding:
    zone = dose.zone if dose else None
    return Finding(f"plan-{rule}", "stop", sources, {"visit": visit.number, **parameters}, absolute=True, zone=zone)


def _dose(dose: ZoneDose, visit: Visit, case: CaseFile) -> Iterator[Finding]:
    setting, skin = dose.setting, case.skin.type_number
    mode = setting.mode
    energy_j = setting.fluence_j_cm2 * spot_area_cm2(setting.spot_mm)
    needed_j = setting.fluence_j_cm2 * spot_area_cm2(mode.trim(setting.spot_mm).diameter_mm)
    if needed_j > mode.top_energy_j(setting.spot_mm) * (1 + ROUNDING):
        yield _breach("laser-energy", visit, dose, mode.sources, given=needed_j, allowed=mode.top_energy_j(setting.spot_mm))
    closed = closed_by(mode, setting.spot_mm, skin)
    if closed:
        yield _breach("closed", visit, dose, ("design",), reason=closed)
        return
    ceiling = value(f"practice.ceiling_{practice_key(mode)}_{skin_group(skin)}_j_cm2")
    allowed = ceiling.value * zone_factor(dose.hair_bearing)
    if setting.fluence_j_cm2 > allowed * (1 + ROUNDING):
        yield _breach("practice-ceiling", visit, dose, ceiling.sources, given=setting.fluence_j_cm2, allowed=allowed)
    yield from _laid(dose, visit, case, energy_j)
    zone = next((z for z in case.zone if z.name == dose.zone or z.label == dose.zone), None)
    if zone and (zone.keep_hair or not zone.treat or zone.hair in ("transplanted", "donor")):
        yield _breach("keep-out", visit, dose, ("design",))


def _laid(dose: ZoneDose, visit: Visit, case: CaseFile, energy_j: float) -> Iterator[Finding]:
    """What the stamps really lay on the skin: energy over area, and the harm that follows from it."""
    setting, stamps, skin = dose.setting, dose.stamps, case.skin.type_number
    whole_cells = 1 + 1 / max(stamps.pulses_per_pass, 1)
    laid_j_cm2 = stamps.pulses * energy_j / stamps.area_cm2
    most = passes_allowed(case, setting.wavelength_nm)
    if stamps.passes > most:
        tried = value("practice.passes_max")
        yield _breach("passes", visit, dose, tried.sources if most == tried.value else ("design",), given=stamps.passes, allowed=most)
    if stamps.overlap > number("practice.overlap_max") + ROUNDING:
        yield _breach("overlap", visit, dose, ("design",), given=stamps.overlap, allowed=number("practice.overlap_max"))
    wave = (number("response.reference_wavelength_nm") / setting.wavelength_nm) ** number("harm.melanin_exponent")
    pulse = number("harm.picosecond_fluence_factor") if setting.pulse_ns < 1 else 1
    melanin = number(f"skin.melanin_ratio_type_{skin}")
    gain = spot_gain(setting.spot_mm, setting.mode.profile)
    load = laid_j_cm2 / mean_hits(number("harm.reference_overlap")) * wave * pulse * melanin * gain / whole_cells
    chance, limit = hypopigmentation(load), value("harm.hypopigmentation_limit")
    if chance > limit.value * (1 + ROUNDING):
        yield _breach("harm-limit", visit, dose, limit.sources, given=chance, allowed=limit.value)


def _in_skin(proposal: Proposal, case: CaseFile, light_of: LightOf) -> Iterator[Finding]:
    """What physics says of every different dose, once: it costs time, and the same dose does the same at every visit."""
    seen: set[object] = set()
    for visit in proposal.visits:
        for dose in visit.doses:
            setting = dose.setting
            key = (dose.zone, setting.laser.name, setting.mode.label, setting.spot_mm, setting.fluence_j_cm2, dose.stamps)
            if key not in seen and not closed_by(setting.mode, setting.spot_mm, case.skin.type_number):
                lit = light_of(dose)
                yield from _injury(dose, visit, case, lit)
                yield from _hair(dose, visit, case, lit)
            seen.add(key)


def _hair(dose: ZoneDose, visit: Visit, case: CaseFile, lit: SkinLight) -> Iterator[Finding]:
    """In how many draws heat hurts the bulge or the bulb of hair that is to be kept."""
    if lit.hair is None or lit.deep is None:
        return
    setting, draws = dose.setting, lit.draws
    optics = skin_optics(case.skin.type_number, setting.wavelength_nm, draws)
    sites = follicle_sites(lit.hair, lit.deep, optics, setting.spot_mm, setting.mode.profile, draws)
    heat = follicle_heat(sites, setting.wavelength_nm, setting.pulse_ns, setting.fluence_j_cm2, draws)
    limit, margin = value("follicle.injured_share_limit"), number("practice.physics_margin")
    hurt = float(np.mean(np.maximum(heat.bulge_injured, heat.bulb_injured) > limit.value))
    if hurt > margin + 1 / draws.count:
        yield _breach("hair-limit", visit, dose, limit.sources, given=hurt, allowed=margin)


def _injury(dose: ZoneDose, visit: Visit, case: CaseFile, lit: SkinLight) -> Iterator[Finding]:
    """In how many draws the injured epidermal volume carries a higher chance of lasting light patches than a plan may."""
    setting, stamps = dose.setting, dose.stamps
    volume = relative_volume(
        case.skin.type_number, setting.wavelength_nm, setting.pulse_ns, setting.fluence_j_cm2 * lit.build_up, lit.draws,
        overlap=stamps.overlap, pass_gains=(1,) * stamps.passes,
    )  # fmt: skip
    limit, margin = value("harm.hypopigmentation_limit"), number("practice.physics_margin")
    chances = link_chance("hypopigmentation", volume, lit.draws)
    above = float(np.mean(chances > limit.value * (1 + ROUNDING)))
    if above > margin + 1 / lit.draws.count:
        yield _breach("injury-limit", visit, dose, limit.sources, given=above, allowed=margin)
    most = value("harm.tail_limit")
    tail = tail_chance(chances)
    if tail > most.value * (1 + ROUNDING):
        yield _breach("harm-tail", visit, dose, most.sources, given=tail, allowed=most.value)


def _hurt_before(dose: ZoneDose, visit: Visit, case: CaseFile) -> Iterator[Finding]:
    """No setting at or above one that injured or darkened this person's test spot at the same wavelength."""
    setting = dose.setting
    laid = setting.fluence_j_cm2 * spot_gain(setting.spot_mm, setting.mode.profile)
    for spot in case.test_spot:
        profile = setting.mode.profile if spot.laser == setting.laser.name else "flat-top"
        hurt = spot.fluence_j_cm2 * spot_gain(spot.spot_mm, profile)
        if injured(spot) and same_wavelength(spot.wavelength_nm, setting.wavelength_nm) and laid >= hurt:
            yield _breach("test-spot-injured", visit, dose, ("design",), given=setting.fluence_j_cm2, allowed=spot.fluence_j_cm2)


def _dates(proposal: Proposal, case: CaseFile, today: date) -> Iterator[Finding]:
    visits = proposal.visits
    floor = value("practice.interval_dark_weeks" if longer_interval_reasons(case) else "practice.interval_floor_weeks")
    for visit in visits[:1]:
        if visit.on < today:
            yield _breach("date-past", visit, None, ("design",), given=visit.on, allowed=today)
    for one, following in pairwise(visits):
        weeks = number("gate.test_spot_read_from_weeks") if one.kind == "test-spot" else floor.value
        if following.on < one.on + timedelta(weeks=weeks):
            yield _breach("interval", following, None, floor.sources, given=(following.on - one.on).days, allowed=weeks)


def _holds(proposal: Proposal, case: CaseFile, today: date) -> Iterator[Finding]:
    """No visit before the end of a hold, and none at all against a stop or a hold without an end."""
    for finding in screen(case, today).findings:
        if not proposal.visits or finding.severity not in ("hold", "stop"):
            continue
        first = proposal.visits[0]
        if finding.severity == "stop" or finding.until is None or first.on < finding.until:
            yield _breach("hold", first, None, finding.sources, because=finding.rule, until=finding.until)


def _test_spots(proposal: Proposal, case: CaseFile) -> Iterator[Finding]:
    """Where a test spot is asked for and not yet read as good, the same laser light must make one first."""
    opened: set[tuple[str, float]] = set()
    for visit in proposal.visits:
        for dose in visit.doses:
            light = (dose.setting.laser.name, dose.setting.wavelength_nm)
            if visit.kind == "treatment" and light not in opened and spot_must_come_first(case, dose.setting):
                yield _breach("test-spot", visit, dose, ("design",), given=light[1])
        # later visits with the same light rise by steps, which `_steps` judges
        opened |= {(dose.setting.laser.name, dose.setting.wavelength_nm) for dose in visit.doses}


def _steps(proposal: Proposal, case: CaseFile) -> Iterator[Finding]:
    """The first treatment stays in the starting band; a later one rises by no more than the allowed step."""
    step = value("practice.titration_step")
    last: dict[str, ZoneDose] = {}
    for visit in proposal.visits:
        for dose in visit.doses:
            setting, before = dose.setting, last.get(dose.zone)
            name = f"practice.start_high_{practice_key(setting.mode)}_{skin_group(case.skin.type_number)}_j_cm2"
            done = begun_j_cm2(_in_zone(case, dose.zone), setting.laser.name, setting.mode, setting.spot_mm)
            if before and before.setting.mode == setting.mode and before.setting.spot_mm == setting.spot_mm:
                allowed = before.setting.fluence_j_cm2 * (1 + step.value)
            elif done is not None:
                allowed = done * (1 + step.value)
            elif evidence.has(name):
                allowed = number(name) * zone_factor(dose.hair_bearing)
            else:
                continue
            if setting.fluence_j_cm2 > allowed * (1 + ROUNDING):
                yield _breach("step", visit, dose, step.sources, given=setting.fluence_j_cm2, allowed=allowed)
            last[dose.zone] = dose


def _in_zone(case: CaseFile, name: str) -> list[EarlierSession]:
    """Earlier treatments of a zone: those that name it, or none."""
    zone = next((each for each in case.zone if name in (each.name, each.label)), None)
    names = {None, name} | ({zone.name, zone.label} if zone else set())
    return [session for session in case.session if session.zone in names]
