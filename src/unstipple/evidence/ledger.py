"""Who used which number: reading a value inside ``with ledger() as used`` notes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from unstipple.errors import UnknownName
from unstipple.evidence import _tables
from unstipple.evidence.values import Source, Value


@dataclass(slots=True)
class Ledger:
    """The values that were read, in the order of first reading."""

    used: dict[str, Value] = field(default_factory=dict)

    @property
    def source_keys(self) -> tuple[str, ...]:
        """Keys of all sources that the used values stand on, sorted."""
        return tuple(sorted({key for value in self.used.values() for key in value.sources}))


_open: ContextVar[tuple[Ledger, ...]] = ContextVar("unstipple_ledgers", default=())


@contextmanager
def ledger() -> Iterator[Ledger]:
    """Collect every value read inside the block; ledgers nest, and an outer one sees what an inner one saw."""
    book = Ledger()
    token = _open.set((*_open.get(), book))
    try:
        yield book
    finally:
        _open.reset(token)


def value(name: str) -> Value:
    """The cited value of that dotted name, noted in every open ledger. Raises `UnknownName`."""
    table = _tables.values()
    if name not in table:
        raise UnknownName("evidence value", name, table)
    found = table[name]
    for book in _open.get():
        book.used.setdefault(name, found)
    return found


def number(name: str) -> float:
    """``value(name).value``: the central number, in the unit that the name ends in."""
    return value(name).value


def has(name: str) -> bool:
    """Whether a value of that name exists (nothing is noted)."""
    return name in _tables.values()


def names(prefix: str = "") -> tuple[str, ...]:
    """All value names that begin with ``prefix``, sorted (nothing is noted)."""
    return tuple(sorted(name for name in _tables.values() if name.startswith(prefix)))


def source(key: str) -> Source:
    """The source of that key. Raises `UnknownName`."""
    table = _tables.sources()
    if key not in table:
        raise UnknownName("source", key, table)
    return table[key]


def source_keys() -> tuple[str, ...]:
    """Keys of all sources, sorted."""
    return tuple(sorted(_tables.sources()))
