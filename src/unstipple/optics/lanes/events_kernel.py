"""What happens to one lane now and then: launch, a boundary, an exit, roulette. In double precision where it matters, one by one."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from unstipple.optics.lanes.arithmetic import bits_of, draw, f4, i4, stage
from unstipple.optics.lanes.fields import (
    ANGLE_CELLS,
    BASE,
    BOTTOM,
    COPIES,
    FLAG,
    FLAT_TOP,
    FLOATS,
    GAINED,
    GAUSSIAN,
    INTS,
    LANES,
    LOST,
    OUTSIDE,
    PENCIL,
    PLACE,
    RADIUS_SHIFT,
    REFLECTED,
    ROULETTE_SURVIVAL,
    SETTLED,
    SHARE,
    SIDEWAYS,
    SQUARE,
    SUBLAYER,
    SUBLAYER_FIELDS,
    TABLED,
    TAKEN,
    TOP,
    UNSCATTERED,
    VX,
    VY,
    VZ,
    WEIGHT,
    X,
    Y,
    Z,
)  # fmt: skip

Floats = npt.NDArray[np.float64]
_COPIED = len(SUBLAYER_FIELDS)
_FAST = {"contract", "nsz", "arcp"}


class Medium(NamedTuple):
    """Sublayers as the lanes copy them (s, 8), indices with the outer media (s + 2)."""

    row: npt.NDArray[np.float32]
    n: Floats


class Source(NamedTuple):
    """Where photons start: sublayer, weight, direction (x, z), places of launch (p, 2), how each spreads, and the share of a place at
    which this batch begins its round of the places, so that each gets its part.

    ``radius_mm`` is the radius of a flat-top, the 1/e² radius of a Gaussian or half the side of a square; ``square_mm2`` (k,) are r² at
    even steps of enclosed energy for a measured profile.
    """

    sublayer: int
    weight: float
    vx: float
    vz: float
    shape: int
    radius_mm: float
    stretch: float
    square_mm2: Floats
    place: Floats
    begin: float


class Out(NamedTuple):
    """Totals of a batch: see `fields`; absorbed per sublayer; what was launched, reflected and transmitted by radius; exits by angle."""

    total: Floats
    absorbed: Floats
    by_radius: Floats
    by_angle: Floats


@njit(inline="always")
def _enter(S, J, i, sublayer, row):  # type: ignore[no-untyped-def]
    J[i + SUBLAYER * LANES] = sublayer
    for k in range(_COPIED):
        S[i + (TOP + k) * LANES] = row[sublayer, k]


@njit(inline="always")
def _radius_cell(x, y, grid):  # type: ignore[no-untyped-def]
    square0, bits0, _, last_radius, _ = grid
    return min(i4(i4(bits_of(x * x + y * y + square0) - bits0) >> i4(RADIUS_SHIFT)), last_radius)


@stage(fastmath=_FAST)
def launch(S, J, V, F, i, number, photons, row, start, squares, places, grid, by_radius):  # type: ignore[no-untyped-def]
    """Start photon ``number`` of ``photons`` in lane ``i``; ``start`` holds the single numbers of a `Source`."""
    sublayer, weight, vx, vz, shape, radius, stretch, begin = start
    count = places.shape[0]
    place = min(int((number + begin) * count / photons), count - 1)
    x, y = places[place, 0], places[place, 1]
    if shape == SQUARE:
        x += (2 * draw(V, i) - 1) * radius
        y += (2 * draw(V, i) - 1) * radius * stretch
    elif shape != PENCIL:
        u = 1.0 - draw(V, i)
        square = radius * radius
        if shape == FLAT_TOP:
            square *= u
        elif shape == GAUSSIAN:
            square *= -0.5 * math.log(u)
        elif shape == TABLED:
            at = u * (squares.size - 1)
            k = min(int(at), squares.size - 2)
            square = squares[k] + (at - k) * (squares[k + 1] - squares[k])
        angle = 2 * math.pi * draw(V, i)
        x += stretch * math.sqrt(square) * math.cos(angle)
        y += math.sqrt(square) * math.sin(angle)
    S[i + X * LANES] = x
    S[i + Y * LANES] = y
    S[i + VX * LANES] = vx
    S[i + VY * LANES] = 0
    S[i + VZ * LANES] = vz
    S[i + WEIGHT * LANES] = weight
    S[i + SHARE * LANES] = 1
    for c in range(COPIES):
        F[i + c * LANES] = 1
    S[i + SETTLED * LANES] = weight
    S[i + TAKEN * LANES] = 0
    for k in range(FLOATS, S.size // LANES):
        S[i + k * LANES] = 0
    J[i + PLACE * LANES] = place
    _enter(S, J, i, sublayer, row)
    S[i + Z * LANES] = S[i + TOP * LANES]
    by_radius[0, _radius_cell(S[i + X * LANES], S[i + Y * LANES], grid)] += weight


@njit(inline="always")
def _settle(S, J, i, absorbed):  # type: ignore[no-untyped-def]
    """Book the energy that a lane lost since it was last settled, less what its copies in objects did, on its sublayer."""
    weight = S[i + WEIGHT * LANES] * S[i + SHARE * LANES]
    absorbed[J[i + SUBLAYER * LANES]] += np.float64(S[i + SETTLED * LANES]) - np.float64(weight) - np.float64(S[i + TAKEN * LANES])
    S[i + SETTLED * LANES] = weight
    S[i + TAKEN * LANES] = 0


@njit(inline="always")
def _leave(S, i, side, grid, total, by_radius, by_angle):  # type: ignore[no-untyped-def]
    """Count an exit through the top (0) or the bottom (1)."""
    weight = S[i + WEIGHT * LANES] * S[i + SHARE * LANES]
    total[REFLECTED + side] += weight
    by_radius[1 + side, _radius_cell(S[i + X * LANES], S[i + Y * LANES], grid)] += weight
    by_angle[side, min(int(abs(S[i + VZ * LANES]) * ANGLE_CELLS), ANGLE_CELLS - 1)] += weight
    if side == 1 and S[i + VY * LANES] == f4(0):
        total[UNSCATTERED] += weight


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _cross(S, J, V, i, row, index, half, grid, total, absorbed, by_radius, by_angle):  # type: ignore[no-untyped-def]
    """Take a lane to the boundary ahead, mirror or refract it there (Fresnel, unpolarised); True if it left for good."""
    vz, here = S[i + VZ * LANES], J[i + SUBLAYER * LANES]
    down = vz > f4(0)
    wall = S[i + BOTTOM * LANES] if down else S[i + TOP * LANES]
    way = (wall - S[i + Z * LANES]) / vz
    S[i + X * LANES] += S[i + VX * LANES] * way
    S[i + Y * LANES] += S[i + VY * LANES] * way
    S[i + Z * LANES] = wall
    if abs(S[i + X * LANES]) > half[0] or abs(S[i + Y * LANES]) > half[1]:
        _settle(S, J, i, absorbed)
        total[SIDEWAYS] += S[i + WEIGHT * LANES] * S[i + SHARE * LANES]
        return True
    n1, n2 = index[here + 1], index[here + 2] if down else index[here]
    if n1 != n2:
        cos1, ratio = abs(np.float64(vz)), n1 / n2
        sin2 = ratio * math.sqrt(max(0.0, 1.0 - cos1 * cos1))
        cos2 = math.sqrt(max(0.0, 1.0 - sin2 * sin2))
        s = (n1 * cos1 - n2 * cos2) / (n1 * cos1 + n2 * cos2)
        p = (n1 * cos2 - n2 * cos1) / (n1 * cos2 + n2 * cos1)
        if sin2 >= 1.0 or draw(V, i) < 0.5 * (s * s + p * p):
            S[i + VZ * LANES] = -vz
            return False
        S[i + VX * LANES] *= ratio
        S[i + VY * LANES] *= ratio
        S[i + VZ * LANES] = cos2 if down else -cos2
    _settle(S, J, i, absorbed)
    there = here + 1 if down else here - 1
    if there < 0 or there == row.shape[0]:
        _leave(S, i, 1 if down else 0, grid, total, by_radius, by_angle)
        return True
    _enter(S, J, i, there, row)
    return False


@njit(inline="always", error_model="numpy", fastmath=_FAST)
def _roulette(S, J, V, i, total, absorbed):  # type: ignore[no-untyped-def]
    """Let one lane in ten of those with hardly any weight live on with ten times as much; True if it is dead."""
    _settle(S, J, i, absorbed)
    energy = S[i + SETTLED * LANES]
    if energy > f4(0) and draw(V, i) < f4(ROULETTE_SURVIVAL):
        S[i + WEIGHT * LANES] /= f4(ROULETTE_SURVIVAL)
        more = S[i + WEIGHT * LANES] * S[i + SHARE * LANES]
        total[GAINED] += np.float64(more) - np.float64(energy)
        S[i + SETTLED * LANES] = more
        return False
    total[LOST] += energy
    return True


@njit(inline="always")
def _move_lane(S, J, V, F, to, source):  # type: ignore[no-untyped-def]
    for k in range(S.size // LANES):
        S[to + k * LANES] = S[source + k * LANES]
    for k in range(INTS):
        J[to + k * LANES] = J[source + k * LANES]
    for k in range(COPIES):
        F[to + k * LANES] = F[source + k * LANES]
    for k in range(4):
        V[to + k * LANES] = V[source + k * LANES]


@stage()
def see_to(S, J, V, F, L, m, roulette_below, row, index, start, squares, places, half, grid, started, photons, active, out):  # type: ignore[no-untyped-def]
    """See to the ``m`` flagged lanes listed in ``L``, last first; refill or close those that end. Gives photons started, lanes active."""
    total, absorbed, by_radius, by_angle = out
    for k in range(m - 1, -1, -1):
        i = L[k]
        if J[i + FLAG * LANES] & OUTSIDE:
            _settle(S, J, i, absorbed)
            total[SIDEWAYS] += S[i + WEIGHT * LANES] * S[i + SHARE * LANES]
            dead = True
        else:
            dead = S[i + BASE * LANES] == f4(0) and _cross(S, J, V, i, row, index, half, grid, total, absorbed, by_radius, by_angle)
            if not dead and S[i + WEIGHT * LANES] * S[i + SHARE * LANES] < roulette_below:
                dead = _roulette(S, J, V, i, total, absorbed)
        if dead:
            if started < photons:
                launch(S, J, V, F, i, started, photons, row, start, squares, places, grid, by_radius)
                started += 1
            else:
                active -= 1
                if i != active:
                    _move_lane(S, J, V, F, i, active)
    return started, active
