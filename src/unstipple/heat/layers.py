"""Layered tissue as heat sees it: plane layers, each uniform, from the skin's surface downwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import number

Floats = npt.NDArray[np.float64]

W_PER_MM_K = 1e-3
"""From W/(m K) to W/(mm K)."""
J_PER_MM3_K = 1e-9
"""From J/(m3 K) to J/(mm3 K)."""
W_PER_MM2_K = 1e-6
"""From W/(m2 K) to W/(mm2 K)."""
ABSOLUTE_ZERO_C = -273.15
LARGEST_MM, LARGEST_CONDUCTIVITY, LARGEST_PERFUSION = 1e4, 1e4, 1.0
LEAST_HEAT, LARGEST_HEAT = 1e3, 1e8


def real(field: str, given: object, low: float, high: float, allowed: str) -> float:
    """Return ``given`` as a float between ``low`` and ``high`` (both allowed), else raise `BadInput` by ``field``."""
    if isinstance(given, bool) or not isinstance(given, (int, float, np.integer, np.floating)) or not low <= float(given) <= high:
        raise BadInput(field, given, allowed)
    return float(given)


def temperature(field: str, given: object) -> float:
    """Return ``given`` if it is a temperature in C that matter can have, else raise `BadInput` by ``field``."""
    return real(field, given, ABSOLUTE_ZERO_C, 1e4, f"a temperature in C from {ABSOLUTE_ZERO_C:g} to 10000")


@dataclass(frozen=True, slots=True)
class ThermalLayer:
    """One uniform layer; impossible values raise `BadInput` by the field's name.

    ``thickness_mm`` above 0, ``conductivity_w_m_k`` in W/(m K) above 0, ``density_kg_m3`` and ``specific_heat_j_kg_k`` above 0.
    ``perfusion_per_s`` is the rate at which blood brings the tissue towards its own temperature, 1/s: blood volume flow per tissue volume,
    times the blood's heat per volume over the tissue's (see `perfusion_per_s`).
    """

    thickness_mm: float
    conductivity_w_m_k: float
    density_kg_m3: float
    specific_heat_j_kg_k: float
    perfusion_per_s: float = 0.0

    def __post_init__(self) -> None:
        real("thickness_mm", self.thickness_mm, 1e-6, LARGEST_MM, f"above 0, at most {LARGEST_MM:g} mm")
        real(
            "conductivity_w_m_k", self.conductivity_w_m_k, 1e-6, LARGEST_CONDUCTIVITY, f"above 0, at most {LARGEST_CONDUCTIVITY:g} W/(m K)"
        )
        real("density_kg_m3", self.density_kg_m3, 1e-3, 1e5, "above 0, at most 100000 kg/m3")
        real("specific_heat_j_kg_k", self.specific_heat_j_kg_k, 1e-3, 1e5, "above 0, at most 100000 J/(kg K)")
        real("perfusion_per_s", self.perfusion_per_s, 0, LARGEST_PERFUSION, f"0 to {LARGEST_PERFUSION:g} per s")
        heat = self.density_kg_m3 * self.specific_heat_j_kg_k
        if not LEAST_HEAT <= heat <= LARGEST_HEAT:
            raise BadInput("density times specific heat", heat, f"{LEAST_HEAT:g} to {LARGEST_HEAT:g} J/(m3 K)")

    @property
    def heat_j_mm3_k(self) -> float:
        """Heat that warms one mm3 by one kelvin, J/(mm3 K)."""
        return self.density_kg_m3 * self.specific_heat_j_kg_k * J_PER_MM3_K

    @property
    def conductivity_w_mm_k(self) -> float:
        """Conductivity in W/(mm K)."""
        return self.conductivity_w_m_k * W_PER_MM_K

    @property
    def diffusivity_mm2_s(self) -> float:
        """Conductivity over heat per volume, mm2/s."""
        return self.conductivity_w_mm_k / self.heat_j_mm3_k


@dataclass(frozen=True, slots=True)
class ThermalStack:
    """Layers from the surface downwards; raises `BadInput` for none."""

    layers: tuple[ThermalLayer, ...]

    def __post_init__(self) -> None:
        layers = tuple(self.layers) if isinstance(self.layers, (tuple, list)) else ()
        if not layers or not all(isinstance(layer, ThermalLayer) for layer in layers):
            raise BadInput("layer", self.layers, "one thermal layer or more")
        object.__setattr__(self, "layers", layers)

    @property
    def walls_mm(self) -> Floats:
        """Depths of the boundaries, (layers + 1,) in mm from the surface."""
        return np.concatenate([[0.0], np.cumsum([layer.thickness_mm for layer in self.layers])])

    @property
    def depth_mm(self) -> float:
        """Depth of the whole stack, mm."""
        return float(self.walls_mm[-1])

    @property
    def largest_diffusivity_mm2_s(self) -> float:
        """That of the layer in which heat spreads fastest, mm2/s."""
        return max(layer.diffusivity_mm2_s for layer in self.layers)

    def layer_at(self, depth_mm: Floats) -> npt.NDArray[np.intp]:
        """Number of the layer at each depth (n,) in mm; below the stack that of the last."""
        return np.clip(np.searchsorted(self.walls_mm, depth_mm, side="right") - 1, 0, len(self.layers) - 1)

    def column(self, name: str, depth_mm: Floats) -> Floats:
        """A property of the layers by its name, at each depth (n,) in mm."""
        values = np.array([getattr(layer, name) for layer in self.layers], dtype=np.float64)
        return np.asarray(values[self.layer_at(depth_mm)])


def perfusion_per_s(flow_per_s: float, heat_j_m3_k: float) -> float:
    """From blood flow per tissue volume (1/s) to the rate of warming towards blood, for tissue of ``heat_j_m3_k`` J/(m3 K)."""
    blood = number("thermal.blood.density_kg_m3") * number("thermal.blood.specific_heat_j_kg_k")
    return flow_per_s * blood / heat_j_m3_k


PUBLISHED_LAYERS = ("epidermis", "dermis", "subcutis", "whole_skin", "skull")


def published_layer(name: str, thickness_mm: float) -> ThermalLayer:
    """A layer with the central published properties of that name (`PUBLISHED_LAYERS`), as thick as asked.

    The numbers and their sources stand in ``evidence/tables/thermal.toml``. ``whole_skin`` is a second published set for all of the
    skin, with about half the dermal conductivity: run both where it matters.
    """
    if name not in PUBLISHED_LAYERS:
        raise BadInput("layer name", name, ", ".join(PUBLISHED_LAYERS))
    density, specific = number(f"thermal.{name}.density_kg_m3"), number(f"thermal.{name}.specific_heat_j_kg_k")
    rate = perfusion_per_s(number(f"thermal.{name}.blood_flow"), density * specific)
    return ThermalLayer(thickness_mm, number(f"thermal.{name}.conductivity_w_m_k"), density, specific, rate)


def uniform(layer: ThermalLayer) -> ThermalStack:
    """A stack of that one layer."""
    if not math.isfinite(layer.thickness_mm):
        raise BadInput("thickness_mm", layer.thickness_mm, "finite")
    return ThermalStack((layer,))
