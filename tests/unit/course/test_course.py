"""A whole course without a photograph: decisions, dates, forecast, price, sources."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from cases import TODAY, sound_case

from unstipple.consult import CaseFile
from unstipple.course import Course, Doubt, build_course
from unstipple.device import laser
from unstipple.dose import Effort
from unstipple.errors import BadInput, NoPlan, UnknownName
from unstipple.evidence import Draws
from unstipple.plan import Light, light_for
from unstipple.records import course_json

LASERS = tuple(laser(name) for name in ("qs-ndyag", "picoway", "picosure-pro"))
DOUBT = Doubt(draws=60, seed=2, effort=Effort(4, 1500))


@cache
def light(skin: int) -> Light:
    return light_for(LASERS, skin, Draws(DOUBT.draws, DOUBT.seed), effort=DOUBT.effort)


def course(case: CaseFile) -> Course:
    return build_course(case, LASERS, None, TODAY, doubt=DOUBT, light=light(case.skin.type_number))


def test_light_skin_with_documented_ink_is_treated_without_a_test_spot() -> None:
    made = course(sound_case(skin="II"))
    assert made.decision == "treat"
    assert made.verdict.allows
    assert made.proposal.visits[0].on == TODAY
    assert not made.proposal.visits[0].provisional


@pytest.mark.parametrize(("changes", "why"), [({"skin": "V"}, "dark"), ({"ink": "unknown"}, "ink"), ({"hair": "terminal"}, "hair")])
def test_a_test_spot_comes_first_where_a_gate_asks_for_one(changes: dict[str, str], why: str) -> None:
    made = course(sound_case(**changes))
    assert made.decision == "test-spot-first", why
    first, second = made.proposal.visits[:2]
    assert first.kind == "test-spot"
    assert second.on >= first.on + timedelta(weeks=4)
    assert all(visit.provisional for visit in made.proposal.visits[1:])


def test_an_open_ended_hold_shows_no_settings() -> None:
    made = course(
        sound_case(history="", more="").model_copy(update={"history": sound_case().history.model_copy(update={"pregnant": None})})
    )
    assert made.decision == "on-hold"
    assert not made.zones
    assert not made.proposal.visits


def test_a_stop_says_do_not_treat() -> None:
    case = sound_case()
    made = course(case.model_copy(update={"history": case.history.model_copy(update={"gold_ever": True})}))
    assert made.decision == "do-not-treat"
    assert not made.zones
    assert made.verdict.name == "stop"


def test_a_hold_that_ends_on_a_known_day_moves_the_first_visit_there() -> None:
    case = sound_case(skin="II")
    sun = case.skin.model_copy(update={"last_strong_sun": date(2026, 11, 10)})
    made = course(case.model_copy(update={"skin": sun}))
    assert made.verdict.name == "hold"
    assert made.proposal.visits[0].on == date(2026, 12, 8)


def test_a_goal_already_measured_as_reached_says_stop_now() -> None:
    made = course(sound_case(more="[[session]]\non = 2026-06-01\nhealed = true\nclearance = 0.93"))
    assert made.decision == "stop-now"
    assert not made.zones


def test_two_small_measured_gains_call_for_a_review_and_never_stop_by_themselves() -> None:
    sessions = "".join(
        f"[[session]]\non = 2026-0{month}-01\nhealed = true\nclearance = {share}\n" for month, share in ((1, 0.4), (4, 0.42), (8, 0.43))
    )
    made = course(sound_case(skin="II", more=sessions))
    assert "small-gains" in {finding.rule for finding in made.verdict.findings}
    assert made.zones


def test_a_lighter_goal_needs_fewer_visits() -> None:
    clear, lighter = course(sound_case()), course(sound_case(goal='kind = "lighten"\nshare = 0.5'))
    assert np.median(lighter.sessions) < np.median(clear.sessions)


def test_hair_to_keep_is_never_in_a_visit() -> None:
    made = course(sound_case(hair="transplanted"))
    assert made.left_out == {"front": "hair-to-keep"}
    assert {dose.zone for visit in made.proposal.visits for dose in visit.doses} == {"crown"}


def test_a_corrected_zone_leaves_the_others_alone() -> None:
    made = course(sound_case(goal='kind = "correct"\nzones = ["crown"]'))
    assert {dose.zone for visit in made.proposal.visits for dose in visit.doses} == {"crown"}


def test_at_most_so_many_treatments_is_kept() -> None:
    made = course(sound_case(treatment="at_most_sessions = 2"))
    assert sum(visit.kind == "treatment" for visit in made.proposal.visits) <= 2


def test_the_first_wish_for_a_date_is_kept() -> None:
    made = course(sound_case(skin="II", treatment="earliest = 2027-02-01"))
    assert made.proposal.visits[0].on == date(2027, 2, 1)


def test_dark_skin_waits_longer_between_treatments() -> None:
    assert course(sound_case(skin="VI")).interval_weeks == 10
    assert course(sound_case(skin="II")).interval_weeks == 8


def test_ink_that_answers_too_little_is_called_no_useful_plan() -> None:
    made = course(sound_case(skin="VI", ink="body-tattoo", look="dense", smoker="true", goal='kind = "lighten"\nshare = 0.99'))
    assert made.decision == "no-useful-plan"
    assert not made.verdict.allows


def test_eyewear_that_is_too_weak_holds() -> None:
    case = sound_case(skin="II")
    weak = case.treatment.model_copy(update={"eyewear_od": {"1064": 5.0, "532": 8.0}})
    made = course(case.model_copy(update={"treatment": weak}))
    assert "eyewear-too-weak" in {finding.rule for finding in made.verdict.findings}
    assert made.verdict.name == "hold"


def test_the_same_seed_gives_the_same_plan_and_another_order_of_zones_too() -> None:
    case = sound_case()
    turned = case.model_copy(update={"zone": tuple(reversed(case.zone))})
    one, same, other = course(case), course(case), course(turned)
    assert course_json(one, str) == course_json(same, str)
    assert {z.target.zone: z.setting for z in one.zones} == {z.target.zone: z.setting for z in other.zones}


def test_the_plan_file_keeps_the_contracts_keys() -> None:
    data = course_json(course(sound_case()), lambda finding: finding.rule)
    assert data["schema"] == "unstipple.course/1"
    first = data["sessions"][0]
    assert {"number", "date", "zones", "clearance", "kind"} <= set(first)
    zone = first["zones"][0]
    wanted = {
        "zone",
        "laser",
        "wavelength_nm",
        "pulse_ns",
        "spot_mm",
        "fluence_j_cm2",
        "rate_hz",
        "passes",
        "pulses",
        "minutes",
        "bound_by",
    }
    assert wanted <= set(zone)
    assert set(first["clearance"]) == {"p10", "p50", "p90"}
    assert set(data["sessions_to_goal"]) == {"p10", "p50", "p90"}
    assert {"low", "mid", "high", "currency"} <= set(data["cost"])
    assert isinstance(data["cost"]["low"], str)
    assert data["sources"]
    assert all(set(risk) >= {"name", "low", "mid", "high", "grade"} for risk in data["risks"])


def test_every_value_the_plan_used_is_in_its_ledger() -> None:
    used = {value.name for value in course(sound_case()).used}
    assert {"response.k_typical", "practice.ceiling_1064_ns_light_j_cm2", "harm.hypopigmentation_slope", "price.session_usd"} <= used


def test_a_wrong_zone_name_in_the_goal_is_refused() -> None:
    with pytest.raises((UnknownName, BadInput), match=r"goal\.zones"):
        course(sound_case(goal='kind = "correct"\nzones = ["crwn"]'))


def test_a_laser_whose_only_wavelength_is_closed_for_this_skin_holds_without_settings() -> None:
    made = build_course(
        sound_case(skin="VI", lasers='["picosure-pro"]'), (laser("picosure-pro"),), None, TODAY, doubt=DOUBT, light=light(6)
    )
    assert made.decision == "on-hold"
    assert not made.zones
    assert "no-open-wavelength" in {finding.rule for finding in made.verdict.findings}


def test_a_fixed_setting_that_no_laser_can_do_gives_no_plan_with_the_energy_it_needs() -> None:
    fixed = "wavelength_nm = 1064\nspot_mm = 7\nfluence_j_cm2 = 6.0"
    with pytest.raises(NoPlan, match=r"needs 2\.31 J per pulse"):
        course(sound_case(treatment=fixed))


def test_scar_risks_that_stack_past_everything_published_hold_the_plan() -> None:
    case = sound_case(skin="VI")
    history = case.history.model_copy(update={"keloid": True, "scar_in_field": True})
    made = course(case.model_copy(update={"history": history}))
    assert ("risk-stacked", "hold") in {(finding.rule, finding.severity) for finding in made.verdict.findings}
    assert not made.verdict.allows
