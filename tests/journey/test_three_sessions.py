"""One invented patient over three treatments: plan, explain, compare, approve, log, follow and plan again tell one story."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from unstipple.phantom.patient import DEMO_SCENE
from unstipple.photo.render.visit import Visit, revisit

pytestmark = pytest.mark.slow

DEMO_SEED = 1
SPOT = """
[[test_spot]]
made_on = 2026-10-12
read_on = 2026-11-20
laser = "qs-ndyag"
wavelength_nm = 1064
spot_mm = 4
fluence_j_cm2 = 3.6
result = "good"
"""
ZONES = ("hairline", "left front", "right front", "top")


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> dict[float, Path]:
    """The patient with so much of the pigment gone."""
    folder = tmp_path_factory.mktemp("visits")
    made = {}
    for gone in (0.15, 0.4, 0.6):
        file = folder / f"{gone}.jpg"
        file.write_bytes(revisit(DEMO_SCENE, Visit(gone=gone, shift_mm=(0.8, 0.5), turn_deg=0.7), DEMO_SEED).rendered.jpeg)
        made[gone] = file
    return made


@pytest.fixture
def story(case: Path) -> Path:
    text = (case / "case.toml").read_text()
    text = text.replace('lasers = ["qs-ndyag", "picoway", "picosure-pro"]', 'lasers = ["qs-ndyag"]').replace(
        'kind = "clear"', 'kind = "lighten"\nshare = 0.75'
    )
    (case / "case.toml").write_text(text + SPOT)
    return case


def on_day(case: Path, day: str) -> None:
    """The clinic opens the case on another day, and looks again at what has to be looked at."""
    text = (case / "case.toml").read_text()
    lines = [f"planned_on = {day}" if line.startswith("planned_on") else line for line in text.splitlines()]
    lines = [f"lesion_examined_on = {day}" if line.startswith("lesion_examined_on") else line for line in lines]
    (case / "case.toml").write_text("\n".join(lines) + "\n")


def plan(case: Path, run: Run, *options: str | int) -> dict[str, Any]:
    answer = run("plan", case, "--json", *(options or ("--draws", 100)))
    assert answer.code == 0, answer.out[:2000]
    found: dict[str, Any] = answer.data
    return found


def log_of(plan: dict[str, Any], on: str, *, extra: str = "") -> str:
    """What was delivered: the plan's first treatment, to the letter."""
    visit = next(each for each in plan["sessions"] if each["kind"] == "treatment")
    passes = [
        f'[[pass]]\nzone = "{dose["zone"]}"\nwavelength_nm = {dose["wavelength_nm"]}\nspot_mm = {dose["spot_mm"]}\n'
        f'fluence_j_cm2 = {dose["fluence_j_cm2"]}\nendpoint = "mild-whitening"\n{extra}'
        for dose in visit["zones"]
        for _ in range(dose["passes"])
    ]
    return f'schema = "unstipple.session/1"\non = {on}\nlaser = "qs-ndyag"\nhealed = true\n' + "\n".join(passes)


def treat(case: Path, plan: dict[str, Any], on: str, run: Run, *, extra: str = "") -> dict[str, Any]:
    file = case / "visit.txt"
    file.write_text(log_of(plan, on, extra=extra))
    answer = run("log", case, file, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = answer.data
    return found


def fluences(plan: dict[str, Any]) -> dict[str, float]:
    visit = next(each for each in plan["sessions"] if each["kind"] == "treatment")
    return {dose["zone"]: dose["fluence_j_cm2"] for dose in visit["zones"]}


def test_three_treatments_are_one_story(story: Path, photographs: dict[float, Path], run: Run) -> None:
    first = plan(story, run)
    assert first["sessions"][0]["kind"] == "treatment"
    assert first["learning"] is None or not first["learning"]["seen"]
    assert set(fluences(first)) == set(ZONES)

    # what explain says binds is what the plan says binds, and the next limit lies above it
    why = run("explain", story, "--json").data["zones"]
    for row, zone in zip(why, first["zones"], strict=True):
        headroom = row["headroom"][0]
        assert headroom["held_by"] == zone["bound_by"]
        assert headroom["next"] is None or headroom["next"]["fluence_j_cm2"] > headroom["fluence_j_cm2"]
        assert headroom["higher"]

    # signed, treated as signed, logged without a word of difference
    assert run("approve", story, "--name", "Dr Invented", "--reason", "read with the patient").code == 0
    assert run("approve", story, "--check").code == 0
    told = treat(story, first, "2026-11-23", run)
    assert told["findings"] == []
    assert run("approve", story, "--check").code == 3, "a logged treatment is a new fact: the signature is void"

    # measured far below the forecast: the draws move, the next plan says so
    on_day(story, "2027-01-25")
    slow = run("follow", story, photographs[0.15], "--on", "2027-01-25", "--json").data
    assert slow["comparable"]
    assert slow["changed"][0]["code"] == "slower-than-foretold"
    second = plan(story, run)
    assert second["learning"]["seen"][0]["clearance"] == pytest.approx(slow["clearance"], abs=2e-3)
    assert second["learning"]["k_per_session"]["p50"] < 0.6
    believed, foretold = (second["learning"][name][0] for name in ("believed", "foretold"))
    assert believed["p90"] - believed["p10"] < foretold["p90"] - foretold["p10"]
    more = (second["sessions_to_goal"]["p50"] or 11) + 1
    assert more > (first["sessions_to_goal"]["p50"] or 11), "half the answer asks for more treatments"
    before, now = fluences(first), fluences(second)
    assert all(now[zone] <= before[zone] * 1.2 + 1e-9 for zone in ZONES)
    assert any(now[zone] > before[zone] for zone in ZONES), "it healed: the fluence may rise"
    assert {row["bound_by"] for row in second["zones"]} & {"session-step", "balance", "laser-energy", "titration-step"}

    # the second treatment answers better: the forecast rises again, the third photograph is as foretold
    treat(story, second, "2027-01-25", run)
    on_day(story, "2027-03-30")
    better = run("follow", story, photographs[0.4], "--on", "2027-03-30", "--json").data
    third = plan(story, run)
    assert len(third["learning"]["seen"]) == 2
    assert third["learning"]["k_per_session"]["p50"] > second["learning"]["k_per_session"]["p50"]
    treat(story, third, "2027-03-30", run)
    on_day(story, "2027-06-07")
    last = run("follow", story, photographs[0.6], "--on", "2027-06-07", "--json").data
    assert better["clearance"] < last["clearance"]
    codes = [row["code"] for row in last["changed"] if row["code"] in ("as-foretold", "slower-than-foretold", "faster-than-foretold")]
    assert len(codes) == 3
    fourth = plan(story, run)
    assert len(fourth["learning"]["treatments"]) == 3
    assert fourth["goal_share"] < third["goal_share"] < first["goal_share"]
    page = (story / "sessions" / "follow-2027-06-07" / "change.html").read_text()
    assert "What changed, and why" in page
    plan(story, run, "--draws", 200)  # as many as follow draws
    table = run("compare", story / "sessions" / "follow-2027-06-07" / "plan.json", story / "plan.json", "--json").data
    ours, theirs = (column["treatments"] for column in table["plans"])
    assert ours == theirs, "what follow planned is what plan plans"


def test_a_blister_means_waiting_longer_and_going_down(story: Path, run: Run) -> None:
    first = plan(story, run)
    treat(story, first, "2026-11-23", run, extra='adverse = ["blister"]\n')
    on_day(story, "2027-02-15")
    second = plan(story, run)
    assert second["interval_weeks"] > first["interval_weeks"]
    before, now = fluences(first), fluences(second)
    assert all(now[zone] <= before[zone] / 1.2 + 1e-9 for zone in ZONES)
    assert {row["rule"] for row in second["findings"]} & {"blister-last-time"}
    start = date.fromisoformat(next(each for each in second["sessions"] if each["kind"] == "treatment")["date"])
    assert (start - date(2026, 11, 23)).days >= 70


def test_ink_that_darkens_stops_the_course_and_teaches_nothing(story: Path, run: Run) -> None:
    first = plan(story, run)
    treat(story, first, "2026-11-23", run)
    on_day(story, "2027-01-25")
    measured = {
        "schema": "unstipple.measured/1", "after": "2026-11-23", "on": "2027-01-25", "clearance": -0.2, "low": -0.28, "high": -0.12,
    }  # fmt: skip
    (story / "sessions" / "measured-2026-11-23.json").write_text(json.dumps(measured))
    answer = run("plan", story, "--json", "--draws", 40)
    assert answer.code == 3
    assert answer.data["decision"] == "on-hold"
    assert "darker-than-before" in {row["rule"] for row in answer.data["findings"]}
    assert answer.data["sessions"] == []


def test_a_photograph_from_before_the_treatment_or_the_plan_is_refused_in_one_sentence(
    story: Path, photographs: dict[float, Path], run: Run
) -> None:
    first = plan(story, run)
    nothing = run("follow", story, photographs[0.15])
    assert nothing.code == 2
    assert "session" in nothing.err
    treat(story, first, "2026-11-23", run)
    for day, word in (("2026-11-23", "after the last treatment"), ("2026-11-20", "after the last treatment")):
        refused = run("follow", story, photographs[0.15], "--on", day)
        assert refused.code == 2
        assert word in " ".join(refused.err.split())
    on_day(story, "2027-01-25")
    plan(story, run)
    refused = run("follow", story, photographs[0.15], "--on", "2027-01-10")
    assert refused.code == 2
    assert "the plan was made then" in " ".join(refused.err.split())


def test_a_measurement_that_the_program_did_not_write_is_named(story: Path, run: Run) -> None:
    (story / "sessions").mkdir(exist_ok=True)
    file = story / "sessions" / "measured-2026-11-23.json"
    file.write_text("{}")
    refused = run("plan", story, "--draws", 40)
    assert refused.code == 2
    assert "measurement" in refused.err
    file.write_text(
        json.dumps({"schema": "unstipple.measured/1", "after": "2026-11-23", "on": "2027-01-25", "clearance": 0.2, "low": 0.1, "high": 0.3})
    )
    assert run("plan", story, "--draws", 40).code == 2, "there was no treatment on that day"


def test_schemes_without_support_are_refused_by_name(story: Path, run: Run) -> None:
    text = (story / "case.toml").read_text()
    (story / "case.toml").write_text(text.replace("[treatment]\n", '[treatment]\nschemes = ["retinoid", "755-and-1064"]\n'))
    refused = run("plan", story, "--draws", 40)
    assert refused.code == 3
    said = " ".join(refused.err.split())
    assert "retinoid" in said
    assert "755-and-1064" in said
    assert "virtual trials" in said


def test_wishes_that_clash_are_named(story: Path, run: Run) -> None:
    answer = run("plan", story, "--json", "--draws", 40, "--at-most", 2)
    clash = next(row for row in answer.data["findings"] if row["rule"] == "wishes-clash-at-most")
    assert "Two wishes clash" in clash["message"]
    assert len([each for each in answer.data["sessions"] if each["kind"] == "treatment"]) <= 2
    assert "wishes-clash-at-most" not in {row["rule"] for row in run("plan", story, "--json", "--draws", 40).data["findings"]}
