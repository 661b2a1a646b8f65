"""A piece of tissue as heat sees it: its layers, its surface, what holds its bottom and sides; and its profile at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_banded

from unstipple.errors import BadInput
from unstipple.heat.layers import W_PER_MM2_K, ThermalStack, temperature
from unstipple.heat.surface import Exchange, Surface

Floats = npt.NDArray[np.float64]
Edge = Literal["insulated", "held"]


@dataclass(frozen=True, slots=True)
class ThermalBody:
    """Layers under a surface. ``core_c`` is the temperature of the arterial blood and of a held bottom, in C.

    ``bottom`` and ``sides`` are ``"insulated"`` (no heat passes) or ``"held"``: the bottom stays at ``core_c``, the sides at what their
    depth has at rest. Raises `BadInput` by name.
    """

    stack: ThermalStack
    surface: Surface
    core_c: float
    bottom: Edge = "held"
    sides: Edge = "insulated"

    def __post_init__(self) -> None:
        temperature("core_c", self.core_c)
        for name in ("bottom", "sides"):
            if getattr(self, name) not in get_args(Edge):
                raise BadInput(name, getattr(self, name), " or ".join(get_args(Edge)))


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The layers cut into depth cells (nz,), per mm2 of surface; conductances join the middles of cells, so flux is continuous.

    ``heat_j_mm2_k`` is the heat of a cell, ``conductivity_w_mm_k`` its conductivity, ``joint_w_mm2_k`` (nz - 1,) the conductance between
    neighbours (two half cells in a row: the harmonic mean), ``perfusion_per_s`` the rate towards blood, ``to_surface_mm2_k_w`` the
    resistance of the uppermost half cell, ``to_bottom_w_mm2_k`` the conductance to a held bottom (0 if insulated).
    """

    edges_mm: Floats
    heat_j_mm2_k: Floats
    conductivity_w_mm_k: Floats
    joint_w_mm2_k: Floats
    perfusion_per_s: Floats
    to_surface_mm2_k_w: float
    to_bottom_w_mm2_k: float
    core_c: float

    @property
    def middle_mm(self) -> Floats:
        """Middles of the cells, (nz,)."""
        return np.asarray((self.edges_mm[1:] + self.edges_mm[:-1]) / 2)

    @property
    def diffusivity_mm2_s(self) -> Floats:
        """Diffusivity of each cell, (nz,)."""
        return self.conductivity_w_mm_k * np.diff(self.edges_mm) / self.heat_j_mm2_k

    def conductance(self, exchange: Exchange) -> float:
        """From the middle of the uppermost cell to what touches the surface, W/(mm2 K)."""
        coefficient = exchange.coefficient_w_m2_k * W_PER_MM2_K
        return coefficient / (1 + coefficient * self.to_surface_mm2_k_w)

    def diagonal(self, exchange: Exchange) -> Floats:
        """What leaves each cell per kelvin of it, perfusion included, (nz,) in W/(mm2 K)."""
        out = self.perfusion_per_s * self.heat_j_mm2_k
        out[:-1] += self.joint_w_mm2_k
        out[1:] += self.joint_w_mm2_k
        out[0] += self.conductance(exchange)
        out[-1] += self.to_bottom_w_mm2_k
        return out

    def forcing(self, exchange: Exchange) -> Floats:
        """What surface, blood and bottom would bring to tissue at 0 C, (nz,) in W/mm2."""
        into = self.perfusion_per_s * self.heat_j_mm2_k * self.core_c
        into[0] += self.conductance(exchange) * exchange.temperature_c
        into[-1] += self.to_bottom_w_mm2_k * self.core_c
        return into

    def gain(self, temperature_c: Floats, exchange: Exchange) -> Floats:
        """Net heat that each cell takes up at those temperatures (nz,), in W/mm2."""
        joined = self.joint_w_mm2_k * np.diff(temperature_c)
        own = self.forcing(exchange) - (self.diagonal(exchange) - self._joined()) * temperature_c
        own[:-1] += joined
        own[1:] -= joined
        return own

    def _joined(self) -> Floats:
        out = np.zeros_like(self.heat_j_mm2_k)
        out[:-1] += self.joint_w_mm2_k
        out[1:] += self.joint_w_mm2_k
        return out

    def resting_c(self, exchange: Exchange) -> Floats:
        """Temperatures (nz,) in C at which nothing changes; core temperature throughout where nothing holds the column."""
        diagonal = self.diagonal(exchange)
        if self.conductance(exchange) == 0 and self.to_bottom_w_mm2_k == 0 and not self.perfusion_per_s.any():
            return np.full_like(diagonal, self.core_c)
        bands = np.zeros((3, diagonal.size))
        bands[0, 1:] = bands[2, :-1] = -self.joint_w_mm2_k
        bands[1] = diagonal
        above_core = self.forcing(exchange) - self._towards_core(exchange)
        return np.asarray(self.core_c + solve_banded((1, 1), bands, above_core))

    def _towards_core(self, exchange: Exchange) -> Floats:
        """The forcing if everything around were at core temperature."""
        return self.forcing(Exchange(exchange.coefficient_w_m2_k, self.core_c))


def column(body: ThermalBody, z_edges_mm: Floats) -> Column:
    """Cut ``body`` into the depth cells between ``z_edges_mm`` (nz + 1,), which have an edge on every boundary of its layers."""
    edges = np.asarray(z_edges_mm, dtype=np.float64)
    thick, middle = np.diff(edges), (edges[1:] + edges[:-1]) / 2
    conductivity = body.stack.column("conductivity_w_mm_k", middle)
    half = thick / (2 * conductivity)
    return Column(
        edges_mm=edges,
        heat_j_mm2_k=body.stack.column("heat_j_mm3_k", middle) * thick,
        conductivity_w_mm_k=conductivity,
        joint_w_mm2_k=1 / (half[:-1] + half[1:]),
        perfusion_per_s=body.stack.column("perfusion_per_s", middle),
        to_surface_mm2_k_w=float(half[0]),
        to_bottom_w_mm2_k=float(1 / half[-1]) if body.bottom == "held" else 0.0,
        core_c=float(body.core_c),
    )  # fmt: skip
