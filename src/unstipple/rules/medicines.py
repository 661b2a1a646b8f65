"""What the person takes or cannot bear: medicines and allergies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.classes import RECORDED, entries, named, written
from unstipple.rules.dates import months_after
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

LABEL = "screening.isotretinoin_label_months"
LIGHT = ("kerstein-2014", "bmla-2009")


@rule(
    "light-activated-medicine",
    "hold",
    who="physician",
    sources=("bmla-2009",),
    asks=("history.medicines",),
    reads=("medicines.light-activated",),
)
def light_activated_medicine(case: CaseFile, today: date) -> Finding | None:
    """A medicine that works by light is a reason not to use a laser."""
    words = written(named(case, "medicines", "light-activated"))
    return light_activated_medicine.finding(words=words) if words else None


@rule(
    "isotretinoin", "hold", who="physician", sources=("waldman-2017", "spring-2017"), limits=(LABEL,),
    asks=("history.isotretinoin",), reads=("medicines.isotretinoin",),
)  # fmt: skip
def isotretinoin(case: CaseFile, today: date) -> Finding | None:
    """Isotretinoin now or in the last months waits for the label's day or a physician's signature.

    Until the label's six months after the last dose, which a consensus found no evidence for: a physician who knows both may sign for an
    earlier start. Holds without a day while it is taken, and where the day of the last dose is unknown.
    """
    history = case.history
    taking = history.isotretinoin == "taking" or named(case, "medicines", "isotretinoin")
    stopped = history.isotretinoin_stopped_on
    if taking or (history.isotretinoin == "stopped" and stopped is None):
        state = "taking" if taking else "stopped-unknown"
        return isotretinoin.finding(state=state, months=round(number(LABEL)), reached=months_after(today, LABEL))
    if stopped is None or months_after(stopped, LABEL) <= today:
        return None
    reached = months_after(stopped, LABEL)
    return isotretinoin.finding(until=reached, state="stopped", months=round(number(LABEL)), reached=reached)


@rule(
    "light-sensitising-medicine",
    "caution",
    who="physician",
    sources=LIGHT,
    asks=("history.medicines",),
    reads=("medicines.light-sensitising",),
)
def light_sensitising_medicine(case: CaseFile, today: date) -> Finding | None:
    """Amiodarone, minocycline and St John's wort need a signature."""
    words = written(named(case, "medicines", "light-sensitising"))
    return light_sensitising_medicine.finding(words=words) if words else None


@rule(
    "bleeding",
    "caution",
    who="physician",
    sources=("memory",),
    asks=("history.medicines", "history.conditions"),
    reads=("medicines.bleeding", "conditions.bleeding"),
)
def bleeding(case: CaseFile, today: date) -> Finding | None:
    """Thinned blood bleeds and bruises more under strong pulses."""
    words = written(named(case, "medicines", "bleeding") + named(case, "conditions", "bleeding"))
    return bleeding.finding(words=words) if words else None


@rule(
    "numbing-risk",
    "caution",
    who="physician",
    sources=("sobanko-review",),
    asks=("history.medicines", "history.conditions"),
    reads=("medicines.heart-rhythm", "conditions.numbing-illness", "conditions.methaemoglobinaemia"),
)
def numbing_risk(case: CaseFile, today: date) -> Finding | None:
    """A heart-rhythm medicine or an ill liver, heart or blood makes numbing cream riskier."""
    words = written(named(case, "medicines", "heart-rhythm") + named(case, "conditions", "numbing-illness", "methaemoglobinaemia"))
    return numbing_risk.finding(words=words) if words else None


@rule("medicine-recorded", "note", sources=LIGHT, asks=("history.medicines",), reads=("medicines.recorded",))
def medicine_recorded(case: CaseFile, today: date) -> Finding | None:
    """A medicine on which no rule depends is written down."""
    words = tuple(entry.written for entry in entries(case, "medicines") if entry.classes == {RECORDED})
    return medicine_recorded.finding(words=words) if words else None


@rule("unknown-medicine", "caution", who="physician", sources=("design",), asks=("history.medicines",))
def unknown_medicine(case: CaseFile, today: date) -> Iterator[Finding]:
    """A medicine that the program does not know is asked about, never passed over."""
    for entry in entries(case, "medicines"):
        if entry.unknown:
            yield unknown_medicine.finding(word=entry.written, nearest=entry.nearest)


@rule("numbing-allergy", "caution", who="physician", sources=("sobanko-review",), asks=("history.allergies",), reads=("allergies.numbing",))
def numbing_allergy(case: CaseFile, today: date) -> Finding | None:
    """An allergy to a local anaesthetic rules out the usual numbing cream."""
    words = written(named(case, "allergies", "numbing"))
    return numbing_allergy.finding(words=words) if words else None


@rule("latex-allergy", "caution", sources=("memory",), asks=("history.allergies",), reads=("allergies.latex",))
def latex_allergy(case: CaseFile, today: date) -> Finding | None:
    """An allergy to latex changes the gloves."""
    return latex_allergy.finding() if named(case, "allergies", "latex") else None


@rule("nickel-allergy", "caution", sources=("memory",), asks=("history.allergies",), reads=("allergies.nickel",))
def nickel_allergy(case: CaseFile, today: date) -> Finding | None:
    """An allergy to nickel or other metals changes the instruments and asks what the ink holds."""
    words = written(named(case, "allergies", "nickel"))
    return nickel_allergy.finding(words=words) if words else None


@rule("unknown-allergy", "caution", who="physician", sources=("design",), asks=("history.allergies",))
def unknown_allergy(case: CaseFile, today: date) -> Iterator[Finding]:
    """An allergy that the program does not know is asked about, never passed over."""
    for entry in entries(case, "allergies"):
        if entry.unknown:
            yield unknown_allergy.finding(word=entry.written, nearest=entry.nearest)


@rule("allergy-recorded", "note", sources=("design",), asks=("history.allergies",), reads=("allergies.recorded",))
def allergy_recorded(case: CaseFile, today: date) -> Finding | None:
    """An allergy on which no rule depends is written down."""
    words = tuple(entry.written for entry in entries(case, "allergies") if entry.classes == {RECORDED})
    return allergy_recorded.finding(words=words) if words else None
