"""Topics in words: other ways, care afterwards, consent, with how well each is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.errors import BadInput, UnknownName
from unstipple.evidence import Value, source, value
from unstipple.evidence.topics import Topic, topic, topics

FIELDS = ("title", "known", "unknown", "do")
"""What every topic says: its title, what is known, what is not known, and what to do."""

WAYS = ("alternative", "after")
"""Kinds that a plan shows beside the laser."""

WITHOUT_LASER = (
    "alternative.doing-nothing", "alternative.camouflage", "alternative.shaving", "alternative.saline", "alternative.glycolic-peel",
)  # fmt: skip
"""Topics for a person who is given no settings: none of them speaks of a session to come."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic as a document prints it.

    ``kind``, ``stance`` and ``grade`` are words; ``title``, ``known``, ``unknown`` and ``do`` have their numbers filled in;
    ``sources`` are short names such as ``"Wu DC 2021"``.
    """

    key: str
    kind: str
    title: str
    stance: str
    known: str
    unknown: str
    do: str
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicKind:
    """A kind of topics under its title, with its rows in order."""

    kind: str
    rows: tuple[TopicRow, ...]
    title: str


def topic_rows(kind: str | None = None, language: str = "en") -> tuple[TopicRow, ...]:
    """All topics in words, or those of one kind, in the order they are shown. Raises `UnknownName` for an unknown kind."""
    return tuple(_row(each, language) for each in topics(kind))


def topic_row(key: str, language: str = "en") -> TopicRow:
    """One topic in words, by its key, e.g. ``"alternative.saline"``. Raises `UnknownName`."""
    return _row(topic(key), language)


def kinds_in_words(*kinds: str, language: str = "en") -> tuple[TopicKind, ...]:
    """Some kinds of topics with their titles and all their rows. Raises `UnknownName` for an unknown kind."""
    return tuple(TopicKind(kind, topic_rows(kind, language), _words(language)["kind"][kind]) for kind in kinds)


def _row(given: Topic, language: str) -> TopicRow:
    words = _words(language)
    said = words[given.kind].get(given.name)
    if said is None:
        raise UnknownName("words of topic", given.name, words[given.kind])
    title, known, unknown, do = (_filled(said[field], given) for field in FIELDS)
    names = tuple(source(key).short for key in given.sources)
    return TopicRow(
        given.key, words["kind"][given.kind], title, words["stance"][given.stance], known, unknown, do, _grade(given, words), names
    )


def _grade(given: Topic, words: dict[str, Any]) -> str:
    said = f"{words['grade'][given.grade]}; {words['population'][given.population]}"
    return said if given.verified else f"{said}; {words['mark']['unverified']}"


def _filled(text: str, given: Topic) -> str:
    numbers = {name.rsplit(".", 1)[-1]: _Cited(value(name)) for name in given.values}
    try:
        return text.format_map(numbers)
    except KeyError as missing:
        raise BadInput(f"topics.{given.key}", str(missing), f"one of {', '.join(sorted(numbers)) or 'no numbers'}") from missing


@dataclass(frozen=True, slots=True)
class _Cited:
    """A cited number as the words ask for it: plain, ``low``, ``high`` or ``range``; a share counts in a hundred."""

    of: Value

    def __format__(self, how: str) -> str:
        low, high = (self.of.value if end is None else end for end in (self.of.low, self.of.high))
        forms = {"": (self.of.value,), "low": (low,), "high": (high,), "range": (low, high) if low < high else (high,)}
        if how not in forms:
            raise BadInput(f"topics: {self.of.name}", how, ", ".join(form or "nothing" for form in forms))
        return " to ".join(self._written(number) for number in forms[how])

    def _written(self, number: float) -> str:
        return f"{number * 100:.0f}" if self.of.unit == "share" else f"{number:g}"


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / f"topics.{language}.toml").read_text(encoding="utf-8"))
