"""Bioheat once more, in double precision and as simply as it can be written: the slow, trusted twin of `unstipple.heat`.

It steps temperatures, not rises over a resting state; walls between cells are looped over one by one; blood acts in every step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass
class Slab:
    """One layer: thickness in mm, k in W/(m K), rho c in J/(m3 K), perfusion rate in 1/s."""

    thickness_mm: float
    k: float
    rho_c: float
    perfusion: float = 0.0


@dataclass
class Twin:
    """A box of tissue in SI units. ``temperature`` is (nz, ny, nx) in C; the account is in J."""

    slabs: list[Slab]
    z_edges_mm: Floats
    cell_mm: float
    temperature: Floats
    core_c: float
    held_bottom: bool = True

    def __post_init__(self) -> None:
        middle = (self.z_edges_mm[1:] + self.z_edges_mm[:-1]) / 2
        walls = np.cumsum([slab.thickness_mm for slab in self.slabs])
        of = [self.slabs[min(int(np.searchsorted(walls, z)), len(self.slabs) - 1)] for z in middle]
        self.k = np.array([slab.k for slab in of])
        self.rho_c = np.array([slab.rho_c for slab in of])
        self.w = np.array([slab.perfusion for slab in of])
        self.dz = np.diff(self.z_edges_mm) * 1e-3
        self.dx = self.cell_mm * 1e-3
        self.put_in = self.out = self.bottom = self.blood = 0.0
        self.begin = self.stored()

    def stored(self) -> float:
        """Heat in the box over 0 C."""
        return float((self.temperature * (self.rho_c * self.dz)[:, None, None]).sum() * self.dx**2)

    def deposit(self, rise_k: Floats) -> None:
        """Warm cells at once."""
        before = self.stored()
        self.temperature = self.temperature + rise_k
        self.put_in += self.stored() - before

    def step(self, dt: float, h: float, outside_c: float) -> None:
        """One explicit step of all fluxes, in W."""
        t, nz = self.temperature, len(self.dz)
        gain = np.zeros_like(t)
        for z in range(nz - 1):
            down = (t[z] - t[z + 1]) / (self.dz[z] / (2 * self.k[z]) + self.dz[z + 1] / (2 * self.k[z + 1])) * self.dx**2
            gain[z] -= down
            gain[z + 1] += down
        for z in range(nz):
            along_y = (t[z, :-1] - t[z, 1:]) * self.k[z] * self.dz[z]
            gain[z, :-1] -= along_y
            gain[z, 1:] += along_y
            along_x = (t[z, :, :-1] - t[z, :, 1:]) * self.k[z] * self.dz[z]
            gain[z, :, :-1] -= along_x
            gain[z, :, 1:] += along_x
            taken = (t[z] - self.core_c) * self.w[z] * self.rho_c[z] * self.dz[z] * self.dx**2
            gain[z] -= taken
            self.blood += dt * taken.sum()
        if h > 0:
            out = (t[0] - outside_c) / (1 / h + self.dz[0] / (2 * self.k[0])) * self.dx**2
            gain[0] -= out
            self.out += dt * out.sum()
        if self.held_bottom:
            out = (t[-1] - self.core_c) * 2 * self.k[-1] / self.dz[-1] * self.dx**2
            gain[-1] -= out
            self.bottom += dt * out.sum()
        self.temperature = t + dt * gain / (self.rho_c * self.dz * self.dx**2)[:, None, None]

    def imbalance(self) -> float:
        """What is unaccounted for over the largest heat in play."""
        terms = [self.put_in, self.stored() - self.begin, self.out, self.bottom, self.blood]
        return abs(terms[0] - sum(terms[1:])) / max(map(abs, terms))


@dataclass
class Discs:
    """Rings around an axis the same way: ``temperature`` (nz, nr), insulated all around, one material."""

    k: float
    rho_c: float
    r_edges_mm: Floats
    z_edges_mm: Floats
    temperature: Floats

    def step(self, dt: float) -> None:
        """One explicit step."""
        r, z = self.r_edges_mm * 1e-3, self.z_edges_mm * 1e-3
        area, dz = np.pi * np.diff(r**2), np.diff(z)
        gain = np.zeros_like(self.temperature)
        for i in range(area.size - 1):
            between = (r[i + 2] - r[i]) / 2
            flow = (self.temperature[:, i] - self.temperature[:, i + 1]) * self.k * 2 * np.pi * r[i + 1] * dz / between
            gain[:, i] -= flow
            gain[:, i + 1] += flow
        for j in range(dz.size - 1):
            flow = (self.temperature[j] - self.temperature[j + 1]) * self.k * area * 2 / (dz[j] + dz[j + 1])
            gain[j] -= flow
            gain[j + 1] += flow
        self.temperature = self.temperature + dt * gain / (self.rho_c * dz[:, None] * area)
