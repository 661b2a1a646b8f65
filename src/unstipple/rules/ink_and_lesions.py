"""What lies in the field besides the dots: an allergy to the ink, a mole, a cancer."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.classes import named
from unstipple.rules.dates import months_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

LOOK_AGAIN = "screening.dermoscopy_months"


@rule("pigment-reaction", "stop", absolute=True, sources=("aurangabadkar-2009", "allergic-tattoo-2025"), asks=("history.tattoo_reaction",))
def pigment_reaction(case: CaseFile, today: date) -> Finding | None:
    """Ink that the body reacts to must not be broken up by a laser."""
    kind = case.history.tattoo_reaction
    told = named(case, "conditions", "pigment-reaction") or named(case, "allergies", "ink")
    if kind not in ("allergic", "granulomatous") and not told:
        return None
    return pigment_reaction.finding(kind=kind if kind in ("allergic", "granulomatous") else "allergic")


@rule("lesion", "hold", absolute=True, sources=("pohl-2013",), asks=("history.lesion_in_field",))
def lesion(case: CaseFile, today: date) -> Finding | None:
    """A mole or spot in the field that was not examined, or looks suspicious, is never treated over."""
    look = case.history.lesion_in_field
    return lesion.finding(look=look) if look in ("unexamined", "suspicious") else None


@rule("lesion-benign", "caution", sources=("pohl-2013",), limits=(LOOK_AGAIN,), asks=("history.lesion_in_field",))
def lesion_benign(case: CaseFile, today: date) -> Finding | None:
    """An examined, harmless mole is left out of the field and looked at again."""
    if case.history.lesion_in_field != "examined-benign":
        return None
    return lesion_benign.finding(again=months_after(today, LOOK_AGAIN))


@rule("skin-cancer", "stop", absolute=True, sources=("pohl-2013",), asks=("history.skin_cancer_in_field",))
def skin_cancer(case: CaseFile, today: date) -> Finding | None:
    """A skin cancer in the field is treated first."""
    return skin_cancer.finding() if case.history.skin_cancer_in_field else None


@rule("skin-cancer-past", "caution", who="dermatologist", sources=("pohl-2013",), asks=("history.conditions",))
def skin_cancer_past(case: CaseFile, today: date) -> Finding | None:
    """A skin cancer or its forerunner elsewhere asks for a dermatologist's look at the scalp."""
    words = tuple(entry.written for entry in named(case, "conditions", "skin-cancer"))
    return skin_cancer_past.finding(words=words) if words and not case.history.skin_cancer_in_field else None


@rule("examine-scalp", "note", sources=("pohl-2013",), limits=(LOOK_AGAIN,), asks=("history.lesion_in_field",))
def examine_scalp(case: CaseFile, today: date) -> Finding | None:
    """The scalp is examined with a dermatoscope at the start and again during the course; a photograph cannot replace it."""
    if case.history.lesion_in_field not in ("none", "examined-benign"):
        return None
    return examine_scalp.finding(again=months_after(today, LOOK_AGAIN))
