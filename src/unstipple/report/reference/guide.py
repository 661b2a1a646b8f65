"""The page of the guide's errors: each with what the guide says, what is done instead and why, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from unstipple.evidence.claims import STANCES, Claim, claims, conflicts
from unstipple.report.guide_notes import guide_words, note

SHOWN = ("page", "rule", "laser", "topic", "consult", "verb")
"""Kinds of places that people see."""


def guide_page() -> str:
    """The whole page: a head with the count of stances, then every conflict under its own anchor ``conflict-<number>``."""
    counted = Counter[str](each.stance for each in claims())
    stances = {stance: counted[stance] for stance in STANCES}
    head = guide_words()["book"]["head"].strip().format(count=len(claims()), conflicts=len(conflicts()), **stances)
    parts = [head, *(line for number, carried in conflicts().items() for line in _conflict(number, carried))]
    return "\n\n".join(parts) + "\n"


def place_words(place: str) -> str:
    """A place in words, e.g. ``"rule isotretinoin"``."""
    kind, _, name = place.partition(":")
    return f"{guide_words()['place'][kind]} {name}"


def _conflict(number: int, carried: tuple[Claim, ...]) -> Iterator[str]:
    yield f'## <a id="conflict-{number}"></a>{number}. {guide_words()["conflict"][str(number)]}'
    for each in carried:
        yield f"**{each.id}.** {note(each)}"
    places = dict.fromkeys(place for each in carried for place in each.where if place.partition(":")[0] in SHOWN)
    yield guide_words()["book"]["shown"].format(places=", ".join(place_words(place) for place in places))
