"""Where a straight flight enters and leaves dots, hairs and voxels: exact chords, in float64.

A chord is (from, to, absorption, slot, rank): distances along the flight in mm, absorption inside in 1/mm, where the energy is booked,
and which object wins where two overlap (the higher rank).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

MOST = 512
"""Chords that one flight may have."""
X, Y, Z, RADIUS, HALF_HEIGHT, MUA, NUMBER = range(7)
"""Columns of the table of dots, sorted by x."""
(HX, HY, UX, UY, UZ, LENGTH, SHAFT_RADIUS, BULGE_RADIUS, BULGE_FROM, BULGE_TO, BULB_RADIUS, BULB_HALF_LENGTH,
 SHAFT_MUA, BULGE_MUA, BULB_MUA) = range(15)  # fmt: skip
"""Columns of the table of hairs: where the axis meets the surface, its unit vector downwards, and distances along it from there."""
FREE, OPEN, PERIODIC = range(3)
DOT_RANK, BULGE_RANK, SHAFT_RANK, BULB_RANK = range(4)


@njit(cache=True, error_model="numpy")
def quadratic_chord(a, b, c):  # type: ignore[no-untyped-def]
    """Where a t² + 2 b t + c < 0, as (from, to); an empty chord is (1, 0)."""
    if a <= 1e-300:
        return (-np.inf, np.inf) if c < 0 else (1.0, 0.0)
    inside = b * b - a * c
    if inside <= 0:
        return 1.0, 0.0
    root = math.sqrt(inside)
    return (-b - root) / a, (-b + root) / a


@njit(cache=True, error_model="numpy")
def spheroid_chord(px, py, pz, ux, uy, uz, ax, ay, az, radius, half_length):  # type: ignore[no-untyped-def]
    """The chord of an ellipsoid of revolution about the unit axis a, for a flight that starts at p seen from its centre."""
    across, along = 1.0 / radius**2, 1.0 / half_length**2 - 1.0 / radius**2
    pa, ua = px * ax + py * ay + pz * az, ux * ax + uy * ay + uz * az
    return quadratic_chord(
        across + along * ua * ua,
        across * (px * ux + py * uy + pz * uz) + along * pa * ua,
        across * (px * px + py * py + pz * pz) + along * pa * pa - 1.0,
    )


@njit(cache=True, error_model="numpy")
def cylinder_chord(px, py, pz, ux, uy, uz, ax, ay, az, radius, begin, end):  # type: ignore[no-untyped-def]
    """The chord of a cylinder about the axis a through the origin, between two distances along the axis."""
    pa, ua = px * ax + py * ay + pz * az, ux * ax + uy * ay + uz * az
    low, high = quadratic_chord(
        1.0 - ua * ua,
        px * ux + py * uy + pz * uz - pa * ua,
        px * px + py * py + pz * pz - pa * pa - radius * radius,
    )
    if abs(ua) < 1e-300:
        return (low, high) if begin < pa < end else (1.0, 0.0)
    one, two = (begin - pa) / ua, (end - pa) / ua
    return max(low, min(one, two)), min(high, max(one, two))


@njit(cache=True, error_model="numpy")
def _note(chords, count, low, high, step, mua, slot, rank):  # type: ignore[no-untyped-def]
    low, high = max(low, 0.0), min(high, step)
    if low < high:
        chords[count, 0], chords[count, 1], chords[count, 2], chords[count, 3], chords[count, 4] = low, high, mua, slot, rank
        return count + 1
    return count


@njit(cache=True, error_model="numpy")
def _images(low, high, begin, end, period):  # type: ignore[no-untyped-def]
    """Which copies of an object spanning begin..end, one every ``period``, can touch low..high."""
    if period <= 0:
        return (0, 0) if begin <= high and end >= low else (1, 0)
    return math.ceil((low - end) / period), math.floor((high - begin) / period)


@njit(cache=True, error_model="numpy")
def dot_chords(chords, count, dots, band, slot, period, x, y, z, ux, uy, uz, step):  # type: ignore[no-untyped-def]
    """Add the chords of all dots, which lie within the depths ``band[:2]`` and are ``band[2]`` wide; period 0 where nothing repeats."""
    x1, y1, z1 = x + ux * step, y + uy * step, z + uz * step
    if max(z, z1) < band[0] or min(z, z1) > band[1]:
        return count
    first = np.searchsorted(dots[:, X], min(x, x1) - band[2]) if period[0] == 0 else 0
    for k in range(first, dots.shape[0]):
        r, h = dots[k, RADIUS], dots[k, HALF_HEIGHT]
        if period[0] == 0 and dots[k, X] - band[2] > max(x, x1):
            break
        if max(z, z1) < dots[k, Z] - h or min(z, z1) > dots[k, Z] + h:
            continue
        i0, i1 = _images(min(x, x1), max(x, x1), dots[k, X] - r, dots[k, X] + r, period[0])
        if i0 > i1:
            continue
        j0, j1 = _images(min(y, y1), max(y, y1), dots[k, Y] - r, dots[k, Y] + r, period[1])
        for i in range(i0, i1 + 1):
            for j in range(j0, j1 + 1):
                px, py, pz = x - dots[k, X] - i * period[0], y - dots[k, Y] - j * period[1], z - dots[k, Z]
                low, high = spheroid_chord(px, py, pz, ux, uy, uz, 0.0, 0.0, 1.0, r, h)
                count = _note(chords, count, low, high, step, dots[k, MUA], slot + int(dots[k, NUMBER]), DOT_RANK)
    return count


@njit(cache=True, error_model="numpy")
def hair_chords(chords, count, hairs, slot, period, x, y, z, ux, uy, uz, step):  # type: ignore[no-untyped-def]
    """Add the chords of all hairs; slots are shafts, then bulges, then bulbs. The surface cuts the shaft, whatever its tilt."""
    number = hairs.shape[0]
    x1, y1 = x + ux * step, y + uy * step
    for k in range(number):
        h = hairs[k]
        reach = max(h[SHAFT_RADIUS], h[BULGE_RADIUS], h[BULB_RADIUS], h[BULB_HALF_LENGTH])
        tx, ty = h[HX] + h[UX] * h[LENGTH], h[HY] + h[UY] * h[LENGTH]
        i0, i1 = _images(min(x, x1), max(x, x1), min(h[HX], tx) - reach, max(h[HX], tx) + reach, period[0])
        if i0 > i1:
            continue
        j0, j1 = _images(min(y, y1), max(y, y1), min(h[HY], ty) - reach, max(h[HY], ty) + reach, period[1])
        for i in range(i0, i1 + 1):
            for j in range(j0, j1 + 1):
                px, py = x - h[HX] - i * period[0], y - h[HY] - j * period[1]
                low, high = cylinder_chord(px, py, z, ux, uy, uz, h[UX], h[UY], h[UZ], h[SHAFT_RADIUS], -np.inf, h[LENGTH])
                count = _note(chords, count, low, high, step, h[SHAFT_MUA], slot + k, SHAFT_RANK)
                low, high = cylinder_chord(px, py, z, ux, uy, uz, h[UX], h[UY], h[UZ], h[BULGE_RADIUS], h[BULGE_FROM], h[BULGE_TO])
                count = _note(chords, count, low, high, step, h[BULGE_MUA], slot + number + k, BULGE_RANK)
                qx, qy, qz = px - h[UX] * h[LENGTH], py - h[UY] * h[LENGTH], z - h[UZ] * h[LENGTH]
                low, high = spheroid_chord(qx, qy, qz, ux, uy, uz, h[UX], h[UY], h[UZ], h[BULB_RADIUS], h[BULB_HALF_LENGTH])
                count = _note(chords, count, low, high, step, h[BULB_MUA], slot + 2 * number + k, BULB_RANK)
    return count


@njit(cache=True, error_model="numpy")
def voxel_chords(chords, count, owner, corner, size, mua, slot, x, y, z, ux, uy, uz, step):  # type: ignore[no-untyped-def]
    """Add the chords of voxels that belong to a dot: ``owner`` (x, y, z) holds the number of the dot, or -1."""
    p, u = (x, y, z), (ux, uy, uz)
    low, high = 0.0, step
    for axis in range(3):  # the part of the flight inside the whole block
        begin, end = corner[axis], corner[axis] + owner.shape[axis] * size
        if abs(u[axis]) < 1e-300:
            if not begin <= p[axis] < end:
                return count
        else:
            one, two = (begin - p[axis]) / u[axis], (end - p[axis]) / u[axis]
            low, high = max(low, min(one, two)), min(high, max(one, two))
    while low < high - 1e-12:
        here = low + 1e-9
        leave = high
        for axis in range(3):
            if abs(u[axis]) >= 1e-300:
                cell = math.floor((p[axis] + u[axis] * here - corner[axis]) / size)
                wall = corner[axis] + (cell + (1 if u[axis] > 0 else 0)) * size
                leave = min(leave, max((wall - p[axis]) / u[axis], here))
        middle = 0.5 * (low + leave)
        i = math.floor((x + ux * middle - corner[0]) / size)
        j = math.floor((y + uy * middle - corner[1]) / size)
        k = math.floor((z + uz * middle - corner[2]) / size)
        if 0 <= i < owner.shape[0] and 0 <= j < owner.shape[1] and 0 <= k < owner.shape[2] and owner[i, j, k] >= 0:
            dot = owner[i, j, k]
            count = _note(chords, count, low, leave, step, mua[dot], slot + dot, DOT_RANK)
        low = leave
    return count
