"""What the person wants, what was tattooed, and what the clinic has and charges."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from unstipple.consult.form import Answer, Answers, PlanningDay, Positive, Share


class Ink(Answers):
    """What was tattooed, and when. ``documented`` means that the ink's data sheet was seen; ``smp_sessions`` lists every known visit."""

    kind: Literal["carbon", "oxide", "body-tattoo", "unknown"] = "unknown"
    documented: bool = False
    brand: str | None = None
    tint: Literal["neutral", "blue", "warm", "unknown"] = "unknown"
    look: Literal["faded", "typical", "dense"] = "typical"
    layers: Annotated[int, Field(ge=1, le=12)] | None = None
    smp_sessions: tuple[date, ...] = ()
    last_smp_session: date | None = None

    @property
    def last_session(self) -> date | None:
        """The latest day of micropigmentation that is known."""
        known = [*self.smp_sessions, *([self.last_smp_session] if self.last_smp_session else [])]
        return max(known, default=None)


class Goal(Answers):
    """What the person wants and why: all gone, lighter by a share, or one or more zones corrected; and whether to be tattooed anew."""

    kind: Literal["clear", "lighten", "correct"] = "clear"
    share: Share | None = None
    zones: tuple[str, ...] = ()
    reason: (
        Literal["poor-result", "too-dark", "uneven-fading", "colour-change", "hairline", "transplant", "changed-mind", "medical", "other"]
        | None
    ) = None
    redo_smp: Answer = None
    wanted_by: date | None = None


class Treatment(Answers):
    """What the clinic has and wants. A fixed setting (wavelength, spot, fluence) is judged instead of searched.

    ``schemes`` are adjuncts and combinations that somebody asked for; those that no study supports are refused by name. ``region`` and
    ``provider`` are where and by whom it is done, as far as prices depend on it.
    """

    lasers: tuple[str, ...]
    measured_energy_j: dict[str, dict[str, Positive]] = Field(default_factory=dict)
    commissioning: dict[str, str] = Field(default_factory=dict)
    earliest: PlanningDay | None = None
    at_most_sessions: Annotated[int, Field(ge=1, le=20)] | None = None
    wavelength_nm: Positive | None = None
    spot_mm: Positive | None = None
    fluence_j_cm2: Positive | None = None
    schemes: tuple[Literal["retinoid", "imiquimod", "755-and-1064", "fractional"], ...] = ()
    eyewear_od: dict[str, Annotated[float, Field(gt=0, le=20)]] = Field(default_factory=dict)
    region: Literal["metropolitan", "other"] | None = None
    provider: Literal["dermatologist", "physician", "medical-spa"] | None = None


class Price(Answers):
    """The clinic's own prices: one treatment (or from low to high), and a package with what it gives back when it is not used up.

    ``currency`` is an ISO code; ``language`` how sums are written, e.g. ``"en_GB"``.
    """

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"
    session: Positive | None = None
    session_low: Positive | None = None
    session_high: Positive | None = None
    package_sessions: Annotated[int, Field(ge=2, le=20)] | None = None
    package_price: Positive | None = None
    refund: Literal["unused-at-unit-price", "unused-less-list-price", "none"] | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2,3}([_-][A-Za-z]{2,4})?$")] = "en_US"
