"""The risk table: the model that says more counts, hair speaks where it grows, every fluence names what bound it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from cases import TODAY, sound_case

from unstipple.course import Course, Doubt, build_course
from unstipple.device import laser
from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome import hypopigmentation_by_volume, hypopigmentation_risk

DOUBT = Doubt(40, 1, Effort(3, 1500))


@cache
def course(skin: str, hair: str) -> Course:
    case = sound_case(skin=skin, hair=hair)
    return build_course(case, [laser("qs-ndyag")], None, TODAY, doubt=DOUBT)


@pytest.mark.parametrize(("skin", "hair"), [("II", "bald"), ("VI", "bald"), ("III", "terminal"), ("III", "miniaturised")])
def test_every_fluence_of_a_plan_names_what_bound_it(skin: str, hair: str) -> None:
    found = course(skin, hair)
    doses = [dose for visit in found.proposal.visits for dose in visit.doses]
    assert doses
    for zone in found.zones:
        assert zone.bound_by in {limit.code for limit in zone.within.limits} | {"balance"}
    assert all(dose.bound_by for dose in doses)
    codes = {limit.code for limit in found.zones[0].within.limits}
    assert {"laser-energy", "practice-ceiling", "harm-limit", "injury-limit", "starting-band"} <= codes
    assert ("hair-limit" in codes) == (hair != "bald")


@pytest.mark.parametrize("skin", ["II", "VI"])
def test_light_patches_are_given_by_the_model_that_says_more(skin: str) -> None:
    found = course(skin, "bald")
    harm = found.zones[0].forecast.harm
    shown = next(risk for risk in found.risks if risk.name == "hypopigmentation")
    both = [hypopigmentation_risk(harm.melanin_load_j_cm2), hypopigmentation_by_volume(harm.relative_volume, Draws(40, 1))]
    assert shown.mid == max(risk.mid or 0 for risk in both)
    assert harm.chance <= shown.mid * (1 + 1e-9) or harm.chance == pytest.approx(shown.mid, rel=0.2)


def test_hair_has_risks_only_where_it_grows() -> None:
    bald, hairy = ({risk.name: risk for risk in course("III", hair).risks} for hair in ("bald", "terminal"))
    assert bald["hair-whitening"].basis == bald["hair-shedding"].basis == "hair-none-kept"
    assert hairy["hair-whitening"].mid is not None
    assert hairy["hair-shedding"].basis in ("hair-cool", "hair-may-shed")


def test_the_dose_of_a_zone_says_what_a_stamp_does_and_where_it_does_not_hold() -> None:
    dose = course("III", "terminal").zones[0].dose
    assert dose is not None
    assert dose.tissue.follicle is not None
    assert np.all(dose.tissue.peak_c[:, -1] > dose.tissue.before_c[:, -1])
    assert "not_measured_on_hair" in dose.marks
