"""For every rule: changes to the calm case that make it speak, and near misses on which it must stay silent."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from rule_cases import spot


class Example(NamedTuple):
    """One expected finding: the changed parts, its severity, and the day until which it holds."""

    parts: dict[str, Any]
    severity: str
    until: date | None = None


def told(**answers: Any) -> dict[str, Any]:
    return {"history": answers}


def ill(*words: str) -> dict[str, Any]:
    return told(conditions=list(words))


def takes(*words: str) -> dict[str, Any]:
    return told(medicines=list(words))


def allergic(*words: str) -> dict[str, Any]:
    return told(allergies=list(words))


def done(kind: str, on: date) -> dict[str, Any]:
    return told(procedures=[{"kind": kind, "on": on}])


def session(on: date, healed: bool | None = True) -> list[dict[str, Any]]:
    return [{"on": on, "healed": healed}]


def outlined(side_px: float) -> dict[str, Any]:
    square = [(0.0, 0.0), (side_px, 0.0), (side_px, side_px), (0.0, side_px)]
    return {"photo": {"file": "top.jpg", "mm_per_px": 0.1, "scalp": square}}


DARK = {"skin": {"fitzpatrick": "IV"}}

# Today is 1 March 2027 in all of them.
SPEAKS: dict[str, list[Example]] = {
    "infection": [Example(told(infection_or_open_skin=True), "hold"), Example(ill("folliculitis"), "hold")],
    "redness": [Example(told(redness_in_field=True), "hold")],
    "inflamed-skin": [
        Example(ill("active psoriasis"), "hold"),
        Example(ill("seborrhoeic dermatitis"), "hold"),
        Example(ill("psoriasis, not in remission"), "hold"),
    ],
    "inflamed-skin-quiet": [Example(ill("psoriasis, in remission"), "caution")],
    "vitiligo-unstable": [Example(ill("unstable vitiligo"), "hold"), Example(ill("Vitiligo"), "hold")],
    "vitiligo-stable": [Example(ill("stable vitiligo"), "caution")],
    "light-disease": [Example(ill("porphyria"), "hold")],
    "fresh-tan": [
        Example({"skin": {"tan": "fresh", "last_strong_sun": date(2027, 2, 20)}}, "hold", date(2027, 3, 20)),
        Example({"skin": {"tan": "sunburn", "last_strong_sun": None}}, "hold", date(2027, 3, 29)),
        Example({"skin": {"tan": "fresh", "last_strong_sun": date(2027, 1, 1)}}, "hold", date(2027, 3, 29)),
    ],
    "fading-tan": [Example({"skin": {"tan": "fading", "last_strong_sun": date(2027, 2, 10)}}, "hold", date(2027, 3, 10))],
    "recent-sun": [Example({"skin": {"last_strong_sun": date(2027, 2, 2)}}, "hold", date(2027, 3, 2))],
    "gold": [
        Example(told(gold_ever=True), "stop"),
        Example(takes("sodium aurothiomalate"), "stop"),
        Example(takes("auranofine"), "stop"),
        Example(ill("chrysiasis"), "stop"),
    ],
    "pregnancy": [Example(told(pregnant=True), "hold")],
    "breast-feeding": [Example(told(breastfeeding=True), "hold")],
    "keloid": [Example(told(keloid=True), "caution"), Example(ill("hypertrophic scars"), "caution")],
    "autoimmune": [Example(ill("lupus"), "caution"), Example(ill("Sjögren syndrome"), "caution")],
    "immunosuppression": [Example(ill("HIV"), "caution"), Example(takes("methotrexate 10 mg weekly"), "caution")],
    "herpes": [Example(told(herpes_near_field=True), "caution")],
    "scar": [Example(told(scar_in_field=True), "caution")],
    "slow-healing": [Example(ill("type 2 diabetes"), "caution")],
    "blister-last-time": [
        Example({**told(blister_last_time=True), "session": session(date(2026, 12, 1))}, "caution"),
        Example({**told(blister_last_time=True), "session": session(date(2027, 1, 1))}, "hold", date(2027, 3, 12)),
    ],
    "darkened-last-time": [Example(told(darkened_last_time=True), "hold")],
    "unknown-condition": [Example(ill("frobnitis"), "caution"), Example(ill("no lupus"), "caution"), Example(ill("псориаз"), "caution")],
    "condition-recorded": [Example(ill("asthma"), "note")],
    "light-activated-medicine": [Example(takes("verteporfin"), "hold"), Example(takes("5-ALA"), "hold")],
    "isotretinoin": [
        Example(told(isotretinoin="taking"), "caution", date(2027, 9, 1)),
        Example(told(isotretinoin="stopped", isotretinoin_stopped_on=date(2026, 10, 15)), "caution", date(2027, 4, 15)),
        Example(told(isotretinoin="stopped", isotretinoin_stopped_on=date(2026, 9, 30)), "caution", date(2027, 3, 30)),
        Example(told(isotretinoin="stopped"), "caution", date(2027, 9, 1)),
        Example(takes("acitretin"), "caution", date(2027, 9, 1)),
    ],
    "light-sensitising-medicine": [
        Example(takes("amiodarone"), "caution"),
        Example(takes("minocyclin 100 mg"), "caution"),
        Example(takes("St John's wort"), "caution"),
    ],
    "bleeding": [Example(takes("warfarin 5 mg"), "caution"), Example(ill("haemophilia"), "caution")],
    "numbing-risk": [Example(takes("sotalol"), "caution"), Example(ill("liver disease"), "caution")],
    "medicine-recorded": [Example(takes("finasteride 1 mg daily"), "note"), Example(takes("doxycycline"), "note")],
    "unknown-medicine": [
        Example(takes("zzyzxumab"), "caution"),
        Example(takes("metformin and zzyzxumab"), "caution"),
        Example(takes("???", ""), "caution"),
    ],
    "numbing-allergy": [Example(allergic("lidocaine"), "caution")],
    "latex-allergy": [Example(allergic("latex gloves"), "caution")],
    "nickel-allergy": [Example(allergic("nickel"), "caution")],
    "unknown-allergy": [Example(allergic("kryptonite"), "caution")],
    "allergy-recorded": [Example(allergic("penicillin"), "note")],
    "pigment-reaction": [
        Example(told(tattoo_reaction="allergic"), "stop"),
        Example(told(tattoo_reaction="granulomatous"), "stop"),
        Example(allergic("tattoo ink"), "stop"),
    ],
    "lesion": [Example(told(lesion_in_field="unexamined"), "hold"), Example(told(lesion_in_field="suspicious"), "hold")],
    "lesion-benign": [Example(told(lesion_in_field="examined-benign"), "caution")],
    "skin-cancer": [Example(told(skin_cancer_in_field=True), "stop")],
    "skin-cancer-past": [Example(ill("melanoma of the leg"), "caution")],
    "examine-scalp": [Example({}, "note")],
    "recent-procedure": [
        Example(done("peel", date(2027, 2, 20)), "hold", date(2027, 3, 20)),
        Example(done("laser", date(2027, 1, 20)), "hold", date(2027, 3, 3)),
        Example(done("transplant", date(2026, 12, 1)), "hold", date(2027, 6, 1)),
        Example(done("microneedling", date(2027, 2, 27)), "hold", date(2027, 3, 27)),
        Example(done("surgery", date(2027, 2, 1)), "hold", date(2027, 4, 26)),
        Example(done("other", date(2027, 2, 28)), "hold", date(2027, 3, 28)),
    ],
    "recent-smp": [
        Example({"ink": {"last_smp_session": date(2027, 2, 1)}}, "hold", date(2027, 3, 15)),
        Example(done("smp", date(2027, 2, 2)), "hold", date(2027, 3, 16)),
    ],
    "previous-session": [
        Example({"session": session(date(2027, 1, 19))}, "hold", date(2027, 3, 2)),
        Example({"session": session(date(2027, 1, 4)), "skin": {"fitzpatrick": "V"}}, "hold", date(2027, 3, 15)),
    ],
    "not-healed": [
        Example({"session": session(date(2026, 12, 1), False)}, "hold"),
        Example({"session": session(date(2026, 12, 1), None)}, "hold"),
    ],
    "under-age": [Example({"patient": {"age_years": 17}}, "stop")],
    "distress": [Example(told(distress=True), "caution"), Example(ill("body dysmorphic disorder"), "caution")],
    "unrealistic-goal": [Example(told(unrealistic_goal=True), "caution")],
    "large-field": [Example(outlined(1600), "caution")],
    "grafts-in-field": [Example({"zone": [{"name": "front", "hair": "transplanted"}]}, "caution")],
    "wavelength-blocked": [
        Example({"treatment": {"wavelength_nm": 532.0, "spot_mm": 4.0, "fluence_j_cm2": 0.5}, **DARK}, "hold"),
        Example({"treatment": {"wavelength_nm": 785.0}, "skin": {"fitzpatrick": "I"}}, "hold"),
    ],
    "wavelength-unknown": [
        Example({"treatment": {"wavelength_nm": 694.0}}, "hold"),
        Example({"treatment": {"wavelength_nm": 1320.0}}, "hold"),
    ],
    "no-open-wavelength": [Example({"treatment": {"lasers": ["picosure-pro"]}, "skin": {"fitzpatrick": "VI"}}, "hold")],
    "skin-gates": [Example({}, "note")],
    "test-spot-first": [
        Example(DARK, "caution"),
        Example({"ink": {"documented": False}}, "caution"),
        Example({"ink": {"kind": "oxide"}}, "caution"),
        Example({"ink": {"tint": "warm"}}, "caution"),
        Example({"zone": [{"name": "top", "hair": "miniaturised"}]}, "caution"),
        Example({**DARK, "test_spot": [spot(date(2027, 1, 4), date(2027, 2, 8), "no-effect")]}, "caution"),
        Example({"skin": {"questionnaire_type": "V"}}, "caution"),
    ],
    "test-spot-early": [
        Example({**DARK, "test_spot": [spot(date(2027, 2, 8), date(2027, 2, 20))]}, "hold", date(2027, 3, 8)),
        Example({**DARK, "test_spot": [spot(date(2027, 1, 4), date(2027, 1, 20))]}, "hold"),
    ],
    "test-spot-bad": [
        Example({"test_spot": [spot(date(2027, 2, 8), date(2027, 2, 8), "darkened")]}, "hold"),
        Example({"test_spot": [spot(date(2027, 1, 4), date(2027, 2, 8), "injured")]}, "hold"),
    ],
    "unanswered": [
        Example(told(gold_ever=None), "hold"),
        Example(told(pregnant=None), "hold"),
        Example({"skin": {"tan": None}}, "hold"),
        Example(told(lesion_in_field=None), "hold"),
        Example(told(infection_or_open_skin=None), "hold"),
    ],
    "unanswered-lesser": [Example(told(keloid=None), "caution"), Example(told(redness_in_field=None), "caution")],
}

SILENT: dict[str, list[dict[str, Any]]] = {
    "infection": [ill("asthma")],
    "inflamed-skin": [ill("psoriasis, in remission")],
    "inflamed-skin-quiet": [ill("active psoriasis")],
    "vitiligo-unstable": [ill("stable vitiligo")],
    "vitiligo-stable": [ill("unstable vitiligo"), ill("vitiligo, previously stable, now spreading")],
    "fresh-tan": [{"skin": {"tan": "fading"}}],
    "fading-tan": [{"skin": {"tan": "fresh"}}],
    "recent-sun": [{"skin": {"last_strong_sun": date(2027, 2, 1)}}],
    "gold": [allergic("gold")],
    "blister-last-time": [told(blister_last_time=None)],
    "unknown-condition": [ill("none"), ill("stable vitiligo"), ill("lupus")],
    "condition-recorded": [ill("lupus")],
    "isotretinoin": [told(isotretinoin="stopped", isotretinoin_stopped_on=date(2026, 9, 1))],
    "medicine-recorded": [takes("warfarin"), takes("metformin and zzyzxumab")],
    "unknown-medicine": [takes("none"), takes("finasteride 1 mg daily", "warfarin")],
    "unknown-allergy": [allergic("no known allergies"), allergic("penicillin")],
    "lesion": [told(lesion_in_field="examined-benign"), told(lesion_in_field=None)],
    "skin-cancer-past": [{"history": {"skin_cancer_in_field": True, "conditions": ["melanoma"]}}],
    "examine-scalp": [told(lesion_in_field="unexamined")],
    "recent-procedure": [done("peel", date(2027, 2, 1)), done("laser", date(2027, 1, 18)), done("transplant", date(2026, 8, 31))],
    "recent-smp": [{"ink": {"last_smp_session": date(2027, 1, 18)}}],
    "previous-session": [{"session": session(date(2027, 1, 18))}],
    "not-healed": [{"session": session(date(2026, 12, 1), True)}],
    "under-age": [{"patient": {"age_years": 18}}],
    "large-field": [outlined(1500)],
    "grafts-in-field": [{"zone": [{"name": "front", "hair": "transplanted", "treat": False}]}],
    "wavelength-blocked": [{"treatment": {"wavelength_nm": 1064.0}, "skin": {"fitzpatrick": "VI"}}],
    "wavelength-unknown": [{"treatment": {"wavelength_nm": 1064.0}}],
    "no-open-wavelength": [{"treatment": {"lasers": ["picosure-pro"]}}],
    "skin-gates": [],
    "test-spot-first": [{**DARK, "test_spot": [spot(date(2027, 1, 4), date(2027, 2, 1))]}],
    "test-spot-early": [{**DARK, "test_spot": [spot(date(2027, 1, 4), date(2027, 2, 1))]}],
    "unanswered": [told(keloid=None)],
    "unanswered-lesser": [told(gold_ever=None), told(blister_last_time=None)],
}  # fmt: skip
"""Near misses. The calm case itself is a near miss for every rule but the two notes that always stand."""

ALWAYS = {"examine-scalp", "skin-gates"}
