"""Scars: model M7, a published range moved by odds multipliers and never clipped downward."""

from __future__ import annotations

from unstipple.evidence import value
from unstipple.outcome.risk import Risk


def scar_risk(multipliers: tuple[str, ...]) -> Risk:
    """Chance of a scar per course; ``multipliers`` name the odds factors that apply (``harm.scar_odds_*``)."""
    base = value("harm.scar")
    odds = [value(f"harm.scar_odds_{name}") for name in multipliers]
    factor = 1.0
    for one in odds:
        factor *= one.value
    low, mid, high = (_times(chance, factor) for chance in (base.low or 0, base.value, base.high or base.value))
    sources = tuple(dict.fromkeys(base.sources + tuple(key for one in odds for key in one.sources)))
    return Risk("scar", low, mid, high, "D" if odds else base.grade, "model-m7", sources)


def _times(chance: float, factor: float) -> float:
    odds = chance / (1 - chance) * factor
    return odds / (1 + odds)
