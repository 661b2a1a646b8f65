"""A kept answer says what it stands on every time it is given, and is made anew when that has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unstipple import evidence
from unstipple.evidence import _tables, kept, ledger, number

ONE, TWO = "practice.overlap", "practice.passes_max"


def test_every_ledger_sees_what_a_kept_answer_stands_on() -> None:
    calls: list[int] = []

    @kept(4)
    def both(times: int) -> float:
        calls.append(times)
        return times * number(ONE) * number(TWO)

    for _ in range(3):
        with ledger() as used:
            assert both(2) == 2 * number(ONE) * number(TWO)
        assert list(used.used) == [ONE, TWO]
    assert calls == [2]


def test_a_changed_value_makes_the_answer_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    @kept(4)
    def one() -> float:
        return number(ONE)

    before = one()
    monkeypatch.setitem(_tables.values(), ONE, replace(evidence.value(ONE), value=before + 1))
    assert one() == before + 1
    monkeypatch.undo()
    assert one() == before


def test_only_the_last_answers_are_kept_and_names_tell_arguments_apart() -> None:
    calls: list[tuple[int, int]] = []

    @kept(2)
    def noted(one: int, *, other: int = 0) -> int:
        calls.append((one, other))
        return one + other

    assert [noted(1), noted(1, other=1), noted(1), noted(2), noted(1), noted(1, other=1)] == [1, 2, 1, 2, 1, 2]
    assert calls == [(1, 0), (1, 1), (2, 0), (1, 0), (1, 1)]


def test_an_error_is_not_kept() -> None:
    calls: list[int] = []

    @kept(2)
    def fails() -> int:
        calls.append(1)
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):
            fails()
    assert len(calls) == 2
