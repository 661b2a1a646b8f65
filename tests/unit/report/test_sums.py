from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import get_args

import numpy as np
import pytest
from made_courses import made, refused

from unstipple.course.package import REFUNDS
from unstipple.course.second_opinion import second_opinion
from unstipple.course.staging import Binds, Piece, staged
from unstipple.evidence import Draws
from unstipple.report.sums import sums

WORDS = tomllib.loads((files("unstipple.report") / "messages" / "sums.en.toml").read_text(encoding="utf-8"))


def test_the_price_is_a_range_and_the_guides_sum_is_shown_as_wrong() -> None:
    said = sums(made(1))["price"]
    assert "$" in said[0]
    assert "upper end" in said[0] or " to " in said[0]
    assert any("$1,600" in line and "$800" in line and "does not follow" in line for line in said)


def test_the_picosecond_premium_is_a_range_beside_what_it_does_not_show() -> None:
    assert any("30% to 50% more" in line and "was not shown" in line for line in sums(made(1))["price"])


PACKAGE = {"currency": "EUR", "package_sessions": 3, "package_price": 900, "session": 400}


@pytest.mark.parametrize(("refund", "shown", "from_"), [("none", 1, 3), ("unused-at-unit-price", 1, 1), (None, 3, None)])
def test_a_package_says_its_total_over_the_forecast_and_from_when_it_pays(refund: str | None, shown: int, from_: int | None) -> None:
    found = sums(made(1, price={**PACKAGE, **({"refund": refund} if refund else {})}))
    assert len(found["package"]) == 3 * shown
    assert sum("in all" in line for line in found["offer"]) == shown
    assert "€900" in found["offer"][0]
    if from_:
        assert f"from treatment {from_} on" in found["offer"][-1]


def test_a_package_of_an_unreachable_goal_has_no_total() -> None:
    found = sums(made(1, never=True, price={**PACKAGE, "refund": "none"}))["offer"]
    assert any("no total can be given" in line for line in found)


def test_a_dear_package_is_called_so() -> None:
    found = sums(made(1, price={**PACKAGE, "package_price": 3000, "refund": "none"}))["offer"]
    assert "dearer than single treatments, however many" in found[-1]


def test_a_course_without_a_plan_has_no_sums() -> None:
    assert not any(sums(refused()).values())


def test_a_session_in_parts_lists_its_appointments_and_what_binds() -> None:
    parts = staged([Piece("top", "Top", 400, 20), Piece("back", "Back", 150, 8)], {"label-area": 250}, 40)
    found = sums(replace(made(1), staging=parts))
    assert WORDS["binds"]["label-area"] in found["staging"]
    assert len(found["appointments"]) == len(parts.appointments) == 3
    assert "part 1 of 2" in found["appointments"][0]["zones"][0]


def test_the_second_opinion_stands_beside_the_forecast_with_its_reasons() -> None:
    course = made(1)
    opinion = second_opinion(course.case, np.full(200, 2.0), Draws(200, 1), picosecond=True, horizon=10)
    said = sums(replace(course, second_opinion=opinion))["second"]
    assert "Kirby-Desai" in said[0]
    assert len(said) == 1 + len(opinion.reasons)


@pytest.mark.parametrize("code", get_args(Binds))
def test_every_limit_that_may_bind_has_words(code: str) -> None:
    assert WORDS["binds"][code]


def test_every_refund_rule_has_words() -> None:
    assert set(WORDS["refund"]) == set(REFUNDS)
