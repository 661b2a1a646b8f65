from __future__ import annotations

import pytest

from unstipple.errors import BadInput
from unstipple.report.money import amount, money, two_significant


def test_a_sum_is_a_range_in_two_significant_figures() -> None:
    assert money(812, 1444, 2533, "USD") == "$1,400 ($810 to $2,500)"


def test_a_german_reader_sees_euros_written_the_german_way() -> None:
    assert money(812, 1444, 2533, "EUR", "de-DE") == "1.400 € (810 € to 2.500 €)"
    assert amount(1444, "GBP", "en_GB") == "£1,400"


def test_an_open_end_is_said() -> None:
    assert money(800, 1400, None, "USD") == "$1,400 (from $800, no upper end)"
    assert money(800, None, 1200, "USD") == "$800 to $1,200"


@pytest.mark.parametrize(("given", "written"), [(0, 0), (1449, 1400), (1450, 1500), (0.456, 0.46), (99.6, 100)])
def test_rounding_keeps_two_figures(given: float, written: float) -> None:
    assert two_significant(given) == pytest.approx(written)


@pytest.mark.parametrize("sums", [(-1, 2, 3), (3, 2, 1), (1, float("nan"), 3), (1, 2, float("inf"))])
def test_impossible_sums_are_refused(sums: tuple[float, float, float]) -> None:
    with pytest.raises(BadInput, match="money"):
        money(*sums, "USD")


def test_an_unknown_currency_or_language_is_named() -> None:
    with pytest.raises(BadInput, match="currency"):
        money(1, 2, 3, "XQZ")
    with pytest.raises(BadInput, match="language"):
        money(1, 2, 3, "USD", "xx_YY")
