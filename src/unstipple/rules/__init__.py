"""What must never be: contraindications, gates, waits, and who may override them."""

from unstipple.rules.finding import ORDER, Finding, Severity, Verdict, VerdictName, verdict
from unstipple.rules.gates import (
    Gate,
    gate_wavelengths_nm,
    read_good,
    same_wavelength,
    test_spot_reasons,
    test_spot_state,
    wavelength_gate,
)  # fmt: skip
from unstipple.rules.overrides import apply_overrides
from unstipple.rules.registry import Rule, find_rule, rule
from unstipple.rules.screening import all_rules, screen

__all__ = [
    "ORDER", "Finding", "Gate", "Rule", "Severity", "Verdict", "VerdictName",
    "all_rules", "apply_overrides", "find_rule", "gate_wavelengths_nm", "read_good", "rule", "same_wavelength", "screen",
    "test_spot_reasons", "test_spot_state", "verdict", "wavelength_gate",
]  # fmt: skip
