"""From a case and what was seen on its photograph to a whole course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from unstipple import evidence
from unstipple.consult import CaseFile
from unstipple.course.course import Course, Decision
from unstipple.course.harm import risks, stacked
from unstipple.course.layout import layouts
from unstipple.course.learning import learning
from unstipple.course.price import cost
from unstipple.course.progress import Past, past, share_left_to_clear
from unstipple.course.schedule import first_day, interval_weeks, reviews, schedule, treatments_planned
from unstipple.course.second_opinion import second_opinion, second_opinion_findings
from unstipple.course.seen_dots import dots_of
from unstipple.course.seen_skin import with_seen_skin
from unstipple.course.staging import staging
from unstipple.course.targets import Targets, targets
from unstipple.course.wishes import wish_findings, wishes
from unstipple.device import Laser
from unstipple.dose import Effort
from unstipple.dose.shelf import NO_SHELF, Shelf
from unstipple.errors import UnsafePlan
from unstipple.evidence import Draws, number
from unstipple.outcome import Response, percentile, response
from unstipple.photo import Look
from unstipple.pigment import ink_class
from unstipple.plan import (
    DARKEST,
    HORIZON_COUNT,
    Aim,
    Light,
    PlannedSkin,
    Target,
    ZoneDots,
    ZonePlan,
    choose_all,
    fixed_setting,
    hair_of,
    light_for,
    refuse_unsupported,
    runs,
    with_neighbours,
)
from unstipple.rules import (
    Finding,
    Proposal,
    SkinLight,
    Verdict,
    ZoneDose,
    commissioning_findings,
    eyewear_findings,
    judge,
    passes_allowed,
    screen,
    verdict,
)

DRAW_COUNT = 200
ASSUMPTIONS = (
    "depth", "threshold", "reference-series", "shade", "titration", "single-photo", "heat-informs", "same-zones",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """How much doubt is computed: draws, their seed, and the effort of the light engine."""

    draws: int = DRAW_COUNT
    seed: int = 1
    effort: Effort = field(default_factory=Effort)


def build_course(
    case: CaseFile, lasers: Sequence[Laser], look: Look | None, today: date, *, doubt: Doubt | None = None,
    light: Light | None = None, views: Mapping[str, Look] | None = None, progress: Callable[[float], None] | None = None,
    shelf: Shelf = NO_SHELF,
) -> Course:  # fmt: skip
    """The course of a case. ``views`` are further photographs of the same head, by the names that the case's zones use.

    ``light`` may be given when it was computed before for the same lasers, skin type and draws; otherwise the light engine is run.
    ``shelf`` keeps what the light engine found.
    Findings that stop or hold the case end the planning with a course that says so and holds no settings; a hold that ends on a known day
    moves the first visit to that day. Raises `NoPlan` when no setting is open and `UnsafePlan` when `rules` refuses the result.
    """
    doubt = doubt or Doubt()
    with evidence.ledger() as used:
        case, darker = with_seen_skin(case, [one for one in (look, *(views or {}).values()) if one])
        zones = targets(case, look, views)
        so_far = past(case)
        screened = verdict([*screen(case, today).findings, *zones.findings, *so_far.findings, *darker])
        blocked = _blocked(screened, so_far)
        if blocked:
            course = _empty(case, today, doubt, blocked, screened, zones)
        else:
            dots = [dots_of(target, look) for target in zones.treat]
            light = _light(case, lasers, dots, doubt, light, progress, shelf)
            course = _planned(case, lasers, zones, so_far, screened, today, doubt, light)
            course = replace(course, layouts=layouts(case, course.zones, dots, look, course.treatments, doubt.seed))
    return replace(course, used=tuple(used.used.values()))


def _blocked(screened: Verdict, so_far: Past) -> Decision | None:
    if so_far.goal_reached:
        return "stop-now"
    if screened.name == "stop":
        return "do-not-treat"
    open_ended = [finding for finding in screened.findings if finding.severity == "hold" and finding.until is None]
    return "on-hold" if open_ended else None


def _planned(
    case: CaseFile, lasers: Sequence[Laser], zones: Targets, so_far: Past, screened: Verdict, today: date, doubt: Doubt, light: Light
) -> Course:
    treatment = case.treatment
    fixed = None
    if treatment.fluence_j_cm2 is not None and treatment.spot_mm is not None:
        fixed = fixed_setting(lasers, treatment.wavelength_nm, treatment.spot_mm, treatment.fluence_j_cm2)
    answer, wait = _answer(case, light.draws), interval_weeks(case)
    unlearnt = PlannedSkin(case.skin.type_number, light, case.test_spot, case.patient.hair_colour or DARKEST, case.session)
    told = learning(case, zones.treat, lasers, light, answer, interval_weeks=wait)
    skin = unlearnt
    if told.moved:
        skin = replace(unlearnt, light=light.pick(told.learnt.places), unlearnt=unlearnt)
    draws = skin.light.draws
    goal = share_left_to_clear(case, so_far)
    plans, selection = choose_all(
        zones.treat, lasers, [_of_zone(skin, target) for target in zones.treat], told.learnt.response(answer),
        [Aim(goal, wait, told.before(target.zone), lambda mode: passes_allowed(case, mode.wavelength_nm)) for target in zones.treat], fixed,
    )  # fmt: skip
    overall = _over_zones(plans)
    reached = np.max([plan.forecast.sessions for plan in plans], axis=0)
    median = percentile(reached, 50)
    planned = treatments_planned(case, median)
    start = first_day(case, screened, today)
    proposal = schedule(case, plans, start, planned)
    judged = judge(proposal, case, today, _light_of(plans, unlearnt))
    if not judged.allows:
        raise UnsafePlan(judged, "; ".join(f"{f.rule} in {f.zone or 'the course'}" for f in judged.findings))
    chance = float(np.isfinite(reached).mean())
    harm = risks(case, plans, draws)
    parts = staging(case, plans)
    shortest = any(step.setting.mode.pulse_class == "ps" for plan in plans for step in plan.regimen.steps)
    opinion = second_opinion(case, reached, draws, picosecond=shortest, horizon=HORIZON_COUNT)
    extra = [
        *second_opinion_findings(opinion),
        *stacked(harm),
        *eyewear_findings(proposal, case),
        *commissioning_findings(proposal, today),
        *_efficacy(plans, chance),
        *wish_findings(wishes(case, proposal, wait), reached, overall, goal),
    ]
    all_findings = verdict([*screened.findings, *judged.findings, *extra])
    return Course(
        case=case, today=today, seed=doubt.seed, decision=_decision(all_findings, proposal, chance), verdict=all_findings, zones=plans,
        left_out=zones.left_out, all_targets=zones.treat, proposal=proposal, interval_weeks=interval_weeks(case), goal_share=goal,
        clearance=overall, sessions=reached, risks=harm,
        cost=cost(
            plans, reached, draws, treatment.at_most_sessions, case=case, test_spot=proposal.visits[0].kind == "test-spot",
            appointments=len(parts.appointments),
        ),
        reviews=reviews(planned, median, so_far.sessions), assumptions=ASSUMPTIONS, used=(), staging=parts, second_opinion=opinion,
        selection=selection, learning=told if told.moved else None,
    )  # fmt: skip


def _light(
    case: CaseFile, lasers: Sequence[Laser], dots: Sequence[ZoneDots], doubt: Doubt, light: Light | None,
    progress: Callable[[float], None] | None, shelf: Shelf,
) -> Light:  # fmt: skip
    """The light in this skin and between the dots of its zones, once nothing of the case's treatment is refused."""
    refuse_unsupported(case.treatment.schemes)
    skin_type, effort = case.skin.type_number, doubt.effort
    lit = light or light_for(lasers, skin_type, Draws(doubt.draws, doubt.seed), effort=effort, progress=progress, shelf=shelf)
    hair = case.patient.hair_colour or DARKEST
    return with_neighbours(lit, dots, lasers, skin_type, hair, effort=effort, shelf=shelf, progress=progress)


def light_steps(
    case: CaseFile, lasers: Sequence[Laser], look: Look | None, views: Mapping[str, Look] | None = None, *, effort: Effort | None = None
) -> int:
    """How many imagined skins `build_course` will light: the length of its progress."""
    zones = targets(case, look, views).treat
    return runs(lasers, case.skin.type_number, sum(target.density_in_settings is not None for target in zones), effort)


def _answer(case: CaseFile, draws: Draws) -> Response:
    """How this ink answers in this person before anything was seen."""
    history = case.history
    return response(
        ink_class(case.ink.kind, case.ink.look), draws, smoker=bool(history.smoker), scar=bool(history.scar_in_field),
        oxide=case.ink.kind == "oxide",
    )  # fmt: skip


def _of_zone(skin: PlannedSkin, target: Target) -> PlannedSkin:
    """The skin with the earlier treatments of one zone; what did harm in any zone counts in all."""
    mine = tuple(each for each in skin.sessions if each.adverse or each.zone in (None, target.zone, target.label))
    if len(mine) == len(skin.sessions):
        return skin
    return replace(skin, sessions=mine, unlearnt=replace(skin.unlearnt, sessions=mine) if skin.unlearnt else None)


def _light_of(plans: Sequence[ZonePlan], skin: PlannedSkin) -> Callable[[ZoneDose], SkinLight]:
    """The light that a zone's dose brings, with the hair that the zone bears."""
    hair = {plan.target.zone: hair_of(plan.target) for plan in plans}
    return lambda dose: skin.skin_light(dose.setting.mode, dose.setting.spot_mm, hair[dose.zone])


def _over_zones(plans: Sequence[ZonePlan]) -> np.ndarray:
    """Clearance over all zones, weighted with the pigment that each holds."""
    weights = [plan.target.area_cm2 * (plan.target.load_od_mm2_per_cm2 or 1) for plan in plans]
    return np.average([plan.forecast.clearance for plan in plans], axis=0, weights=weights)


def _efficacy(plans: Sequence[ZonePlan], chance: float) -> list[Finding]:
    least = evidence.value("practice.low_efficacy_sessions")
    useful = evidence.value("practice.useful_chance")
    found = [
        Finding("low-efficacy", "caution", least.sources, {"worth": float(np.median(plan.forecast.worth))}, zone=plan.target.label)
        for plan in plans
        if np.median(plan.forecast.worth) < least.value
    ]
    if chance < useful.value:
        found.append(Finding("no-useful-plan", "stop", useful.sources, {"chance": chance, "sessions": HORIZON_COUNT}))
    return found


def _decision(findings: Verdict, proposal: Proposal, chance: float) -> Decision:
    if chance < number("practice.useful_chance"):
        return "no-useful-plan"
    return "test-spot-first" if proposal.visits[0].kind == "test-spot" else "treat"


def _empty(case: CaseFile, today: date, doubt: Doubt, decision: Decision, screened: Verdict, zones: Targets) -> Course:
    return Course(
        case=case, today=today, seed=doubt.seed, decision=decision, verdict=screened, zones=(), left_out=zones.left_out,
        all_targets=zones.treat, proposal=Proposal(()), interval_weeks=interval_weeks(case), goal_share=0.0,
        clearance=np.empty((0, 0)), sessions=np.empty(0), risks=(), cost=None, reviews=(), assumptions=(), used=(),
    )  # fmt: skip
