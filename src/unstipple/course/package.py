"""A package of sessions: what it costs to stop after one, two, three ..., under each way of giving money back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.errors import BadInput
from unstipple.outcome import percentile

Array = NDArray[np.float64]
Refund = Literal["unused-at-unit-price", "unused-less-list-price", "none"]
REFUNDS: tuple[Refund, ...] = get_args(Refund)


@dataclass(frozen=True, slots=True)
class Package:
    """``sessions`` treatments for ``price``; ``list_price`` is one treatment bought alone, ``None`` where the clinic names none.

    ``refund`` is what the contract says happens to unused treatments; ``None`` where it says nothing.
    """

    sessions: int
    price: float
    list_price: float | None
    currency: str
    refund: Refund | None

    def __post_init__(self) -> None:
        if self.sessions < 1:
            raise BadInput("package_sessions", self.sessions, "1 or more")
        for name, given in (("package_price", self.price), ("session", self.list_price)):
            if given is not None and not 0 < given < float("inf"):
                raise BadInput(name, given, "a finite number above 0")

    @property
    def unit_price(self) -> float:
        """Price of one treatment inside the package."""
        return self.price / self.sessions


@dataclass(frozen=True, slots=True)
class StopRow:
    """Stopping after so many treatments under one refund rule: what comes back, what was paid in the end, and what singles would cost.

    ``back`` and ``paid`` are ``None`` where the rule needs a list price that nobody named, ``singly`` where there is none.
    """

    after: int
    refund: Refund
    back: float | None
    paid: float | None
    singly: float | None

    @property
    def dearer(self) -> bool | None:
        """Whether the package cost more than the same treatments bought one by one."""
        return None if self.paid is None or self.singly is None else self.paid > self.singly


def package_of(case: CaseFile) -> Package | None:
    """The package that the clinic offers in the case; the list price is its single price, at the low end of a range (least favourable)."""
    price = case.price
    if price is None or price.package_sessions is None or price.package_price is None:
        return None
    return Package(price.package_sessions, price.package_price, price.session or price.session_low, price.currency, price.refund)


def refund_after(offer: Package, used: int, rule: Refund) -> float | None:
    """Money back when a person stops after ``used`` treatments; ``None`` where the rule needs a list price that nobody named.

    ``unused-at-unit-price`` gives back each unused treatment at the package's own unit price; ``unused-less-list-price`` charges the used
    ones at the list price and gives back what is left, never less than nothing. Raises `BadInput` for a negative count or an unknown rule.
    """
    if used < 0:
        raise BadInput("used", used, "0 or more")
    if rule not in REFUNDS:
        raise BadInput("refund", rule, ", ".join(REFUNDS))
    unused = max(offer.sessions - used, 0)
    if rule == "none" or unused == 0:
        return 0.0
    if rule == "unused-at-unit-price":
        return unused * offer.unit_price
    return None if offer.list_price is None else max(offer.price - used * offer.list_price, 0.0)


def stop_table(offer: Package) -> tuple[StopRow, ...]:
    """Stopping after 1, 2, ... treatments under the contract's rule, or under each rule where the contract names none."""
    rules: Sequence[Refund] = (offer.refund,) if offer.refund else REFUNDS
    return tuple(_row(offer, used, rule) for rule in rules for used in range(1, offer.sessions + 1))


def package_totals(offer: Package, sessions: Array, rule: Refund) -> Array | None:
    """What a person pays in all (n,) who buys the package and stops at the goal, or goes on at the list price; infinite where never.

    ``None`` where a list price is needed and nobody named one.
    """
    if offer.list_price is None and (rule == "unused-less-list-price" or bool((sessions > offer.sessions).any())):
        return None
    counts = np.where(np.isfinite(sessions), sessions, 0).astype(int)
    paid = [offer.price - (refund_after(offer, int(used), rule) or 0) for used in counts]
    more = np.maximum(sessions - offer.sessions, 0) * (offer.list_price or 0) if offer.list_price else np.zeros(sessions.shape)
    return np.asarray(np.where(np.isfinite(sessions), np.asarray(paid) + more, np.inf), dtype=np.float64)


def package_percentiles(offer: Package, sessions: Array, rule: Refund) -> tuple[float | None, float | None, float | None] | None:
    """10th, 50th and 90th percentile of `package_totals`; an entry is ``None`` where the goal is not reached."""
    totals = package_totals(offer, sessions, rule)
    return None if totals is None else (percentile(totals, 10), percentile(totals, 50), percentile(totals, 90))


def cheaper_from(offer: Package, rule: Refund) -> int | None:
    """The first number of treatments from which the package is no dearer than singles; ``None`` where that never is, or not known."""
    for used in range(1, offer.sessions + 1):
        if _row(offer, used, rule).dearer is False:
            return used
    return None


def _row(offer: Package, used: int, rule: Refund) -> StopRow:
    back = refund_after(offer, used, rule)
    singly = None if offer.list_price is None else used * offer.list_price
    return StopRow(used, rule, back, None if back is None else offer.price - back, singly)
