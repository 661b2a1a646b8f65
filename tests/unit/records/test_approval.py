"""Signed plans: the signature holds for one content, and any change of plan, case, photograph or laser file voids it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import SOUND, TODAY

from unstipple.errors import BadInput, NoPlan, StaleApproval
from unstipple.records import CaseFolder, approve, check_approval, digest, open_case, read_approval, read_plan, stored_plans, uses

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CASE = SOUND.format(
    skin="III", ink="carbon", documented="true", look="typical", goal='kind = "clear"', smoker="false", hair="bald",
    lasers='["qs-ndyag"]', history="", treatment="", more='[photo]\nfile = "photos/a.png"\nmm_per_px = 0.1',
)  # fmt: skip


def plan_of(folder: CaseFolder, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "schema": "unstipple.course/1", "verdict": "caution", "sessions": [{"number": 1}], "made_from": folder.made_from,
        "patient": {"label": "invented", "invented": True}, "planned_on": "2026-11-22", "findings": [],
        "values": [{"name": "practice.overlap", "value": 0.1, "low": None, "high": None}], **changes,
    }  # fmt: skip
    return {**data, "digest": digest(data)}


def write(folder: Path, data: object) -> None:
    (folder / "plan.json").write_text(json.dumps(data), encoding="utf-8")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_bytes(b"one picture")
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    (tmp_path / "my-laser.toml").write_text("title = 'ours'", encoding="utf-8")
    write(tmp_path, plan_of(open_case(tmp_path, TODAY)))
    return tmp_path


def sign(case: Path) -> None:
    approve(open_case(case, TODAY), " Dr Invented ", "looked at with the patient", AT)


def test_a_signed_plan_holds_and_says_who_when_and_why(case: Path) -> None:
    assert read_approval(case) is None
    sign(case)
    held = check_approval(open_case(case, TODAY))
    assert held == read_approval(case)
    assert (held.name, held.reason, held.at) == ("Dr Invented", "looked at with the patient", AT)
    assert held.plan == read_plan(case).digest == read_plan(case / "plan.json").data["digest"]


def test_the_order_of_keys_and_the_day_of_looking_change_nothing(case: Path) -> None:
    sign(case)
    data = read_plan(case).data
    write(case, dict(reversed(data.items())))
    (case / "case.toml").write_text("# a remark\n" + CASE, encoding="utf-8")
    assert check_approval(open_case(case, date(2027, 5, 1)))


def test_a_plan_that_was_never_signed_is_not_approved(case: Path) -> None:
    with pytest.raises(StaleApproval, match="never approved"):
        check_approval(open_case(case, TODAY))


def test_another_plan_voids_it(case: Path) -> None:
    sign(case)
    write(case, plan_of(open_case(case, TODAY), planned_on="2026-11-23"))
    with pytest.raises(StaleApproval, match="not the one that Dr Invented approved on 22 November 2026"):
        check_approval(open_case(case, TODAY))
    write(case, plan_of(open_case(case, TODAY)))
    assert check_approval(open_case(case, TODAY))


@pytest.mark.parametrize("key", ["verdict", "planned_on", "values", "sessions", "made_from"])
def test_a_plan_changed_by_hand_is_neither_signed_nor_held(case: Path, key: str) -> None:
    sign(case)
    write(case, {**read_plan(case).data, key: "clear"})
    for look in (check_approval, lambda folder: approve(folder, "Dr Other", "seen it", AT)):
        with pytest.raises(StaleApproval, match="changed after the program wrote it"):
            look(open_case(case, TODAY))


@pytest.mark.parametrize("file", ["photos/a.png", "my-laser.toml", "case.toml"])
def test_what_the_plan_was_made_from_may_not_change(case: Path, file: str) -> None:
    sign(case)
    kept = (case / file).read_bytes()
    (case / file).write_bytes(kept.replace(b"41", b"42").replace(b"picture", b"pic").replace(b"ours", b"mine"))
    assert (case / file).read_bytes() != kept
    for look in (check_approval, lambda folder: approve(folder, "Dr Other", "seen it", AT)):
        with pytest.raises(StaleApproval, match="a photograph or a laser file was changed"):
            look(open_case(case, TODAY))
    (case / file).write_bytes(kept)
    assert check_approval(open_case(case, TODAY))


@pytest.mark.parametrize(
    ("name", "reason", "field"), [("", "seen it", "--name"), ("D", "seen it", "--name"), ("Dr A", "  ok ", "--reason")]
)
def test_a_signature_needs_a_name_and_a_reason(case: Path, name: str, reason: str, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        approve(open_case(case, TODAY), name, reason, AT)
    assert read_approval(case) is None


@pytest.mark.parametrize("changes", [{"verdict": "hold"}, {"verdict": "stop"}, {"sessions": []}])
def test_a_plan_that_holds_has_nothing_to_approve(case: Path, changes: dict[str, Any]) -> None:
    found = [{"rule": "gold", "severity": "stop"}, {"rule": "note", "severity": "note"}]
    write(case, plan_of(open_case(case, TODAY), findings=found, **changes))
    with pytest.raises(NoPlan) as refused:
        approve(open_case(case, TODAY), "Dr Invented", "seen it", AT)
    assert refused.value.clash == ("gold",)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "other"}', '{"schema": "unstipple.approval/1", "plan": "x", "name": "y"}', "\0"]
)
def test_a_broken_approval_is_named(case: Path, text: str) -> None:
    (case / "approval.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"approval.json.*sign the plan again"):
        read_approval(case)


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"schema": "unstipple.course/9"}', "not json"])
def test_what_is_not_a_plan_is_refused_and_passed_over(case: Path, text: str) -> None:
    (case / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="unstipple plan CASE"):
        read_plan(case)
    assert list(stored_plans(case)) == []


def test_a_missing_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unstipple plan CASE"):
        read_plan(tmp_path)
    with pytest.raises(BadInput, match="a folder"):
        list(stored_plans(tmp_path / "nowhere"))


def test_plans_that_used_a_number_are_found_below_a_folder(case: Path) -> None:
    data = plan_of(open_case(case, TODAY), values=[{"name": "practice.overlap", "value": 0.2, "low": 0.1, "high": 0.3}])
    deeper = case / "sessions" / "follow"
    deeper.mkdir(parents=True)
    write(deeper, data)
    (case / "sessions" / "plan.json").write_text("broken", encoding="utf-8")
    found = uses("practice.overlap", case)
    assert [(use.value, use.low, use.high) for use in found] == [(0.1, None, None), (0.2, 0.1, 0.3)]
    assert uses("practice.passes_max", case) == ()


@pytest.mark.parametrize("values", [None, "text", [1, "a", {}], [{"name": "practice.overlap"}]])
def test_odd_rows_of_values_do_no_harm(case: Path, values: object) -> None:
    write(case, plan_of(open_case(case, TODAY), values=values))
    assert len(uses("practice.overlap", case)) == (1 if isinstance(values, list) and {"name": "practice.overlap"} in values else 0)
