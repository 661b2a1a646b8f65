"""Three people as a laser physician would screen them: what stops, what waits until when, what is watched, and on whose word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from unstipple.consult import parse_case
from unstipple.evidence import source, source_keys
from unstipple.report.wording import advice, sentence
from unstipple.rules import Finding, Verdict, screen, wavelength_gate

TODAY = date(2027, 3, 1)
ANSWERED = """
pregnant = false
breastfeeding = false
gold_ever = false
medicines = [{medicines}]
conditions = []
allergies = []
infection_or_open_skin = false
redness_in_field = false
lesion_in_field = "none"
lesion_examined_on = 2027-02-22
skin_cancer_in_field = false
tattoo_reaction = "none"
keloid = false
herpes_near_field = false
smoker = false
scar_in_field = false
heals_slowly = false
blister_last_time = false
darkened_last_time = false
distress = false
unrealistic_goal = false
body_dysmorphia = false
pressured = false
procedures = []
"""

FAIR = (
    """
schema = "unstipple.case/1"
planned_on = 2027-03-01
[patient]
age_years = 44
[skin]
fitzpatrick = "II"
questionnaire_type = "II"
wood_lamp = "normal"
tan = "none"
last_strong_sun = 2026-09-01
[ink]
kind = "carbon"
documented = true
tint = "neutral"
look = "faded"
last_smp_session = 2022-05-01
[goal]
kind = "correct"
zones = ["hairline"]
reason = "hairline"
redo_smp = true
[history]
isotretinoin = "never"
"""
    + ANSWERED.format(medicines="")
    + """
[[zone]]
name = "hairline"
hair = "bald"
area_cm2 = 40
[treatment]
lasers = ["picoway"]
"""
)

DENSE = (
    """
schema = "unstipple.case/1"
planned_on = 2027-03-01
[patient]
age_years = 36
hair_colour = "black"
[skin]
fitzpatrick = "V"
questionnaire_type = "V"
tan = "none"
last_strong_sun = 2026-09-01
[ink]
kind = "carbon"
documented = false
tint = "neutral"
look = "dense"
layers = 4
smp_sessions = [2026-01-10, 2026-02-07]
[goal]
kind = "clear"
reason = "too-dark"
redo_smp = false
[history]
isotretinoin = "never"
"""
    + ANSWERED.format(medicines='"finasteride 1 mg"')
    + """
[[zone]]
name = "crown"
hair = "miniaturised"
keep_hair = true
area_cm2 = 180
[[zone]]
name = "back"
hair = "donor"
area_cm2 = 120
[[session]]
on = 2026-12-28
healed = true
adverse = []
[treatment]
lasers = ["picoway", "picosure-pro"]
"""
)

WARM = (
    """
schema = "unstipple.case/1"
planned_on = 2027-03-01
[patient]
age_years = 29
[skin]
fitzpatrick = "III"
questionnaire_type = "III"
tan = "none"
last_strong_sun = 2026-09-01
[ink]
kind = "oxide"
documented = false
tint = "warm"
look = "typical"
last_smp_session = 2025-01-01
[goal]
kind = "clear"
reason = "colour-change"
redo_smp = false
[history]
isotretinoin = "stopped"
isotretinoin_stopped_on = 2027-02-01
"""
    + ANSWERED.format(medicines="")
    + """
[[zone]]
name = "top"
hair = "bald"
area_cm2 = 150
[treatment]
lasers = ["picoway"]
"""
)


def screened(text: str) -> tuple[Verdict, dict[str, Finding]]:
    verdict = screen(parse_case(text, "case.toml", TODAY), TODAY)
    return verdict, {finding.rule: finding for finding in verdict.findings}


def worded(finding: Finding) -> str:
    return f"{sentence(finding)} {advice(finding)}"


@pytest.mark.parametrize("text", [FAIR, DENSE, WARM], ids=["fair", "dense", "warm"])
def test_every_finding_names_a_source_that_exists_and_says_what_to_do(text: str) -> None:
    verdict, _ = screened(text)
    assert verdict.findings
    for finding in verdict.findings:
        assert finding.sources
        assert set(finding.sources) <= set(source_keys())
        assert all(source(key).title for key in finding.sources)
        assert worded(finding)


def test_fair_skin_and_a_faded_hairline_may_begin_today() -> None:
    verdict, found = screened(FAIR)
    assert verdict.name == "clear"
    assert set(found) == {"skin-gates", "sun-free", "examine-scalp", "redo-smp"}
    assert found["examine-scalp"].parameters["again"] == date(2027, 8, 22)
    assert (found["redo-smp"].parameters["earliest"], found["redo-smp"].parameters["better"]) == (date(2027, 6, 1), date(2027, 9, 1))
    assert (found["sun-free"].parameters["first"], found["sun-free"].parameters["last"]) == (date(2027, 2, 1), date(2027, 3, 29))
    assert found["sun-free"].parameters["band"] == "joined"


def test_type_five_with_a_dense_crown_rests_ten_weeks_and_starts_with_a_test_spot() -> None:
    verdict, found = screened(DENSE)
    assert verdict.name == "hold"
    held = {code: finding.until for code, finding in found.items() if finding.severity in ("hold", "stop")}
    assert held == {"longer-interval": date(2027, 3, 8)}
    assert {"skin-type", "ink-not-documented", "hair-in-field"} <= set(found["test-spot-first"].parameters["reasons"])  # type: ignore[call-overload]
    assert found["ink-may-darken"].parameters["doubts"] == ("undocumented",)
    assert found["grafts-in-field"].zone == "back"
    assert found["large-field"].parameters["area_cm2"] == 300
    assert "finasteride" in worded(found["medicine-recorded"])
    gates = found["skin-gates"].parameters
    assert gates["allowed"] == ("1064",)
    assert wavelength_gate(5, 755).state == "blocked"


def test_warm_oxide_ink_after_isotretinoin_waits_or_is_signed_and_is_told_that_darkening_may_stay() -> None:
    verdict, found = screened(WARM)
    assert verdict.name == "hold"
    held = {code: finding.until for code, finding in found.items() if finding.severity in ("hold", "stop")}
    assert held == {"isotretinoin": date(2027, 8, 1)}
    told = worded(found["isotretinoin"])
    assert "1 August 2027" in told
    assert "consensus" in told
    assert {"waldman-2017", "spring-2017"} <= set(found["isotretinoin"].sources)
    assert set(found["ink-may-darken"].parameters["doubts"]) == {"oxide", "warm"}  # type: ignore[call-overload]
    assert "may stay dark" in worded(found["ink-may-darken"])
    assert "ross-2001" in found["ink-may-darken"].sources
    assert {"ink-oxide", "ink-warm"} <= set(found["test-spot-first"].parameters["reasons"])  # type: ignore[call-overload]


def test_a_physician_who_signs_for_isotretinoin_starts_with_the_test_spot_today() -> None:
    signed = WARM + '\n[[override]]\nrule = "isotretinoin"\nclinician = "Dr Lind"\nreason = "label and consensus discussed"\n'
    verdict, found = screened(signed)
    assert verdict.name == "caution"
    assert found["isotretinoin"].overridden_by == "Dr Lind"
    assert "test-spot-first" in found


def test_the_verb_prints_the_same_findings(tmp_path: Path, run: Any) -> None:
    (tmp_path / "case.toml").write_text(WARM, encoding="utf-8")
    answer = run("screen", tmp_path, "--json")
    said = json.loads(answer.out)
    assert answer.code == 3
    assert {row["rule"] for row in said["findings"]} == set(screened(WARM)[1])
