"""Which Fitzpatrick type a person has: clinician, questionnaire and measurement side by side; the darkest counts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from unstipple.consult.form import Answers
from unstipple.evidence import number

Fitzpatrick = Literal["I", "II", "III", "IV", "V", "VI"]
Version = Literal["10-item", "8-item"]

FITZPATRICK: tuple[Fitzpatrick, ...] = ("I", "II", "III", "IV", "V", "VI")
"""Fitzpatrick types in order; their place in this tuple plus one is the type number used by the models."""

EIGHT: tuple[str, ...] = ("eyes", "hair", "skin", "freckles", "burn", "tan_depth", "tan_speed", "face")
TEN: tuple[str, ...] = (*EIGHT, "last_sun", "field_sun")
ITEMS: dict[Version, tuple[str, ...]] = {"10-item": TEN, "8-item": EIGHT}
"""Questions of each version: colour of eyes, natural hair and unexposed skin, freckles; how badly one burns, how deep and how fast one
tans, how the face takes the sun; and in the longer version the last strong sun and how often the field is exposed."""

Points = Annotated[int, Field(ge=0, le=4)]


class Questionnaire(Answers):
    """A skin type questionnaire: its ``version`` and the points, 0 to 4, of every one of its ``answers``.

    Versions with eight and with ten questions circulate and share no cut-offs, so the version is stored and they are never mixed.
    """

    version: Version
    answers: dict[str, Points]

    @model_validator(mode="after")
    def _complete(self) -> Questionnaire:
        asked, given = ITEMS[self.version], set(self.answers)
        if missing := [name for name in asked if name not in given]:
            raise ValueError(f"points for every question of the {self.version} version; missing: {', '.join(missing)}")
        if extra := sorted(given - set(asked)):
            raise ValueError(f"only the questions of the {self.version} version ({', '.join(asked)}), not {', '.join(extra)}")
        return self

    @property
    def score(self) -> int:
        """Sum of the points."""
        return sum(self.answers.values())

    @property
    def type_numbers(self) -> tuple[int, ...]:
        """The Fitzpatrick types (1-6) that the score may mean: one, or V and VI, which neither version tells apart."""
        key = self.version.replace("-", "_")
        limits = [number(f"typing.{key}_type_{kind}_from_points") for kind in ("ii", "iii", "iv", "v")]
        found = 1 + sum(self.score >= limit for limit in limits)
        return (found, len(FITZPATRICK)) if found == len(limits) + 1 else (found,)


class SkinAnswers(Answers):
    """Skin type by everyone who judged it, and the sun it has seen.

    ``fitzpatrick`` is the clinician's word. ``questionnaire_type`` is the outcome of a questionnaire of which only that is known;
    ``questionnaire`` its points. ``measured_ita_degrees`` is the typology angle that an instrument read on untanned skin without pigment.
    ``wood_lamp`` is what Wood's light showed in the field: it lights up pigment of the epidermis, never the depth of ink.
    """

    fitzpatrick: Fitzpatrick
    questionnaire_type: Fitzpatrick | None = None
    questionnaire: Questionnaire | None = None
    measured_ita_degrees: Annotated[float, Field(ge=-90, le=90)] | None = None
    wood_lamp: Literal["normal", "epidermal-pigment", "pigment-loss", "fluorescence"] | None = None
    tan: Literal["none", "fading", "fresh", "sunburn"] | None = None
    last_strong_sun: date | None = None

    @property
    def types_given(self) -> dict[str, tuple[int, ...]]:
        """What each judge says, as type numbers 1-6; several where a judge cannot tell them apart."""
        given: dict[str, tuple[int, ...]] = {"clinician": (FITZPATRICK.index(self.fitzpatrick) + 1,)}
        if self.questionnaire_type:
            given["questionnaire"] = (FITZPATRICK.index(self.questionnaire_type) + 1,)
        if self.questionnaire:
            given["questionnaire"] = self.questionnaire.type_numbers
        if self.measured_ita_degrees is not None:
            given["measured"] = (type_of_angle(self.measured_ita_degrees),)
        return given

    @property
    def type_number(self) -> int:
        """The darkest that any judge gives, as a number 1-6. A judge who cannot tell types apart is settled by the clinician's word
        where it is one of them, and otherwise counts as the darkest of them."""
        clinician = FITZPATRICK.index(self.fitzpatrick) + 1
        return max(clinician if clinician in types else max(types) for types in self.types_given.values())

    @property
    def type_name(self) -> Fitzpatrick:
        """The same, ``"I"`` to ``"VI"``."""
        return FITZPATRICK[self.type_number - 1]


def type_of_angle(ita_degrees: float) -> int:
    """The Fitzpatrick type 1-6 that stands beside a typology angle's class.

    The classes are Chardon's and Del Bino's; setting them one to one beside the six types is a convention that nobody validated. It may
    make a type darker, never lighter.
    """
    classes = ("very_light", "light", "intermediate", "tan", "brown")
    return 1 + sum(ita_degrees <= number(f"skin.ita_above_{name}_deg") for name in classes)
