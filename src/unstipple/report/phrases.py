"""Words for codes, dates, numbers and risks, the same in the terminal and on paper."""

from __future__ import annotations

import math
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from unstipple.errors import UnknownName
from unstipple.report.money import money

if TYPE_CHECKING:
    from unstipple.course import Cost
    from unstipple.outcome import Risk

HORIZON = 10
"""Treatments that a forecast looks ahead; what is not reached by then is worded as more than this."""


@cache
def words() -> dict[str, Any]:
    """All words of the page, from ``messages/page.en.toml``."""
    return tomllib.loads((files("unstipple.report") / "messages" / "page.en.toml").read_text(encoding="utf-8"))


def _codes(table: str, code: str) -> Any:
    known = words()[table]
    if code not in known:
        raise UnknownName(table, code, known)
    return known[code]


DECISIONS: dict[str, tuple[str, str]] = {code: (row["title"], row["explanation"]) for code, row in words()["decision"].items()}
"""Title and explanation of every decision, by code."""


def limit_words(code: str) -> str:
    """What kept a setting from going higher, or closed it."""
    return str(_codes("limit", code))


def short_limit(code: str) -> str:
    """The same in two or three words, for a figure."""
    return str(_codes("short_limit", code))


def pulse_words_of(code: str) -> str:
    """What one pulse warms or breaks."""
    return str(_codes("pulse", code))


def mark_words(code: str) -> str:
    """Where a computed number does not hold."""
    return str(_codes("mark", code))


def left_out_words(code: str) -> str:
    """Why a zone is not treated."""
    return str(_codes("left_out", code))


def assumption_words(code: str) -> str:
    """What an assumption leaves out."""
    return str(_codes("assumption", code))


def basis_words(code: str) -> str:
    """What a risk's rate stands on."""
    return str(_codes("basis", code))


def review_words(code: str) -> tuple[str, str]:
    """A review point in a word or two, and what to do there."""
    row = _codes("review", code)
    return row["short"], row["text"]


def tone(decision: str) -> str:
    """How a decision is coloured: go, care, wait or stop."""
    return str(_codes("tone", decision))


def kind_words(kind: str) -> str:
    """A kind of visit."""
    return str(_codes("kind", kind))


def unit_words(unit: str) -> str:
    """A unit as it is printed; one that is its own word stays as it is."""
    return str(words()["unit"].get(unit, unit.replace("_", " ")))


def long_date(day: date) -> str:
    """A date written out, e.g. ``"3 March 2027"``."""
    return f"{day.day} {words()['months'][day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date for a narrow place, e.g. ``"3 Mar 2027"``."""
    return f"{day.day} {words()['months'][day.month - 1][:3]} {day.year}"


def more_than(count: int = HORIZON) -> str:
    """``"more than 10"``."""
    return str(words()["more_than"]).format(count=count)


def _count(value: float | None) -> str:
    return more_than() if value is None else f"{value:.0f}"


def number_range(low: float | None, mid: float | None, high: float | None) -> str:
    """A count with its range, e.g. ``"4 (2 to 9)"``; ``None`` is more than the forecast looks ahead."""
    least, middle, most = _count(low), _count(mid), _count(high)
    return middle if least == most else f"{middle} ({least} to {most})"


def price_words(cost: Cost | None) -> str:
    """What all treatments cost, as a range in two significant figures, in the clinic's currency and language."""
    if cost is None or cost.mid is None:
        return "price: no total can be given, because most imagined patients do not reach the goal within ten treatments"
    whole = money(cost.low or cost.mid, cost.mid, cost.high, cost.currency, cost.language)
    open_end = " (the goal may not be reached in ten)" if cost.high is None else ""
    return f"price of all treatments: about {whole} {cost.currency}{open_end}"


def minutes_words(minutes: float) -> str:
    """Minutes of laser, e.g. ``"18 min"``, ``"under 1 min"``."""
    return "under 1 min" if minutes < 1 else f"{minutes:.0f} min"


def percent(share: float) -> str:
    """A share in whole per cent; never a certainty, e.g. ``"38 %"``, ``"<1 %"``, ``">99 %"``."""
    whole = math.floor(share * 100 + 0.5)
    if whole < 1:
        return "<1 %"
    return ">99 %" if whole > 99 else f"{whole} %"


def of_hundred(share: float) -> str:
    """A share as people of 100, in whole people: ``"3"``, ``"under 1"``, ``"0"``."""
    people = math.floor(share * 100 + 0.5)
    return str(words()["under_one"]) if people < 1 and share > 0 else f"{people}"


def two_figures(value: float) -> str:
    """A number with two significant figures and thousands separated, e.g. ``"1,400"``."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    places = 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.0f}" if places <= 0 or rounded == int(rounded) else f"{rounded:g}"


def risk_words(risk: Risk) -> tuple[str, str]:
    """A risk's name and its rate of 100 people, e.g. ``"about 3 (1 to 8)"``, or that no rate is known and why."""
    name = str(_codes("risk", risk.name))
    if risk.low is None or risk.mid is None or risk.high is None:
        return name, str(words()["no_rate"]).format(why=basis_words(risk.basis))
    low, mid, high = (of_hundred(share) for share in (risk.low, risk.mid, risk.high))
    if risk.low == 0 and mid == high:
        return name, str(words()["up_to"]).format(high=high)
    if mid == low:
        return name, str(words()["at_least"]).format(mid=mid, high=high)
    return name, str(words()["about"]).format(low=low, mid=mid, high=high)
