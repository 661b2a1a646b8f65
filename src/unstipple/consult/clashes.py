"""Answers that contradict each other, or a future that they cannot know: asked about, never averaged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.consult.answers import CaseFile
from unstipple.consult.skin_type import FITZPATRICK
from unstipple.errors import BadInput
from unstipple.evidence import number

Clash = tuple[str, object, str]
"""The field, what was given there, and what would go together with the rest."""


def refuse_clashes(case: CaseFile, today: date, file: str) -> None:
    """Raise `BadInput` for the first answer that clashes with another one, or with the day on which the case is read."""
    for find in (_past, _health, _wishes, _earlier, _treatment, _names, _price):
        for field, given, allowed in find(case, today):
            raise BadInput(field, given, allowed, file)


def _past(case: CaseFile, today: date) -> Iterator[Clash]:
    """Days that have been cannot lie ahead."""
    known: list[tuple[str, date | None]] = [
        ("ink.last_smp_session", case.ink.last_smp_session),
        ("skin.last_strong_sun", case.skin.last_strong_sun),
        ("history.lesion_examined_on", case.history.lesion_examined_on),
    ]
    known += [(f"ink.smp_sessions.{at}", on) for at, on in enumerate(case.ink.smp_sessions)]
    known += [(f"session.{at}.on", session.on) for at, session in enumerate(case.session)]
    known += [(f"test_spot.{at}.read_on", spot.read_on) for at, spot in enumerate(case.test_spot)]
    known += [(f"history.procedures.{at}.on", done.on) for at, done in enumerate(case.history.procedures)]
    stopped = case.history.isotretinoin_stopped_on
    if stopped and stopped > today:
        yield "history.isotretinoin_stopped_on", stopped.isoformat(), "a date not in the future"
    for field, when in known:
        if when and when > today:
            yield field, when.isoformat(), f"a date not after {today.isoformat()}"
    for at, spot in enumerate(case.test_spot):
        if spot.read_on < spot.made_on:
            yield f"test_spot.{at}.read_on", spot.read_on.isoformat(), f"a day not before the one it was made on ({spot.made_on})"


def _health(case: CaseFile, today: date) -> Iterator[Clash]:
    history, age, skin = case.history, case.patient.age_years, case.skin
    if history.isotretinoin_stopped_on and history.isotretinoin != "stopped":
        yield "history.isotretinoin", history.isotretinoin, '"stopped" when isotretinoin_stopped_on is given'
    for field in ("pregnant", "breastfeeding"):
        if getattr(history, field) and not number("screening.childbearing_from_years") <= age < number("screening.childbearing_to_years"):
            yield f"history.{field}", True, f"not together with age_years = {age}; please check both"
    if history.lesion_examined_on and history.lesion_in_field == "unexamined":
        yield "history.lesion_in_field", "unexamined", "another answer where lesion_examined_on is given; please check both"
    asked, said = skin.questionnaire, skin.questionnaire_type
    if asked and said and FITZPATRICK.index(said) + 1 not in asked.type_numbers:
        yield "skin.questionnaire_type", said, f"the type that {asked.score} points give; please check both"
    last = max(case.session, key=lambda session: session.on, default=None)
    for field, harm in (("blister_last_time", "blister"), ("darkened_last_time", "darkening")):
        if last and getattr(history, field) is False and harm in last.adverse:
            yield f"history.{field}", False, f'true, or a last session without adverse = ["{harm}"]; please check both'


def _wishes(case: CaseFile, today: date) -> Iterator[Clash]:
    goal = case.goal
    if goal.kind == "lighten" and goal.share is None:
        yield "goal.share", None, 'a share between 0 and 1 for goal kind "lighten", e.g. 0.5'
    if goal.kind == "correct" and not goal.zones:
        yield "goal.zones", [], 'the names of the zones to correct for goal kind "correct"'
    if goal.wanted_by and goal.wanted_by <= today:
        yield "goal.wanted_by", goal.wanted_by.isoformat(), f"a day after {today.isoformat()}"
    for zone in case.zone:
        if zone.keep_hair and zone.hair == "bald":
            yield f"zone.{zone.name}.keep_hair", True, 'not together with hair = "bald"; please check both'


def _earlier(case: CaseFile, today: date) -> Iterator[Clash]:
    for at, session in enumerate(case.session):
        low, mid, high = session.clearance_low, session.clearance, session.clearance_high
        if (low is not None or high is not None) and (low is None or mid is None or high is None or not low <= mid <= high):
            yield f"session.{at}.clearance", mid, "a measured clearance between clearance_low and clearance_high, all three or it alone"
        if session.fluence_j_cm2 and not (session.spot_mm and session.wavelength_nm):
            yield f"session.{at}.fluence_j_cm2", session.fluence_j_cm2, "a fluence together with its wavelength_nm and spot_mm"
    asked = case.anaesthetic
    if asked and asked.product == "none" and (asked.grams or asked.lidocaine_percent):
        yield "anaesthetic.product", "none", "a product where grams or a strength are given; please check both"


def _treatment(case: CaseFile, today: date) -> Iterator[Clash]:
    treatment = case.treatment
    if not treatment.lasers:
        yield "treatment.lasers", [], "at least one laser name (see `unstipple lasers list`)"
    if treatment.fluence_j_cm2 is not None and treatment.spot_mm is None:
        yield "treatment.spot_mm", None, "a spot diameter in mm wherever a fluence is given"
    if (treatment.wavelength_nm or treatment.spot_mm) and treatment.fluence_j_cm2 is None:
        yield "treatment.fluence_j_cm2", None, "a fluence wherever a wavelength or spot is fixed"
    for key in treatment.eyewear_od:
        if not key.replace(".", "", 1).isdigit():
            yield "treatment.eyewear_od", key, 'wavelengths in nm as keys, e.g. { "1064" = 7.5 }'


def _names(case: CaseFile, today: date) -> Iterator[Clash]:
    views = [view.name for view in case.view]
    for name in views:
        if name == "main" or views.count(name) > 1:
            yield "view.name", name, 'each name once, and none of them "main"'
    zones = [zone.name for zone in case.zone]
    for name in sorted(zones):
        if zones.count(name) > 1:
            yield "zone.name", name, "each zone name once"


def _price(case: CaseFile, today: date) -> Iterator[Clash]:
    price = case.price
    if price is None:
        return
    if (price.session_low is None) != (price.session_high is None):
        missing = "session_low" if price.session_low is None else "session_high"
        yield f"price.{missing}", None, "both ends of a range, or session alone"
    if price.session_low and price.session_high and price.session_low > price.session_high:
        yield "price.session_low", price.session_low, f"at most session_high = {price.session_high:g}"
    if price.session and price.session_low:
        yield "price.session", price.session, "either one price or a range from session_low to session_high"
    if (price.package_sessions is None) != (price.package_price is None):
        missing = "package_sessions" if price.package_sessions is None else "package_price"
        yield f"price.{missing}", None, "package_sessions and package_price together"
    if price.refund and price.package_price is None:
        yield "price.refund", price.refund, "a refund only where a package is offered"
