"""Heat in layered tissue: pulses, blood, cooling, injury. Pure physics that knows layers and times, and no patient."""

from unstipple.heat.bioheat import Deposit, HeatRun, simulate_heat
from unstipple.heat.body import ThermalBody
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
from unstipple.heat.surface import INSULATED, Cooling, Exchange, Surface, published_cooling, published_exchange
from unstipple.heat.train import PulseTrain, TrainHeat, stamp_epidermis, train_heat, train_history

__all__ = [
    "DERMIS_SETS", "INSULATED", "SKIN_SETS",
    "BoxGrid", "Cooling", "DamageSet", "Deposit", "DotShape", "Energy", "EquivalentMinutes", "Exchange", "HairShape",
    "HeatImbalanceError", "HeatRun", "Injury", "LocalCooling", "Mark", "PulseTrain", "RingGrid", "Stamp", "Surface",
    "ThermalBody", "ThermalLayer", "ThermalStack", "TrainHeat",
    "across", "cem43", "check_resolves", "contact_burn_s", "cool", "cooled_half_space", "damage_set", "depth_edges_mm",
    "graded_edges_mm", "half_space", "injury", "local_grid", "perfusion_per_s", "published_cooling", "published_exchange",
    "published_layer", "simulate_heat", "spread", "stamp_epidermis", "stamp_history", "train_heat", "train_history",
]  # fmt: skip
