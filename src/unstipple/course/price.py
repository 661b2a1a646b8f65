"""What a course costs: always a range, over the draws of its sessions; the clinic's own price replaces what pages quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.course.course import Cost
from unstipple.evidence import Draws, Value, number, value
from unstipple.outcome import percentile
from unstipple.plan import ZonePlan

Array = NDArray[np.float64]
PUBLISHED_CURRENCY = "USD"
LANGUAGE = "en_US"


@dataclass(frozen=True, slots=True)
class SessionPrice:
    """One treatment: ``draws`` (n,) between ``low`` and ``high``, in ``currency``; ``own`` says that it is the clinic's own price."""

    draws: Array
    low: float
    high: float
    currency: str
    own: bool


@dataclass(frozen=True, slots=True)
class QuotedSum:
    """A sum as the source guide prints it beside what its own prices and sessions make: ``adds_up`` is whether both ends agree."""

    quoted_low: float
    quoted_high: float
    computed_low: float
    computed_high: float

    @property
    def adds_up(self) -> bool:
        """Whether the quoted sum follows from the quoted parts."""
        return (self.quoted_low, self.quoted_high) == (self.computed_low, self.computed_high)


def cost(
    zones: Sequence[ZonePlan], sessions: Array, draws: Draws, most: int | None, *, case: CaseFile | None = None, test_spot: bool = False,
    appointments: int = 1,
) -> Cost:  # fmt: skip
    """Total of all treatments over the draws.

    ``sessions`` (n,) to the goal, infinite where it is not reached; ``most`` caps them. ``case`` brings the clinic's own price, the region
    and the provider. A test spot and each further appointment of a session cost a share of a session, from nothing up (evidence
    ``price.test_spot_share``, ``price.further_part_share``). Own prices are in the clinic's currency, published ones in US dollars; nothing
    is converted.
    """
    picosecond = any(step.setting.mode.pulse_class == "ps" for zone in zones for step in zone.regimen.steps)
    one = session_price(draws, sum(zone.target.area_cm2 for zone in zones), picosecond=picosecond, case=case)
    totals = total_draws(one, np.minimum(sessions, most) if most else sessions, draws, test_spot=test_spot, appointments=appointments)
    language = case.price.language if case and case.price else LANGUAGE
    low, mid, high = (percentile(totals, percent) for percent in (10, 50, 90))
    return Cost(low, mid, high, one.low, one.high, one.currency, language, one.own)


def session_price(draws: Draws, area_cm2: float, *, picosecond: bool, case: CaseFile | None = None) -> SessionPrice:
    """The price of one treatment: the clinic's own, or published prices by laser class, area, region and provider."""
    price = case.price if case else None
    if price and (price.session or price.session_low):
        low, high = float(price.session_low or price.session or 0), float(price.session_high or price.session or 0)
        return SessionPrice(low + (high - low) * draws.shares("price.own"), low, high, price.currency, own=True)
    factors = [value(name) for name in _factor_names(area_cm2, picosecond, case)]
    base = value("price.session_usd")
    spread = draws.of(base.name)
    for each in factors:
        spread = spread * draws.of(each.name)
    low, high = _product([base, *factors], "low"), _product([base, *factors], "high")
    return SessionPrice(np.asarray(spread, dtype=np.float64), low, high, PUBLISHED_CURRENCY, own=False)


def total_draws(one: SessionPrice, sessions: Array, draws: Draws, *, test_spot: bool = False, appointments: int = 1) -> Array:
    """What a course of ``sessions`` (n,) costs in all, each session in so many appointments; infinite where the goal is not reached."""
    per_session = one.draws * (1 + (appointments - 1) * draws.of("price.further_part_share"))
    spot = one.draws * draws.of("price.test_spot_share") if test_spot else 0
    return np.asarray(sessions * per_session + spot, dtype=np.float64)


def guide_sum() -> QuotedSum:
    """The guide's own total beside its own price times its own sessions: the lower end does not follow."""
    price, sessions = value("price.session_usd"), value("price.guide_sessions")
    low, high = number("price.guide_total_low_usd"), number("price.guide_total_high_usd")
    return QuotedSum(low, high, (price.low or 0) * (sessions.low or 0), (price.high or 0) * (sessions.high or 0))


def _factor_names(area_cm2: float, picosecond: bool, case: CaseFile | None) -> list[str]:
    names = ["price.picosecond_factor"] if picosecond else []
    if area_cm2 < number("price.small_field_cm2"):
        names.append("price.small_field_factor")
    if case and case.treatment.region:
        names.append(f"price.region_{case.treatment.region}_factor")
    if case and case.treatment.provider:
        names.append(f"price.provider_{case.treatment.provider.replace('-', '_')}_factor")
    return names


def _product(parts: Sequence[Value], end: str) -> float:
    return float(np.prod([getattr(part, end) or part.value for part in parts]))
