"""Eyewear and measured lasers: without its unverified numbers no density is higher and no record is held, so none of them had permitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import inf

import pytest
from planted import QS, course, dose

from unstipple import evidence
from unstipple.device import laser, laser_names
from unstipple.device.commissioning import Commissioning, EnergyReading
from unstipple.evidence import _tables
from unstipple.rules import commissioning_findings, eyewear_needs, ocular_limit_j_cm2, other_eyewear_needs
from unstipple.rules.finding import ORDER

EYES = {"eye.ansi_": 1e6, "eye.longest_": 1e15, "eye.shortest_pulse_ns": 0.0}
RECORDS = {"commissioning.valid_months": 1200.0, "commissioning.drift_limit_share": 1e6, "commissioning.display_limit_share": 1e6}
SLIPS_OF_THE_PEN = ("commissioning.share_", "commissioning.diameter_most")
"""What is refused as a slip of the pen when a record is read: that only ever refuses."""
MEASURED = date(2026, 1, 31)


def without(patch: pytest.MonkeyPatch, start: str, number: float) -> None:
    for name in evidence.names(start):
        if not evidence.value(name).verified:
            patch.setitem(_tables.values(), name, replace(evidence.value(name), value=number, low=None, high=None, spread="none"))


@pytest.mark.parametrize("room", ["eye.", "commissioning."])
def test_every_unverified_number_is_declared(room: str) -> None:
    unverified = [name for name in evidence.names(room) if not evidence.value(name).verified]
    assert unverified
    assert not [name for name in unverified if not name.startswith((*EYES, *RECORDS, *SLIPS_OF_THE_PEN))]


def densities() -> list[float]:
    """Of every wavelength of every laser; what has no sourced limit is stricter than any density."""
    needs = [need for name in laser_names() for of in (eyewear_needs, other_eyewear_needs) for need in of(laser(name)).values()]
    return [inf if need is None else need for need in needs]


@pytest.mark.parametrize("start", EYES)
def test_without_an_unverified_number_no_eyewear_is_stronger(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = densities()
    without(monkeypatch, start, EYES[start])
    assert all(now <= then for now, then in zip(densities(), before, strict=True))


def test_without_a_verified_limit_of_the_eye_there_would_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The European directive was read: the American limits only ever lower what it gives."""
    for name in ("eye.eu_infrared_j_cm2", "eye.eu_visible_j_cm2", "eye.eu_infrared_short_j_m2", "eye.eu_visible_short_j_m2"):
        assert evidence.value(name).verified
    both = [ocular_limit_j_cm2(nm, ns) for nm in (532, 755, 1064) for ns in (0.3, 6)]
    without(monkeypatch, "eye.ansi_", 1e6)
    european = [ocular_limit_j_cm2(nm, ns) for nm in (532, 755, 1064) for ns in (0.3, 6)]
    assert all(low <= high for low, high in zip(both, european, strict=True))  # type: ignore[operator]


@pytest.mark.parametrize("start", RECORDS)
@pytest.mark.parametrize(("days", "drift", "share"), [(10, 0.0, 1.0), (10, 0.5, 1.0), (10, 0.0, 0.5), (500, 0.5, 0.5), (360, 0.0, 1.5)])
def test_without_an_unverified_number_no_record_is_held_harder(
    start: str, days: int, drift: float, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gravest() -> int:
        record = Commissioning("qs-ndyag", MEASURED, "physicist", "meter", drift, (EnergyReading(1064, 0.5, (0.5 * share,)),))
        today = MEASURED + timedelta(days=days)
        findings = commissioning_findings(course(dose(2.0, one=QS.commissioned(record=record)), start=today), today)
        return max((ORDER.index(finding.severity) for finding in findings), default=0)

    before = gravest()
    without(monkeypatch, start, RECORDS[start])
    assert gravest() <= before
