"""Prices, packages, appointments and the second opinion in words, ready for a page."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.course import Course
from unstipple.course.package import REFUNDS, cheaper_from, package_of, package_percentiles, stop_table
from unstipple.course.price import PUBLISHED_CURRENCY, guide_sum
from unstipple.course.second_opinion import span
from unstipple.evidence import value
from unstipple.report.money import amount, money
from unstipple.report.phrases import number_range

Row = dict[str, Any]


def sums(course: Course) -> Row:
    """All of it: ``price`` sentences, ``package`` rows, ``appointments``, and the ``second`` opinion; empty parts where none is known."""
    return {
        "price": price_sentences(course),
        "package": package_rows(course),
        "offer": package_sentences(course),
        "appointments": appointment_rows(course),
        "staging": staging_sentence(course),
        "second": second_sentences(course),
    }


def price_sentences(course: Course) -> list[str]:
    """The total with its range, the price of one treatment, what is counted, and the guide's sum that does not add up."""
    cost = course.cost
    if cost is None:
        return []
    words, language = _words(), cost.language
    found = str(words["no_whole"])
    if cost.mid is not None:
        found = words["whole"].format(sum=money(cost.low or cost.mid, cost.mid, cost.high, cost.currency, language))
    one = money(cost.session_low, None, cost.session_high, cost.currency, language)
    said = [found, words["own_price" if cost.own else "quoted_price"].format(price=one), words["counted"]]
    if cost.own:
        return said
    said.append(words["premium"].format(more=_premium()))
    guide = guide_sum()
    if guide.adds_up:
        return said
    quoted = money(guide.quoted_low, None, guide.quoted_high, PUBLISHED_CURRENCY, language)
    computed = money(guide.computed_low, None, guide.computed_high, PUBLISHED_CURRENCY, language)
    return [*said, words["guide"].format(quoted=quoted, computed=computed)]


def _premium() -> str:
    factor = value("price.picosecond_factor")
    low, high = ((end or factor.value) - 1 for end in (factor.low, factor.high))
    return f"{low:.0%} to {high:.0%}"


def package_sentences(course: Course) -> list[str]:
    """What a buyer of the package pays in all over the forecast, and from how many treatments it is no dearer than single ones."""
    offer, price = package_of(course.case), course.case.price
    if offer is None or price is None or not course.sessions.size:
        return []
    words = _words()
    said = [words["offer"].format(sessions=offer.sessions, price=amount(offer.price, offer.currency, price.language))]
    for rule in (offer.refund,) if offer.refund else REFUNDS:
        by_rule = words["refund"][rule]
        totals = package_percentiles(offer, course.sessions, rule)
        low, mid, high = totals or (None, None, None)
        if low is None or mid is None:
            said.append(words["package_unknown" if totals is None else "package_beyond"].format(rule=by_rule))
        else:
            said.append(words["package_whole"].format(rule=by_rule, sum=money(low, mid, high, offer.currency, price.language)))
        least = cheaper_from(offer, rule)
        if offer.list_price is not None:
            said.append(words["never_cheaper"] if least is None else words["cheaper_from"].format(sessions=least))
    return said


def package_rows(course: Course) -> list[Row]:
    """Stopping early: after how many treatments, under which rule, what comes back, what was paid, what singles would cost."""
    offer = package_of(course.case)
    if offer is None or course.case.price is None:
        return []
    language, words = course.case.price.language, _words()

    def written(sum_: float | None) -> str:
        return str(words["unknown_sum"]) if sum_ is None else amount(sum_, offer.currency, language)

    return [
        {
            "after": row.after, "rule": words["refund"][row.refund], "back": written(row.back), "paid": written(row.paid),
            "singly": written(row.singly), "dearer": row.dearer,
        }
        for row in stop_table(offer)
    ]  # fmt: skip


def staging_sentence(course: Course) -> str | None:
    """How many appointments a session takes and what binds."""
    staging, words = course.staging, _words()
    if staging is None:
        return None
    if len(staging.appointments) == 1:
        return str(words["one_appointment"].format(minutes=max(staging.appointments[0].minutes, 1)))
    return str(words["appointments"].format(count=len(staging.appointments), binds=words["binds"][staging.binds]))


def appointment_rows(course: Course) -> list[Row]:
    """One row an appointment: its zones, area and minutes of laser."""
    if course.staging is None:
        return []
    return [
        {
            "number": number,
            "zones": [_piece(piece.label, piece.part, piece.parts) for piece in one.pieces],
            "area": f"{one.area_cm2:.0f}",
            "minutes": f"{max(one.minutes, 1):.0f}",
        }
        for number, one in enumerate(course.staging.appointments, 1)
    ]


def second_sentences(course: Course) -> list[str]:
    """The scale's sessions beside the forecast, then why the two need not agree."""
    opinion, words = course.second_opinion, _words()
    if opinion is None:
        return []
    low, mid, high = opinion.scale.corrected_range
    raw = span(opinion.scale.low, opinion.scale.high)
    said = words["scale"].format(
        raw=raw, error=opinion.scale.error_sessions, low=low, mid=mid, high=high, ours=number_range(*opinion.ours)
    )  # fmt: skip
    return [said, *(words["reasons"][code] for code in opinion.reasons)]


def _piece(label: str, part: int, parts: int) -> str:
    return label if parts == 1 else str(_words()["part"].format(label=label, part=part, parts=parts))


@cache
def _words() -> Row:
    return tomllib.loads((files("unstipple.report") / "messages" / "sums.en.toml").read_text(encoding="utf-8"))
