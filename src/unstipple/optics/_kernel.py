"""The compiled photon walk: implicit capture, Henyey-Greenstein scattering and Fresnel boundaries, in float64.

Physics after Wang, Jacques and Zheng, Comput. Methods Programs Biomed. 47 (1995) 131-146. Random numbers are xoshiro256++ of Blackman
and Vigna (2019). Fluence is scored where photons interact (weight over mut), and along the path in layers that are nearly or
wholly clear, where interactions would be too rare to tell anything.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]

ROULETTE_BELOW = 1e-2
ROULETTE_SURVIVAL = 0.1
DIFFUSE, TRANSMITTED, UNSCATTERED, LOST, GAINED, EVENTS = range(6)
TALLIES = 6
PENCIL, FLAT_TOP, GAUSSIAN = range(3)

_U11, _U17, _U19, _U23, _U32, _U41, _U45 = (np.uint64(k) for k in (11, 17, 19, 23, 32, 41, 45))
_ONE = np.uint64(1)
_LOW_HALF = np.uint64(0xFFFFFFFF)
_TO_UNIT = 1.0 / 9007199254740992.0
_TO_SIGNED = 2.0 / 4294967296.0
_FAST = {"contract", "nsz", "arcp"}  # no flag that lets the compiler assume away infinities: walls may lie at infinity


class Medium(NamedTuple):
    """The layers as arrays: walls (L+1), indices with the outer media (L+2), and per layer (L) the properties."""

    wall_mm: Floats
    n: Floats
    mut_per_mm: Floats
    absorbed_share: Floats
    g: Floats
    by_path: npt.NDArray[np.bool_]


class Source(NamedTuple):
    """Where photons start: first layer that is not clear, weight there, path in the clear layers above, beam shape and radius."""

    layer: int
    weight: float
    clear_path_mm: Floats
    shape: int
    radius_mm: float


class Bins(NamedTuple):
    """Rising edges from 0 and a table of the bin in which each of many equal cells begins."""

    edges: Floats
    first: npt.NDArray[np.int32]
    cells_per_mm: float


@njit(inline="always", error_model="numpy")
def _random(a, b, c, d):  # type: ignore[no-untyped-def]
    """One step of xoshiro256++: 64 random bits and the new state."""
    total = a + d
    bits = ((total << _U23) | (total >> _U41)) + a
    t = b << _U17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << _U45) | (d >> _U19)
    return bits, a, b, c, d


@njit(inline="always", error_model="numpy")
def _unit(bits):  # type: ignore[no-untyped-def]
    """A float in [0, 1) from 64 random bits."""
    return np.int64(bits >> _U11) * _TO_UNIT


@njit(inline="always", error_model="numpy")
def _bin(edges, first, cells_per_mm, x):  # type: ignore[no-untyped-def]
    """The bin that holds ``x``; one past the last for everything beyond."""
    last = edges.size - 1
    if not x < edges[last]:
        return last
    i = first[min(int(max(x, 0.0) * cells_per_mm), first.size - 1)]
    i += x >= edges[i + 1]  # all that is needed where a cell is finer than the bins, and no branch to mispredict
    while x >= edges[i + 1]:
        i += 1
    return i


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _fresnel(n1, n2, cos1):  # type: ignore[no-untyped-def]
    """Unpolarised reflectance and cosine of refraction for light that goes from n1 into n2."""
    if n1 == n2:
        return 0.0, cos1
    sin2 = n1 / n2 * math.sqrt(max(0.0, 1.0 - cos1 * cos1))
    if sin2 >= 1.0:
        return 1.0, 0.0
    cos2 = math.sqrt(1.0 - sin2 * sin2)
    s = (n1 * cos1 - n2 * cos2) / (n1 * cos1 + n2 * cos2)
    p = (n1 * cos2 - n2 * cos1) / (n1 * cos2 + n2 * cos1)
    return 0.5 * (s * s + p * p), cos2


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _scattering_cosine(g, s):  # type: ignore[no-untyped-def]
    """Henyey-Greenstein cosine for ``s`` uniform in [-1, 1): the form for small g has no 1/g, and is exactly ``s`` at g = 0."""
    if abs(g) < 0.5:
        q = 1.0 + g * s
        cosine = (2.0 * s + g * (s * s + 3.0) + 2.0 * g * g * s + g * g * g * (s * s - 1.0)) / (2.0 * q * q)
    else:
        t = (1.0 - g * g) / (1.0 + g * s)
        cosine = (1.0 + g * g - t * t) / (2.0 * g)
    return min(1.0, max(-1.0, cosine))


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _turn(ux, uy, uz, cosine, p, q):  # type: ignore[no-untyped-def]
    """Direction after scattering by ``cosine`` at the azimuth of the point (p, q)."""
    scale = math.sqrt(max(0.0, 1.0 - cosine * cosine) / (p * p + q * q))
    p, q = p * scale, q * scale
    # Frame of Duff et al. (2017): regular at the poles, where strongly forward light lives
    sign = 1.0 if uz >= 0.0 else -1.0
    a = -1.0 / (sign + uz)
    b = ux * uy * a
    vx = (1.0 + sign * ux * ux * a) * p + b * q + ux * cosine
    vy = sign * b * p + (sign + uy * uy * a) * q + uy * cosine
    vz = -sign * ux * p - uy * q + uz * cosine
    shrink = 1.5 - 0.5 * (vx * vx + vy * vy + vz * vz)  # one Newton step keeps the length at 1 through millions of turns
    return vx * shrink, vy * shrink, vz * shrink


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _score_path(z_edges, z_first, z_cells, r_edges, r_first, r_cells, fluence, x, y, z, ux, uy, uz, step, weight, a, b, c, d):  # type: ignore[no-untyped-def]
    """Score ``weight`` times path in every depth bin crossed, at a random point of the path there: unbiased in depth and radius."""
    low, high = min(z, z + uz * step), max(z, z + uz * step)
    first, last = _bin(z_edges, z_first, z_cells, low), _bin(z_edges, z_first, z_cells, high)
    for i in range(first, last + 1):
        bits, a, b, c, d = _random(a, b, c, d)
        along, piece = _unit(bits) * step, step
        if first != last:
            top = max(low, z_edges[i])
            bottom = min(high, z_edges[i + 1]) if i + 1 < z_edges.size else high
            along = (top + _unit(bits) * (bottom - top) - z) / uz
            piece = (bottom - top) / (high - low) * step
        px, py = x + ux * along, y + uy * along
        fluence[i, _bin(r_edges, r_first, r_cells, math.sqrt(px * px + py * py))] += weight * piece
    return a, b, c, d


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _start_radius(shape, radius_mm, bits):  # type: ignore[no-untyped-def]
    """Distance from the axis at which a photon of the beam enters."""
    u = np.int64((bits >> _U11) + _ONE) * _TO_UNIT
    if shape == FLAT_TOP:
        return radius_mm * math.sqrt(u)
    if shape == GAUSSIAN:
        return radius_mm * math.sqrt(-0.5 * math.log(u))
    return 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=_FAST)
def fly(photons, state, medium, source, depth, radius, tally, absorbed, fluence):  # type: ignore[no-untyped-def]
    """Walk ``photons`` through the medium, adding to ``tally`` (6,), ``absorbed`` (L,) and ``fluence`` (depth + 1, radius + 1).

    ``state`` (4,) is the random stream, advanced in place. ``fluence`` gathers weight times path length in mm; its last row and column
    hold everything beyond the edges.
    """
    a, b, c, d = state[0], state[1], state[2], state[3]
    wall_mm, n, mut_per_mm, absorbed_share, g, by_path = medium
    first_layer, first_weight, clear_path_mm, shape, radius_mm = source
    z_edges, z_first, z_cells = depth
    r_edges, r_first, r_cells = radius
    layers, events = g.size, 0
    for _ in range(photons):
        x, y, z, ux, uy, uz = 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
        if shape != PENCIL:
            bits, a, b, c, d = _random(a, b, c, d)
            x = _start_radius(shape, radius_mm, bits)
        if clear_path_mm.size > 0:
            j = _bin(r_edges, r_first, r_cells, x)
            for i in range(clear_path_mm.size):
                fluence[i, j] += clear_path_mm[i]
        layer, weight = first_layer, first_weight
        if layer == layers:
            tally[TRANSMITTED] += weight
            tally[UNSCATTERED] += weight
            continue
        z = wall_mm[layer]
        free, scattered = 0.0, False
        while True:
            events += 1
            if free <= 0.0:
                bits, a, b, c, d = _random(a, b, c, d)
                free = -math.log(np.int64((bits >> _U11) + _ONE) * _TO_UNIT)
            mut = mut_per_mm[layer]
            to_wall = np.inf
            if uz > 0.0:
                to_wall = (wall_mm[layer + 1] - z) / uz
            elif uz < 0.0:
                to_wall = (wall_mm[layer] - z) / uz
            to_hit = free / mut if mut > 0.0 else np.inf
            hits = to_hit < to_wall
            step = to_hit if hits else max(0.0, to_wall)
            if by_path[layer]:
                a, b, c, d = _score_path(
                    z_edges, z_first, z_cells, r_edges, r_first, r_cells, fluence, x, y, z, ux, uy, uz, step, weight, a, b, c, d
                )
            x += ux * step
            y += uy * step
            if not hits:
                free -= step * mut
                down = uz > 0.0
                z = wall_mm[layer + 1] if down else wall_mm[layer]
                n1 = n[layer + 1]
                n2 = n[layer + 2] if down else n[layer]
                reflectance, cosine = _fresnel(n1, n2, abs(uz))
                if reflectance > 0.0:
                    bits, a, b, c, d = _random(a, b, c, d)
                    if _unit(bits) < reflectance:
                        uz = -uz
                        continue
                ux *= n1 / n2
                uy *= n1 / n2
                uz = cosine if down else -cosine
                layer += 1 if down else -1
                if layer < 0:
                    tally[DIFFUSE] += weight
                    break
                if layer == layers:
                    tally[TRANSMITTED] += weight
                    if not scattered:
                        tally[UNSCATTERED] += weight
                    break
                continue
            z += uz * step
            free = 0.0
            share = absorbed_share[layer]
            if not by_path[layer]:
                i, j = _bin(z_edges, z_first, z_cells, z), _bin(r_edges, r_first, r_cells, math.sqrt(x * x + y * y))
                fluence[i, j] += weight / mut
            if share > 0.0:
                taken = weight * share
                absorbed[layer] += taken
                weight -= taken
                if share == 1.0:
                    break
                if share > 0.0 and weight < ROULETTE_BELOW:
                    bits, a, b, c, d = _random(a, b, c, d)
                    if _unit(bits) >= ROULETTE_SURVIVAL:
                        tally[LOST] += weight
                        break
                    tally[GAINED] += weight / ROULETTE_SURVIVAL - weight
                    weight /= ROULETTE_SURVIVAL
            scattered = True
            bits, a, b, c, d = _random(a, b, c, d)
            turned = _scattering_cosine(g[layer], 2.0 * _unit(bits) - 1.0)
            p, q = 1.0, 1.0
            while p * p + q * q > 1.0 or p * p + q * q < 1e-12:  # a point in the unit disc has a uniform azimuth
                bits, a, b, c, d = _random(a, b, c, d)
                p = np.int64(bits >> _U32) * _TO_SIGNED - 1.0
                q = np.int64(bits & _LOW_HALF) * _TO_SIGNED - 1.0
            ux, uy, uz = _turn(ux, uy, uz, turned, p, q)
    tally[EVENTS] += events
    state[0], state[1], state[2], state[3] = a, b, c, d
