from __future__ import annotations

import numpy as np
import pytest
from cases import sound_case

from unstipple.course.package import Package, cheaper_from, package_of, package_percentiles, package_totals, refund_after, stop_table
from unstipple.errors import BadInput

OFFER = Package(6, 1800, 400, "EUR", None)


def test_unused_sessions_come_back_at_the_unit_price() -> None:
    assert [refund_after(OFFER, used, "unused-at-unit-price") for used in (0, 1, 2, 6, 9)] == [1800, 1500, 1200, 0, 0]


def test_used_sessions_at_the_list_price_leave_less_and_never_a_debt() -> None:
    assert [refund_after(OFFER, used, "unused-less-list-price") for used in (1, 4, 5, 6)] == [1400, 200, 0, 0]


def test_no_refund_means_that_the_whole_package_is_paid_after_one_session() -> None:
    rows = stop_table(Package(6, 1800, 400, "EUR", "none"))
    assert [row.paid for row in rows] == [1800] * 6
    assert [row.dearer for row in rows] == [True, True, True, True, False, False]


def test_a_contract_that_says_nothing_is_worked_out_under_every_rule() -> None:
    assert len(stop_table(OFFER)) == 18
    assert len({row.refund for row in stop_table(OFFER)}) == 3


def test_the_list_price_rule_is_left_open_where_no_list_price_is_named() -> None:
    bare = Package(6, 1800, None, "EUR", "unused-less-list-price")
    assert {row.paid for row in stop_table(bare)[:5]} == {None}
    assert package_totals(bare, np.array([2.0]), "unused-less-list-price") is None


def test_totals_follow_the_sessions_beyond_the_package_and_stay_open_where_the_goal_is_not_reached() -> None:
    totals = package_totals(OFFER, np.array([1, 6, 8, np.inf]), "unused-at-unit-price")
    assert totals is not None
    assert list(totals) == [300, 1800, 2600, np.inf]
    assert package_percentiles(OFFER, np.array([1, 2, 3, np.inf]), "none") == (1800, 1800, None)


def test_the_first_count_from_which_a_package_is_no_dearer() -> None:
    assert cheaper_from(OFFER, "none") == 5
    assert cheaper_from(OFFER, "unused-at-unit-price") == 1
    assert cheaper_from(Package(2, 900, 400, "EUR", None), "none") is None


def test_a_case_with_a_package_brings_it_and_one_without_brings_none() -> None:
    more = '[price]\ncurrency = "EUR"\nsession = 400\npackage_sessions = 6\npackage_price = 1800\nrefund = "none"'
    assert package_of(sound_case(more=more)) == Package(6, 1800, 400, "EUR", "none")
    assert package_of(sound_case()) is None


def test_a_package_of_nothing_and_an_unknown_rule_are_refused() -> None:
    with pytest.raises(BadInput, match="package_sessions"):
        Package(0, 1800, 400, "EUR", None)
    with pytest.raises(BadInput, match="package_price"):
        Package(2, -5, 400, "EUR", None)
    with pytest.raises(BadInput, match="refund"):
        refund_after(OFFER, 1, "half")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="used"):
        refund_after(OFFER, -1, "none")
