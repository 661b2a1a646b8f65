"""The compiled inner loops of the explicit steps, on boxes and on rings, in single precision.

A step adds to each cell the flux from its neighbours in the form ``coefficient * (neighbour - cell)``: a uniform field then stays as it
is to the last bit, which the shorter form ``(1 - sum of coefficients) * cell + ...`` does not do in single precision. Therefore the
compiler may contract but not reorder (no ``reassoc``). What leaves through the edges is summed in double precision on the way.
Where a step changes a cell by little more than its last bit, always rounding the same way would bend its course; there each cell carries
what rounding took on to the next step (``low``, after Kahan).
The loops free the interpreter lock; threads are plain Python threads over slabs of depth, since Numba's parallel loops abort
the process when two threads enter at once or after a fork.
"""

from __future__ import annotations

import numpy as np
from numba import njit

f4 = np.float32
_ORDERED = {"contract", "nsz", "arcp", "nnan", "ninf"}


@njit(nogil=True, cache=True, fastmath=True)
def _sum(row):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(row.size):
        total += np.float64(row[i])
    return total


@njit(nogil=True, cache=True, fastmath=True)
def bleed(planes, kept, area, taken):  # type: ignore[no-untyped-def]
    """Leave ``kept`` (nz,) of the rises ``planes`` (nz, n); add what blood took, times ``area`` (n,) or (1,), to ``taken`` (nz,)."""
    for z in range(planes.shape[0]):
        if kept[z] != f4(1):
            plane, lost = planes[z], 0.0
            for i in range(plane.size):
                left = plane[i] * kept[z]
                lost += (np.float64(plane[i]) - np.float64(left)) * area[min(i, area.size - 1)]
                plane[i] = left
            taken[z] += lost


@njit(nogil=True, cache=True, fastmath=_ORDERED, error_model="numpy")
def _plane(c, t, b, o, z, across, up, down, loss, side, source):  # type: ignore[no-untyped-def]
    """One step of plane ``z`` of a box: from ``c`` (ny, nx) and the planes above and below to ``o``."""
    ny, nx = c.shape
    end = nx - 1
    a, u, d, s = across[z], up[z], down[z], source[z]
    for y in range(ny):
        row, above, below, out = c[y], t[y], b[y], o[y]
        fore, back = c[max(y - 1, 0)], c[min(y + 1, ny - 1)]
        q = loss[z]
        if y == 0 or y == ny - 1:
            q += side[z] if ny > 1 else f4(2) * side[z]
        for x in range(1, end):
            m = row[x]
            out[x] = m + (
                a * ((row[x - 1] + row[x + 1]) + (fore[x] + back[x]) - f4(4) * m) + u * (above[x] - m) + d * (below[x] - m) - q * m + s
            )
        for x in (0, end):
            m = row[x]
            left, right = row[max(x - 1, 0)] - m, row[min(x + 1, end)] - m
            edge = q + (side[z] if nx > 1 else f4(2) * side[z])
            out[x] = m + (a * (left + right + (fore[x] - m) + (back[x] - m)) + u * (above[x] - m) + d * (below[x] - m) - edge * m + s)


@njit(nogil=True, cache=True, fastmath=_ORDERED, error_model="numpy")
def _plane_carefully(c, t, b, o, e, z, across, up, down, loss, side, source):  # type: ignore[no-untyped-def]
    """`_plane` that carries in ``e`` (ny, nx) what rounding takes."""
    ny, nx = c.shape
    end = nx - 1
    a, u, d, s = across[z], up[z], down[z], source[z]
    for y in range(ny):
        row, above, below, out, low = c[y], t[y], b[y], o[y], e[y]
        fore, back = c[max(y - 1, 0)], c[min(y + 1, ny - 1)]
        q = loss[z]
        if y == 0 or y == ny - 1:
            q += side[z] if ny > 1 else f4(2) * side[z]
        for x in range(1, end):
            m = row[x]
            v = a * ((row[x - 1] - m) + (row[x + 1] - m) + (fore[x] - m) + (back[x] - m))
            v += u * (above[x] - m) + d * (below[x] - m) - q * m + s + low[x]
            new = m + v
            low[x] = v - (new - m)
            out[x] = new
        for x in range(0, nx, max(end, 1)):
            m = row[x]
            edge = q + (side[z] if nx > 1 else f4(2) * side[z])
            v = a * ((row[max(x - 1, 0)] - m) + (row[min(x + 1, end)] - m) + (fore[x] - m) + (back[x] - m))
            v += u * (above[x] - m) + d * (below[x] - m) - edge * m + s + low[x]
            new = m + v
            low[x] = v - (new - m)
            out[x] = new


@njit(nogil=True, cache=True)
def _count(c, z, loss, side, tally):  # type: ignore[no-untyped-def]
    """Add the cells of plane ``z`` over which ``loss`` and ``side`` act to ``tally`` (nz, 2)."""
    ny, nx = c.shape
    if loss[z] != f4(0):
        for y in range(ny):
            tally[z, 0] += _sum(c[y])
    if side[z] != f4(0):
        tally[z, 1] += _sum(c[0]) + _sum(c[ny - 1])
        for y in range(ny):
            tally[z, 1] += np.float64(c[y, 0]) + np.float64(c[y, nx - 1])


@njit(nogil=True, cache=True)
def _note(c, z, place, weight, noted):  # type: ignore[no-untyped-def]
    """Add what plane ``z`` holds of each watched point to ``noted`` (p,)."""
    ny, nx = c.shape
    begin = z * ny * nx
    for p in range(place.shape[0]):
        for i in range(place.shape[1]):
            at = place[p, i] - begin
            if 0 <= at < ny * nx:
                noted[p] += weight[p, i] * np.float64(c[at // nx, at % nx])


@njit(nogil=True, cache=True)
def step_box(now, then, first, last, across, up, down, loss, side, source, place, weight, noted, tally):  # type: ignore[no-untyped-def]
    """One step of the depth cells ``first`` to ``last`` of a box, from ``now`` to ``then`` (nz, ny, nx).

    Dimensionless coefficients (nz,): ``across`` to each neighbour in x and y, ``up`` and ``down`` to those in z, ``loss`` to what holds the
    surface or bottom, ``side`` to what holds the sides; ``source`` in K. ``place`` and ``weight`` (p, k) are the flat cells that make up
    each watched point: these depths' part of it after the step is added to ``noted`` (1, p). ``tally`` (nz, 2) gathers the sums of
    the cells over which ``loss`` and ``side`` act.
    """
    bottom = now.shape[0] - 1
    for z in range(first, last):
        _plane(now[z], now[max(z - 1, 0)], now[min(z + 1, bottom)], then[z], z, across, up, down, loss, side, source)
        _count(now[z], z, loss, side, tally)
        _note(then[z], z, place, weight, noted[0])


@njit(nogil=True, cache=True)
def step_box_carefully(  # type: ignore[no-untyped-def]
    now, then, low, first, last, across, up, down, loss, side, source, place, weight, noted, tally
):
    """`step_box` that carries in ``low`` (nz, ny, nx) what rounding takes: twice the memory, for many small steps."""
    bottom = now.shape[0] - 1
    for z in range(first, last):
        _plane_carefully(now[z], now[max(z - 1, 0)], now[min(z + 1, bottom)], then[z], low[z], z, across, up, down, loss, side, source)
        _count(now[z], z, loss, side, tally)
        _note(then[z], z, place, weight, noted[0])


@njit(nogil=True, cache=True)
def step_box_twice(  # type: ignore[no-untyped-def]
    now, then, between, first, last, across, up, down, loss, side, source, place, weight, noted, tally
):
    """Two steps in one passage through memory, which is what a step waits for; the same sums in the same order as two of `step_box`.

    The second step follows the first at a distance of one plane; ``between`` (3, ny, nx) are the planes that it still needs. The planes
    next to ``first`` and ``last`` are stepped by both neighbours. ``noted`` is (2, p).
    """
    bottom = now.shape[0] - 1
    for z in range(max(first - 1, 0), last + 1):
        if z <= bottom:
            middle = between[z % 3]
            _plane(now[z], now[max(z - 1, 0)], now[min(z + 1, bottom)], middle, z, across, up, down, loss, side, source)
            if first <= z < last:
                _count(now[z], z, loss, side, tally)
                _note(middle, z, place, weight, noted[0])
        k = z - 1
        if first <= k:
            above, below = between[max(k - 1, 0) % 3], between[min(k + 1, bottom) % 3]
            _plane(between[k % 3], above, below, then[k], k, across, up, down, loss, side, source)
            _count(between[k % 3], k, loss, side, tally)
            _note(then[k], k, place, weight, noted[1])


@njit(nogil=True, cache=True, fastmath=_ORDERED, error_model="numpy")
def step_rings(  # type: ignore[no-untyped-def]
    a, b, low, steps, across, inwards, outwards, hold, up, down, loss, source, area, place, weight, history, tally
):
    """``steps`` steps of rings (nz, nr), to and fro between ``a`` and ``b``, ``low`` carried; the last lies in ``a`` if ``steps`` is even.

    ``across`` (nz,) is diffusivity times step; ``inwards``, ``outwards``, ``hold`` (nr,) its factors towards the ring inside, outside and
    what holds the sides; ``up``, ``down``, ``loss``, ``source`` (nz,) as in `step_box`. ``place`` and ``weight`` (p, k) are the cells that
    make up each watched point, noted after every step in ``history`` (steps, p). ``tally`` (nz, 2) as in `step_box`, times ``area``.
    """
    nz, nr = a.shape
    end = nr - 1
    now, then = a, b
    for step in range(steps):
        for z in range(nz):
            c, o, e, t, n = now[z], then[z], low[z], now[max(z - 1, 0)], now[min(z + 1, nz - 1)]
            k, u, d, q, s = across[z], up[z], down[z], loss[z], source[z]
            for r in range(1, end):
                m = c[r]
                v = k * (outwards[r] * (c[r + 1] - m) + inwards[r] * (c[r - 1] - m)) + u * (t[r] - m) + d * (n[r] - m) - q * m + s + e[r]
                new = m + v
                e[r] = v - (new - m)
                o[r] = new
            for r in range(0, nr, max(end, 1)):
                m = c[r]
                v = k * (outwards[r] * (c[min(r + 1, end)] - m) + inwards[r] * (c[max(r - 1, 0)] - m) - hold[r] * m)
                v += u * (t[r] - m) + d * (n[r] - m) - q * m + s + e[r]
                new = m + v
                e[r] = v - (new - m)
                o[r] = new
            if q != f4(0):
                for r in range(nr):
                    tally[z, 0] += area[r] * np.float64(c[r])
            tally[z, 1] += np.float64(hold[end]) * area[end] * np.float64(c[end])
        for p in range(place.shape[0]):
            seen = 0.0
            for i in range(place.shape[1]):
                seen += weight[p, i] * np.float64(then[place[p, i] // nr, place[p, i] % nr])
            history[step, p] = seen
        now, then = then, now
