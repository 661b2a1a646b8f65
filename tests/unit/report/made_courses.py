"""Courses made by hand, without photograph, light engine or solver: what the report draws, in every shape it can take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from unstipple import evidence
from unstipple.consult import CaseFile
from unstipple.course import ASSUMPTIONS, Course
from unstipple.course.harm import risks
from unstipple.course.price import cost
from unstipple.course.schedule import interval_weeks, reviews, schedule
from unstipple.device import Setting, laser
from unstipple.evidence import Draws
from unstipple.outcome import sessions_to
from unstipple.pigment import Dots
from unstipple.plan import Forecast, Option, Regimen, Step, Target, VisitHarm, ZonePlan
from unstipple.rules import Finding, Proposal, bounds, eyewear_findings, screen, verdict

TODAY = date(2027, 3, 1)
NASTY = "<script>alert('x')</script> $\\frac{1}{2}$ & "
RIGHT_TO_LEFT = "منطقة الجبهة אזור הקו הקדמי"
DRAWS = 200


def case(**parts: Any) -> CaseFile:
    raw: dict[str, Any] = {
        "schema": "unstipple.case/1",
        "patient": {"label": "invented-1", "invented": True, "age_years": 41},
        "skin": {"fitzpatrick": "IV", "tan": "none", "last_strong_sun": date(2026, 8, 1)},
        "ink": {"kind": "carbon", "last_smp_session": date(2025, 1, 1)},
        "history": {"pregnant": False, "gold_ever": False, "isotretinoin": "never", "keloid": True},
        "treatment": {"lasers": ["qs-ndyag", "picoway"], "eyewear_od": {"1064": 7.5}},
    }
    for name, part in parts.items():
        raw[name] = {**raw[name], **part} if isinstance(part, dict) and name in raw else part
    return CaseFile.model_validate(raw)


def square(place: int, side: float = 190) -> tuple[tuple[float, float], ...]:
    x, y = 60 + 220 * (place % 4), 60 + 220 * (place // 4)
    return ((x, y), (x + side, y + 12), (x + side - 10, y + side), (x + 8, y + side - 20))


def target(place: int, label: str | None = None, *, outlined: bool = True) -> Target:
    names = ("frontal hairline", "left temple", "right temple", "crown", "mid scalp", "vertex")
    name = label or (names[place] if place < len(names) else f"zone {place + 1}")
    return Target(
        f"zone-{place + 1}", name, 38.0 + 17 * place, place % 3 == 1, 41.0, 1.2, 900, place == 0, square(place) if outlined else ()
    )


def zone_plan(aim: Target, skin: int, *, pace: float = 0.55, never: bool = False) -> ZonePlan:
    made, other = laser("qs-ndyag"), laser("picoway")
    mode = next(each for each in made.modes if each.wavelength_nm == 1064)
    within = bounds(made, mode, 4, skin, hair_bearing=aim.hair_bearing)
    setting = Setting(made, mode, 4, np.floor(within.high_j_cm2 * 10) / 10, 5)
    rng = np.random.default_rng(7)
    k = pace * np.exp(0.45 * rng.standard_normal(DRAWS))
    if never:
        k = k * 0.02
    clearance = 1 - np.exp(-k[:, None] * np.arange(1, 11) ** 0.74)
    visits = sessions_to(0.9, clearance)
    worth = np.repeat(np.clip(k / pace, 0.2, 2)[:, None], 5, axis=1)
    harm = VisitHarm(8.0, np.exp(0.4 * rng.standard_normal(DRAWS)), 0.031)
    seen = Forecast(worth, clearance, visits, harm, 5.0)
    second_mode = next(each for each in other.modes if each.wavelength_nm == 1064)
    second = Setting(other, second_mode, min(second_mode.spots_mm), 1.0, 5)
    options = (
        Option("steady", setting, 1, within.binding.code, None if never else 5.0, 0.8, 0.031, 5.0),
        Option("raised", second, 1, "laser-energy", None, 0.32, 0.012, 9.0),
    )
    return ZonePlan(aim, Regimen("steady", (Step(setting),), within, within), seen, options, 48)


def made(
    count: int = 3, *, labels: tuple[str, ...] = (), never: bool = False, outlined: bool = True, pace: float = 0.55,
    extra: tuple[Finding, ...] = (), **parts: Any,
) -> Course:  # fmt: skip
    """A course with ``count`` zones."""
    who = case(**parts)
    with evidence.ledger() as used:
        aims = tuple(target(n, labels[n] if n < len(labels) else None, outlined=outlined) for n in range(count))
        zones = tuple(zone_plan(aim, who.skin.type_number, pace=pace, never=never) for aim in aims)
        clearance = np.mean([zone.forecast.clearance for zone in zones], axis=0)
        reached = np.max([zone.forecast.sessions for zone in zones], axis=0)
        planned = int(min(10, np.median(reached)))
        proposal = schedule(who, zones, TODAY, planned)
        findings = [*screen(who, TODAY).findings, *eyewear_findings(proposal, who), *extra]
        course = Course(
            case=who, today=TODAY, seed=1, decision="no-useful-plan" if never else "test-spot-first", verdict=verdict(findings),
            zones=zones, left_out={"donor strip": "hair-to-keep"}, all_targets=aims, proposal=proposal,
            interval_weeks=interval_weeks(who), goal_share=0.9, clearance=clearance, sessions=reached,
            risks=risks(who, zones, Draws(DRAWS, 1)), cost=cost(zones, reached, Draws(DRAWS, 1), None),
            reviews=reviews(planned, float(np.median(reached))), assumptions=ASSUMPTIONS, used=(),
        )  # fmt: skip
    return replace(course, used=tuple(used.used.values()))


def refused(decision: str = "do-not-treat", **parts: Any) -> Course:
    """A course that was stopped before any planning."""
    who = case(**{"history": {"gold_ever": True}, **parts})
    return Course(
        case=who, today=TODAY, seed=1, decision=decision, verdict=screen(who, TODAY), zones=(), left_out={}, all_targets=(target(0),),  # type: ignore[arg-type]
        proposal=Proposal(()), interval_weeks=8, goal_share=0, clearance=np.empty((0, 0)), sessions=np.empty(0), risks=(), cost=None,
        reviews=(), assumptions=(), used=(),
    )  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What the report reads of a photograph that was looked at."""

    photo: Any
    dots: Dots
    mm_per_px: float = 0.1


def look(width_px: int = 1000, height_px: int = 760, dots: int = 1500) -> Any:
    """A flat picture of skin with dots on it."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(20, width_px - 20, dots), rng.uniform(20, height_px - 20, dots)
    contrast = rng.uniform(0.08, 0.5, dots)
    rgb = np.full((height_px, width_px, 3), (205, 165, 140), dtype=np.float64) + rng.normal(0, 5, (height_px, width_px, 1))
    yy, xx = np.mgrid[-6:7, -6:7]
    blob = np.exp(-(xx**2 + yy**2) / (2 * 2.2**2))
    for one_x, one_y, depth in zip(x.astype(int), y.astype(int), contrast, strict=True):
        rgb[one_y - 6 : one_y + 7, one_x - 6 : one_x + 7] *= 10 ** (-depth * blob[:, :, None])
    picture = np.clip(rgb, 0, 255).astype(np.uint8)
    found = Dots(
        x.astype(int) + 0.5,
        y.astype(int) + 0.5,
        np.full(dots, 0.5),
        contrast,
        contrast * 0.3,
        np.ones(dots),
        np.ones(dots),
        np.zeros(dots),
        np.zeros(dots, dtype=np.int8),
    )
    return Seen(SimpleNamespace(rgb=picture), found)
