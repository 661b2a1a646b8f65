"""From the card to the measured change and the new course, on the invented patient."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from unstipple.phantom.patient import DEMO_SCENE
from unstipple.photo.render.visit import Visit, revisit

pytestmark = pytest.mark.slow

SESSION = "[[session]]\non = 2026-06-01\nwavelength_nm = 1064\nspot_mm = 4\nfluence_j_cm2 = 2.5\nhealed = true\n"
DEMO_SEED = 1


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented patient some weeks after a treatment that took half of the pigment, photographed from a little aside."""
    file = tmp_path_factory.mktemp("later") / "later.jpg"
    file.write_bytes(revisit(DEMO_SCENE, Visit(gone=0.5, shift_mm=(1.5, 0.8), turn_deg=1.0, tan=0.1), DEMO_SEED).rendered.jpeg)
    return file


def treated(case: Path) -> Path:
    file = case / "case.toml"
    file.write_text(file.read_text() + "\n" + SESSION)
    return case


def test_a_case_is_followed_and_planned_anew_without_being_changed(case: Path, later: Path, run: Run) -> None:
    treated(case)
    before = (case / "case.toml").read_bytes()
    assert run("plan", case, "--json", "--draws", 40).code in (0, 3)
    digest = json.loads((case / "plan.json").read_text())["digest"]
    answer = run("follow", case, later, "--json")
    assert answer.data["comparable"], answer.data
    assert answer.data["low"] <= 0.5 <= answer.data["high"] or abs(answer.data["clearance"] - 0.5) < 0.08
    assert {zone["zone"] for zone in answer.data["zones"]} == {zone["zone"] for zone in answer.data["plan"]["zones"]}
    assert answer.data["plan"]["parent"] == digest
    assert answer.data["plan"]["digest"] != digest
    assert (case / "case.toml").read_bytes() == before
    assert json.loads((case / "plan.json").read_text())["digest"] == digest
    written = {Path(name).name for name in answer.data["files"]}
    assert written == {"change.html", "change.json", "plan.json", "measured-2026-06-01.json"}
    assert {row["code"] for row in answer.data["changed"]} & {"as-foretold", "slower-than-foretold", "faster-than-foretold"}
    # the measurement is kept: the next plan counts it without being told again
    assert run("plan", case, "--json", "--draws", 40).data["learning"]["seen"][0]["clearance"] == pytest.approx(
        answer.data["clearance"], abs=1e-3
    )


def test_a_case_without_a_session_is_not_followed(case: Path, later: Path, run: Run) -> None:
    answer = run("follow", case, later, "--json")
    assert answer.code == 2
    assert "session" in answer.data["message"]


def test_another_head_is_not_compared(case: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(revisit(DEMO_SCENE, Visit(), 77).rendered.jpeg)
    answer = run("follow", treated(case), other, "--json")
    assert answer.code == 2
    assert answer.data["comparable"] is False
    assert answer.data["clearance"] is None
    assert answer.data["plan"] is None


def test_the_card_is_printed_and_seeing_draws_what_was_seen(case: Path, tmp_path: Path, run: Run) -> None:
    card = run("card", "--size", "letter", "--out", tmp_path / "card.pdf", "--json")
    assert card.code == 0
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    seen = run("see", case, "--out", tmp_path / "seen.png", "--json")
    assert seen.code == 0
    assert (tmp_path / "seen.png").read_bytes().startswith(b"\x89PNG")
    assert seen.data["density_low"] < seen.data["density_per_cm2"] < seen.data["density_high"]
    assert len(seen.data["photo_sha256"]) == 64
    talk = run("see", case)
    assert "no reassurance" in talk.out
