"""Logged visits on disk: kept once a day, counted by the next opening of the case, and never half of one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cases import SOUND, TODAY

from unstipple.consult.session_log import parse_log
from unstipple.errors import BadInput
from unstipple.records import open_case, planned_visit, store_log, stored_logs
from unstipple.records.stored_plan import StoredPlan

LOG = """schema = "unstipple.session/1"
on = 2026-11-20
laser = "qs-ndyag"
[[pass]]
zone = "front"
wavelength_nm = 1064
spot_mm = 5
fluence_j_cm2 = 3.0
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    text = SOUND.format(
        skin="III", ink="carbon", documented="true", look="typical", goal='kind = "clear"', smoker="false", hair="bald",
        lasers='["qs-ndyag"]', history="", treatment="", more="",
    )  # fmt: skip
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    return tmp_path


def keep(case: Path, text: str = LOG) -> Path:
    return store_log(case, parse_log(text, "log.toml", date(2027, 5, 1)))


def test_a_logged_visit_is_an_earlier_treatment_of_the_case(case: Path) -> None:
    assert open_case(case).case.session == ()
    before = open_case(case).made_from
    file = keep(case)
    opened = open_case(case)
    (session,) = opened.case.session
    assert (session.on, session.zone, session.fluence_j_cm2) == (date(2026, 11, 20), "front", 3.0)
    assert opened.made_from != before
    assert file == case / "sessions" / "2026-11-20.json"
    assert opened.today == TODAY


def test_a_visit_after_the_day_of_planning_moves_that_day_on(case: Path) -> None:
    keep(case, LOG.replace("2026-11-20", "2027-01-20"))
    assert open_case(case).today == date(2027, 1, 20)
    with pytest.raises(BadInput, match=r"session\.0\.on"):
        open_case(case, TODAY)


def test_the_same_log_again_changes_nothing_and_another_one_is_refused(case: Path) -> None:
    first = keep(case).read_bytes()
    assert keep(case).read_bytes() == first
    with pytest.raises(BadInput, match="holds another one"):
        keep(case, LOG.replace("3.0", "2.5"))
    assert (case / "sessions" / "2026-11-20.json").read_bytes() == first
    assert len(stored_logs(case)) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "unstipple.session/1"}', "\0"])
def test_a_broken_file_is_named(case: Path, text: str) -> None:
    (case / "sessions").mkdir()
    (case / "sessions" / "2026-11-20.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"2026-11-20\.json"):
        open_case(case)


def test_other_files_in_the_folder_are_left_alone(case: Path) -> None:
    (case / "sessions" / "follow-2026-11-22").mkdir(parents=True)
    (case / "sessions" / "notes.json").write_text("not ours", encoding="utf-8")
    assert open_case(case).case.session == ()


def test_the_visit_nearest_to_a_day_is_the_one_that_was_meant(case: Path) -> None:
    dose = {"zone": "front", "laser": "L", "wavelength_nm": 1064.0, "spot_mm": 5.0, "passes": 1, "pulses": 60}
    visits = [{"date": f"2026-{month:02}-01", "zones": [{**dose, "fluence_j_cm2": float(month)}]} for month in (6, 8, 10)]
    plan = StoredPlan(case / "plan.json", {"sessions": visits})
    for on, month in ((date(2026, 1, 1), 6), (date(2026, 7, 20), 8), (date(2026, 10, 20), 10)):
        assert planned_visit(plan, on)["front"].fluence_j_cm2 == month
    assert planned_visit(StoredPlan(case, {"sessions": []}), TODAY) == {}
