"""What the consult asks of a person: a model of the human's file, read strictly, so that a typing slip is named and never guessed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from unstipple.consult.form import Answers, Name, Pixel, PlanningDay, Positive
from unstipple.consult.health import Anaesthetic, EarlierSession, History, TestSpot
from unstipple.consult.skin_type import Fitzpatrick, SkinAnswers
from unstipple.consult.wishes import Goal, Ink, Price, Treatment


class Patient(Answers):
    """Who is treated. ``label`` is the clinic's own reference; no name is needed to plan.

    ``hair_colour`` is that of the darkest hair in the field that is to stay; left out, it is taken for black, which bears least light.
    """

    label: str = "unnamed"
    invented: bool = False
    age_years: Annotated[int, Field(ge=0, le=120)]
    weight_kg: Annotated[float, Field(gt=2, lt=400)] | None = None
    hair_colour: Literal["white", "grey", "blond", "brown", "black"] | None = None


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
    once, from the view that faces it best. ``hair`` left out was not asked, and counts as hair for every limit.
    """

    name: str
    view: str | None = None
    region: Region | None = None
    label: str | None = None
    polygon_px: tuple[Pixel, ...] | None = None
    hair: Literal["bald", "miniaturised", "terminal", "transplanted", "donor"] | None = None
    keep_hair: bool = False
    area_cm2: Positive | None = None
    treat: bool = True
    confirmed: bool = False


class KeepOutAnswers(Answers):
    """A place on the main photograph that no stamp may touch: hair to keep, a lesion or a scar; ``border_mm`` round it, else the usual."""

    polygon_px: tuple[Pixel, ...]
    why: Literal["hair-to-keep", "lesion", "scar"]
    border_mm: float | None = Field(default=None, ge=0, le=100)


class Confirmation(Answers):
    """A named clinician's word that the zones marked ``confirmed`` and the skin type are right.

    Without it nothing that was read from a photograph enters a setting. ``photo_sha256`` (the file's digest, printed by ``unstipple see``)
    ties the word to one photograph: another picture under the same name then needs a new one.
    """

    clinician: Name
    on: PlanningDay
    skin_type: Fitzpatrick
    photo_sha256: Annotated[str, Field(pattern="^[0-9a-f]{8,64}$")] | None = None


class Override(Answers):
    """A named clinician's decision to go on although an overridable rule objects."""

    rule: str
    clinician: Name
    reason: Annotated[str, Field(min_length=4)]
    test_spot_on: date | None = None


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
    keep_out: tuple[KeepOutAnswers, ...] = ()
    confirmation: Confirmation | None = None
    treatment: Treatment
    anaesthetic: Anaesthetic | None = None
    price: Price | None = None
    test_spot: tuple[TestSpot, ...] = ()
    session: tuple[EarlierSession, ...] = ()
    override: tuple[Override, ...] = ()

    @property
    def treatment_days(self) -> tuple[date, ...]:
        """The days of all earlier treatments, in order; a day on which several zones were treated counts once."""
        return tuple(sorted({session.on for session in self.session}))
