"""Carbon in depth: how dots look through the skin above them, and how dark each is in truth."""

from __future__ import annotations

import math

import numba as nb
import numpy as np
from numpy.typing import NDArray

from scalp_scenes.head import Head, Tattoo
from scalp_scenes.spectra import KNOTS_NM, at_bands, detection_weights, skin_reflectance

Array = NDArray[np.float64]
Image = NDArray[np.float32]

VEILED_PER_MM = np.array([1.7, 1.15, 0.55])
"""How fast a dot's darkness is veiled with depth in blue, green, red: blue light turns back before it gets there."""
EDGE_MM, EDGE_PER_MM = 0.014, np.array([0.05, 0.06, 0.075])
HALO_REACH = 2.4
MEDIAN_DEPTH_MM = 0.6
REFERENCE_KELVIN = 5500.0


def absorbance(head: Head, tattoo: Tattoo) -> tuple[Array, Array]:
    """Peak absorbance and softness of the edge in mm at the knots (n, 3) of uncleared dots."""
    amount = np.append(tattoo.carbon, 1.0)
    radius = np.append(tattoo.radius_mm, head.dot_diameter_mm / 2)
    depth = np.append(tattoo.depth_mm, MEDIAN_DEPTH_MM)
    edge = EDGE_MM + depth[:, None] * EDGE_PER_MM
    spread = radius[:, None] ** 2 / (radius[:, None] ** 2 + (math.pi * edge) ** 2 / 3)
    seen = amount[:, None] * (550 / KNOTS_NM) * np.exp(-VEILED_PER_MM * depth[:, None]) * spread
    scale, weights = 1.0, _weights(head.melanin, head.blood)
    for _ in range(20):
        peak = _density(scale * seen[-1:] * _soft(0.0, radius[-1:, None], edge[-1:]), weights)[0]
        scale *= head.dot_od / max(float(peak), 1e-6)
    return scale * seen[:-1], edge[:-1]


def flux_od_mm2(tattoo: Tattoo, peak: Array, edge: Array, melanin: float, blood: float) -> Array:
    """Optical density in 0.6 red + 0.4 green summed over each dot as if it stood alone (n,), in body light."""
    if not peak.shape[0]:
        return np.empty(0)
    weights = _weights(melanin, blood)
    steps = np.linspace(0, 1, 61)[:-1] + 0.5 / 60
    reach = 3.2 * tattoo.radius_mm + 6 * edge[:, 2] + HALO_REACH * 2.5 * tattoo.radius_mm * (tattoo.halo > 0)
    total = np.zeros(peak.shape[0])
    for step in steps:
        away = step * reach
        shape = _soft(away[:, None], tattoo.radius_mm[:, None], edge) + _halo(away, tattoo)[:, None]
        total += _density(peak * shape, weights) * (2 * np.pi * away + 2 * tattoo.stretch) * reach / steps.size
    return total


def draw(maps: Image, places: tuple[Array, Array], inverse: Array, tattoo: Tattoo, peak: Array, edge: Array) -> None:
    """Adds dots to the absorbance at the knots (height, width, 3); ``inverse`` (n, 2, 2) turns pixels into surface millimetres."""
    _draw(maps, *places, inverse, tattoo.radius_mm, tattoo.stretch / 2, tattoo.angle, tattoo.halo, peak, edge)


def _soft(away: Array | float, radius: Array, edge: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(np.clip((away - radius) / edge, -40, 40))))


def _halo(away: Array, tattoo: Tattoo) -> Array:
    return np.asarray(tattoo.halo * np.exp(-((away / (HALO_REACH * tattoo.radius_mm)) ** 2)))


def _weights(melanin: float, blood: float) -> Array:
    body = detection_weights(REFERENCE_KELVIN) * skin_reflectance(np.array(melanin), np.array(blood))
    return np.asarray(body / body.sum())


def _density(absorbed: Array, weights: Array) -> Array:
    return np.asarray(-np.log10(np.maximum(np.exp(-at_bands(absorbed)) @ weights, 1e-6)))


@nb.njit(cache=True, fastmath=True)
def _draw(
    maps: Image, x: Array, y: Array, inverse: Array, radius: Array, half: Array, angle: Array, halo: Array, peak: Array, edge: Array
) -> None:  # pragma: no cover
    rows, columns = maps.shape[:2]
    for i in range(x.size):
        grow = max(abs(inverse[i, 0, 0]) + abs(inverse[i, 1, 0]), abs(inverse[i, 0, 1]) + abs(inverse[i, 1, 1]))
        small = math.sqrt(abs(inverse[i, 0, 0] * inverse[i, 1, 1] - inverse[i, 0, 1] * inverse[i, 1, 0]))
        reach_mm = radius[i] + half[i] + 5.5 * edge[i, 2]
        if halo[i] > 0:
            reach_mm = max(reach_mm, half[i] + 4.2 * radius[i])
        reach = int(reach_mm * grow / (small * small)) + 2
        c, s = math.cos(angle[i]), math.sin(angle[i])
        for r in range(max(int(y[i]) - reach, 0), min(int(y[i]) + reach + 1, rows)):
            for q in range(max(int(x[i]) - reach, 0), min(int(x[i]) + reach + 1, columns)):
                du = inverse[i, 0, 0] * (q - x[i]) + inverse[i, 0, 1] * (r - y[i])
                dv = inverse[i, 1, 0] * (q - x[i]) + inverse[i, 1, 1] * (r - y[i])
                along, across = c * du + s * dv, c * dv - s * du
                along = max(abs(along) - half[i], 0.0)
                away = math.sqrt(along * along + across * across)
                if away > reach_mm:
                    continue
                ring = 0.0
                if halo[i] > 0:
                    ring = halo[i] * math.exp(-((away / (HALO_REACH * radius[i])) ** 2))
                for k in range(3):
                    maps[r, q, k] += peak[i, k] * (ring + 1 / (1 + math.exp(min((away - radius[i]) / edge[i, k], 40.0))))
