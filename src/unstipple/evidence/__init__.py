"""Cited numbers: value, spread, unit, grade, source; and the ledger of who used them."""

from unstipple.evidence.draws import Draws
from unstipple.evidence.ledger import Ledger, has, ledger, names, number, source, source_keys, value
from unstipple.evidence.values import GRADES, SPREADS, Source, Value

__all__ = [
    "GRADES", "SPREADS", "Draws", "Ledger", "Source", "Value",
    "has", "ledger", "names", "number", "source", "source_keys", "value",
]  # fmt: skip
