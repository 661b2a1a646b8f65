"""What was read on the skin: types that do not agree, and Wood's light."""

from __future__ import annotations

from datetime import date

from unstipple.consult import FITZPATRICK, CaseFile
from unstipple.evidence import number
from unstipple.rules.classes import named
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule

APART = "screening.types_apart"


@rule(
    "skin-types-disagree", "hold", who="dermatologist", sources=("design",), limits=(APART,),
    asks=("skin.fitzpatrick", "skin.questionnaire_type"),
)  # fmt: skip
def skin_types_disagree(case: CaseFile, today: date) -> Finding | None:
    """Skin types that lie two or more apart are asked again; they are never averaged, and the darkest counts meanwhile.

    Holds without a day: it ends when the judgements agree, or a dermatologist who saw the person signs.
    """
    given = case.skin.types_given
    gap = max(min(darker) - max(lighter) for darker in given.values() for lighter in given.values())
    if gap < number(APART):
        return None
    names = tuple(f"{FITZPATRICK[min(types) - 1]}" for types in given.values())
    return skin_types_disagree.finding(judges=tuple(given), given=names, used=case.skin.type_name)


@rule("wood-pigment-loss", "hold", who="dermatologist", sources=("design", "aurangabadkar-2009"), asks=("skin.wood_lamp",))
def wood_pigment_loss(case: CaseFile, today: date) -> Finding | None:
    """Pigment that is missing under Wood's light is examined for vitiligo before any laser.

    Holds without a day, unless vitiligo is already recorded: then its own rule speaks.
    """
    seen = case.skin.wood_lamp == "pigment-loss" and not named(case, "conditions", "vitiligo")
    return wood_pigment_loss.finding() if seen else None


@rule("wood-fluorescence", "hold", who="dermatologist", sources=("design", "aurangabadkar-2009"), asks=("skin.wood_lamp",))
def wood_fluorescence(case: CaseFile, today: date) -> Finding | None:
    """Skin that glows under Wood's light is examined for infection before any laser.

    Holds without a day: it ends when a dermatologist has found the cause.
    """
    return wood_fluorescence.finding() if case.skin.wood_lamp == "fluorescence" else None


@rule("wood-epidermal-pigment", "caution", sources=("design", "cohen-2015"), asks=("skin.wood_lamp",))
def wood_epidermal_pigment(case: CaseFile, today: date) -> Finding | None:
    """Pigment of the epidermis that Wood's light shows takes light meant for the ink and may darken further."""
    return wood_epidermal_pigment.finding() if case.skin.wood_lamp == "epidermal-pigment" else None
