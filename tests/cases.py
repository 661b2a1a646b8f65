"""Cases that tests share: one sound case as text, and small changes to it."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile, parse_case

TODAY = date(2026, 11, 22)
SOUND = """
schema = "unstipple.case/1"
planned_on = 2026-11-22
[patient]
label = "invented"
invented = true
age_years = 41
[skin]
fitzpatrick = "{skin}"
tan = "none"
last_strong_sun = 2026-08-01
[ink]
kind = "{ink}"
documented = {documented}
tint = "neutral"
look = "{look}"
last_smp_session = 2024-03-01
[goal]
{goal}
[history]
pregnant = false
breastfeeding = false
gold_ever = false
isotretinoin = "never"
infection_or_open_skin = false
redness_in_field = false
lesion_in_field = "none"
skin_cancer_in_field = false
tattoo_reaction = "none"
keloid = false
herpes_near_field = false
smoker = {smoker}
scar_in_field = false
blister_last_time = false
darkened_last_time = false
distress = false
unrealistic_goal = false
heals_slowly = false
body_dysmorphia = false
pressured = false
{history}
[[zone]]
name = "front"
area_cm2 = 60
hair = "{hair}"
confirmed = true
[[zone]]
name = "crown"
area_cm2 = 90
hair = "bald"
confirmed = true
[treatment]
lasers = {lasers}
eyewear_od = {{ "1064" = 8.5, "532" = 8.5, "755" = 8.5, "785" = 8.5 }}
{treatment}
{more}
"""


def sound_case(**changes: object) -> CaseFile:
    """The sound case with changes to its slots (skin, ink, look, goal, hair, lasers, history, treatment, ...)."""
    slots: dict[str, object] = {
        "skin": "III", "ink": "carbon", "documented": "true", "look": "typical", "goal": 'kind = "clear"', "smoker": "false",
        "hair": "bald", "lasers": '["qs-ndyag", "picoway", "picosure-pro"]', "history": "", "treatment": "", "more": "", **changes,
    }  # fmt: skip
    return parse_case(SOUND.format(**slots), "case.toml", TODAY)
