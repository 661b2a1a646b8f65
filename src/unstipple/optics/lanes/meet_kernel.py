"""What dots and hairs take from the mirror images of each lane's path, by exact geometry.

Objects only add absorption, so the same path is as likely laid over them turned or mirrored in any way that leaves the beam and the
field as they are. Each copy keeps the share of the path's weight that objects have left it. Collisions come at a majorant rate M, of
which mus scatter, mua is the tissue's absorption and the rest, N = M - mus - mua, is tentative: nothing happens there in tissue. Inside
an object of absorption mua' a tentative collision takes (mua' - mua) / N of the copy's share. So only these collisions need a look, and
the path does not depend on the objects (weighted delta tracking with a shared path). What the tissue's own coefficient took inside an
object is booked there too, by its mean per tentative collision.

Cells of an even grid list the objects that reach into them, darkest first, so that where objects overlap the darker one counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from unstipple.optics.lanes.arithmetic import f4, i4, stage, u4
from unstipple.optics.lanes.fields import (
    BASE,
    CELL_X,
    CELL_Y,
    CELL_Z,
    FLIP_X,
    FLIP_Y,
    LANES,
    MUA,
    PLACE,
    SCATTERED,
    SHARE,
    STEP_MM,
    SUBLAYER,
    SWAP,
    TAKEN,
    TENTATIVE,
    WEIGHT,
    X,
    Y,
    Z,
)  # fmt: skip

Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Objects(NamedTuple):
    """Dots and hairs as rows of numbers, the cell lists that find them, and the period of a field that repeats (else 0).

    ``dot`` (n, 6): centre x y z, 1/radius², 1/half-height², mua. ``hair`` (n, 17): x y at the surface, direction x y z, length, shaft
    radius², bulge from, to, radius², 1/bulb radius², 1/bulb half-length², mua of shaft, bulge, bulb, horizontal reach² of
    shaft and bulge, depth at which the bulb may begin. Members below
    ``len(dot)`` are dots; ``size`` (3,) numbers of cells. ``copy`` (c,) says what each copy does to x and y; bit c of ``occupied``
    (cells,) whether it finds anything.
    """

    dot: Singles
    hair: Singles
    start: Ints
    member: Ints
    occupied: npt.NDArray[np.uint8]
    copy: Ints
    size: Ints
    period_x: float
    period_y: float


class Beamlets(NamedTuple):
    """Where a deposit goes in the site x beamlet table: windows of three coarsenesses around each site's own beamlet.

    ``home`` (sites, 2) beamlet of each site; ``size`` (2,) beamlets along x and y; a window cell is 2 to the ``shift`` (3,) beamlets
    wide and ``reach`` (3,) of them go each way; ``table`` (sites, entries), its last entry all that came from farther; ``skin_cells`` (2,)
    and ``skin_per_mm`` (2,) the even cells of epidermis behind the objects' sites; ``last_skin`` its last sublayer, -1 for none.
    """

    home: Ints
    size: Ints
    shift: Ints
    reach: Ints
    table: npt.NDArray[np.float64]
    skin_cells: Ints
    skin_per_mm: npt.NDArray[np.float64]
    last_skin: int
    repeats: bool


@njit(inline="always", error_model="numpy", fastmath=True)
def _nearest_image(apart, period):  # type: ignore[no-untyped-def]
    return apart - period * np.floor(apart / period + f4(0.5)) if period > f4(0) else apart


@njit(inline="always", error_model="numpy", fastmath=True)
def _hair_part(hair, h, x, y, z):  # type: ignore[no-untyped-def]
    """Part of a hair at a point relative to its exit: 0 shaft, 1 bulge, 2 bulb, -1 none; the shaft goes on up through the surface."""
    along = x * hair[h, 2] + y * hair[h, 3] + z * hair[h, 4]
    px, py, pz = x - along * hair[h, 2], y - along * hair[h, 3], z - along * hair[h, 4]
    square = px * px + py * py + pz * pz
    past = along - hair[h, 5]
    part = -1
    if past * past * hair[h, 11] + square * hair[h, 10] < f4(1):
        part = 2
    elif past < f4(0):
        if square < hair[h, 6]:
            part = 0
        elif square < hair[h, 9] and along > hair[h, 7] and along < hair[h, 8]:
            part = 1
    return part


@stage(fastmath=True)
def _found(dot, hair, start, member, period_x, period_y, cell, x, y, z):  # type: ignore[no-untyped-def]
    """Site and absorption of the first object of a cell that holds the point; site -1 where none does."""
    dots, hairs = dot.shape[0], hair.shape[0]
    for k in range(start[cell], start[cell + 1]):
        which = member[k]
        if which < dots:
            ex, ey = _nearest_image(x - dot[which, 0], period_x), _nearest_image(y - dot[which, 1], period_y)
            ez = z - dot[which, 2]
            if (ex * ex + ey * ey) * dot[which, 3] + ez * ez * dot[which, 4] < f4(1):
                return which, dot[which, 5]
        else:
            h = which - dots
            slant = z / hair[h, 4]
            fx = _nearest_image(x - hair[h, 0] - slant * hair[h, 2], period_x)  # from the axis at this depth
            fy = _nearest_image(y - hair[h, 1] - slant * hair[h, 3], period_y)
            if fx * fx + fy * fy < hair[h, 15] or z > hair[h, 16]:
                part = _hair_part(hair, h, fx + slant * hair[h, 2], fy + slant * hair[h, 3], z)
                if part >= 0:
                    return dots + part * hairs + h, hair[h, 12 + part]
    return -1, f4(0)


@njit(inline="always")
def turned(code, x, y, top_x, top_y):  # type: ignore[no-untyped-def]
    """The copy's x and y, or cells of them, where a changed sign means ``top`` minus the number."""
    if code & SWAP:
        x, y = y, x
    if code & FLIP_X:
        x = top_x - x
    if code & FLIP_Y:
        y = top_y - y
    return x, y


@stage()
def _score(home, size, shift, reach, table, repeats, site, code, place, value):  # type: ignore[no-untyped-def]
    """Add ``value`` to the finest window of ``site`` that holds the beamlet in which the copy was launched."""
    nx, ny = size[0], size[1]
    row = place // nx
    bx, by = turned(code, place - row * nx, row, nx - 1, ny - 1)
    hx, hy = home[site, 0], home[site, 1]
    first = 0
    for level in range(3):
        most = reach[level]
        dx, dy = (bx >> shift[level]) - (hx >> shift[level]), (by >> shift[level]) - (hy >> shift[level])
        if repeats:
            wide, high = nx >> shift[level], ny >> shift[level]
            dx += wide * (int(2 * dx < -wide) - int(2 * dx >= wide))
            dy += high * (int(2 * dy < -high) - int(2 * dy >= high))
        side = 2 * most + 1
        if -most <= dx <= most and -most <= dy <= most:
            table[site, first + (dy + most) * side + dx + most] += value
            return
        first += side * side
    table[site, first] += value


@stage()
def _pairs(S, J, F, L, P, n, occupied, nx, ny, copies):  # type: ignore[no-untyped-def]
    """List the (lane, copy) pairs that may be in an object, without branches: lanes first, then copies whose cell lists anything."""
    m = 0
    for i in range(n):
        L[m] = i
        m += (J[i + TENTATIVE * LANES] != 0) & (S[i + BASE * LANES] > f4(0))
    pairs = 0
    for k in range(m):
        i = L[k]
        bits = u4(occupied[(J[i + CELL_Z * LANES] * ny + J[i + CELL_Y * LANES]) * nx + J[i + CELL_X * LANES]])
        for c in range(copies):
            P[pairs] = i + c * LANES
            pairs += u4(u4(bits >> u4(c)) & u4(1)) & (F[i + c * LANES] > f4(0))
    return pairs


@stage(fastmath=True)
def _take(S, J, F, pair, each, mua):  # type: ignore[no-untyped-def]
    """What a copy loses at a tentative collision inside an object of absorption ``mua``; its share is brought up to date."""
    i = pair % LANES
    around, step, share = S[i + MUA * LANES], S[i + STEP_MM * LANES], F[pair]
    absorbing = around * step
    spare = f4(1) - S[i + SCATTERED * LANES] - absorbing
    kept = max(f4(0), share * (f4(1) - (mua - around) * step / spare))
    own = S[i + BASE * LANES] * around * (f4(1) - absorbing) / spare
    taken = (S[i + WEIGHT * LANES] * (share - kept) + own * share) * each
    F[pair] = kept
    S[i + SHARE * LANES] += (kept - share) * each
    S[i + TAKEN * LANES] += taken
    return taken


@stage(fastmath=True)
def meet(S, J, F, L, P, n, objects, energy, beamlets):  # type: ignore[no-untyped-def]
    """Count in ``energy`` (sites,) what the lanes' copies leave in objects at this collision, and bring their shares ``F`` up to date."""
    dot, hair, start, member, occupied, copy, cells, period_x, period_y = objects
    if beamlets is not None:
        home, size, shift, reach, table, _, _, _, repeats = beamlets
    nx, ny, copies = cells[0], cells[1], copy.size
    period_x, period_y = f4(period_x), f4(period_y)
    each = f4(1.0 / copies)
    pairs = _pairs(S, J, F, L, P, n, occupied, nx, ny, copies)
    for k in range(pairs):
        pair = P[k]
        i, code = pair % LANES, copy[pair // LANES]
        ix, iy = turned(code, J[i + CELL_X * LANES], J[i + CELL_Y * LANES], nx - 1, ny - 1)
        x, y = turned(code, S[i + X * LANES], S[i + Y * LANES], f4(0), f4(0))
        cell = (J[i + CELL_Z * LANES] * ny + iy) * nx + ix
        site, mua = _found(dot, hair, start, member, period_x, period_y, cell, x, y, S[i + Z * LANES])
        if site >= 0:
            taken = _take(S, J, F, pair, each, mua)
            energy[site] += taken
            if beamlets is not None:
                _score(home, size, shift, reach, table, repeats, site, code, J[i + PLACE * LANES], taken)


@stage()
def meet_skin(S, J, F, n, first_site, origin_x, origin_y, times, beamlets):  # type: ignore[no-untyped-def]
    """Count ``times`` what the epidermis takes from each lane's first copy, by its own even cells and the beamlet it came from."""
    home, size, shift, reach, table, skin_cells, skin_per_mm, last_skin, repeats = beamlets
    nx, ny = skin_cells[0], skin_cells[1]
    for i in range(n):
        if J[i + SUBLAYER * LANES] <= i4(last_skin) and S[i + BASE * LANES] > f4(0):
            fx = np.floor((S[i + X * LANES] - origin_x) * skin_per_mm[0])
            fy = np.floor((S[i + Y * LANES] - origin_y) * skin_per_mm[1])
            if repeats:
                fx -= nx * np.floor(fx / nx)
                fy -= ny * np.floor(fy / ny)
            ix, iy = min(max(int(fx), 0), nx - 1), min(max(int(fy), 0), ny - 1)
            value = times * S[i + BASE * LANES] * F[i] * S[i + MUA * LANES]
            _score(home, size, shift, reach, table, repeats, first_site + iy * nx + ix, 0, J[i + PLACE * LANES], value)
