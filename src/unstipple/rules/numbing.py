"""Numbing as it is planned for one visit: label area and grams first, the estimate of uptake second; it may forbid, never permit."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.consult.health import Anaesthetic
from unstipple.evidence import number, value
from unstipple.outcome import most_mg, numbing_dose
from unstipple.rules.classes import named, written
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

FIELD = "practice.cream_field_cm2"
LOAD = "anaesthetic.cream_load"
STRONG = "anaesthetic.compounded_pct"
MINUTES = "anaesthetic.minutes_max"
SHARE = "anaesthetic.absorbed_share"
LABEL_AREAS = {
    "lidocaine-4": "anaesthetic.lidocaine_4_area_cm2",
    "lidocaine-prilocaine": "anaesthetic.lidocaine_prilocaine_area_cm2",
}  # fmt: skip
STRENGTHS = {
    "lidocaine-4": ("anaesthetic.strength_lidocaine_4_pct",),
    "lidocaine-5": ("anaesthetic.strength_lidocaine_5_pct",),
    "lidocaine-prilocaine": ("anaesthetic.strength_lidocaine_prilocaine_pct",) * 2,
}  # fmt: skip


@rule("numbing-area", "hold", who="physician", sources=("lmx4-label",), limits=(FIELD,), asks=("anaesthetic", "zone"))
def numbing_area(case: CaseFile, today: date) -> Finding | None:
    """No more skin is creamed in one visit than the label allows and than was thought through for a head."""
    creamed, area = _cream(case), cream_area_cm2(case)
    if creamed is None or area is None:
        return None
    most = largest_field_cm2(creamed.product)
    return numbing_area.finding(area_cm2=round(area), limit_cm2=round(most)) if area > most else None


@rule("numbing-grams", "hold", who="physician", limits=(LOAD,), asks=("anaesthetic", "zone"))
def numbing_grams(case: CaseFile, today: date) -> Finding | None:
    """No more cream than the label gives for that much skin."""
    creamed, area = _cream(case), cream_area_cm2(case)
    if creamed is None or creamed.grams is None or area is None:
        return None
    most = (value(LOAD).high or 0) * area
    return numbing_grams.finding(grams=creamed.grams, limit_g=float(round(most)), area_cm2=round(area)) if creamed.grams > most else None


@rule("numbing-minutes", "hold", who="physician", limits=(MINUTES,), asks=("anaesthetic.minutes",))
def numbing_minutes(case: CaseFile, today: date) -> Finding | None:
    """Cream does not stay on longer than on a head was thought through."""
    creamed = _cream(case)
    if creamed is None or creamed.minutes is None or creamed.minutes <= number(MINUTES):
        return None
    return numbing_minutes.finding(minutes=round(creamed.minutes), limit_minutes=round(number(MINUTES)))


@rule(
    "numbing-dose", "hold", who="physician", limits=("anaesthetic.most_mg", "anaesthetic.most_by_weight", SHARE, LOAD),
    asks=("anaesthetic", "zone", "patient.weight_kg"),
)  # fmt: skip
def numbing_dose_too_high(case: CaseFile, today: date) -> Finding | None:
    """What the skin may take up and what is injected stay under the most that a body should hold at once."""
    planned = case.anaesthetic
    if planned is None:
        return None
    area, percent = cream_area_cm2(case) or 0, strength_percent(planned) or 0
    load = planned.grams / area if planned.grams and area else value(LOAD).high or 0
    dose = numbing_dose(area if _cream(case) else 0, load, percent, planned.injected_mg or 0)
    allowed = most_mg(case.patient.weight_kg)
    if dose.in_body_high_mg <= allowed:
        return None
    return numbing_dose_too_high.finding(
        applied_mg=round(dose.applied_mg), low_mg=round(dose.absorbed_low_mg), high_mg=round(dose.absorbed_high_mg),
        injected_mg=round(dose.injected_mg), limit_mg=round(allowed),
    )  # fmt: skip


@rule(
    "numbing-unasked",
    "hold",
    "caution",
    who="physician",
    sources=("lidocaine-dose-pages", "lmx4-label"),
    asks=("anaesthetic", "patient.weight_kg"),
)
def numbing_unasked(case: CaseFile, today: date) -> Finding | None:
    """Without weight, area and strength no dose can be checked; grams, minutes and cover are asked too."""
    planned = case.anaesthetic
    if planned is None or (planned.product == "none" and planned.injected_mg is None):
        return None
    open_ = ["patient.weight_kg"] if case.patient.weight_kg is None else []
    lesser: list[str] = []
    if planned.product != "none":
        open_ += ["anaesthetic.area_cm2"] if cream_area_cm2(case) is None else []
        open_ += ["anaesthetic.lidocaine_percent"] if strength_percent(planned) is None else []
        lesser = [f"anaesthetic.{name}" for name in ("grams", "minutes", "occluded") if getattr(planned, name) is None]
    if not open_ and not lesser:
        return None
    return numbing_unasked.finding("hold" if open_ else "caution", fields=tuple(open_ + lesser))


@rule("numbing-compounded", "hold", who="physician", limits=(STRONG, FIELD), asks=("anaesthetic", "zone"))
def numbing_compounded(case: CaseFile, today: date) -> Finding | None:
    """Cream above five per cent, or with tetracaine on a large field, is for a physician: people died of such creams."""
    creamed = _cream(case)
    if creamed is None:
        return None
    percent, area = strength_percent(creamed) or 0, cream_area_cm2(case)
    large = area is None or area > number(FIELD)
    if percent <= number(STRONG) and not (creamed.tetracaine_percent and large):
        return None
    return numbing_compounded.finding(percent=float(percent), tetracaine=float(creamed.tetracaine_percent or 0))


@rule("numbing-occluded", "caution", who="physician", sources=("lmx4-label", "emla-label-eu"), asks=("anaesthetic.occluded",))
def numbing_occluded(case: CaseFile, today: date) -> Finding | None:
    """Cream under a cover is taken up more, and by how much on a head nobody knows."""
    creamed = _cream(case)
    return numbing_occluded.finding() if creamed and creamed.occluded else None


@rule("numbing-broken-skin", "hold", who="physician", sources=("lmx4-label",), asks=("anaesthetic", "history.infection_or_open_skin"))
def numbing_broken_skin(case: CaseFile, today: date) -> Finding | None:
    """Cream is for whole skin alone."""
    return numbing_broken_skin.finding() if _cream(case) and case.history.infection_or_open_skin else None


@rule(
    "numbing-prilocaine", "hold", who="physician", sources=("sobanko-review", "emla-label-eu"), asks=("anaesthetic", "history.conditions"),
    reads=("conditions.methaemoglobinaemia", "conditions.numbing-illness"),
)  # fmt: skip
def numbing_prilocaine(case: CaseFile, today: date) -> Finding | None:
    """Prilocaine hinders the blood from carrying oxygen: with an ill blood, liver or heart a physician decides."""
    creamed = _cream(case)
    if creamed is None or not (creamed.product == "lidocaine-prilocaine" or creamed.prilocaine_percent):
        return None
    words = written(named(case, "conditions", "methaemoglobinaemia", "numbing-illness"))
    return numbing_prilocaine.finding(words=words) if words else None


@rule(
    "numbing-allergy-planned",
    "hold",
    who="physician",
    sources=("sobanko-review",),
    asks=("anaesthetic", "history.allergies"),
    reads=("allergies.numbing",),
)
def numbing_allergy_planned(case: CaseFile, today: date) -> Finding | None:
    """Whoever is allergic to a numbing drug gets none before a physician has chosen it."""
    planned = case.anaesthetic
    if planned is None or (planned.product == "none" and planned.injected_mg is None):
        return None
    words = written(named(case, "allergies", "numbing"))
    return numbing_allergy_planned.finding(words=words) if words else None


def cream_area_cm2(case: CaseFile) -> float | None:
    """Skin under cream in cm²: as written, else all treated zones whose area was written; ``None`` where neither is known."""
    if case.anaesthetic and case.anaesthetic.area_cm2:
        return case.anaesthetic.area_cm2
    treated = [zone.area_cm2 for zone in case.zone if zone.treat]
    known = [area for area in treated if area is not None]
    return sum(known) if known and len(known) == len(treated) else None


def strength_percent(planned: Anaesthetic) -> float | None:
    """Drug in the cream in per cent, amides added up; as written, else as sold; ``None`` where it is not known."""
    given = [each for each in (planned.lidocaine_percent, planned.prilocaine_percent) if each]
    if given:
        return sum(given)
    return sum(number(name) for name in STRENGTHS[planned.product]) if planned.product in STRENGTHS else None


def largest_field_cm2(product: str) -> float:
    """The largest field in cm² that is creamed in one visit: the label's, and never more than the field thought through for a head."""
    head = number(FIELD)
    return min(number(LABEL_AREAS[product]), head) if product in LABEL_AREAS else head


def _cream(case: CaseFile) -> Anaesthetic | None:
    planned = case.anaesthetic
    return planned if planned is not None and planned.product != "none" else None
