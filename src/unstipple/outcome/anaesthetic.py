"""How much numbing drug is put on the skin and how much of it the body may take up (model M9): it may forbid, never permit."""

from __future__ import annotations

from dataclasses import dataclass

from unstipple.errors import BadInput
from unstipple.evidence import number, value

MG_PER_G_COUNT = 1000
PERCENT_COUNT = 100


@dataclass(frozen=True, slots=True)
class NumbingDose:
    """Drug put on the skin, and the share taken up with its range, all in mg; ``injected_mg`` comes on top of what is taken up."""

    applied_mg: float
    absorbed_low_mg: float
    absorbed_mid_mg: float
    absorbed_high_mg: float
    injected_mg: float

    @property
    def in_body_high_mg(self) -> float:
        """The most that may be in the body in mg: the upper end of the uptake, and what is injected."""
        return self.absorbed_high_mg + self.injected_mg


def numbing_dose(area_cm2: float, g_per_cm2: float, percent: float, injected_mg: float = 0) -> NumbingDose:
    """The dose of a cream of ``percent`` drug laid on ``area_cm2`` at ``g_per_cm2``, with what is injected. Raises `BadInput` below 0."""
    for name, given in (("area_cm2", area_cm2), ("g_per_cm2", g_per_cm2), ("percent", percent), ("injected_mg", injected_mg)):
        if not 0 <= given < float("inf"):
            raise BadInput(name, given, "a finite number, 0 or more")
    applied = area_cm2 * applied_mg_per_cm2(g_per_cm2, percent)
    share = value("anaesthetic.absorbed_share")
    low, mid, high = share.low or 0, share.value, share.high or 1
    return NumbingDose(applied, applied * low, applied * mid, applied * high, injected_mg)


def applied_mg_per_cm2(g_per_cm2: float, percent: float) -> float:
    """Drug on the skin in mg/cm²."""
    return g_per_cm2 * percent / PERCENT_COUNT * MG_PER_G_COUNT


def most_mg(weight_kg: float | None) -> float:
    """The most drug in the body at once in mg: by weight where it is known, and never above the cap for everybody."""
    cap = number("anaesthetic.most_mg")
    return cap if weight_kg is None else min(cap, number("anaesthetic.most_by_weight") * weight_kg)


def most_area_cm2(g_per_cm2: float, percent: float, weight_kg: float | None, injected_mg: float = 0) -> float:
    """The largest field in cm² whose upper estimate of uptake stays under the cap; infinite without drug, 0 when the cap is used up."""
    per_cm2 = applied_mg_per_cm2(g_per_cm2, percent) * (value("anaesthetic.absorbed_share").high or 1)
    left = max(most_mg(weight_kg) - injected_mg, 0)
    return left / per_cm2 if per_cm2 > 0 else float("inf")
