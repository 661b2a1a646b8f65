"""A plan is made, signed, set beside another one and looked up by a number; what changes voids the signature."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Run

pytestmark = pytest.mark.slow

SIGNED = ("--name", "Dr [Invented]", "--reason", "read with the patient")


def test_a_plan_is_signed_and_any_change_voids_it(case: Path, run: Run) -> None:
    assert run("approve", case, *SIGNED).code == 2  # no plan yet
    assert run("plan", case, "--draws", 40).code == 0
    signed = run("approve", case, *SIGNED)
    assert signed.code == 0
    assert "Dr [Invented]" in signed.out
    held = run("approve", case, "--check", "--json").data
    assert (held["name"], held["holds"]) == ("Dr [Invented]", True)
    assert held["plan"] == json.loads((case / "plan.json").read_text())["digest"]
    again = run("plan", case, "--draws", 40)
    assert "nothing has changed since" in " ".join(again.err.split())
    other = run("plan", case, "--draws", 40, "--seed", 2)
    assert "that approval is void" in " ".join(other.err.split())
    void = run("approve", case, "--check", "--json")
    assert void.code == 3
    assert void.data["error"] == "StaleApproval"
    assert run("approve", case, "--check", *SIGNED).code == 2
    assert run("approve", case).code == 2


def test_plans_lasers_and_goals_stand_side_by_side(case: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other"
    shutil.copytree(case, other)
    run("plan", case, "--draws", 40)
    run("plan", other, "--draws", 40, "--laser", "picoway")
    table = run("compare", case, other)
    assert table.code == 0
    assert "PicoWay" in table.out
    assert "of 100 people" in table.out
    data = run("compare", case / "plan.json", other, "--json").data
    assert [column["name"] for column in data["plans"]] == ["case", "other"]
    assert run("compare", case).code == 2
    assert run("compare", case, case).code == 2
    assert run("compare", case, tmp_path / "nowhere").code == 2


def test_lasers_and_goals_of_one_case_are_planned_for_the_table_alone(case: Path, run: Run) -> None:
    data = run("compare", case, "--laser", "qs-ndyag", "--laser", "picosure", "--goal", "lighten:0.3", "--json").data
    assert [column["name"] for column in data["plans"]] == ["qs-ndyag, lighten:0.3", "picosure, lighten:0.3"]
    assert data["differences"] == []
    assert not (case / "plan.json").exists()
    assert run("compare", case, "--laser", "qs-ndyag").code == 2
    assert run("compare", case, "--laser", "qs-ndyag", "--laser", "qs-ndyag").code == 2
    assert run("compare", case, case, "--goal", "clear", "--goal", "lighten:0.3").code == 2


def test_a_corrected_number_names_the_stored_plans(case: Path, tmp_path: Path, run: Run) -> None:
    run("plan", case, "--draws", 40)
    rows = run("evidence", "affected", "practice.overlap", tmp_path, "--json").data
    assert [(row["changed"], row["whole"]) for row in rows] == [(False, True)]
    plan = json.loads((case / "plan.json").read_text())
    for row in plan["values"]:
        row["value"] = row["value"] + 1 if row["name"] == "practice.overlap" else row["value"]
    (case / "plan.json").write_text(json.dumps(plan))
    said = run("evidence", "affected", "practice.overlap", tmp_path)
    assert "plan again" in said.out
    assert "changed by hand" in said.out
    assert run("evidence", "affected", "no.such.number", tmp_path).code == 2
    assert run("evidence", "affected", "practice.overlap", tmp_path / "nowhere").code == 2


LOG = """schema = "unstipple.session/1"
on = 2026-06-01
laser = "qs-ndyag"
[[pass]]
zone = "hairline"
wavelength_nm = 1064
spot_mm = 5
fluence_j_cm2 = 2.0
endpoint = "mild-whitening"
"""


def test_a_logged_visit_is_counted_by_the_next_plan(case: Path, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "visit.toml"
    file.write_text(LOG.replace("2.0", "39"))
    refused = run("log", case, file, "--json")
    assert refused.code == 2
    assert "pass 1" in refused.data["message"]
    assert not list((case / "sessions").glob("*.json"))
    file.write_text(LOG)
    kept = run("log", case, file, "--json")
    assert kept.code == 0
    assert [finding["rule"] for finding in kept.data["findings"]] == ["log-not-planned"]
    held = run("plan", case, "--draws", 40, "--json")
    assert held.code == 3  # nobody has said that the visit has healed
    assert "hold" in {finding["severity"] for finding in held.data["findings"]}
    assert run("log", case, tmp_path / "nowhere.toml").code == 2
