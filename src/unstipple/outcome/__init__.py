"""Response: dose to clearance and harm; every clearance carries its draws."""

from unstipple.outcome.anaesthetic import NumbingDose, applied_mg_per_cm2, most_area_cm2, most_mg, numbing_dose
from unstipple.outcome.blister import BLISTER, blister_risk
from unstipple.outcome.clearance import Response, clearance, cleared, effective_sessions, percentile, response, sessions_to
from unstipple.outcome.crust import CRUST, crust_risk
from unstipple.outcome.darkening import DARKENING_OXIDE, DARKENING_UNKNOWN_INK, darkening_risk
from unstipple.outcome.dot_dose import equivalent_j_cm2
from unstipple.outcome.effective_fluence import fluence_for_worth_j_cm2
from unstipple.outcome.hair_shedding import HAIR_SHEDDING, hair_shedding_risk
from unstipple.outcome.hair_whitening import HAIR_WHITENING, hair_whitening_chance, hair_whitening_risk
from unstipple.outcome.harm_model import HarmModel, VisitDose
from unstipple.outcome.hyperpigmentation import HYPERPIGMENTATION, hyperpigmentation_by_volume, hyperpigmentation_risk
from unstipple.outcome.hypopigmentation import (
    HYPOPIGMENTATION,
    HYPOPIGMENTATION_BY_LOAD,
    hypopigmentation,
    hypopigmentation_by_volume,
    hypopigmentation_draws,
    hypopigmentation_risk,
    load_at,
    melanin_load,
)
from unstipple.outcome.infection import INFECTION, infection_risk
from unstipple.outcome.kirby_desai import LOOKS, KirbyDesai, kirby_desai, score, was_layered
from unstipple.outcome.pigment_link import link_chance, link_volume
from unstipple.outcome.risk import Risk, stricter, unknown
from unstipple.outcome.scar import SCAR, scar_by_volume, scar_risk
from unstipple.outcome.shadow import SHADOW, shadow_risk
from unstipple.outcome.simulate import Simulated, Worth, simulate
from unstipple.outcome.update import Learnt, SeenClearance, learn, reaction_weight, visible_chance
from unstipple.outcome.volume_limit import volume_limit_j_cm2

HARM_MODELS = (
    HYPOPIGMENTATION, HYPOPIGMENTATION_BY_LOAD, HYPERPIGMENTATION, SCAR, BLISTER, DARKENING_OXIDE, DARKENING_UNKNOWN_INK, INFECTION, CRUST,
    SHADOW, HAIR_SHEDDING, HAIR_WHITENING,
)  # fmt: skip
"""Every harm model; a battery of tests tries them all."""

__all__ = [
    "HARM_MODELS", "LOOKS", "HarmModel", "KirbyDesai", "Learnt", "NumbingDose", "Response", "Risk", "SeenClearance", "Simulated",
    "VisitDose", "Worth", "applied_mg_per_cm2", "blister_risk", "clearance", "cleared", "crust_risk", "darkening_risk",
    "effective_sessions", "equivalent_j_cm2", "fluence_for_worth_j_cm2", "hair_shedding_risk", "hair_whitening_chance",
    "hair_whitening_risk", "hyperpigmentation_by_volume", "hyperpigmentation_risk", "hypopigmentation", "hypopigmentation_by_volume",
    "hypopigmentation_draws", "hypopigmentation_risk", "infection_risk", "kirby_desai", "learn", "link_chance", "link_volume", "load_at",
    "melanin_load", "most_area_cm2", "most_mg", "numbing_dose", "percentile", "reaction_weight", "response", "scar_by_volume",
    "scar_risk", "score", "sessions_to", "shadow_risk", "simulate", "stricter", "unknown", "visible_chance", "volume_limit_j_cm2",
    "was_layered",
]  # fmt: skip
