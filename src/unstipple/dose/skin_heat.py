"""Skin as heat meets it, for every draw: a few columns of layers that conduct differently, their rest, and how cooling changes them.

Conductivity is in doubt by a factor of two (evidence ``thermal.*``). Draws share it in a few classes, each with one layered column and its
modes, so that draw 17 conducts equally well everywhere; thicknesses are the central ones, which for heat is a small matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, kept, number, value
from unstipple.heat import Surface, ThermalBody, ThermalLayer, ThermalStack, published_exchange, published_layer
from unstipple.heat.body import Column, column
from unstipple.heat.grid import depth_edges_mm
from unstipple.heat.layers import W_PER_MM_K
from unstipple.heat.modes import Modes, cooling_k, modes
from unstipple.skin import SkinOptics

Array = NDArray[np.float64]
CLASS_COUNT = 5
CELL_COUNT = 10
"""Depth cells across the epidermis."""
COARSEST_COUNT = 100
MM2_PER_CM2 = 100
CACHE_COUNT = 8


@dataclass(frozen=True, slots=True, eq=False)
class SkinClass:
    """Draws ``members`` (m,) that conduct alike: their layers and surface as ``body``, cut into ``column``, with the modes at rest."""

    members: NDArray[np.intp]
    body: ThermalBody
    column: Column
    modes: Modes
    diffusivity_mm2_s: float
    """Of the dermis."""

    @property
    def resting_c(self) -> Array:
        """Temperature of each depth cell before anything happens, (nz,)."""
        return self.column.resting_c(self.body.surface.rest)

    def at(self, depth_mm: Array) -> Array:
        """Weights (d, nz) of the depth cells that make up each depth (d,)."""
        middle = self.column.middle_mm
        place = np.interp(depth_mm, middle, np.arange(middle.size))
        return np.asarray(np.maximum(0.0, 1 - np.abs(place[:, None] - np.arange(middle.size))), dtype=np.float64)

    def cooled_k(self, times_s: Array) -> Array:
        """Change by cooling alone at times (t,) in s, rising from 0, and depths: (t, nz) in K."""
        return cooling_k(self.body, self.column, times_s, cache(partial(modes, self.column)))


def still_air() -> Surface:
    """Uncooled skin in still air."""
    return Surface(*published_exchange("still_air"))


@kept(CACHE_COUNT)
def skin_classes(draws: Draws, surface: Surface) -> tuple[SkinClass, ...]:
    """The classes of ``draws`` under that surface; together their members are every draw once."""
    share = draws.shares("thermal.dermis.conductivity_w_m_k")
    belongs = np.minimum((share * CLASS_COUNT).astype(int), CLASS_COUNT - 1)
    found = []
    for place in range(CLASS_COUNT):
        members = np.flatnonzero(belongs == place)
        if members.size:
            found.append(_class(members, (place + 0.5) / CLASS_COUNT, surface))
    return tuple(found)


def _class(members: NDArray[np.intp], share: float, surface: Surface) -> SkinClass:
    body = ThermalBody(_stack(share), surface, number("thermal.core_temperature_c"))
    finest = body.stack.layers[0].thickness_mm / CELL_COUNT
    edges = depth_edges_mm(body.stack, finest, widest_mm=1 / 2, growth=1 + 1 / CELL_COUNT, even_to_mm=2 * CELL_COUNT * finest)
    cut = column(body, edges)
    return SkinClass(members, body, cut, modes(cut, surface.rest), body.stack.layers[1].diffusivity_mm2_s)


def _stack(share: float) -> ThermalStack:
    epidermis, dermis = number("skin.epidermis_thickness_mm"), number("skin.dermis_thickness_mm")
    thick = {
        "epidermis": epidermis,
        "dermis": dermis,
        "subcutis": number("skin.skull_depth_mm") - epidermis - dermis,
        "skull": number("skin.skull_thickness_mm"),
    }
    return ThermalStack(tuple(_layer(name, mm, share) for name, mm in thick.items()))


def _layer(name: str, thickness_mm: float, share: float) -> ThermalLayer:
    central = published_layer(name, thickness_mm)
    conducts = float(value(f"thermal.{name}.conductivity_w_m_k").at(np.array([share]))[0])
    return ThermalLayer(thickness_mm, conducts, central.density_kg_m3, central.specific_heat_j_kg_k, central.perfusion_per_s)


def conductivity_w_mm_k(draws: Draws) -> Array:
    """Conductivity of the dermis (n,) in W/(mm K), every draw its own."""
    return np.asarray(value("thermal.dermis.conductivity_w_m_k").at(draws.shares("thermal.dermis.conductivity_w_m_k")) * W_PER_MM_K)


def deposit_k(cut: Column, skin: SkinOptics, known_mm: Array, known_light: Array, extra_mua_per_mm: Array, extra_to_mm: Array) -> Array:
    """Rise of every depth cell under an endless field per J/cm² of incident fluence, (n, nz) in K.

    Parameters
    ----------
    known_mm, known_light : arrays (n, k), depths, rising, and fluence there per incident fluence under an endless field; between them
        fluence runs straight in its logarithm, above the first it stays, below the last it falls on.
    extra_mua_per_mm, extra_to_mm : arrays (n,), what hairs and dots add to the dermis' and subcutis' absorption, down to that depth.

    Raises `BadInput`.
    """
    if known_mm.shape != known_light.shape or known_mm.ndim != 2 or not np.all(np.diff(known_mm, axis=1) > 0):
        raise BadInput("known_mm", known_mm.shape, "rising depths (draw, k), one fluence each")
    if not np.all(np.isfinite(known_light) & (known_light >= 0)):
        raise BadInput("known_light", known_light.shape, "finite numbers of 0 or more")
    fluence = _between(cut.middle_mm, known_mm, known_light)
    walls = np.cumsum(np.stack([skin.epidermis_mm, skin.dermis_mm, skin.subcutis_mm]), axis=0)
    tops = np.concatenate([np.zeros((1, walls.shape[1])), walls[:-1]])
    mua = np.stack([skin.epidermis_mua_per_mm, skin.dermis_mua_per_mm, skin.subcutis_mua_per_mm])
    inside = sum(_overlap(cut.edges_mm, tops[n], walls[n]) * mua[n][:, None] for n in range(len(walls)))
    inside += _overlap(cut.edges_mm, walls[0], extra_to_mm) * extra_mua_per_mm[:, None]
    return np.asarray(fluence * inside / MM2_PER_CM2 / cut.heat_j_mm2_k, dtype=np.float64)


def _overlap(edges: Array, top: Array, bottom: Array) -> Array:
    """Length of each cell between top and bottom (n,), (n, nz) in mm."""
    inside = np.minimum(edges[1:], bottom[:, None]) - np.maximum(edges[:-1], top[:, None])
    return np.asarray(np.maximum(inside, 0.0), dtype=np.float64)


def _between(depth: Array, known_mm: Array, known: Array) -> Array:
    log = np.log(np.maximum(known, np.finfo(float).tiny))
    found = np.stack([np.interp(depth, mm, row) for mm, row in zip(known_mm, log, strict=True)])
    if known_mm.shape[1] > 1:
        slope = np.minimum((log[:, -1] - log[:, -2]) / (known_mm[:, -1] - known_mm[:, -2]), 0)
        found += slope[:, None] * np.maximum(depth[None, :] - known_mm[:, -1:], 0)
    return np.where(known.max(axis=1, keepdims=True) > 0, np.exp(found), 0.0)
