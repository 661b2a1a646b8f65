"""Cited numbers: value, spread, unit, grade, source; and the ledger of who used them."""

from unstipple.evidence.background import Row
from unstipple.evidence.draws import Draws
from unstipple.evidence.kept import kept
from unstipple.evidence.ledger import Ledger, has, ledger, names, number, source, source_keys, value
from unstipple.evidence.units import UNITS, known_unit, unit_words
from unstipple.evidence.values import GRADES, SPREADS, Source, Value

__all__ = [
    "GRADES", "SPREADS", "UNITS", "Draws", "Ledger", "Row", "Source", "Value",
    "has", "kept", "known_unit", "ledger", "names", "number", "source", "source_keys", "unit_words", "value",
]  # fmt: skip
