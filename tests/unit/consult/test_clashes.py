"""Answers that cannot both be right are asked about: one sentence that names the field and what would go together."""

from __future__ import annotations

import pytest
from cases import SOUND, TODAY, sound_case

from unstipple.consult import parse_case
from unstipple.errors import BadInput


@pytest.mark.parametrize(
    ("part", "added", "said"),
    [
        ("history", "lesion_examined_on = 2027-01-01", "history.lesion_examined_on.*not after"),
        ("ink", "smp_sessions = [2024-01-01, 2027-01-01]", "ink.smp_sessions.1.*not after"),
        ("goal", "wanted_by = 2026-11-22", "goal.wanted_by.*after 2026-11-22"),
        ("skin", 'questionnaire_type = "I"\nquestionnaire = {version = "8-item", answers = {eyes = 4, hair = 4, skin = 4, freckles = 4,'
         " burn = 4, tan_depth = 4, tan_speed = 4, face = 4}}", "skin.questionnaire_type.*32 points"),
    ],
)  # fmt: skip
def test_clashing_answers_of_a_part_are_asked_about(part: str, added: str, said: str) -> None:
    slots = {
        "skin": "III", "ink": "carbon", "documented": "true", "look": "typical", "goal": 'kind = "clear"', "smoker": "false",
        "hair": "bald", "lasers": '["qs-ndyag"]', "history": "", "treatment": "", "more": "",
    }  # fmt: skip
    text = SOUND.format(**slots).replace(f"[{part}]\n", f"[{part}]\n{added}\n")
    with pytest.raises(BadInput, match=said):
        parse_case(text, "case.toml", TODAY)


SPOT = '[[test_spot]]\nmade_on = 2026-09-10\nread_on = 2026-09-01\nlaser = "picoway"\nwavelength_nm = 1064\nspot_mm = 4\n'


@pytest.mark.parametrize(
    ("slot", "added", "said"),
    [
        ("more", SPOT + 'fluence_j_cm2 = 2\nresult = "good"', "test_spot.0.read_on.*not before"),
        ("more", "[[session]]\non = 2026-06-01\nfluence_j_cm2 = 2", "session.0.fluence_j_cm2.*spot_mm"),
        ("more", '[[session]]\non = 2026-06-01\nadverse = ["blister"]', "history.blister_last_time.*check both"),
        ("more", '[[session]]\non = 2026-06-01\nadverse = ["darkening"]', "history.darkened_last_time.*check both"),
        ("more", '[anaesthetic]\nproduct = "none"\ngrams = 4', "anaesthetic.product.*check both"),
        ("more", '[[zone]]\nname = "top"\nhair = "bald"\nkeep_hair = true', "zone.top.keep_hair.*check both"),
        ("more", "[price]\nsession_low = 100", "price.session_high"),
        ("more", "[price]\nsession_high = 100", "price.session_low"),
        ("more", "[price]\nsession_low = 200\nsession_high = 100", "price.session_low.*at most"),
        ("more", "[price]\nsession = 150\nsession_low = 100\nsession_high = 200", "price.session .*|price.session:"),
        ("more", "[price]\npackage_sessions = 6", "price.package_price"),
        ("more", "[price]\npackage_price = 600", "price.package_sessions"),
        ("more", '[price]\nrefund = "none"', "price.refund"),
        ("more", '[price]\ncurrency = "euro"', "price.currency"),
    ],
)
def test_clashing_answers_are_asked_about(slot: str, added: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        sound_case(**{slot: added})


@pytest.mark.parametrize("age", [9, 60, 80])
@pytest.mark.parametrize("field", ["pregnant", "breastfeeding"])
def test_a_pregnancy_at_an_odd_age_is_asked_about(field: str, age: int) -> None:
    text = SOUND.replace("age_years = 41", f"age_years = {age}").replace(f"{field} = false", f"{field} = true")
    slots = {
        "skin": "III", "ink": "carbon", "documented": "true", "look": "typical", "goal": 'kind = "clear"', "smoker": "false",
        "hair": "bald", "lasers": '["qs-ndyag"]', "history": "", "treatment": "", "more": "",
    }  # fmt: skip
    with pytest.raises(BadInput, match=f"{field}.*age_years = {age}"):
        parse_case(text.format(**slots), "case.toml", TODAY)


def test_a_case_without_clashes_passes() -> None:
    priced = "[price]\nsession = 300\npackage_sessions = 6\npackage_price = 1500\nrefund = 'none'\n"
    assert sound_case(more=priced).price is not None
