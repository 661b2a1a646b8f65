"""Heat in layered tissue: pulses, blood, cooling, injury. Pure physics that knows layers and times, and no patient."""

from unstipple.heat.bioheat import Deposit, HeatRun, simulate_heat
from unstipple.heat.body import ThermalBody
from unstipple.heat.confinement import Confinement, confinement, heated_width_nm, relaxation_time_ns, transit_time_ns
from unstipple.heat.damage import (
    DERMIS_SETS,
    SKIN_SETS,
    DamageSet,
    EquivalentMinutes,
    Injury,
    Mark,
    cem43,
    contact_burn_s,
    damage_set,
    injury,
)
from unstipple.heat.energy import Energy, HeatImbalanceError
from unstipple.heat.exact import Stamp, across, cooled_half_space, half_space, spread, stamp_history
from unstipple.heat.grid import BoxGrid, RingGrid, check_resolves, depth_edges_mm, graded_edges_mm
from unstipple.heat.layers import ThermalLayer, ThermalStack, perfusion_per_s, published_layer
from unstipple.heat.local import DotShape, HairShape, LocalCooling, cool, local_grid
from unstipple.heat.melanosome import (
    CavitationThreshold,
    ThresholdPoint,
    cavitation_threshold_j_cm2,
    heat_factor,
    melanosome_threshold,
    power_law_mua_per_mm,
    stress_factor,
    threshold_points,
)
from unstipple.heat.particle import (
    Pulse,
    Substance,
    absorbed_share,
    adiabatic_rise_k,
    drawn_substance,
    kept_share,
    particle_marks,
    published_substance,
    sphere_rise,
    tissue,
)
from unstipple.heat.pressure import (
    PulseGain,
    drawn_pulse_gains,
    pressure_marks,
    pulse_gain,
    smeared_peak,
    stress_confined,
    sublimation_rise_k,
    surface_pressure_mpa,
)
from unstipple.heat.surface import INSULATED, Cooling, Exchange, Surface, published_cooling, published_exchange
from unstipple.heat.train import PulseTrain, TrainHeat, stamp_epidermis, train_heat, train_history

__all__ = [
    "DERMIS_SETS", "INSULATED", "SKIN_SETS", "BoxGrid", "CavitationThreshold", "Confinement", "Cooling", "DamageSet", "Deposit", "DotShape",
    "Energy", "EquivalentMinutes", "Exchange", "HairShape", "HeatImbalanceError", "HeatRun", "Injury", "LocalCooling", "Mark", "Pulse",
    "PulseGain", "PulseTrain", "RingGrid", "Stamp", "Substance", "Surface", "ThermalBody", "ThermalLayer", "ThermalStack", "ThresholdPoint",
    "TrainHeat", "absorbed_share", "across", "adiabatic_rise_k", "cavitation_threshold_j_cm2", "cem43", "check_resolves", "confinement",
    "contact_burn_s", "cool", "cooled_half_space", "damage_set", "depth_edges_mm", "drawn_pulse_gains", "drawn_substance",
    "graded_edges_mm", "half_space", "heat_factor", "heated_width_nm", "injury", "kept_share", "local_grid", "melanosome_threshold",
    "particle_marks", "perfusion_per_s", "power_law_mua_per_mm", "pressure_marks", "published_cooling", "published_exchange",
    "published_layer", "published_substance", "pulse_gain", "relaxation_time_ns", "simulate_heat", "smeared_peak", "sphere_rise", "spread",
    "stamp_epidermis", "stamp_history", "stress_confined", "stress_factor", "sublimation_rise_k", "surface_pressure_mpa",
    "threshold_points", "tissue", "train_heat", "train_history", "transit_time_ns",
]  # fmt: skip
