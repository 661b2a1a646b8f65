"""One flight and one scattering of every lane, vectorised.

Physics after Wang, Jacques and Zheng, Comput. Methods Programs Biomed. 47 (1995) 131-146: implicit capture and Henyey-Greenstein
scattering. In sublayers with dots, hairs or hardly any matter, collisions are drawn at a majorant rate and most of the extra ones
change nothing but the weight (weighted delta tracking; Woodcock 1965).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from unstipple.optics.lanes.arithmetic import advance, bits_of, cosine_pi, f4, i4, log, sine_pi, stage, u4, unit
from unstipple.optics.lanes.fields import (
    BASE,
    BOTTOM,
    CELL_X,
    CELL_Y,
    CELL_Z,
    CELLS_PER_MM,
    DEPOSIT,
    EVENT,
    FIRST_CELL,
    FLAG,
    FLIGHT,
    GRID_CELL,
    LANES,
    MUA,
    OUTSIDE,
    RADIUS_SHIFT,
    SCATTERED,
    SHARE,
    STEP_MM,
    TENTATIVE,
    TOP,
    VX,
    VY,
    VZ,
    WEIGHT,
    G,
    X,
    Y,
    Z,
)  # fmt: skip

_LONGEST_S = f4(0.99999988)
_SIGN_BIT = u4(256)


@njit(inline="always", fastmath=True, error_model="numpy")
def _bend(g, s):  # type: ignore[no-untyped-def]
    """1 - cosine of a Henyey-Greenstein scattering for ``s`` uniform in (-1, 1).

    All terms are positive, so nothing cancels in forward scattering, and there is no division by g: at g = 0 it is exactly 1 - s.
    """
    q = f4(1) + g * s
    away = f4(1) - g
    return f4(0.5) * away * away * (f4(1) - s) * (f4(1) + g + q) / (q * q)


@njit(inline="always", fastmath=True, error_model="numpy")
def _turned(vx, vy, vz, bend, t, flip):  # type: ignore[no-untyped-def]
    """Direction after scattering: ``bend`` is 1 - cosine, azimuth pi ``t`` on the half-circle that ``flip`` picks.

    Frame of Duff et al., J. Comput. Graph. Tech. 6 (2017): regular at the poles, where strongly forward light lives. A bend of 0 gives
    the direction back exactly.
    """
    cosine = f4(1) - bend
    sine = np.sqrt(max(f4(0), bend * (f4(2) - bend)))
    across = cosine_pi(t)
    p = sine * (across if flip else -across)
    q = sine * sine_pi(t)
    sign = f4(1) if vz >= f4(0) else f4(-1)
    a = f4(-1) / (sign + vz)
    b = vx * vy * a
    nx = p * (f4(1) + sign * vx * vx * a) + q * b + cosine * vx
    ny = p * sign * b + q * (sign + vy * vy * a) + cosine * vy
    nz = -p * sign * vx - q * vy + cosine * vz
    return nx, ny, nz


@njit(inline="always", fastmath=True, error_model="numpy")
def _grid_cell(x, y, z, cells_per_mm, first_cell, grid):  # type: ignore[no-untyped-def]
    """Cell of the depth-radius grid: depth cells are even within a sublayer, radius cells the leading bits of r² + r0²."""
    square0, bits0, last_depth, last_radius, radii = grid
    depth = i4(min(z * cells_per_mm + first_cell, f4(last_depth)))
    radius = i4(i4(bits_of(x * x + y * y + square0) - bits0) >> i4(RADIUS_SHIFT))
    return i4(i4(depth * radii) + min(radius, last_radius))


@stage(fastmath=True)
def fly_and_scatter(S, J, V, n, roulette_below, grid):  # type: ignore[no-untyped-def]
    """A whole round for layers without objects, in which every collision scatters."""
    for i in range(n):
        r1, a, b, c, d = advance(V[i], V[i + LANES], V[i + 2 * LANES], V[i + 3 * LANES])
        r2, a, b, c, d = advance(a, b, c, d)
        r3, a, b, c, d = advance(a, b, c, d)
        V[i] = a
        V[i + LANES] = b
        V[i + 2 * LANES] = c
        V[i + 3 * LANES] = d
        step = -log(f4(1) - unit(r1)) * S[i + STEP_MM * LANES]
        vx, vy, vz, z = S[i + VX * LANES], S[i + VY * LANES], S[i + VZ * LANES], S[i + Z * LANES]
        ahead = z + vz * step
        wall = (ahead > S[i + BOTTOM * LANES]) | (ahead < S[i + TOP * LANES])
        step = f4(0) if wall else step
        x, y, z = S[i + X * LANES] + vx * step, S[i + Y * LANES] + vy * step, z + vz * step
        S[i + X * LANES] = x
        S[i + Y * LANES] = y
        S[i + Z * LANES] = z
        S[i + FLIGHT * LANES] = step
        weight = S[i + WEIGHT * LANES]
        deposit = weight * S[i + STEP_MM * LANES]
        deposit = f4(0) if wall else deposit
        S[i + BASE * LANES] = deposit
        S[i + DEPOSIT * LANES] = deposit
        weight -= deposit * S[i + MUA * LANES]
        S[i + WEIGHT * LANES] = weight
        J[i + GRID_CELL * LANES] = _grid_cell(x, y, z, S[i + CELLS_PER_MM * LANES], S[i + FIRST_CELL * LANES], grid)
        J[i + FLAG * LANES] = i4(EVENT) if (wall | (weight < roulette_below)) else i4(0)
        bend = _bend(S[i + G * LANES], unit(r2) * f4(2) - _LONGEST_S)
        bend = f4(0) if wall else bend
        nx, ny, nz = _turned(vx, vy, vz, bend, unit(r3) - f4(0.5), u4(r1 & _SIGN_BIT) == u4(0))
        S[i + VX * LANES] = nx
        S[i + VY * LANES] = ny
        S[i + VZ * LANES] = nz


@stage(fastmath=True)
def fly(S, J, V, n, grid, cells):  # type: ignore[no-untyped-def]
    """First half of a round: to the next tentative collision or, flagged, not to it because a boundary comes first.

    ``cells`` is the objects' grid: origin, cells per mm, counts, half-widths of the field and whether it repeats.
    """
    x0, y0, z0, per_mm_x, per_mm_y, per_mm_z, nx, ny, nz, half_x, half_y, repeats = cells
    for i in range(n):
        r1, a, b, c, d = advance(V[i], V[i + LANES], V[i + 2 * LANES], V[i + 3 * LANES])
        V[i] = a
        V[i + LANES] = b
        V[i + 2 * LANES] = c
        V[i + 3 * LANES] = d
        step = -log(f4(1) - unit(r1)) * S[i + STEP_MM * LANES]
        vz, z = S[i + VZ * LANES], S[i + Z * LANES]
        ahead = z + vz * step
        wall = (ahead > S[i + BOTTOM * LANES]) | (ahead < S[i + TOP * LANES])
        step = f4(0) if wall else step
        x, y, z = S[i + X * LANES] + S[i + VX * LANES] * step, S[i + Y * LANES] + S[i + VY * LANES] * step, z + vz * step
        S[i + X * LANES] = x
        S[i + Y * LANES] = y
        S[i + Z * LANES] = z
        S[i + FLIGHT * LANES] = step
        outside = max(abs(x) - half_x, abs(y) - half_y) > f4(0)
        base = S[i + WEIGHT * LANES] * S[i + STEP_MM * LANES]
        base = f4(0) if (wall | outside) else base
        S[i + BASE * LANES] = base
        S[i + DEPOSIT * LANES] = base * S[i + SHARE * LANES]
        J[i + GRID_CELL * LANES] = _grid_cell(x, y, z, S[i + CELLS_PER_MM * LANES], S[i + FIRST_CELL * LANES], grid)
        J[i + FLAG * LANES] = i4(OUTSIDE) if outside else (i4(EVENT) if wall else i4(0))
        cx, cy, cz = (x - x0) * per_mm_x, (y - y0) * per_mm_y, (z - z0) * per_mm_z
        cx -= np.floor(cx / nx) * nx * repeats
        cy -= np.floor(cy / ny) * ny * repeats
        J[i + CELL_X * LANES] = i4(min(max(cx, f4(0)), nx - f4(1)))
        J[i + CELL_Y * LANES] = i4(min(max(cy, f4(0)), ny - f4(1)))
        J[i + CELL_Z * LANES] = i4(min(max(cz + f4(1), f4(0)), nz + f4(1)))  # planes of empty cells lie above and below


@stage(fastmath=True)
def take_and_scatter(S, J, V, n, roulette_below):  # type: ignore[no-untyped-def]
    """Second half of a round: absorb as the tissue does, then scatter, or not where the collision was only tentative."""
    for i in range(n):
        r2, a, b, c, d = advance(V[i], V[i + LANES], V[i + 2 * LANES], V[i + 3 * LANES])
        r3, a, b, c, d = advance(a, b, c, d)
        r4, a, b, c, d = advance(a, b, c, d)
        V[i] = a
        V[i + LANES] = b
        V[i + 2 * LANES] = c
        V[i + 3 * LANES] = d
        base, mua = S[i + BASE * LANES], S[i + MUA * LANES]
        weight = S[i + WEIGHT * LANES] - base * mua
        S[i + WEIGHT * LANES] = weight
        flag = J[i + FLAG * LANES]
        J[i + FLAG * LANES] = i4(flag | (i4(EVENT) if weight * S[i + SHARE * LANES] < roulette_below else i4(0)))
        scatters = unit(r4) * (f4(1) - mua * S[i + STEP_MM * LANES]) < S[i + SCATTERED * LANES]
        J[i + TENTATIVE * LANES] = i4(0) if scatters else i4(1)
        bend = _bend(S[i + G * LANES], unit(r2) * f4(2) - _LONGEST_S)
        bend = bend if (scatters & (flag == i4(0))) else f4(0)
        nx, ny, nz = _turned(S[i + VX * LANES], S[i + VY * LANES], S[i + VZ * LANES], bend, unit(r3) - f4(0.5), u4(r2 & _SIGN_BIT) == u4(0))
        S[i + VX * LANES] = nx
        S[i + VY * LANES] = ny
        S[i + VZ * LANES] = nz


@stage(fastmath=True)
def renormalise(S, n):  # type: ignore[no-untyped-def]
    """One Newton step that keeps directions at length 1 through millions of turns."""
    for i in range(n):
        vx, vy, vz = S[i + VX * LANES], S[i + VY * LANES], S[i + VZ * LANES]
        shrink = f4(1.5) - f4(0.5) * (vx * vx + vy * vy + vz * vz)
        S[i + VX * LANES] = vx * shrink
        S[i + VY * LANES] = vy * shrink
        S[i + VZ * LANES] = vz * shrink
