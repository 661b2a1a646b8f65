"""A head: its curved surface, skin, follicles and tattoo, fixed for all visits. Places are millimetres on the surface from the aim."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.spectra import MELANIN_OF_TYPE

Array = NDArray[np.float64]

HARD_CORE = 0.62
"""Least distance of neighbouring dots in units of the mean spacing; a further share is set so near to another dot that both overlap."""
OVERLAPPING = 0.04
COMMAS, BLOTS, HALOES = 0.07, 0.025, 0.15
SHALLOWEST_MM, DEEPEST_MM = 0.3, 1.1


@dataclass(frozen=True, slots=True, eq=False)
class Tattoo:
    """Dots (n,): place, radius, depth, carbon (natural absorbance at 550 nm seen from above, at the surface), halo, shape."""

    u_mm: Array
    v_mm: Array
    radius_mm: Array
    depth_mm: Array
    carbon: Array
    halo: Array
    stretch: Array
    angle: Array
    patience: Array


@dataclass(frozen=True, slots=True, eq=False)
class Hairs:
    """Follicles (n,): place, shaft diameter, lean from the normal and its direction in radians, rank of growth 0-1, melanin share."""

    u_mm: Array
    v_mm: Array
    diameter_mm: Array
    lean: Array
    azimuth: Array
    growth: Array
    melanin: Array


@dataclass(frozen=True, slots=True)
class Head:
    """An invented person.

    ``dot_od`` is the median peak optical density of the tattoo in 0.6 red + 0.4 green, before the camera; ``hairline_mm`` is where bare
    forehead begins (surface y), ``None`` for tattoo everywhere; ``furrows`` scales the relief; ``extent_mm`` is the furnished surface.
    """

    seed: int = 0
    skin_type: int = 3
    dots_per_cm2: float = 100.0
    dot_od: float = 0.50
    hairs_per_cm2: float = 40.0
    dot_diameter_mm: float = 0.24
    furrows: float = 1.0
    grey_hair: float = 0.05
    moles: float = 1.0
    hairline_mm: float | None = None
    extent_mm: tuple[float, float] = (110.0, 90.0)

    @property
    def axes_mm(self) -> tuple[float, float, float]:
        """Semi-axes of the ellipsoid."""
        rng = self._rng(1)
        return float(rng.uniform(72, 84)), float(rng.uniform(88, 104)), float(rng.uniform(80, 98))

    @property
    def melanin(self) -> float:
        """Share of melanosomes in the epidermis."""
        return MELANIN_OF_TYPE[self.skin_type - 1] * float(self._rng(2).uniform(0.85, 1.15))

    @property
    def blood(self) -> float:
        """Share of blood in the dermis."""
        return 0.0065 * float(self._rng(3).uniform(0.7, 1.4))

    def tattoo(self) -> Tattoo:
        """All dots of the head."""
        rng = self._rng(4)
        u, v = self._placed(rng, self.dots_per_cm2 * (1 - OVERLAPPING), HARD_CORE)
        extra = rng.choice(u.size, round(u.size * OVERLAPPING / (1 - OVERLAPPING)), replace=False) if u.size else np.empty(0, int)
        turn, apart = rng.uniform(0, 2 * np.pi, extra.size), self.dot_diameter_mm * rng.uniform(0.65, 1.3, extra.size)
        u, v = np.append(u, u[extra] + apart * np.cos(turn)), np.append(v, v[extra] + apart * np.sin(turn))
        n = u.size
        blot, comma = rng.random(n) < BLOTS, rng.random(n) < COMMAS
        radius = 0.5 * self.dot_diameter_mm * np.exp(np.clip(rng.normal(0, 0.17, n), -0.34, 0.34)) * np.where(blot, 1.6, 1)
        depth = np.clip(rng.gamma(16.0, 0.035, n) + 0.03, SHALLOWEST_MM, DEEPEST_MM)
        carbon = np.exp(np.clip(rng.normal(0, 0.12, n), -0.3, 0.3)) * np.where(blot, 1.25, 1)
        halo = np.where(rng.random(n) < HALOES, rng.uniform(0.05, 0.16, n), 0)
        stretch = np.where(comma, rng.uniform(0.5, 1.1, n), 0) * 2 * radius
        return Tattoo(u, v, radius, depth, carbon, halo, stretch, rng.uniform(0, np.pi, n), rng.normal(0, 1, n))

    def hairs(self) -> Hairs:
        """All follicles, in units of one to three."""
        rng = self._rng(5)
        u, v = self._placed(rng, self.hairs_per_cm2 / 1.7, 0.5)
        again = rng.choice(3, u.size, p=(0.45, 0.4, 0.15)) + 1
        u, v = np.repeat(u, again), np.repeat(v, again)
        n = u.size
        u, v = u + rng.normal(0, 0.09, n), v + rng.normal(0, 0.09, n)
        azimuth = np.pi / 2 + 0.012 * u + 0.3 * np.sin(0.05 * v + self.seed) + rng.normal(0, 0.25, n)
        vellus = rng.random(n) < 0.2
        diameter = np.where(vellus, rng.uniform(0.025, 0.04, n), rng.uniform(0.055, 0.09, n))
        melanin = np.where(rng.random(n) < self.grey_hair, 0.01, rng.uniform(0.5, 1.0, n) * (0.25 + 0.15 * self.skin_type))
        growth = np.where(rng.random(n) < 0.1, 0, rng.uniform(0, 1, n))
        return Hairs(u, v, diameter, np.radians(rng.uniform(25, 62, n)), azimuth, growth, melanin)

    def marks(self) -> NDArray[np.float64]:
        """Moles, freckles and red spots (n, 5): place, radius, added melanin, added blood."""
        rng = self._rng(6)
        cm2 = self.extent_mm[0] * self.extent_mm[1] / 100
        rows = []
        for per_cm2, radius, melanin, blood in (
            (0.02, (0.8, 1.8), 0.25, 0.0),
            (0.6, (0.3, 0.9), 0.025, 0.0),
            (0.25, (0.25, 1.2), 0.0, 0.012),
        ):
            n = int(rng.poisson(per_cm2 * cm2 * self.moles))
            strength = rng.uniform(0.3, 1.0, n)
            rows.append(np.column_stack([*self._anywhere(rng, n), rng.uniform(*radius, n), strength * melanin, strength * blood]))
        return np.concatenate(rows)

    def _placed(self, rng: np.random.Generator, per_cm2: float, core: float) -> tuple[Array, Array]:
        width, height = self.extent_mm
        wanted = round(per_cm2 * width * height / 100)
        if not wanted:
            return np.empty(0), np.empty(0)
        places = _darts(wanted, width, height, core * 10 / np.sqrt(per_cm2), int(rng.integers(1 << 31)))
        u, v = places[:, 0] - width / 2, places[:, 1] - height / 2
        if self.hairline_mm is not None:
            edge = self.hairline_mm + 2.5 * np.sin(u / 9 + self.seed) + rng.normal(0, 0.8, u.size)
            inside = (v < edge) & (rng.random(u.size) < np.clip((edge - v) / 6, 0.15, 1))
            u, v = u[inside], v[inside]
        return u, v

    def _anywhere(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        return rng.uniform(-0.5, 0.5, n) * self.extent_mm[0], rng.uniform(-0.5, 0.5, n) * self.extent_mm[1]

    def _rng(self, stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, stream])


@nb.njit(cache=True)
def _darts(wanted: int, width: float, height: float, apart: float, seed: int) -> Array:  # pragma: no cover
    """Random places at least ``apart`` from each other; the distance gives way slowly where no more fit."""
    np.random.seed(seed)
    cell = apart
    columns, rows = int(width / cell) + 3, int(height / cell) + 3
    last = np.full((rows, columns, 4), -1)
    fill = np.zeros((rows, columns), np.int64)
    out = np.empty((wanted, 2))
    n, misses = 0, 0
    while n < wanted:
        x, y = np.random.random() * width, np.random.random() * height
        c, r = int(x / cell) + 1, int(y / cell) + 1
        ok = fill[r, c] < 4
        for rr in range(r - 1, r + 2):
            for cc in range(c - 1, c + 2):
                for k in range(fill[rr, cc]):
                    i = last[rr, cc, k]
                    if (out[i, 0] - x) ** 2 + (out[i, 1] - y) ** 2 < apart * apart:
                        ok = False
        if ok:
            last[r, c, fill[r, c]] = n
            fill[r, c] += 1
            out[n, 0], out[n, 1] = x, y
            n += 1
            misses = 0
        else:
            misses += 1
            if misses > 400:
                apart *= 0.95
                misses = 0
    return out
