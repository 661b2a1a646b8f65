"""What was and is with the person's health and skin, what was done to the scalp before, and how test spots read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from unstipple.consult.form import Answer, Answers, Percent, Positive

Endpoint = Literal["none", "mild-whitening", "strong-whitening", "pinpoint-bleeding", "crack", "blister"]
Harm = Literal["blister", "darkening", "scar", "light-patch", "dark-patch", "hair-loss", "infection"]


class Procedure(Answers):
    """Something done to the scalp before."""

    kind: Literal["transplant", "peel", "laser", "microneedling", "smp", "surgery", "other"]
    on: date


class History(Answers):
    """Health questions. Leave out what was not asked: it then shows as a question to ask, not as a "no".

    ``distress`` is suffering under the looks that calls for support; ``body_dysmorphia`` a screen for it that was positive or a diagnosis;
    ``pressured`` that somebody else wants the removal. ``lesion_examined_on`` is the day of the last look at moles and marks in the field.
    """

    pregnant: Answer = None
    breastfeeding: Answer = None
    gold_ever: Answer = None
    isotretinoin: Literal["never", "stopped", "taking"] | None = None
    isotretinoin_stopped_on: date | None = None
    medicines: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    infection_or_open_skin: Answer = None
    redness_in_field: Answer = None
    lesion_in_field: Literal["none", "examined-benign", "unexamined", "suspicious"] | None = None
    lesion_examined_on: date | None = None
    skin_cancer_in_field: Answer = None
    tattoo_reaction: Literal["none", "allergic", "granulomatous"] | None = None
    keloid: Answer = None
    herpes_near_field: Answer = None
    smoker: Answer = None
    scar_in_field: Answer = None
    heals_slowly: Answer = None
    blister_last_time: Answer = None
    darkened_last_time: Answer = None
    distress: Answer = None
    unrealistic_goal: Answer = None
    body_dysmorphia: Answer = None
    pressured: Answer = None
    procedures: tuple[Procedure, ...] = ()


class TestSpot(Answers):
    """A test spot that was made, and how it read."""

    __test__ = False

    made_on: date
    read_on: date
    laser: str
    wavelength_nm: Positive
    spot_mm: Positive
    fluence_j_cm2: Positive
    result: Literal["good", "no-effect", "darkened", "injured"]


class EarlierSession(Answers):
    """A treatment already done, here or ``elsewhere``; ``clearance`` is the share gone since the start, measured on photographs.

    ``clearance_low`` and ``clearance_high`` bound a measured clearance at 95 %; without them it counts as graded by eye. ``endpoint`` is
    what the skin showed right after the pulses. ``adverse`` is what it left beside lighter pigment; an empty list that was written down
    says that nothing was. ``zone`` is left out where one setting was used on all; the same day may stand once for every zone.
    """

    on: date
    elsewhere: bool = False
    zone: str | None = None
    laser: str | None = None
    wavelength_nm: Positive | None = None
    spot_mm: Positive | None = None
    fluence_j_cm2: Positive | None = None
    passes: Annotated[int, Field(ge=1, le=8)] | None = None
    healed: Answer = None
    clearance: Annotated[float, Field(ge=-1, le=1)] | None = None
    clearance_low: Annotated[float, Field(ge=-2, le=1)] | None = None
    clearance_high: Annotated[float, Field(ge=-1, le=2)] | None = None
    endpoint: Endpoint | None = None
    adverse: tuple[Harm, ...] = ()


class Anaesthetic(Answers):
    """How the skin is to be numbed at one visit: product, strength, grams on how much skin, how long, and what is injected."""

    product: Literal["none", "lidocaine-4", "lidocaine-5", "lidocaine-prilocaine", "compounded", "other"]
    lidocaine_percent: Percent | None = None
    prilocaine_percent: Percent | None = None
    tetracaine_percent: Percent | None = None
    grams: Positive | None = None
    area_cm2: Positive | None = None
    minutes: Positive | None = None
    occluded: Answer = None
    injected_mg: Positive | None = None
