"""Screens a case from the consult alone: every rule, then the overrides."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules import (
    gate_rules,
    healing,
    history,
    ink_and_lesions,
    last_setting,
    medicines,
    numbing,
    person,
    progress,
    skin_reading,
    skin_state,
    sun,
    timing,
    unanswered,
)
from unstipple.rules.finding import Verdict, verdict
from unstipple.rules.overrides import apply_overrides
from unstipple.rules.registry import Rule, rules

FILES_OF_RULES = (
    gate_rules,
    healing,
    history,
    ink_and_lesions,
    last_setting,
    medicines,
    numbing,
    person,
    progress,
    skin_reading,
    skin_state,
    sun,
    timing,
    unanswered,
)
"""The files whose rules are screened; importing them registers the rules."""


def all_rules() -> tuple[Rule, ...]:
    """The whole catalogue of screening rules, by code."""
    return rules()


def screen(case: CaseFile, today: date) -> Verdict:
    """What all screening rules find in a case on a day, gravest first, with the case's overrides applied.

    Raises `UnknownName` when an override names a rule that nobody knows.
    """
    return verdict(apply_overrides(case, (found for each in all_rules() for found in each(case, today))))
