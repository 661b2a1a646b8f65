"""A layered column by its own modes: exact in time for any length, with blood, surface and layers as they are.

Cut into depth cells, the layers' equation C dT/dt = -K T + sources has a symmetric K, so it falls apart into modes that each decay at
their own rate. What changes in time, the surface's exchange, does so in pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal

from unstipple.heat.body import Column, ThermalBody
from unstipple.heat.exact import Stamp
from unstipple.heat.surface import Exchange

Floats = npt.NDArray[np.float64]
SAME_RATE, FAINTEST = 1e-9, 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """Modes of a column under one exchange: ``rate_per_s`` (m,) and ``shape`` (nz, m), a profile p being ``shape @ of(p)``."""

    column: Column
    rate_per_s: Floats
    shape: Floats

    def of(self, profile_k: Floats) -> Floats:
        """How much of each mode is in profiles (..., nz): (..., m)."""
        return np.asarray((profile_k * self.column.heat_j_mm2_k) @ self.shape)

    def after(self, profile_k: Floats, times_s: Floats) -> Floats:
        """A profile (nz,) of rises after each time (t,): (t, nz)."""
        return np.asarray((np.exp(-np.outer(times_s, self.rate_per_s)) * self.of(profile_k)) @ self.shape.T)

    def spread_mm2(self, profile_k: Floats, times_s: Floats) -> Floats:
        """Variance per axis that heat from an even profile in depth has gained sideways, at each time and depth (t, nz), in mm2.

        The second moment in the plane obeys the column's own equation with twice the diffusivity times the zeroth as its source, which the
        modes integrate in closed form. Where no heat has arrived the largest diffusivity stands in.
        """
        column, rate = self.column, self.rate_per_s
        mixing = 2 * self.shape.T @ (self.shape * (column.conductivity_w_mm_k * np.diff(column.edges_mm))[:, None])
        apart = rate[:, None] - rate[None, :]
        same = np.abs(apart) <= SAME_RATE * rate.max()
        ratio = np.where(same, 0.0, mixing / np.where(same, 1.0, apart))
        own, decay = self.of(profile_k), np.exp(-np.outer(times_s, rate))
        # of mode j into mode i: (exp(-rate_j t) - exp(-rate_i t)) / (rate_i - rate_j), and t exp(-rate t) where the rates are the same
        moved = (decay * own) @ ratio.T - decay * (ratio @ own) + times_s[:, None] * decay * (np.where(same, mixing, 0.0) @ own)
        second, zeroth = moved @ self.shape.T, (decay * own) @ self.shape.T
        there = zeroth > FAINTEST * np.abs(zeroth).max(axis=1, keepdims=True)
        widest = 2 * float(column.diffusivity_mm2_s.max()) * times_s[:, None]
        return np.clip(np.where(there, second / np.where(there, zeroth, 1.0), widest), 0, widest)


def modes(column: Column, exchange: Exchange) -> Modes:
    """The modes of ``column`` while its surface exchanges heat as ``exchange`` says."""
    root = np.sqrt(column.heat_j_mm2_k)
    rate, vectors = eigh_tridiagonal(column.diagonal(exchange) / root**2, -column.joint_w_mm2_k / (root[1:] * root[:-1]))
    return Modes(column, np.maximum(rate, 0.0), vectors / root[:, None])


def cell_rise_k(stamp: Stamp, column: Column) -> Floats:
    """The stamp's rise on its axis in each depth cell (nz,), so that its heat in layers of even heat per volume is kept."""
    whole = np.concatenate([[0.0], np.cumsum(stamp.rise_k * np.diff(stamp.depth_edges_mm))])
    integral = np.interp(column.edges_mm, stamp.depth_edges_mm, whole)
    return np.asarray(np.diff(integral) / np.diff(column.edges_mm))


def cooling_k(body: ThermalBody, column: Column, times_s: Floats, of: Callable[[Exchange], Modes]) -> Floats:
    """Change by cooling alone of the temperature at rest, at each time (t,), rising from 0 on, and depth: (t, nz) in K.

    ``of`` gives the modes under an exchange.
    """
    change = np.zeros((times_s.size, column.heat_j_mm2_k.size))
    if not times_s.size or not body.surface.cooling:
        return change
    rest = column.resting_c(body.surface.rest)
    now = np.zeros(column.heat_j_mm2_k.size)
    for begin, end, exchange in body.surface.pieces(0.0, float(times_s[-1]) + 1e-9):
        by, goal = of(exchange), column.resting_c(exchange) - rest
        inside = (times_s >= begin) & (times_s < end)
        change[inside] = goal + by.after(now - goal, times_s[inside] - begin)
        now = goal + by.after(now - goal, np.array([end - begin]))[0]
    return change
