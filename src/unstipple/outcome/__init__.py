"""Response: dose to clearance and harm; every clearance carries its draws."""

from unstipple.outcome.clearance import Response, clearance, effective_sessions, percentile, response, sessions_to
from unstipple.outcome.hypopigmentation import hypopigmentation, hypopigmentation_risk, load_at, melanin_load
from unstipple.outcome.other_harm import crust_risk, darkening_risk, hyperpigmentation_risk, infection_risk, shadow_risk, unknown
from unstipple.outcome.risk import Risk
from unstipple.outcome.scar import scar_risk

__all__ = [
    "Response", "Risk", "clearance", "crust_risk", "darkening_risk", "effective_sessions", "hyperpigmentation_risk",
    "hypopigmentation", "hypopigmentation_risk", "infection_risk", "load_at", "melanin_load", "percentile", "response", "scar_risk",
    "sessions_to", "shadow_risk", "unknown",
]  # fmt: skip
