"""A commissioning record beside the case reaches every setting of the plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import SOUND, TODAY, sound_case

from unstipple.course import Course, Doubt, build_course
from unstipple.dose import Effort
from unstipple.errors import BadInput
from unstipple.records import open_case
from unstipple.rules import bounds

RECORD = """
laser = "qs-ndyag"
on = {on}
by = "physicist"
instrument = "meter"
drift_share = {drift}
[[energy]]
wavelength_nm = 1064
displayed_j = 0.5
delivered_j = 0.45
"""
FEW = Doubt(draws=24, seed=5, effort=Effort(members=2, photons=400))


def course(tmp_path: Path, on: str = "2026-09-01", drift: float = 0.05) -> Course:
    case = sound_case(lasers='["qs-ndyag"]', treatment='commissioning = { qs-ndyag = "record.toml" }')
    text = SOUND.format(
        skin="III", ink="carbon", documented="true", look="typical", goal='kind = "clear"', smoker="false", hair="bald",
        lasers='["qs-ndyag"]', history="", treatment='commissioning = { qs-ndyag = "record.toml" }', more="",
    )  # fmt: skip
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    (tmp_path / "record.toml").write_text(RECORD.format(on=on, drift=drift), encoding="utf-8")
    folder = open_case(tmp_path, TODAY)
    assert folder.case == case
    return build_course(folder.case, folder.lasers(), None, TODAY, doubt=FEW)


def test_the_plan_gives_the_delivered_fluence_and_what_to_dial_for_it(tmp_path: Path) -> None:
    made = course(tmp_path)
    setting = made.proposal.visits[0].doses[0].setting
    assert setting.displayed_j_cm2 == pytest.approx(setting.fluence_j_cm2 / 0.9)
    assert setting.mode.doubt_share == 0.05
    found = {finding.rule for finding in made.verdict.findings}
    assert not found & {"laser-not-measured", "laser-measurement-old", "laser-drifted", "laser-unconfirmed"}


def test_doubt_in_what_is_delivered_lowers_every_limit_but_the_lasers_own(tmp_path: Path) -> None:
    steady, drifting = (course(tmp_path, drift=drift).proposal.visits[0].doses[0].setting for drift in (0.0, 0.1))
    one, two = (bounds(each.laser, each.mode, 5, 3, hair_bearing=False) for each in (steady, drifting))
    for before, after in zip(one.limits, two.limits, strict=True):
        over = 1 if before.code == "laser-energy" else 1.1
        assert after.fluence_j_cm2 == pytest.approx(before.fluence_j_cm2 / over)


def test_an_old_record_holds_the_plan(tmp_path: Path) -> None:
    made = course(tmp_path, on="2025-09-01")
    assert ("laser-measurement-old", "hold") in {(finding.rule, finding.severity) for finding in made.verdict.findings}
    assert not made.verdict.allows


def test_a_record_of_a_laser_that_the_case_does_not_use_is_refused(tmp_path: Path) -> None:
    text = SOUND.format(
        skin="III", ink="carbon", documented="true", look="typical", goal='kind = "clear"', smoker="false", hair="bald",
        lasers='["qs-ndyag"]', history="", treatment='commissioning = { picoway = "record.toml" }', more="",
    )  # fmt: skip
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"treatment\.commissioning"):
        open_case(tmp_path, TODAY).lasers()
