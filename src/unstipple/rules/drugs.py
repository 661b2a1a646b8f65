"""Looks a medicine up: its classes, the rules that depend on it, and for an unknown one the nearest names."""

from __future__ import annotations

from dataclasses import dataclass

from unstipple.rules.classes import look_up
from unstipple.rules.registry import Rule, find_rule
from unstipple.rules.screening import all_rules


@dataclass(frozen=True, slots=True)
class Drug:
    """What is known of a medicine. Without ``classes`` it is not known: then ``nearest`` are names like it, and a physician is asked."""

    name: str
    classes: tuple[str, ...]
    rules: tuple[Rule, ...]
    nearest: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether the program knows the medicine."""
        return bool(self.classes)


def look_up_drug(name: str) -> Drug:
    """What the rules know of a medicine, by substance or brand name, in any case and with slips of the pen."""
    entry = look_up(name, "medicines")
    classes = tuple(sorted(entry.classes))
    asked = {f"medicines.{kind}" for kind in classes}
    found = tuple(rule for rule in all_rules() if asked & set(rule.reads))
    return Drug(name, classes, found or (find_rule("unknown-medicine"),), entry.nearest)
