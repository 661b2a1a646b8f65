"""A stricter limit never helps, darker skin never gets more light, and neither the order of zones nor of lasers says anything."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unstipple.device import Laser, Mode, laser
from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome import response
from unstipple.plan import Aim, Hair, Light, PlannedSkin, Target, choose_all, hair_of, light_for, ways
from unstipple.rules import Bounds, Limit

pytestmark = pytest.mark.slow

DRAWS = Draws(24, 5)
LASERS = tuple(laser(name) for name in ("qs-ndyag", "picoway"))
ANSWER = response("typical", DRAWS)
MODEST = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ZONES = (
    Target("front", "front", 60, False, 80, 2.0),
    Target("crown", "crown", 90, True, 150, 3.0),
    Target("temple", "temple", 25, True, 40, 1.0, thin_hair=True),
)


@cache
def light_of(skin: int) -> Light:
    return light_for(LASERS, skin, DRAWS, effort=Effort(2, 400))


@dataclass(frozen=True, slots=True, eq=False)
class Stricter(PlannedSkin):
    """A skin with one more limit on one laser, or on all."""

    on: str | None = None
    most_j_cm2: float = 9.0

    def bounds(self, laser: Laser, mode: Mode, spot_mm: float, hair: Hair, *, first: bool = True, passes: int = 1) -> Bounds:
        found = PlannedSkin.bounds(self, laser, mode, spot_mm, hair, first=first, passes=passes)
        if found.closed_by or self.on not in (None, laser.name):
            return found
        return replace(found, limits=(*found.limits, Limit("planted", self.most_j_cm2, ("design",))))


@given(
    skin=st.sampled_from((1, 3, 5)), zone=st.sampled_from(ZONES), on=st.sampled_from((None, "qs-ndyag", "picoway")),
    most=st.floats(0.5, 5), goal=st.floats(0.3, 0.95), passes=st.integers(1, 3),
)  # fmt: skip
@MODEST
def test_a_stricter_limit_never_enlarges_what_is_allowed_nor_improves_a_single_way(
    skin: int, zone: Target, on: str | None, most: float, goal: float, passes: int
) -> None:
    aim, hair = Aim(goal, 8, most_passes=lambda mode: passes), hair_of(zone)
    loose, strict = PlannedSkin(skin, light_of(skin)), Stricter(skin, light_of(skin), on=on, most_j_cm2=most)
    before, after = (
        {
            (step.setting.laser.name, step.setting.mode.label, step.setting.spot_mm, step.passes, step.setting.fluence_j_cm2): way
            for way in ways(LASERS, zone, which, hair, ANSWER, aim)
            if way.regimen.kind != "then-picosecond"
            for step in (way.regimen.settled,)
        }
        for which in (loose, strict)
    )
    assert set(after) <= set(before)
    for key, way in after.items():
        assert way.own >= before[key].own - 1e-9
        assert way.marks >= before[key].marks - 1e-9
    assert all(key[-1] <= most + 1e-6 for key in after if on in (None, key[0]))
    assert min((way.own for way in after.values()), default=float("inf")) >= min(way.own for way in before.values()) - 1e-9


@given(zone=st.sampled_from(ZONES), one=st.sampled_from(LASERS), first=st.booleans(), passes=st.integers(1, 4), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_more_melanin_never_raises_an_allowed_fluence_with_hair_light_and_passes(
    zone: Target, one: Laser, first: bool, passes: int, data: st.DataObject
) -> None:
    mode = data.draw(st.sampled_from(one.modes))
    spot = data.draw(st.sampled_from(mode.spots_mm))
    allowed = [
        PlannedSkin(skin, light_of(skin)).bounds(one, mode, spot, hair_of(zone), first=first, passes=passes).high_j_cm2
        for skin in range(1, 7)
    ]
    for lighter, darker in itertools.pairwise(allowed):
        assert darker <= lighter * (1 + 1e-9)


@given(order=st.permutations(range(3)), lasers=st.permutations(LASERS), goal=st.floats(0.3, 0.95), skin=st.sampled_from((2, 4)))
@MODEST
def test_the_order_of_zones_and_lasers_changes_nothing(order: list[int], lasers: list[Laser], goal: float, skin: int) -> None:
    planned = PlannedSkin(skin, light_of(skin))

    def chosen(zones: list[Target], with_lasers: tuple[Laser, ...]) -> dict[str, object]:
        plans, _ = choose_all(zones, with_lasers, [planned] * len(zones), ANSWER, [Aim(goal, 8)] * len(zones))
        return {plan.target.zone: plan.regimen.steps for plan in plans}

    straight = chosen(list(ZONES), LASERS)
    assert chosen([ZONES[at] for at in order], tuple(lasers)) == straight
