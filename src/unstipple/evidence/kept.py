"""A cache for functions that read values: a kept answer still says what it stands on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

from unstipple.evidence import _tables
from unstipple.evidence.ledger import ledger, value
from unstipple.evidence.values import Value

P = ParamSpec("P")
T = TypeVar("T")
Answer = tuple[T, dict[str, Value]]


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last ``most`` answers of a function of hashable arguments.

    A plain cache would hide the values that an answer stands on from every ledger but the first. Here a kept answer notes them again,
    and is made anew when one of them is another value by now.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        answers: OrderedDict[Hashable, Answer[T]] = OrderedDict()

        @wraps(function)
        def answer(*arguments: P.args, **named: P.kwargs) -> T:
            key = (arguments, tuple(sorted(named.items())))
            found = answers.get(key)
            if found is None or not _current(found[1]):
                with ledger() as used:
                    made = function(*arguments, **named)
                answers[key] = found = (made, used.used)
                while len(answers) > most:
                    answers.popitem(last=False)
            else:
                for name in found[1]:
                    value(name)
            return found[0]

        return answer

    return decorate


def _current(used: dict[str, Value]) -> bool:
    table = _tables.values()
    return all(table.get(name) == then for name, then in used.items())
