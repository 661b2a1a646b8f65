"""The fluence that should work is the inverse of what a visit is worth."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.outcome import effective_sessions, fluence_for_worth_j_cm2, response

DRAWS = Draws(50, 4)
ANSWER = response("typical", DRAWS)
UNIT = np.linspace(0.5, 1.8, 150).reshape(50, 3)


@pytest.mark.parametrize("picosecond", [False, True])
@pytest.mark.parametrize("least", [0.05, 0.5, 0.9])
def test_at_that_fluence_a_visit_is_worth_what_was_asked(least: float, picosecond: bool) -> None:
    found = fluence_for_worth_j_cm2(ANSWER, UNIT, least, picosecond=picosecond)
    worth = effective_sessions(ANSWER, found[:, None] * UNIT, picosecond=picosecond).mean(axis=1)
    assert worth == pytest.approx(np.full(50, least), rel=1e-6)


def test_more_light_at_the_dots_lowers_it_in_proportion() -> None:
    once, twice = (fluence_for_worth_j_cm2(ANSWER, factor * UNIT, 0.5, picosecond=False) for factor in (1, 2))
    assert twice == pytest.approx(once / 2, rel=1e-6)


def test_it_is_infinite_where_no_fluence_is_worth_so_much() -> None:
    found = fluence_for_worth_j_cm2(ANSWER, UNIT, 50.0, picosecond=False)
    assert np.isinf(found).all()


@pytest.mark.parametrize(("unit", "least"), [(UNIT * 0, 0.5), (UNIT[:, 0], 0.5), (UNIT, 0.0), (UNIT * np.nan, 0.5)])
def test_impossible_numbers_are_refused(unit: np.ndarray, least: float) -> None:
    with pytest.raises(BadInput):
        fluence_for_worth_j_cm2(ANSWER, unit, least, picosecond=False)
