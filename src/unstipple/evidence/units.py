"""The units that cited numbers come in, and how they are written for people."""

from __future__ import annotations

UNITS: dict[str, str] = {
    "-": "", "ratio": "ratio", "share": "share", "pct": "%", "exponent": "exponent", "flag": "flag", "type": "type", "points": "points",
    "ln": "ln", "logit": "logit", "c": "C", "k": "k", "deg": "degrees", "degrees": "degrees", "score": "score", "od": "optical density",
    "nm": "nm", "um": "µm", "mm": "mm", "cm2": "cm²", "ns": "ns", "s": "s", "min": "min", "minutes": "minutes", "hours": "hours",
    "days": "days", "weeks": "weeks", "months": "months", "years": "years", "hz": "Hz", "j": "J", "mj": "mJ", "j_cm2": "J/cm²",
    "j_m2 per s^0.75": "J/m² per s^0.75", "j_mm3_k": "J/(mm³ K)", "per_nm": "1/nm", "per_mm": "1/mm", "per_cm": "1/cm",
    "per_cm2": "1/cm²", "per_s": "1/s", "per_session": "per session", "C": "°C", "K": "K", "MPa": "MPa", "J/mol": "J/mol",
    "J/(kg K)": "J/(kg K)", "W/(m K)": "W/(m K)", "W/(m2 K)": "W/(m² K)", "kg/m3": "kg/m³", "m/s": "m/s", "m2_per_g": "m²/g",
    "mg": "mg", "g": "g", "kg": "kg", "mg_kg": "mg/kg", "mg_per_kg": "mg/kg", "g_cm2": "g/cm²", "g_per_cm2": "g/cm²",
    "ug_ml": "µg/ml", "ng_per_ml": "ng/ml", "passes": "passes", "patients": "patients", "sessions": "sessions", "visits": "visits",
    "tattoos": "tattoos", "trials": "trials", "spf": "SPF", "usd": "USD", "usd_cm2": "USD/cm²", "usd_per_cm2": "USD/cm²",
}  # fmt: skip
"""Every known unit of a value -> how it is written."""


def known_unit(unit: str) -> bool:
    """Whether a value may carry that unit."""
    return unit in UNITS


def unit_words(unit: str) -> str:
    """The unit as people write it; one nobody knows stays as it is."""
    return UNITS.get(unit, unit)
