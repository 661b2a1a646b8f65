"""What the consult asks of a person: a model of the human's file, read strictly, so that a typing slip is named and never guessed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Fitzpatrick = Literal["I", "II", "III", "IV", "V", "VI"]
Answer = bool | None
"""``true``, ``false``, or left out: a question that was not asked is never taken for a "no"."""

FITZPATRICK: tuple[Fitzpatrick, ...] = ("I", "II", "III", "IV", "V", "VI")
"""Fitzpatrick types in order; their place in this tuple plus one is the type number used by the models."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Pixel = tuple[float, float]
PlanningDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Answers(BaseModel):
    """Base of all parts: unknown fields are refused, and nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Patient(Answers):
    """Who is treated. ``label`` is the clinic's own reference; no name is needed to plan.

    ``hair_colour`` is that of the darkest hair in the field that is to stay; left out, it is taken for black, which bears least light.
    """

    label: str = "unnamed"
    invented: bool = False
    age_years: Annotated[int, Field(ge=0, le=120)]
    weight_kg: Annotated[float, Field(gt=2, lt=400)] | None = None
    hair_colour: Literal["white", "grey", "blond", "brown", "black"] | None = None


class SkinAnswers(Answers):
    """Skin type as judged by the clinician and by questionnaire (the darker wins), and the sun it has seen."""

    fitzpatrick: Fitzpatrick
    questionnaire_type: Fitzpatrick | None = None
    tan: Literal["none", "fading", "fresh", "sunburn"] | None = None
    last_strong_sun: date | None = None

    @property
    def type_number(self) -> int:
        """The darker of clinician and questionnaire as a number 1-6."""
        given = [self.fitzpatrick] + ([self.questionnaire_type] if self.questionnaire_type else [])
        return max(FITZPATRICK.index(kind) + 1 for kind in given)

    @property
    def type_name(self) -> Fitzpatrick:
        """The darker of clinician and questionnaire, ``"I"`` to ``"VI"``."""
        return FITZPATRICK[self.type_number - 1]


class Ink(Answers):
    """What was tattooed, and when. ``documented`` means that the ink's data sheet was seen."""

    kind: Literal["carbon", "oxide", "body-tattoo", "unknown"] = "unknown"
    documented: bool = False
    tint: Literal["neutral", "blue", "warm", "unknown"] = "unknown"
    look: Literal["faded", "typical", "dense"] = "typical"
    layers: Annotated[int, Field(ge=1, le=12)] | None = None
    last_smp_session: date | None = None


class Goal(Answers):
    """What the person wants: all gone, lighter by a share, or one or more zones corrected."""

    kind: Literal["clear", "lighten", "correct"] = "clear"
    share: Share | None = None
    zones: tuple[str, ...] = ()


class Procedure(Answers):
    """Something done to the scalp before."""

    kind: Literal["transplant", "peel", "laser", "microneedling", "smp", "surgery", "other"]
    on: date


class History(Answers):
    """Health questions. Leave out what was not asked: it then shows as a question to ask, not as a "no"."""

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
    skin_cancer_in_field: Answer = None
    tattoo_reaction: Literal["none", "allergic", "granulomatous"] | None = None
    keloid: Answer = None
    herpes_near_field: Answer = None
    smoker: Answer = None
    scar_in_field: Answer = None
    blister_last_time: Answer = None
    darkened_last_time: Answer = None
    distress: Answer = None
    unrealistic_goal: Answer = None
    procedures: tuple[Procedure, ...] = ()


class PhotoAnswers(Answers):
    """A photograph and its scale; ``crop`` is x0, y0, x1, y1 and ``scalp`` a polygon, both in pixels of the upright picture.

    Without ``mm_per_px`` the printed card in the picture gives the scale. ``repeat`` names a second picture taken at the same visit, which
    tells how well two pictures of the same skin agree.
    """

    file: str
    repeat: str | None = None
    mm_per_px: Positive | None = None
    crop: tuple[int, int, int, int] | None = None
    scalp: tuple[Pixel, ...] | None = None


class ViewAnswers(PhotoAnswers):
    """A further view of the same head; zones name it by ``view``."""

    name: str


Region = Literal["frontal hairline", "left temple", "right temple", "mid scalp", "crown", "left side", "right side", "back"]


class ZoneAnswers(Answers):
    """A zone as the clinician drew or named it. Without a polygon it renames or marks the program's own zone ``name``.

    ``view`` names the further view in which ``polygon_px`` is drawn. Zones of several views with the same ``region`` are one zone, counted
    once, from the view that faces it best.
    """

    name: str
    view: str | None = None
    region: Region | None = None
    label: str | None = None
    polygon_px: tuple[Pixel, ...] | None = None
    hair: Literal["bald", "miniaturised", "terminal", "transplanted", "donor"] = "bald"
    keep_hair: bool = False
    area_cm2: Positive | None = None
    treat: bool = True
    confirmed: bool = False


class Confirmation(Answers):
    """A named clinician's word that the zones marked ``confirmed`` and the skin type are right.

    Without it nothing that was read from a photograph enters a setting. ``photo_sha256`` (the file's digest, printed by ``unstipple see``)
    ties the word to one photograph: another picture under the same name then needs a new one.
    """

    clinician: Annotated[str, Field(min_length=2)]
    on: PlanningDay
    skin_type: Fitzpatrick
    photo_sha256: Annotated[str, Field(pattern="^[0-9a-f]{8,64}$")] | None = None


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
    """A treatment already done, here or elsewhere; ``clearance`` is the share gone since the start, measured on photographs."""

    on: date
    wavelength_nm: Positive | None = None
    spot_mm: Positive | None = None
    fluence_j_cm2: Positive | None = None
    healed: Answer = None
    clearance: Annotated[float, Field(ge=-1, le=1)] | None = None


class Override(Answers):
    """A named clinician's decision to go on although an overridable rule objects."""

    rule: str
    clinician: Annotated[str, Field(min_length=2)]
    reason: Annotated[str, Field(min_length=4)]
    test_spot_on: date | None = None


class Treatment(Answers):
    """What the clinic has and wants. A fixed setting (wavelength, spot, fluence) is judged instead of searched."""

    lasers: tuple[str, ...]
    measured_energy_j: dict[str, dict[str, Positive]] = {}
    earliest: PlanningDay | None = None
    at_most_sessions: Annotated[int, Field(ge=1, le=20)] | None = None
    wavelength_nm: Positive | None = None
    spot_mm: Positive | None = None
    fluence_j_cm2: Positive | None = None
    eyewear_od: dict[str, Annotated[float, Field(gt=0, le=20)]] = {}


class CaseFile(Answers):
    """The whole of ``case.toml``."""

    format: Literal["unstipple.case/1"] = Field(alias="schema")
    planned_on: PlanningDay | None = None
    patient: Patient
    skin: SkinAnswers
    ink: Ink = Ink()
    goal: Goal = Goal()
    history: History = History()
    photo: PhotoAnswers | None = None
    view: tuple[ViewAnswers, ...] = ()
    zone: tuple[ZoneAnswers, ...] = ()
    confirmation: Confirmation | None = None
    treatment: Treatment
    test_spot: tuple[TestSpot, ...] = ()
    session: tuple[EarlierSession, ...] = ()
    override: tuple[Override, ...] = ()
