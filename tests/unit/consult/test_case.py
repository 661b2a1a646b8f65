"""A case file is read strictly: what is odd is named, what clashes is asked about."""

from __future__ import annotations

from datetime import date

import pytest

from unstipple.consult import parse_case
from unstipple.errors import BadInput

TODAY = date(2026, 11, 22)
GOOD = """
schema = "unstipple.case/1"
[patient]
age_years = 41
[skin]
fitzpatrick = "III"
[goal]
kind = "clear"
[history]
pregnant = false
[treatment]
lasers = ["qs-ndyag"]
"""


def parse(text: str) -> object:
    return parse_case(text, "case.toml", TODAY)


def test_the_darker_of_clinician_and_questionnaire_counts() -> None:
    case = parse_case(GOOD.replace('"III"', '"III"\nquestionnaire_type = "V"'), "case.toml", TODAY)
    assert case.skin.type_number == 5
    assert case.skin.type_name == "V"


def test_a_question_left_out_is_not_a_no() -> None:
    case = parse_case(GOOD, "case.toml", TODAY)
    assert case.history.pregnant is False
    assert case.history.gold_ever is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("age_years = 41", "age_years = 400", "patient.age_years"),
        ("age_years = 41", "", "patient.age_years"),
        ('"III"', '"3"', "skin.fitzpatrick"),
        ("[goal]", "[gaol]", "gaol.*goal"),
        ('kind = "clear"', 'kind = "lighten"', "goal.share"),
        ('kind = "clear"', 'kind = "lighten"\nshare = 1.5', "goal.share"),
        ('kind = "clear"', 'kind = "correct"', "goal.zones"),
        ('["qs-ndyag"]', "[]", "treatment.lasers"),
        ('["qs-ndyag"]', '["qs-ndyag"]\nfluence_j_cm2 = 3.0', "treatment.spot_mm.*wherever a fluence"),
        ('["qs-ndyag"]', '["qs-ndyag"]\nspot_mm = 3.0', "treatment.fluence_j_cm2"),
        ('["qs-ndyag"]', '["qs-ndyag"]\nspot_mm = nan', "treatment.spot_mm"),
        ('["qs-ndyag"]', '["qs-ndyag"]\neyewear_od = {green = 7}', "eyewear_od"),
        ("pregnant = false", "isotretinoin = 'stopped'\nisotretinoin_stopped_on = 2027-01-01", "not in the future"),
        ("pregnant = false", "isotretinoin = 'never'\nisotretinoin_stopped_on = 2025-01-01", "isotretinoin"),
        ("pregnant = false\n", "pregnant = true\n", None),
        ("[treatment]", "[ink]\nlast_smp_session = 2027-01-01\n[treatment]", "ink.last_smp_session"),
        ("[treatment]", "[[zone]]\nname='a'\n[[zone]]\nname='a'\n[treatment]", "zone.name"),
        ("schema", "schemata", "schema"),
        ("[patient]", "[patient", "TOML"),
    ],
)
def test_what_is_odd_is_refused_by_field(old: str, new: str, said: str | None) -> None:
    text = GOOD.replace(old, new, 1)
    if said is None:
        parse(text)
        return
    with pytest.raises(BadInput, match=said):
        parse(text)


def test_pregnant_and_eighty_years_old_is_asked_about() -> None:
    with pytest.raises(BadInput, match="please check both"):
        parse(GOOD.replace("41", "80").replace("pregnant = false", "pregnant = true"))


def test_an_unknown_field_says_which_fields_there_are() -> None:
    with pytest.raises(BadInput, match=r"skin\.wood.*fitzpatrick, last_strong_sun"):
        parse(GOOD.replace('"III"', '"III"\nwood = 3'))
