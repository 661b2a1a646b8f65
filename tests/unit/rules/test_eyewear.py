"""Eyewear: a density only where a limit is sourced for wavelength and pulse; otherwise the plan holds."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from cases import TODAY, sound_case

from unstipple.device import Handpiece, Laser, Setting, laser
from unstipple.report.wording import advice, sentence
from unstipple.rules import (
    Finding,
    Proposal,
    Visit,
    ZoneDose,
    eyewear_findings,
    eyewear_needs,
    eyewear_od,
    ocular_limit_j_cm2,
    other_eyewear_needs,
)
from unstipple.stamps import Stamps

QS = laser("qs-ndyag")


def found(*lasers: Laser, given: dict[str, float] | None = None) -> list[Finding]:
    doses = tuple(ZoneDose("front", False, Setting(one, one.modes[0], 4, 1.0, 1), Stamps(10, 4, 0.1, 1, 1), "balance") for one in lasers)
    case = sound_case().model_copy(update={"treatment": sound_case().treatment.model_copy(update={"eyewear_od": given or {}})})
    return list(eyewear_findings(Proposal((Visit(1, TODAY, "treatment", False, doses),)), case))


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    ("wavelength_nm", "pulse_ns", "limit"),
    [
        (400, 10, 2.0e-7), (399.9, 10, None), (1400, 10, 2.0e-6), (1400.1, 10, None), (1050, 10, 2.0e-6), (694, 20, 2.0e-7),
        (730, 0.25, 1.95e-7), (755, 6, 2.58e-7), (532, 0.375, 2.0e-7),
        (532, 0.01, 2.7e4 * (1e-11) ** 0.75 / 1e4), (532, 0.0099, None), (532, 5000, 2.0e-7), (532, 5001, None),
        (1064, 13000, 2.0e-6), (1064, 13001, None), (1064, 300_000, None),
    ],
)  # fmt: skip
def test_the_limit_holds_for_its_wavelengths_and_pulses_and_nowhere_else(
    wavelength_nm: float, pulse_ns: float, limit: float | None
) -> None:
    given = ocular_limit_j_cm2(wavelength_nm, pulse_ns)
    assert given == (None if limit is None else pytest.approx(limit, rel=0.01))


def test_a_free_running_pulse_has_no_sourced_limit_and_holds_the_plan() -> None:
    slow = replace(QS, modes=(QS.modes[0], replace(QS.modes[0], pulse_ns=300_000)), handpieces=())
    assert eyewear_needs(slow) == {1064: None}
    (finding,) = found(slow, given={"1064": 9.0})
    assert rules([finding]) == [("eyewear-unknown", "hold")]
    assert finding.absolute


def test_one_laser_without_a_density_is_not_outweighed_by_another_with_one() -> None:
    slow = replace(QS, name="slow", modes=(replace(QS.modes[0], pulse_ns=300_000),))
    assert ("eyewear-unknown", "hold") in rules(found(QS, slow, given={"1064": 9.0, "532": 9.0}))


def test_the_density_is_margin_times_reach_over_the_limit_for_a_ten_second_train() -> None:
    top = 1.0 / (math.pi * 0.1**2)
    assert eyewear_od(QS.modes[0]) == pytest.approx(math.log10(1.25 * top / (2e-6 * 100**-0.25)))


def test_a_slow_laser_counts_one_pulse_at_least() -> None:
    once = replace(QS.modes[0], rate_hz=0.05)
    assert eyewear_od(once) == pytest.approx((eyewear_od(QS.modes[0]) or 0) - 0.5)


def test_every_wavelength_that_a_laser_emits_is_asked_for_and_not_only_the_planned_one() -> None:
    assert rules(found(QS)) == [("eyewear-needed", "caution"), ("eyewear-needed", "caution")]
    assert [f.parameters["wavelength"] for f in found(QS)] == [532, 1064]


@pytest.mark.parametrize(("density", "expected"), [(7.0, [("eyewear-too-weak", "hold")]), (9.0, [])])
def test_weak_eyewear_holds_and_strong_eyewear_is_silent(density: float, expected: list[tuple[str, str]]) -> None:
    assert rules(found(QS, given={"1064": density, "532": 9.0})) == expected


def test_a_handpiece_that_no_plan_uses_still_asks_for_its_eyewear() -> None:
    dye = found(laser("revlite"), given={"1064": 9.0, "532": 9.0})
    assert rules(dye) == [("eyewear-handpiece", "caution")] * 2
    assert [f.parameters["wavelength"] for f in dye] == [585, 650]
    assert not found(laser("revlite"), given={"1064": 9.0, "532": 9.0, "585": 9.0, "650": 9.0})
    needs = other_eyewear_needs(laser("revlite"))
    assert needs[585] == pytest.approx(math.log10(1.25 * 1.0 / (math.pi * 0.1**2) / (2e-7 * 100**-0.25)))


def test_a_handpiece_without_a_sourced_limit_is_named() -> None:
    odd = replace(QS, handpieces=(*QS.handpieces, Handpiece("resurfacing", (2940,), False, "assumed", "not for tattoos")))
    assert rules(found(odd, given={"1064": 9.0, "532": 9.0})) == [("eyewear-handpiece-unknown", "caution")]


def test_every_eyewear_finding_has_words() -> None:
    odd = replace(QS, handpieces=(Handpiece("resurfacing", (2940,), False, "assumed", "not for tattoos"),))
    every = [*found(odd), *found(laser("revlite"), given={"1064": 5.0, "532": 9.0})]
    assert len({finding.rule for finding in every}) == 4
    for finding in every:
        assert sentence(finding).endswith(".")
        assert advice(finding)
