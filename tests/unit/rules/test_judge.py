"""The judge finds every planted breach by its own path, and nothing in a sound proposal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cases import TODAY, sound_case
from planted import QS, course, dose, found, good_spot

from unstipple.device import laser
from unstipple.rules import Proposal, eyewear_findings, eyewear_od, ocular_limit_j_cm2


def test_a_sound_proposal_is_clear() -> None:
    assert found(course(dose(), dose(), dose(3.4))) == set()


@pytest.mark.parametrize(
    ("rule", "proposal"),
    [
        ("plan-laser-energy", course(dose(9.0, 6))),
        ("plan-practice-ceiling", course(dose(5.5, 4))),
        ("plan-step", course(dose(3.0), dose(3.7))),
        ("plan-step", course(dose(3.65))),
        ("plan-passes", course(dose(passes=5))),
        ("plan-overlap", course(dose(overlap=0.3))),
        ("plan-closed", course(dose(0.8, 4, mode=1))),
        ("plan-closed", course(dose(1.5, 8))),
        ("plan-date-past", course(dose(), start=TODAY - timedelta(days=1))),
        ("plan-interval", course(dose(), dose(), weeks=5.9)),
    ],
)
def test_a_planted_breach_is_found(rule: str, proposal: Proposal) -> None:
    assert rule in found(proposal)


def test_passes_and_overlap_add_up_to_harm_that_a_single_pass_does_not_reach() -> None:
    dark = sound_case(skin="VI", more=good_spot(1064))
    assert "plan-harm-limit" not in found(course(dose(2.5, 6), weeks=10), dark)
    assert "plan-harm-limit" in found(course(dose(2.5, 6, passes=4, overlap=0.2), weeks=10), dark)


def test_a_treatment_without_the_test_spot_that_is_asked_for_is_found() -> None:
    dark = sound_case(skin="IV")
    assert "plan-test-spot" in found(course(dose(2.5)), dark)
    assert "plan-test-spot" not in found(course(dose(2.5), dose(2.5), first="test-spot"), dark)
    assert "plan-test-spot" not in found(course(dose(2.5)), sound_case(skin="IV", more=good_spot(1064)))


def test_a_test_spot_with_another_wavelength_does_not_count() -> None:
    pico = laser("picosure-pro")
    proposal = course(dose(1.4, 3, one=pico), dose(2.5), first="test-spot")
    assert "plan-test-spot" in found(proposal, sound_case(skin="IV"))


def test_dark_skin_needs_the_longer_interval() -> None:
    dark = sound_case(skin="V", more=good_spot(1064))
    assert "plan-interval" in found(course(dose(2.0), dose(2.0), weeks=8), dark)
    assert "plan-interval" not in found(course(dose(2.0), dose(2.0), weeks=10), dark)


@pytest.mark.parametrize("hair", ["transplanted", "donor"])
def test_hair_that_is_kept_out_is_found_in_a_visit(hair: str) -> None:
    assert "plan-keep-out" in found(course(dose()), sound_case(skin="II", hair=hair, more=good_spot(1064)))


def test_a_visit_before_the_end_of_a_hold_or_against_a_stop_is_found() -> None:
    case = sound_case(skin="II")
    sunny = case.model_copy(update={"skin": case.skin.model_copy(update={"last_strong_sun": TODAY - timedelta(days=5)})})
    assert "plan-hold" in found(course(dose()), sunny)
    assert "plan-hold" not in found(course(dose(), start=TODAY + timedelta(weeks=5)), sunny)
    gold = case.model_copy(update={"history": case.history.model_copy(update={"gold_ever": True})})
    assert "plan-hold" in found(course(dose(), start=TODAY + timedelta(weeks=50)), gold)


@pytest.mark.parametrize(
    ("wavelength", "pulse_ns", "limit"),
    [(1064, 6, 2.0e-6), (1064, 0.45, 2.0e-6), (1064, 0.3, 1.95e-6), (755, 0.75, 2.6e-7), (532, 6, 2.0e-7), (785, 0.3, 2.9e-7)],
)
def test_the_eyes_limit_is_the_lower_of_the_two_published_ones(wavelength: float, pulse_ns: float, limit: float) -> None:
    assert ocular_limit_j_cm2(wavelength, pulse_ns) == pytest.approx(limit, rel=0.02)


def test_without_a_sourced_limit_for_a_wavelength_the_plan_holds() -> None:
    assert ocular_limit_j_cm2(2940, 250_000) is None
    odd = replace(QS, modes=(QS.modes[0], replace(QS.modes[1], wavelength_nm=2940)))
    findings = list(eyewear_findings(course(dose(one=odd)), sound_case(skin="II")))
    assert ("eyewear-unknown", "hold") in {(finding.rule, finding.severity) for finding in findings}


def test_the_eyewear_of_a_755_nm_laser_at_full_output_needs_the_dossiers_density_and_half_a_unit_for_the_train() -> None:
    density = eyewear_od(laser("picosure-pro").modes[0])
    assert density == pytest.approx(7.5 + 0.5, abs=0.05)


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, False),
        ({"fluence_j_cm2 = 2.5": "fluence_j_cm2 = 0.1"}, True),
        ({"laser = 'qs-ndyag'": "laser = 'picoway'"}, True),
        ({"read_on = 2026-10-10": "read_on = 2026-09-03"}, True),
        ({"wavelength_nm = 1064": "wavelength_nm = 755"}, True),
    ],
)
def test_agood_spot_speaks_for_its_own_laser_wavelength_and_light_alone(changes: dict[str, str], first: bool) -> None:
    spot = good_spot(1064)
    for old, new in changes.items():
        assert old in spot
        spot = spot.replace(old, new)
    assert ("plan-test-spot" in found(course(dose(2.5)), sound_case(skin="IV", more=spot))) is first


def test_a_low_measured_energy_never_weakens_the_eyewear() -> None:
    weak = QS.commissioned({1064: 0.05})
    assert eyewear_od(weak.modes[0]) == eyewear_od(QS.modes[0])
