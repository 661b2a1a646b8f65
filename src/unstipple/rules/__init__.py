"""What must never be: contraindications, gates, waits, and who may override them."""

from unstipple.rules.bounds import SKIN_GROUPS, Bounds, Limit, SkinLight, bounds, closed_by, harm_limit, skin_group, spot_gain
from unstipple.rules.commissioning import commissioning_findings, measurement_due
from unstipple.rules.eyewear import eyewear_findings, eyewear_needs, eyewear_od, ocular_limit_j_cm2, other_eyewear_needs
from unstipple.rules.finding import ORDER, Finding, Severity, Verdict, VerdictName, verdict
from unstipple.rules.gates import (
    Gate,
    gate_wavelengths_nm,
    passes_allowed,
    read_good,
    same_wavelength,
    spot_must_come_first,
    test_spot_reasons,
    test_spot_state,
    wavelength_gate,
)  # fmt: skip
from unstipple.rules.healing import longer_interval_reasons
from unstipple.rules.judge import judge
from unstipple.rules.last_setting import begun_j_cm2, session_limits
from unstipple.rules.overrides import apply_overrides
from unstipple.rules.proposal import Proposal, Visit, VisitKind, ZoneDose
from unstipple.rules.registry import Rule, find_rule, rule
from unstipple.rules.screening import all_rules, screen
from unstipple.rules.sun import sun_free_bands

__all__ = [
    "ORDER", "SKIN_GROUPS", "Bounds", "Finding", "Gate", "Limit", "Proposal", "Rule", "Severity", "SkinLight", "Verdict", "VerdictName",
    "Visit", "VisitKind", "ZoneDose", "all_rules", "apply_overrides", "begun_j_cm2", "bounds", "closed_by", "commissioning_findings",
    "eyewear_findings", "eyewear_needs", "eyewear_od", "find_rule", "gate_wavelengths_nm", "harm_limit", "judge",
    "longer_interval_reasons", "measurement_due", "ocular_limit_j_cm2", "other_eyewear_needs", "passes_allowed", "read_good", "rule",
    "same_wavelength", "screen", "session_limits", "skin_group", "spot_gain", "spot_must_come_first", "sun_free_bands",
    "test_spot_reasons", "test_spot_state", "verdict", "wavelength_gate",
]  # fmt: skip
