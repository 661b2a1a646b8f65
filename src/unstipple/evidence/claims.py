"""What the source guide claims, in our own words: what became of each claim, why, on what better source, and where it lives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from unstipple.errors import BadInput, UnknownName
from unstipple.evidence._tables import sources, toml_files, values
from unstipple.evidence.values import Value

Stance = Literal["adopted", "adjusted", "rejected", "informational"]

STANCES: dict[str, str] = {
    "adopted": "the program does or says the same",
    "adjusted": "the program does something near it, and says what differs",
    "rejected": "the program does not follow it",
    "informational": "passed on for understanding; no plan counts on it",
}
"""What each stance means."""

TOPICS = ("ink", "lasers", "visit", "course", "risks", "screening", "alternatives", "money", "aftercare", "questions")
"""Topics of claims, a file each, in the order in which they are shown."""

PLACES = ("rule", "value", "laser", "consult", "code", "doc", "page", "verb", "topic")
"""Kinds of places where a claim can live: ``"<kind>:<name>"``."""

CLAIM_ID = re.compile(r"S\d{3}")
_FILLED = re.compile(r"\{([a-z0-9_.]+)(?::(low|high))?\}")
_NEEDED = {"says", "stance", "because", "better", "where"}
_FIELDS = _NEEDED | {"numbers", "conflict", "derived"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the source guide.

    ``says`` completes "The guide says that ..."; ``because`` is a reason of one or two sentences, its numbers filled in from evidence
    values. ``better`` are keys of sources that know better or carry it; ``where`` are places of the program, each ``"<kind>:<name>"``
    with a kind of `PLACES`. ``conflict`` is the number 1-27 of the guide's errors and contradictions that it belongs to. ``numbers`` are
    the guide's own figures, quoted and computed with by nothing. A ``derived`` claim is not said but follows from them.
    """

    id: str
    topic: str
    says: str
    stance: Stance
    because: str
    better: tuple[str, ...]
    where: tuple[str, ...]
    conflict: int | None
    numbers: tuple[str, ...]
    derived: bool


def claims(topic: str | None = None) -> tuple[Claim, ...]:
    """All claims by id, or those of one of `TOPICS`. Raises `UnknownName` for an unknown topic."""
    if topic is not None and topic not in TOPICS:
        raise UnknownName("topic of claims", topic, TOPICS)
    return tuple(found for _, found in sorted(_claims().items()) if topic in (None, found.topic))


def claim(claim_id: str) -> Claim:
    """The claim of that id, e.g. ``"S012"``. Raises `UnknownName`."""
    if claim_id not in _claims():
        raise UnknownName("claim", claim_id, _claims())
    return _claims()[claim_id]


def claims_at(place: str) -> tuple[Claim, ...]:
    """The claims that live at a place such as ``"rule:isotretinoin"``, by id; none where nothing of the guide does."""
    return _by_place().get(place, ())


def conflicts() -> Mapping[int, tuple[Claim, ...]]:
    """The guide's errors and contradictions by number, each with the claims that carry it."""
    found: dict[int, tuple[Claim, ...]] = {}
    for each in claims():
        if each.conflict is not None:
            found[each.conflict] = (*found.get(each.conflict, ()), each)
    return dict(sorted(found.items()))


@cache
def _by_place() -> Mapping[str, tuple[Claim, ...]]:
    found: dict[str, tuple[Claim, ...]] = {}
    for each in claims():
        for place in each.where:
            found[place] = (*found.get(place, ()), each)
    return found


@cache
def _claims() -> dict[str, Claim]:
    files = {name.removesuffix(".toml"): raw for name, raw in toml_files("claims")}
    if set(files) != set(TOPICS):
        raise BadInput("evidence/claims", sorted(files), f"one file for each of {', '.join(TOPICS)}")
    found: dict[str, Claim] = {}
    for topic in TOPICS:
        for key, row in files[topic].items():
            if key in found or not CLAIM_ID.fullmatch(key):
                raise BadInput(key, "given twice or misnamed", "each claim once, as S and three digits", f"{topic}.toml")
            found[key] = _claim(key, topic, row)
    return found


def _claim(key: str, topic: str, row: dict[str, Any]) -> Claim:
    _check(key, row)
    return Claim(
        key, topic, row["says"], row["stance"], _FILLED.sub(_number, row["because"]), tuple(row["better"]), tuple(row["where"]),
        row.get("conflict"), tuple(row.get("numbers", ())), row.get("derived", False),
    )  # fmt: skip


def _check(key: str, row: dict[str, Any]) -> None:
    if wrong := (_NEEDED - set(row)) | (set(row) - _FIELDS):
        raise BadInput(key, sorted(wrong), f"the fields {', '.join(sorted(_NEEDED))}, and any of {', '.join(sorted(_FIELDS - _NEEDED))}")
    if row["stance"] not in get_args(Stance):
        raise BadInput(f"{key}.stance", row["stance"], ", ".join(STANCES))
    if unknown := [name for name in row["better"] if name not in sources()]:
        raise BadInput(f"{key}.better", unknown, "keys of evidence/sources")
    if strange := [place for place in row["where"] if place.partition(":")[0] not in PLACES]:
        raise BadInput(f"{key}.where", strange, f"places that begin with {', '.join(PLACES)} and a colon")


def _number(match: re.Match[str]) -> str:
    name, end = match[1], match[2]
    if name not in values():
        raise BadInput("evidence/claims", name, "the name of an evidence value")
    return _written(values()[name], end)


def _written(of: Value, end: str | None) -> str:
    number = {"low": of.low, "high": of.high}.get(end or "", of.value)
    if number is None:
        raise BadInput("evidence/claims", f"{of.name}:{end}", "an end of a range that the value has")
    return f"{number * 100:.0f}" if of.unit == "share" else f"{number:g}"
