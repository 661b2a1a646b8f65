"""What the ink may do, and what lies in the field besides the dots: an allergy, a mole, a cancer."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.classes import named
from unstipple.rules.dates import months_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

LOOK_AGAIN = "screening.dermoscopy_months"


@rule(
    "pigment-reaction", "stop", absolute=True, sources=("aurangabadkar-2009", "allergic-tattoo-2025"), asks=("history.tattoo_reaction",),
    reads=("conditions.pigment-reaction", "allergies.ink"),
)  # fmt: skip
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
    return lesion_benign.finding(again=months_after(case.history.lesion_examined_on or today, LOOK_AGAIN))


@rule("skin-cancer", "stop", absolute=True, sources=("pohl-2013",), asks=("history.skin_cancer_in_field",))
def skin_cancer(case: CaseFile, today: date) -> Finding | None:
    """A skin cancer in the field is treated first."""
    return skin_cancer.finding() if case.history.skin_cancer_in_field else None


@rule(
    "skin-cancer-past", "caution", "hold", who="dermatologist", sources=("pohl-2013",), asks=("history.conditions",),
    reads=("conditions.skin-cancer",),
)  # fmt: skip
def skin_cancer_past(case: CaseFile, today: date) -> Finding | None:
    """A skin cancer or its forerunner in the history asks for a dermatologist's look at the scalp; one on the scalp holds until then."""
    found = named(case, "conditions", "skin-cancer")
    if not found or case.history.skin_cancer_in_field:
        return None
    words = tuple(entry.written for entry in found)
    return skin_cancer_past.finding("hold" if any(entry.in_field for entry in found) else "caution", words=words)


@rule("lesion-look-due", "hold", absolute=True, sources=("pohl-2013",), limits=(LOOK_AGAIN,), asks=("history.lesion_in_field",))
def lesion_look_due(case: CaseFile, today: date) -> Finding | None:
    """The last look at moles and marks is too old: the scalp is examined again before the next pulse.

    Holds without a day: it ends with the examination, six months after the one before at the latest.
    """
    seen = case.history.lesion_examined_on
    if seen is None or months_after(seen, LOOK_AGAIN) > today:
        return None
    return lesion_look_due.finding(seen=seen)


@rule("lesion-look-undated", "caution", sources=("pohl-2013",), limits=(LOOK_AGAIN,), asks=("history.lesion_examined_on",))
def lesion_look_undated(case: CaseFile, today: date) -> Finding | None:
    """Moles were looked at, but the day is not written down, so nobody knows when the next look is due."""
    told = case.history.lesion_in_field in ("none", "examined-benign")
    return lesion_look_undated.finding() if told and case.history.lesion_examined_on is None else None


@rule("examine-scalp", "note", sources=("pohl-2013",), limits=(LOOK_AGAIN,), asks=("history.lesion_in_field",))
def examine_scalp(case: CaseFile, today: date) -> Finding | None:
    """The scalp is examined with a dermatoscope at the start and again during the course; a photograph cannot replace it."""
    if case.history.lesion_in_field not in ("none", "examined-benign"):
        return None
    return examine_scalp.finding(again=months_after(case.history.lesion_examined_on or today, LOOK_AGAIN))


@rule(
    "ink-may-darken",
    "caution",
    who="physician",
    sources=("ross-2001", "eyebrow-ps755", "design"),
    asks=("ink.kind", "ink.tint", "ink.documented"),
)
def ink_may_darken(case: CaseFile, today: date) -> Finding | None:
    """Ink that is not known to be carbon alone may darken under a laser, and may stay dark: test spot and warning first."""
    ink = case.ink
    reasons = {
        "oxide": ink.kind == "oxide",
        "warm": ink.tint == "warm",
        "body-tattoo": ink.kind == "body-tattoo",
        "unknown": ink.kind == "unknown",
        "undocumented": ink.kind == "carbon" and not ink.documented,
    }
    doubts = tuple(code for code, holds in reasons.items() if holds)
    return ink_may_darken.finding(doubts=doubts) if doubts else None


@rule("ink-blue", "caution", sources=("design", "guide-2026"), asks=("ink.tint",))
def ink_blue(case: CaseFile, today: date) -> Finding | None:
    """A blue tint is deep carbon or a blue pigment: the second gives off poisonous fumes and needs another look."""
    return ink_blue.finding() if case.ink.tint == "blue" else None


@rule("ink-body-tattoo", "caution", sources=("smp-clinics", "bencini-2012"), asks=("ink.kind",))
def ink_body_tattoo(case: CaseFile, today: date) -> Finding | None:
    """Ordinary tattoo ink lies denser and deeper than scalp ink and takes more treatments."""
    return ink_body_tattoo.finding() if case.ink.kind == "body-tattoo" else None
