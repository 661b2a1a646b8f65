"""Sums of money as people write them: two significant figures, always a range, in the reader's language and the clinic's currency."""

from __future__ import annotations

import math

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, is_currency

from unstipple.errors import BadInput

LANGUAGE = "en_US"


def money(low: float, mid: float | None, high: float | None, currency: str, language: str = LANGUAGE) -> str:
    """A sum with its range, e.g. ``"$1,400 ($800 to $2,500)"``; ``mid`` ``None`` gives only the range, ``high`` ``None`` an open end.

    Raises `BadInput` for a currency or language that nobody knows, and for sums that are negative, not finite or out of order.
    """
    given = [each for each in (low, mid, high) if each is not None]
    if not all(math.isfinite(each) and each >= 0 for each in given) or given != sorted(given):
        raise BadInput("money", given, "finite sums, 0 or more, from low to high")
    least = amount(low, currency, language)
    most = None if high is None else amount(high, currency, language)
    span = f"from {least}, no upper end" if most is None else least if least == most else f"{least} to {most}"
    return span if mid is None else f"{amount(mid, currency, language)} ({span})"


def amount(sum_: float, currency: str, language: str = LANGUAGE) -> str:
    """One sum in two significant figures, e.g. ``"$1,400"``, ``"1.400 €"``. Raises `BadInput` as `money` does."""
    if not is_currency(currency):
        raise BadInput("price.currency", currency, "an ISO 4217 code, such as USD or EUR")
    rounded = two_significant(sum_)
    digits = 0 if rounded == int(rounded) else None
    pattern = _locale(language).currency_formats["standard"].pattern
    if digits == 0:
        pattern = ";".join(part.replace("0.00", "0") for part in pattern.split(";"))
    written = format_currency(rounded, currency, format=pattern, locale=_locale(language), currency_digits=False)
    return written.replace("\xa0", " ").replace("\u202f", " ").replace("\u200f", "")


def two_significant(sum_: float) -> float:
    """Rounded half up to two significant figures; 0 stays 0."""
    if sum_ == 0:
        return 0.0
    scale = 10.0 ** (math.floor(math.log10(sum_)) - 1)
    return float(round(math.floor(sum_ / scale + 0.5) * scale, 10))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as unknown:
        raise BadInput("price.language", language, "a language such as en_US, en_GB or de_DE") from unknown
