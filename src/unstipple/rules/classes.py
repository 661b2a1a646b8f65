"""What the free lists of medicines, conditions and allergies name: words sorted into classes, and what nobody knows."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from unstipple.consult import CaseFile
from unstipple.evidence import number

ListName = Literal["medicines", "conditions", "allergies"]
Aliases = dict[str, frozenset[str]]

RECORDED = "recorded"
"""The class of words on which no rule depends: they are noted, nothing more."""


NEAREST_COUNT = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a free list: as written, the classes it names, and the nearest known names when it is not understood."""

    written: str
    classes: frozenset[str]
    nearest: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether the entry, or a part of it, is not understood."""
        return not self.classes

    @property
    def quiet(self) -> bool:
        """Whether it says that the illness is stable or in remission, and nothing against that."""
        text = _spaced(self.written)
        return _any_in(text, "quiet") and not _any_in(text, "not_quiet")

    @property
    def in_field(self) -> bool:
        """Whether it names the scalp or another part of the field, and does not say "not on the scalp"."""
        text = _spaced(self.written)
        return _any_in(text, "field") and not _any_in(text, "not_field")


def entries(case: CaseFile, name: ListName) -> tuple[Entry, ...]:
    """The entries of one free list, sorted into classes; "none" and its like are left out."""
    given = [raw for raw in getattr(case.history, name) if _plain(raw) not in _vocabulary()["words"]["none"]]
    if not given:
        return ()
    slip, near = number("screening.spelling_likeness_share"), number("screening.nearest_likeness_share")
    return tuple(_entry(raw, name, slip, near) for raw in given)


def named(case: CaseFile, name: ListName, *classes: str) -> tuple[Entry, ...]:
    """The entries of one free list that name any of those classes."""
    return tuple(entry for entry in entries(case, name) if entry.classes & set(classes))


def written(found: tuple[Entry, ...]) -> tuple[str, ...]:
    """The entries as the clinician wrote them."""
    return tuple(entry.written for entry in found)


def look_up(word: str, name: ListName = "medicines") -> Entry:
    """What one word of a free list means: its classes, or the nearest known names."""
    return _entry(word, name, number("screening.spelling_likeness_share"), number("screening.nearest_likeness_share"))


def known_names(name: ListName) -> dict[str, tuple[str, ...]]:
    """The known names of one free list, by class."""
    return {kind: tuple(row["names"]) for kind, row in _vocabulary()[name].items()}


@lru_cache
def _entry(raw: str, name: ListName, slip: float, near: float) -> Entry:
    """One entry understood; ``slip`` is how alike a misspelt word must be, ``near`` how alike a name that is offered."""
    text, aliases = _spaced(raw), _aliases(name)
    if _any_in(text, "unclear", starts=True):
        return Entry(raw, frozenset(), _nearest(text, aliases, near))
    hits = {alias for alias in aliases if f" {alias} " in text}
    rest = _without(text, hits)
    hits |= set(_misspelt(rest, aliases, slip))
    found = frozenset(kind for alias in hits for kind in aliases[alias])
    # An unknown word beside a harmless one must not pass unseen: "metformin and something new" is not understood.
    if found <= {RECORDED} and _left_over(rest):
        return Entry(raw, frozenset(), _nearest(rest, aliases, near))
    return Entry(raw, found)


def _misspelt(rest: str, aliases: Aliases, slip: float) -> Iterator[str]:
    """Names of concern that a slip of the pen hides; a name that is merely recorded is never guessed."""
    grave = [alias for alias, kinds in aliases.items() if kinds != {RECORDED}]
    tokens = rest.split()
    for length in {len(alias.split()) for alias in grave}:
        for start in range(len(tokens) - length + 1):
            yield from get_close_matches(" ".join(tokens[start : start + length]), grave, n=1, cutoff=slip)


def _nearest(text: str, aliases: Aliases, near: float) -> tuple[str, ...]:
    """Names that begin with what was written, then names like it."""
    word = text.strip()
    begun = [alias for alias in aliases if len(word) > 2 and alias.startswith(word)]
    return tuple(dict.fromkeys([*begun, *get_close_matches(word, aliases, n=2, cutoff=near)]))[:NEAREST_COUNT]


def _without(text: str, hits: set[str]) -> str:
    for alias in sorted(hits, key=len, reverse=True):
        text = text.replace(f" {alias} ", "  ")
    return f" {' '.join(text.split())} "


def _left_over(rest: str) -> bool:
    filler = _vocabulary()["words"]["filler"]
    return any(token not in filler and not any(sign.isdigit() for sign in token) for token in rest.split())


def _any_in(text: str, group: str, *, starts: bool = False) -> bool:
    words = _vocabulary()["words"][group]
    return any(text.startswith(f" {word} ") if starts else f" {word} " in text for word in words)


def _plain(text: str) -> str:
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", folded).strip()


def _spaced(text: str) -> str:
    return f" {_plain(text)} "


@cache
def _aliases(name: ListName) -> Aliases:
    """Every known name with its classes; amiodarone, for one, belongs to two."""
    found: Aliases = {}
    for kind, row in _vocabulary()[name].items():
        for alias in map(_plain, row["names"]):
            found[alias] = found.get(alias, frozenset()) | {kind}
    return found


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.rules") / "drug_classes.toml").read_text(encoding="utf-8"))
