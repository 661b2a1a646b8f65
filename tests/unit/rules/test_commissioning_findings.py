"""A measured laser stays good for a time; old, drifted or never measured, the plan says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from unstipple.device import FieldKind, Laser, Setting, laser
from unstipple.device.commissioning import Commissioning, EnergyReading
from unstipple.evidence import number
from unstipple.report.wording import advice, sentence
from unstipple.rules import Finding, Proposal, Visit, ZoneDose, commissioning_findings, measurement_due
from unstipple.stamps import Stamps

QS = laser("qs-ndyag")
MEASURED = date(2026, 1, 31)
DUE = date(2027, 1, 31)


def record(*, drift: float = 0.02, share: float = 0.95, wavelength_nm: float = 1064) -> Commissioning:
    energy = EnergyReading(wavelength_nm, 0.5, (0.5 * share,))
    return Commissioning("qs-ndyag", MEASURED, "physicist", "meter", drift, (energy,))


def found(one: Laser, today: date, first: date | None = None) -> list[Finding]:
    dose = ZoneDose("front", False, Setting(one, one.modes[0], 5, 2.0, 5), Stamps(10, 5, 0.1, 1, 5), "balance")
    proposal = Proposal((Visit(1, first or today, "treatment", False, (dose, dose)),))
    return list(commissioning_findings(proposal, today))


def test_a_record_holds_for_the_months_that_evidence_gives() -> None:
    assert number("commissioning.valid_months") == 12
    assert measurement_due(record()) == DUE


@pytest.mark.parametrize(("energy", "said"), [("assumed", "laser-unconfirmed"), ("datasheet", "laser-not-measured")])
def test_a_laser_never_measured_is_one_caution_and_more_of_one_where_its_energy_is_assumed(energy: FieldKind, said: str) -> None:
    mode = replace(QS.modes[0], kinds={**QS.modes[0].kinds, "energy_j": energy})
    findings = found(replace(QS, modes=(mode,)), date(2026, 3, 1))
    assert [(f.rule, f.severity) for f in findings] == [(said, "caution")]
    assert all(advice(f).endswith(".") for f in findings)


def test_another_wavelengths_measurement_does_not_count() -> None:
    other = QS.commissioned(record=record(wavelength_nm=532))
    assert [f.rule for f in found(other, date(2026, 3, 1))] == ["laser-unconfirmed"]


def test_a_fresh_measurement_says_nothing() -> None:
    assert not found(QS.commissioned(record=record()), date(2026, 3, 1))


@pytest.mark.parametrize(("day", "rules"), [(DUE - timedelta(days=1), []), (DUE, ["laser-measurement-old"])])
def test_an_old_measurement_holds_from_the_day_it_ends(day: date, rules: list[str]) -> None:
    findings = found(QS.commissioned(record=record()), day)
    assert [f.rule for f in findings] == rules
    assert all(f.severity == "hold" and f.absolute for f in findings)


@pytest.mark.parametrize(("first", "rules"), [(DUE - timedelta(days=1), []), (DUE, ["laser-measure-again"])])
def test_a_measurement_that_ends_before_the_first_visit_is_a_caution(first: date, rules: list[str]) -> None:
    findings = found(QS.commissioned(record=record()), date(2026, 12, 1), first)
    assert [f.rule for f in findings] == rules
    assert all(f.severity == "caution" for f in findings)


@pytest.mark.parametrize(("drift", "rules"), [(0.20, []), (0.21, ["laser-drifted"])])
def test_drift_beyond_the_limit_holds(drift: float, rules: list[str]) -> None:
    findings = found(QS.commissioned(record=record(drift=drift)), date(2026, 3, 1))
    assert [f.rule for f in findings] == rules
    assert all(f.severity == "hold" and f.absolute for f in findings)


@pytest.mark.parametrize(("share", "rules"), [(0.81, []), (0.75, ["laser-off-display"]), (1.25, ["laser-off-display"])])
def test_a_panel_that_is_far_off_is_a_caution(share: float, rules: list[str]) -> None:
    assert [f.rule for f in found(QS.commissioned(record=record(share=share)), date(2026, 3, 1))] == rules


def test_a_laser_used_in_two_modes_tells_its_age_once() -> None:
    pico = laser("picosure-pro")
    both = Commissioning("picosure-pro", MEASURED, "physicist", "meter", 0.0, (EnergyReading(755, 0.1, (0.1,)),))
    one = pico.commissioned(record=both)
    doses = tuple(ZoneDose("front", False, Setting(one, mode, 3, 1.0, 5), Stamps(10, 3, 0.1, 1, 5), "balance") for mode in one.modes)
    findings = commissioning_findings(Proposal((Visit(1, DUE, "treatment", False, doses),)), DUE)
    assert [finding.rule for finding in findings] == ["laser-measurement-old"]


def test_a_plan_without_visits_asks_for_nothing() -> None:
    assert not list(commissioning_findings(Proposal(()), DUE))


def test_each_finding_is_a_plain_sentence_with_its_numbers_and_days() -> None:
    worn = QS.commissioned(record=record(drift=0.3, share=0.7))
    cases = [*found(worn, DUE), *found(worn, date(2026, 12, 1), DUE), *found(QS, DUE)]
    said = {f.rule: sentence(f) for f in cases}
    assert set(said) == {"laser-measurement-old", "laser-measure-again", "laser-drifted", "laser-off-display", "laser-unconfirmed"}
    assert "31 January 2026" in said["laser-measurement-old"]
    assert "31 January 2027" in said["laser-measure-again"]
    assert "30%" in said["laser-drifted"]
    assert "70%" in said["laser-off-display"]
    assert all(advice(f).endswith(".") and f.sources for f in cases)
