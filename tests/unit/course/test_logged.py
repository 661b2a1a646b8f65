"""A logged visit: what the next plan counts, and where the visit parted from the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cases import TODAY, sound_case

from unstipple.consult import EarlierSession
from unstipple.consult.session_log import SessionLog, parse_log
from unstipple.course.logged import PlannedDose, delivered, earlier_sessions, log_findings, with_sessions
from unstipple.course.progress import past
from unstipple.device import laser
from unstipple.device.commissioning import Commissioning, EnergyReading
from unstipple.errors import BadInput
from unstipple.report.wording import advice, sentence

QS = laser("qs-ndyag")
HEAD = 'schema = "unstipple.session/1"\non = 2026-11-20\nlaser = "qs-ndyag"\n'
PASS = '[[pass]]\nzone = "front"\nwavelength_nm = 1064\nspot_mm = 5\nfluence_j_cm2 = 3.0\n'


def told(text: str = HEAD + PASS) -> SessionLog:
    return parse_log(text, "log.toml", TODAY)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("not toml", "file"), ("", "schema"), (HEAD, "pass"), (HEAD + PASS + "colour = 1", "colour"),
        (HEAD + "price = 1\n" + PASS, "price"),
        (HEAD + PASS.replace("3.0", "-3"), "fluence_j_cm2"), (HEAD + PASS.replace("3.0", "nan"), "fluence_j_cm2"),
        (HEAD + PASS.replace("fluence_j_cm2 = 3.0\n", ""), "pass 1.fluence_j_cm2"),
        (HEAD + PASS + "displayed_j_cm2 = 3.0", "pass 1.fluence_j_cm2"), (HEAD.replace("11-20", "11-23") + PASS, "on"),
        (HEAD + PASS + 'endpoint = "smoke"', "endpoint"), (HEAD + PASS + 'adverse = ["pain"]', "adverse"),
    ],
)  # fmt: skip
def test_a_broken_log_is_named_by_its_field(text: str, field: str) -> None:
    with pytest.raises(BadInput, match=field) as refused:
        told(text)
    assert refused.value.file == "log.toml"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("fluence_j_cm2 = 3.0", "fluence_j_cm2 = 39"), "pass 2.fluence_j_cm2"), (("spot_mm = 5", "spot_mm = 5.5"), "pass 2.spot_mm"),
        (("1064", "755"), "pass 2.wavelength_nm"),
    ],
)  # fmt: skip
def test_a_setting_that_the_laser_cannot_make_is_refused_by_its_pass(change: tuple[str, str], field: str) -> None:
    with pytest.raises(BadInput, match=field):
        delivered(told(HEAD + PASS + PASS.replace(*change)), QS, "log.toml")


def test_what_the_panel_showed_becomes_what_reached_the_skin() -> None:
    weak = QS.commissioned(
        record=Commissioning("qs-ndyag", date(2026, 9, 1), "physicist", "meter", 0.0, (EnergyReading(1064, 0.5, (0.4,)),))
    )
    log = told(HEAD + PASS.replace("fluence_j_cm2", "displayed_j_cm2"))
    assert delivered(log, weak, "x").passes[0].fluence_j_cm2 == pytest.approx(2.4)
    assert delivered(log, QS, "x").passes[0].fluence_j_cm2 == pytest.approx(3.0)
    assert weak.modes[0].displayed_j_cm2(5, 2.4) == pytest.approx(3.0)


def test_passes_over_one_zone_are_one_treatment_at_their_highest_fluence() -> None:
    text = (
        HEAD + PASS + PASS.replace("3.0", "2.0") + 'adverse = ["infection"]\n' + PASS.replace("front", "crown") + 'endpoint = "blister"\n'
    )
    front, crown = earlier_sessions(told(text))
    assert (front.zone, front.fluence_j_cm2, front.passes, front.adverse) == ("front", 3.0, 2, ("infection",))
    assert (crown.zone, crown.passes, crown.adverse) == ("crown", 1, ("blister",))
    assert (crown.on, crown.laser, crown.wavelength_nm, crown.spot_mm) == (date(2026, 11, 20), "qs-ndyag", 1064, 5)


def test_a_day_with_several_zones_is_one_treatment() -> None:
    logged = earlier_sessions(told(HEAD + PASS + PASS.replace("front", "crown")))
    case = with_sessions(sound_case(), logged)
    assert len(case.session) == 2
    assert case.treatment_days == (date(2026, 11, 20),)
    assert past(case).sessions == 1


def test_what_the_case_says_of_that_day_is_laid_over_the_log() -> None:
    day = date(2026, 11, 20)
    written = EarlierSession(on=day, healed=True, clearance=0.3, adverse=("infection",))
    before = EarlierSession(on=date(2026, 6, 1), clearance=0.1)
    case = sound_case().model_copy(update={"session": (written, before)})
    joined = with_sessions(case, earlier_sessions(told(HEAD + "healed = false\n" + PASS + 'adverse = ["scar"]')))
    assert [session.on for session in joined.session] == [before.on, day]
    last = joined.session[-1]
    assert (last.healed, last.clearance, last.adverse, last.fluence_j_cm2) == (True, 0.3, ("scar", "infection"), 3.0)
    assert with_sessions(case, ()).session == (before, written)


DOSE = PlannedDose(QS.title, 1064, 5, 3.0, 1, 60)


def found(text: str, **planned: Any) -> list[tuple[str, str, str | None]]:
    findings = log_findings(told(text), QS, planned)
    assert all(sentence(each).endswith(".") and advice(each).endswith(".") for each in findings)
    return [(each.rule, each.severity, each.zone) for each in findings]


@pytest.mark.parametrize(
    ("text", "planned", "expected"),
    [
        (PASS, {"front": DOSE}, []),
        (PASS.replace("3.0", "2.0"), {"front": DOSE}, []),
        (PASS, {}, [("log-not-planned", "caution", None)]),
        (PASS.replace("3.0", "3.1"), {"front": DOSE}, [("log-above-plan", "caution", "front")]),
        (PASS.replace("= 5", "= 4"), {"front": DOSE}, [("log-other-setting", "caution", "front")]),
        (PASS.replace("1064", "532"), {"front": DOSE}, [("log-other-setting", "caution", "front")]),
        (PASS, {"front": PlannedDose("PicoWay", 1064, 5, 3.0, 1, 60)}, [("log-other-setting", "caution", "front")]),
        (PASS + PASS, {"front": DOSE}, [("log-more-passes", "caution", "front")]),
        (PASS, {"crown": DOSE}, [("log-other-zone", "caution", "front"), ("log-left-out", "note", "crown")]),
        (PASS + 'endpoint = "mild-whitening"', {"front": DOSE}, []),
        (PASS + 'endpoint = "crack"', {"front": DOSE}, [("log-strong-endpoint", "caution", "front")]),
    ],
)
def test_where_a_visit_parts_from_its_plan(text: str, planned: dict[str, PlannedDose], expected: list[Any]) -> None:
    assert found(HEAD + text, **planned) == expected


@pytest.mark.parametrize(("fluence", "much"), [("3.1", "a little"), ("3.5", "a little"), ("3.7", "far")])
def test_far_above_is_more_than_the_allowed_step(fluence: str, much: str) -> None:
    (only,) = log_findings(told(HEAD + PASS.replace("3.0", fluence)), QS, {"front": DOSE})
    assert only.parameters["much"] == much
