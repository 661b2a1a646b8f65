"""Advice that is not a rule: other ways, care afterwards, what must be said, and how well each is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from unstipple.errors import BadInput, UnknownName
from unstipple.evidence._tables import sources, toml_files, values
from unstipple.evidence.values import GRADES, Grade, Population

Stance = Literal["offered", "optional", "advised", "not-advised", "refused", "informational"]

STANCES: dict[str, str] = {
    "offered": "a way this program can plan for",
    "optional": "may be chosen; no benefit of it is counted in any estimate",
    "advised": "do this",
    "not-advised": "better left alone: no evidence of use, or more harm than use",
    "refused": "this program does not plan with it",
    "informational": "for understanding; nothing to decide",
}
"""What each stance means."""

KINDS = ("alternative", "after", "site", "research", "aftercare", "recovery", "consent", "provider", "faq")
"""Kinds of topics, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One piece of advice or explanation, without its words.

    ``key`` is ``"<kind>.<name>"``. ``values`` are names of evidence values that the words take their numbers from; ``sources`` are
    keys of sources; ``place`` says where in them; ``claims`` are the rows of the source guide that it answers, e.g. ``"S088"``.
    ``verified`` is whether everything said was read in a source; an unverified topic is never a reason to permit anything.
    """

    key: str
    kind: str
    stance: Stance
    grade: Grade
    population: Population
    verified: bool
    sources: tuple[str, ...]
    place: str
    values: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def name(self) -> str:
        """The key without its kind, e.g. ``"saline"``."""
        return self.key.split(".", 1)[1]


def topics(kind: str | None = None) -> tuple[Topic, ...]:
    """All topics, or those of one kind (`KINDS`), in the order they are shown. Raises `UnknownName`."""
    if kind is not None and kind not in KINDS:
        raise UnknownName("kind of topic", kind, KINDS)
    return tuple(topic for topic in _topics().values() if kind is None or topic.kind == kind)


def topic(key: str) -> Topic:
    """The topic of that key, e.g. ``"alternative.saline"``. Raises `UnknownName`."""
    table = _topics()
    if key not in table:
        raise UnknownName("topic", key, table)
    return table[key]


@cache
def _topics() -> dict[str, Topic]:
    files = {name.removesuffix(".toml"): raw for name, raw in toml_files("topics")}
    if set(files) != set(KINDS):
        raise BadInput("evidence/topics", sorted(files), f"one file for each of {', '.join(KINDS)}")
    return {f"{kind}.{name}": _topic(kind, name, row) for kind in KINDS for name, row in files[kind][kind].items()}


def _topic(kind: str, name: str, row: dict[str, Any]) -> Topic:
    key = f"{kind}.{name}"
    _check(key, row)
    return Topic(
        key, kind, row["stance"], row["grade"], row["population"], row["verified"], tuple(row["sources"]), row["place"],
        tuple(row["values"]), tuple(row["claims"]),
    )  # fmt: skip


def _check(key: str, row: dict[str, Any]) -> None:
    expected = {"stance", "grade", "population", "verified", "sources", "place", "values", "claims"}
    if set(row) != expected:
        raise BadInput(key, sorted(set(row) ^ expected), f"exactly {', '.join(sorted(expected))}")
    allowed = {"stance": STANCES, "grade": GRADES, "population": get_args(Population)}
    for field, known in allowed.items():
        if row[field] not in known:
            raise BadInput(f"{key}.{field}", row[field], ", ".join(known))
    for field, table in (("sources", sources()), ("values", values())):
        unknown = [name for name in row[field] if name not in table]
        if unknown:
            raise BadInput(f"{key}.{field}", unknown, f"names that evidence/{'tables' if field == 'values' else field} knows")
