"""The compiled photon walk: implicit capture, Henyey-Greenstein scattering and Fresnel boundaries, in float64.

Physics after Wang, Jacques and Zheng, Comput. Methods Programs Biomed. 47 (1995) 131-146. Random numbers are xoshiro256++ of Blackman
and Vigna (2019). Fluence is scored where photons interact (weight over mut), and along the path in layers that are nearly or
wholly clear, where interactions would be too rare to tell anything.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]

ROULETTE_BELOW = 1e-4
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
    first: npt.NDArray[np.int64]
    cells_per_mm: float


@njit(cache=True, error_model="numpy")
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


@njit(cache=True, error_model="numpy")
def _unit(bits):  # type: ignore[no-untyped-def]
    """A float in [0, 1) from 64 random bits."""
    return (bits >> _U11) * _TO_UNIT


@njit(cache=True, error_model="numpy")
def _bin(bins, x):  # type: ignore[no-untyped-def]
    """The bin that holds ``x``; one past the last for everything beyond."""
    last = bins.edges.size - 1
    if not x < bins.edges[last]:
        return last
    i = bins.first[min(int(x * bins.cells_per_mm), bins.first.size - 1)] if x > 0.0 else 0
    while x >= bins.edges[i + 1]:
        i += 1
    return i


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def _fresnel(n1, n2, cos1):  # type: ignore[no-untyped-def]
    """Unpolarised reflectance and cosine of refraction for light that goes from n1 into n2."""
    if n1 == n2:
        return 0.0, cos1
    sin2 = n1 / n2 * np.sqrt(max(0.0, 1.0 - cos1 * cos1))
    if sin2 >= 1.0:
        return 1.0, 0.0
    cos2 = np.sqrt(1.0 - sin2 * sin2)
    s = (n1 * cos1 - n2 * cos2) / (n1 * cos1 + n2 * cos2)
    p = (n1 * cos2 - n2 * cos1) / (n1 * cos2 + n2 * cos1)
    return 0.5 * (s * s + p * p), cos2


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def _scattering_cosine(g, s):  # type: ignore[no-untyped-def]
    """Henyey-Greenstein cosine for ``s`` uniform in [-1, 1): the form for small g has no 1/g, and is exactly ``s`` at g = 0."""
    if abs(g) < 0.5:
        q = 1.0 + g * s
        cosine = (2.0 * s + g * (s * s + 3.0) + 2.0 * g * g * s + g * g * g * (s * s - 1.0)) / (2.0 * q * q)
    else:
        t = (1.0 - g * g) / (1.0 + g * s)
        cosine = (1.0 + g * g - t * t) / (2.0 * g)
    return min(1.0, max(-1.0, cosine))


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def _turn(ux, uy, uz, cosine, bits):  # type: ignore[no-untyped-def]
    """Direction after scattering by ``cosine`` at a random azimuth; (0, 0, 0) if the bits fall outside the unit disc."""
    p = (bits >> _U32) * _TO_SIGNED - 1.0
    q = (bits & _LOW_HALF) * _TO_SIGNED - 1.0
    rr = p * p + q * q
    if rr > 1.0 or rr < 1e-12:
        return 0.0, 0.0, 0.0
    scale = np.sqrt(max(0.0, 1.0 - cosine * cosine) / rr)
    p *= scale
    q *= scale
    # Frame of Duff et al. (2017): regular at the poles, where strongly forward light lives
    sign = 1.0 if uz >= 0.0 else -1.0
    a = -1.0 / (sign + uz)
    b = ux * uy * a
    vx = (1.0 + sign * ux * ux * a) * p + b * q + ux * cosine
    vy = sign * b * p + (sign + uy * uy * a) * q + uy * cosine
    vz = -sign * ux * p - uy * q + uz * cosine
    shrink = 1.5 - 0.5 * (vx * vx + vy * vy + vz * vz)  # one Newton step keeps the length at 1 through millions of turns
    return vx * shrink, vy * shrink, vz * shrink


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def _score_path(depth, radius, fluence, x, y, z, ux, uy, uz, step, weight, a, b, c, d):  # type: ignore[no-untyped-def]
    """Score ``weight`` times path in every depth bin crossed, at a random point of the path there: unbiased in depth and radius."""
    low, high = min(z, z + uz * step), max(z, z + uz * step)
    first, last = _bin(depth, low), _bin(depth, high)
    for i in range(first, last + 1):
        bits, a, b, c, d = _random(a, b, c, d)
        along, piece = _unit(bits) * step, step
        if first != last:
            top = max(low, depth.edges[i])
            bottom = min(high, depth.edges[i + 1]) if i + 1 < depth.edges.size else high
            along = (top + _unit(bits) * (bottom - top) - z) / uz
            piece = (bottom - top) / (high - low) * step
        px, py = x + ux * along, y + uy * along
        fluence[i, _bin(radius, np.sqrt(px * px + py * py))] += weight * piece
    return a, b, c, d


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def _start_radius(source, bits):  # type: ignore[no-untyped-def]
    """Distance from the axis at which a photon of the beam enters."""
    u = ((bits >> _U11) + _ONE) * _TO_UNIT
    if source.shape == FLAT_TOP:
        return source.radius_mm * np.sqrt(u)
    if source.shape == GAUSSIAN:
        return source.radius_mm * np.sqrt(-0.5 * np.log(u))
    return 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=_FAST)
def fly(photons, state, medium, source, depth, radius, tally, absorbed, fluence, capture):  # type: ignore[no-untyped-def]
    """Walk ``photons`` through the medium, adding to ``tally`` (6,), ``absorbed`` (L,) and the grids (depth + 1, radius + 1).

    ``state`` (4,) is the random stream, advanced in place. ``fluence`` gathers path length (mm), ``capture`` absorbed weight; the last
    row and column of both hold everything beyond the edges.
    """
    a, b, c, d = state[0], state[1], state[2], state[3]
    layers, events = medium.g.size, 0
    for _ in range(photons):
        x, y, z, ux, uy, uz = 0.0, 0.0, 0.0, 0.0, 0.0, 1.0
        if source.shape != PENCIL:
            bits, a, b, c, d = _random(a, b, c, d)
            x = _start_radius(source, bits)
        if source.clear_path_mm.size > 0:
            j = _bin(radius, x)
            for i in range(source.clear_path_mm.size):
                fluence[i, j] += source.clear_path_mm[i]
        layer, weight = source.layer, source.weight
        if layer == layers:
            tally[TRANSMITTED] += weight
            tally[UNSCATTERED] += weight
            continue
        z = medium.wall_mm[layer]
        free, scattered = 0.0, False
        while True:
            events += 1
            if free <= 0.0:
                bits, a, b, c, d = _random(a, b, c, d)
                free = -np.log(((bits >> _U11) + _ONE) * _TO_UNIT)
            mut = medium.mut_per_mm[layer]
            to_wall = np.inf
            if uz > 0.0:
                to_wall = (medium.wall_mm[layer + 1] - z) / uz
            elif uz < 0.0:
                to_wall = (medium.wall_mm[layer] - z) / uz
            to_hit = free / mut if mut > 0.0 else np.inf
            hits = to_hit < to_wall
            step = to_hit if hits else max(0.0, to_wall)
            if medium.by_path[layer]:
                a, b, c, d = _score_path(depth, radius, fluence, x, y, z, ux, uy, uz, step, weight, a, b, c, d)
            x += ux * step
            y += uy * step
            if not hits:
                free -= step * mut
                down = uz > 0.0
                z = medium.wall_mm[layer + 1] if down else medium.wall_mm[layer]
                n1 = medium.n[layer + 1]
                n2 = medium.n[layer + 2] if down else medium.n[layer]
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
            share = medium.absorbed_share[layer]
            if share > 0.0 or not medium.by_path[layer]:
                i, j = _bin(depth, z), _bin(radius, np.sqrt(x * x + y * y))
                if not medium.by_path[layer]:
                    fluence[i, j] += weight / mut
                taken = weight * share
                absorbed[layer] += taken
                capture[i, j] += taken
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
            turned = _scattering_cosine(medium.g[layer], 2.0 * _unit(bits) - 1.0)
            vx, vy, vz = 0.0, 0.0, 0.0
            while vx == 0.0 and vy == 0.0 and vz == 0.0:
                bits, a, b, c, d = _random(a, b, c, d)
                vx, vy, vz = _turn(ux, uy, uz, turned, bits)
            ux, uy, uz = vx, vy, vz
    tally[EVENTS] += events
    state[0], state[1], state[2], state[3] = a, b, c, d
