"""Rising from treatment to treatment: what an earlier one permits, how many passes, and harm where luck is bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from cases import TODAY, sound_case
from planted import QS, course, dose, found, good_spot

from unstipple.consult import CaseFile, EarlierSession
from unstipple.evidence import Draws, number, value
from unstipple.outcome import link_chance
from unstipple.rules import SkinLight, begun_j_cm2, bounds, judge, passes_allowed
from unstipple.rules.bounds import tail_chance, tail_limit

NS = QS.modes[0]
DAY = date(2026, 9, 1)


def session(**facts: object) -> EarlierSession:
    base = {"on": DAY, "laser": QS.name, "wavelength_nm": 1064, "spot_mm": 5, "fluence_j_cm2": 3.6, "healed": True}
    return EarlierSession(**{**base, **facts})  # type: ignore[arg-type]


def with_sessions(case: CaseFile, *sessions: EarlierSession) -> CaseFile:
    return case.model_copy(update={"session": sessions})


@pytest.mark.parametrize(
    ("facts", "begun"),
    [
        ({}, 3.6),
        ({"healed": None}, None),
        ({"healed": False}, None),
        ({"adverse": ("infection",)}, None),
        ({"laser": "picoway"}, None),
        ({"laser": None}, None),
        ({"spot_mm": 4}, None),
        ({"wavelength_nm": 755}, None),
        ({"fluence_j_cm2": None}, None),
    ],
)
def test_only_a_known_treatment_that_healed_without_harm_was_a_beginning(facts: dict[str, object], begun: float | None) -> None:
    assert begun_j_cm2([session(**facts)], QS.name, NS, 5) == begun


def test_the_last_treatment_decides_and_of_one_day_the_gentlest() -> None:
    later = session(on=DAY + timedelta(days=60), fluence_j_cm2=3.9)
    assert begun_j_cm2([session(), later, replace_fluence(later, 3.0)], QS.name, NS, 5) == 3.0
    assert begun_j_cm2([session(), later.model_copy(update={"healed": False})], QS.name, NS, 5) is None
    assert begun_j_cm2([], QS.name, NS, 5) is None


def replace_fluence(one: EarlierSession, fluence: float) -> EarlierSession:
    return one.model_copy(update={"fluence_j_cm2": fluence})


CASE = sound_case(skin="II")


@pytest.mark.parametrize(
    ("earlier", "fluence", "breach"),
    [
        ((), 3.6, False),
        ((), 3.7, True),
        ((session(),), 4.3, False),
        ((session(),), 4.4, True),
        ((session(healed=None),), 4.3, True),
        ((session(zone="front"),), 4.3, False),
        ((session(zone="crown"),), 4.3, True),
        ((session(fluence_j_cm2=2.0),), 2.4, False),
        ((session(fluence_j_cm2=2.0),), 2.5, True),
    ],
)
def test_a_course_goes_on_one_step_above_the_last_treatment_of_its_zone(
    earlier: tuple[EarlierSession, ...], fluence: float, breach: bool
) -> None:
    rules = found(course(dose(fluence)), with_sessions(CASE, *earlier))
    assert ("plan-step" in rules) is breach


def test_a_zone_goes_by_its_label_too() -> None:
    labelled = CASE.model_copy(update={"zone": (CASE.zone[0].model_copy(update={"label": "forehead"}),)})
    done = with_sessions(labelled, session(zone="forehead"))
    assert "plan-step" not in found(course(dose(4.3, zone=CASE.zone[0].name)), done)


def test_later_visits_rise_by_a_fifth_and_no_more() -> None:
    assert "plan-step" not in found(course(dose(3.0), dose(3.6), dose(4.3)), CASE)
    assert "plan-step" in found(course(dose(3.0), dose(3.7)), CASE)


def test_a_good_spot_opens_a_course_and_later_steps_are_judged_as_steps() -> None:
    case = sound_case(skin="IV", more=good_spot(1064))
    assert "plan-test-spot" not in found(course(dose(2.5), dose(3.0), dose(3.6)), case)
    assert "plan-test-spot" in found(course(dose(3.1)), case)
    # a treatment that healed speaks for its light as a spot does
    assert "plan-test-spot" not in found(course(dose(3.1)), with_sessions(case, session(fluence_j_cm2=2.6)))
    assert "plan-test-spot" in found(course(dose(3.1)), with_sessions(case, session(fluence_j_cm2=2.6, healed=None)))
    assert "plan-test-spot" in found(course(dose(3.1)), with_sessions(case, session(fluence_j_cm2=2.6, adverse=("infection",))))


@pytest.mark.parametrize(
    ("skin", "more", "most"), [("III", "", 4), ("IV", "", 1), ("IV", good_spot(1064), 4), ("IV", good_spot(755), 1), ("VI", "", 1)]
)
def test_darker_skin_gets_more_than_one_pass_only_after_a_good_spot(skin: str, more: str, most: int) -> None:
    assert passes_allowed(sound_case(skin=skin, more=more), 1064) == most


DRAWS = Draws(80, 5)


def lit(build_up: float = 2.0) -> SkinLight:
    return SkinLight(build_up * np.exp(np.linspace(-0.2, 0.2, DRAWS.count)), DRAWS)


def chances(fluence: float, skin: int, passes: int = 1) -> np.ndarray:
    from unstipple.dose import relative_volume

    volume = relative_volume(
        skin, NS.wavelength_nm, NS.pulse_ns, fluence * lit().build_up, DRAWS, overlap=number("practice.overlap"), pass_gains=(1,) * passes
    )
    return link_chance("hypopigmentation", volume, DRAWS)


@pytest.mark.parametrize(("skin", "passes"), [(5, 1), (6, 1), (6, 2)])
def test_the_tail_limit_is_where_the_worst_tenth_reaches_what_is_allowed(skin: int, passes: int) -> None:
    limit = tail_limit(NS, skin, lit(), passes)
    most = value("harm.tail_limit").value
    if limit.fluence_j_cm2 < max(NS.reach_j_cm2(spot) for spot in NS.spots_mm):
        assert tail_chance(chances(limit.fluence_j_cm2, skin, passes)) <= most
        assert tail_chance(chances(limit.fluence_j_cm2 * 1.02, skin, passes)) > most
    assert limit.code == "harm-tail"
    assert limit.sources == tuple(dict.fromkeys(value("harm.tail_limit").sources + value("practice.tail_share").sources))


def test_where_nothing_a_laser_can_do_reaches_the_tail_limit_it_is_the_lasers_reach() -> None:
    gentle = replace(lit(), build_up=np.full(DRAWS.count, 0.05))
    assert tail_limit(NS, 1, gentle).fluence_j_cm2 == max(NS.reach_j_cm2(spot) for spot in NS.spots_mm)


def test_the_worst_tenth_is_averaged() -> None:
    assert tail_chance(np.linspace(0.01, 1, 100)) == pytest.approx(np.linspace(0.91, 1, 10).mean())
    assert tail_chance(np.array([0.2, 0.5])) == 0.5


@pytest.mark.parametrize("code", ["harm-limit", "injury-limit", "harm-tail"])
def test_more_passes_lower_every_limit_of_harm(code: str) -> None:
    found_ = [
        next(
            limit.fluence_j_cm2
            for limit in bounds(QS, NS, 5, 6, hair_bearing=False, skin_light=lit(), passes=n).limits
            if limit.code == code
        )
        for n in (1, 2, 4)
    ]
    assert found_[0] > found_[1] > found_[2]


def test_two_passes_bear_half_the_melanin_load() -> None:
    one, two = (next(x for x in bounds(QS, NS, 5, 3, hair_bearing=False, passes=n).limits if x.code == "harm-limit") for n in (1, 2))
    assert two.fluence_j_cm2 == pytest.approx(one.fluence_j_cm2 / 2)


def test_the_judge_finds_a_bad_tail_by_its_own_path() -> None:
    def light_of(_: object) -> SkinLight:
        return lit(3.0)

    proposal = course(dose(5.0))
    rules = {finding.rule: finding for finding in judge(proposal, sound_case(skin="VI", more=good_spot(1064)), TODAY, light_of).findings}
    breach = rules["plan-harm-tail"]
    assert breach.parameters["allowed"] == value("harm.tail_limit").value
    assert breach.parameters["given"] > breach.parameters["allowed"]  # type: ignore[operator]
    gentle = judge(course(dose(0.5)), sound_case(skin="II"), TODAY, light_of)
    assert "plan-harm-tail" not in {finding.rule for finding in gentle.findings}


def test_a_test_spot_bounds_the_first_treatment_and_steps_the_later_ones() -> None:
    case = sound_case(skin="IV", more=good_spot(1064))
    first, later = (
        {limit.code for limit in bounds(QS, NS, 5, 4, hair_bearing=False, first=first, test_spots=case.test_spot).limits}
        for first in (True, False)
    )
    assert "test-spot-step" in first
    assert "test-spot-step" not in later
