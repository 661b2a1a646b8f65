"""The loop around the rounds: all photons of one batch, on one thread."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from unstipple.optics.lanes.arithmetic import f4, stage
from unstipple.optics.lanes.events_kernel import launch, see_to
from unstipple.optics.lanes.fields import (
    BASE,
    BOTTOM,
    COPIES,
    DEPOSIT,
    FEWEST_LANES,
    FLAG,
    FLIGHT,
    FLOATS,
    GRID_CELL,
    INTS,
    LANES,
    PHOTONS_PER_LANE,
    RENORMALISED_EVERY,
    SKIN_EVERY,
    STEPS,
    SUBLAYER,
    TOP,
    VZ,
    X,
    Y,
    Z,
)  # fmt: skip
from unstipple.optics.lanes.meet_kernel import meet, meet_skin, turned
from unstipple.optics.lanes.step_kernel import fly, fly_and_scatter, renormalise, take_and_scatter


@stage()
def _count(S, J, n, fluence):  # type: ignore[no-untyped-def]
    """Add this round's weight times path to the depth-radius grid."""
    for i in range(n):
        fluence[J[i + GRID_CELL * LANES]] += S[i + DEPOSIT * LANES]


@stage()
def _count_volume(S, n, volume):  # type: ignore[no-untyped-def]
    """The same on a coarse even grid (z, y, x); the outermost cells hold all beyond."""
    block, x0, y0, per_mm, per_mm_z = volume
    nz, ny, nx = block.shape
    for i in range(n):
        ix = min(max(int((S[i + X * LANES] - x0) * per_mm), 0), nx - 1)
        iy = min(max(int((S[i + Y * LANES] - y0) * per_mm), 0), ny - 1)
        iz = min(int(S[i + Z * LANES] * per_mm_z), nz - 1)
        block[iz, iy, ix] += S[i + DEPOSIT * LANES]


@stage()
def _count_copies(S, F, n, copy, volume):  # type: ignore[no-untyped-def]
    """The same where objects are: each copy of a path where it lies, with its own share."""
    block, x0, y0, per_mm, per_mm_z = volume
    nz, ny, nx = block.shape
    for c in range(copy.size):
        for i in range(n):
            x, y = turned(copy[c], S[i + X * LANES], S[i + Y * LANES], f4(0), f4(0))
            ix = min(max(int((x - x0) * per_mm), 0), nx - 1)
            iy = min(max(int((y - y0) * per_mm), 0), ny - 1)
            iz = min(int(S[i + Z * LANES] * per_mm_z), nz - 1)
            block[iz, iy, ix] += S[i + BASE * LANES] * F[i + c * LANES] / copy.size


@stage()
def _listed(J, L, n):  # type: ignore[no-untyped-def]
    """List the flagged lanes without a branch."""
    m = 0
    for i in range(n):
        L[m] = i
        m += J[i + FLAG * LANES] != 0
    return m


class Journal(NamedTuple):
    """A sample of collisions: ``row`` (events, 3 + sublayers) gets r² in mm², depth in mm, weight over majorant in mm and the path in mm
    flown in each sublayer before; ``filled`` (1,) counts them. Every ``stride``-th collision above ``deepest_mm`` is taken.
    """

    row: npt.NDArray[np.float32]
    filled: npt.NDArray[np.int64]
    stride: int
    deepest_mm: float


@stage()
def _fly_on(S, J, n):  # type: ignore[no-untyped-def]
    """Add the last flight, or the way to the boundary ahead, to each lane's path in its sublayer."""
    for i in range(n):
        way = S[i + FLIGHT * LANES]
        if S[i + BASE * LANES] == 0:
            vz = S[i + VZ * LANES]
            way = ((S[i + BOTTOM * LANES] if vz > 0 else S[i + TOP * LANES]) - S[i + Z * LANES]) / vz
        S[i + (FLOATS + J[i + SUBLAYER * LANES]) * LANES] += way


@stage()
def _write_down(S, n, steps, row, filled, stride, deepest):  # type: ignore[no-untyped-def]
    """Enter every ``stride``-th collision in the journal."""
    for i in range((stride - steps % stride) % stride, n, stride):
        k = filled[0]
        if S[i + BASE * LANES] > 0 and S[i + Z * LANES] < deepest and k < row.shape[0]:
            row[k, 0] = S[i + X * LANES] * S[i + X * LANES] + S[i + Y * LANES] * S[i + Y * LANES]
            row[k, 1] = S[i + Z * LANES]
            row[k, 2] = S[i + BASE * LANES]
            for s in range(row.shape[1] - 3):
                row[k, 3 + s] = S[i + (FLOATS + s) * LANES]
            filled[0] = k + 1


def _sources_digest() -> int:
    """A number that changes with any of the files compiled together: Numba's cache looks at one file only."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return int.from_bytes(digest.digest()[:7], "big")


def _walk(  # type: ignore[no-untyped-def]
    photons,
    V,
    medium,
    source,
    plain,
    roulette_below,
    half,
    grid,
    cells,
    fluence,
    volume,
    objects,
    energy,
    beamlets,
    journal,
    watch,
    out,
):  # fmt: skip
    """Fly ``photons`` with the random streams ``V`` (4 * LANES,); the rest, but for what it is told, is added to.

    ``plain`` means that every collision scatters and nothing but layers is there. ``watch`` (2,) is looked at every round: the run
    stops when its first number is not 0; its second counts the photons started.
    """
    fields = FLOATS
    if journal is not None:
        fields += journal.row.shape[1] - 3
    S = np.zeros(fields * LANES, np.float32)
    J = np.zeros(INTS * LANES, np.int32)
    L = np.zeros(LANES + 1, np.int32)
    F = np.ones(COPIES * LANES, np.float32)
    P = np.zeros(COPIES * LANES + 1, np.int32)
    active = min(photons, max(FEWEST_LANES, min(photons // PHOTONS_PER_LANE, LANES)))
    started = active
    row, index = medium
    squares, places = source.square_mm2, source.place
    start = (source.sublayer, source.weight, source.vx, source.vz, source.shape, source.radius_mm, source.stretch, source.begin)
    for i in range(active):
        launch(S, J, V, F, i, i, photons, row, start, squares, places, grid, out.by_radius)
    rounds = steps = 0
    while active > 0 and watch[0] == 0:
        if plain:
            fly_and_scatter(S, J, V, active, roulette_below, grid)
        else:
            fly(S, J, V, active, grid, cells)
            if objects is not None and volume is not None:
                _count_copies(S, F, active, objects.copy, volume)  # before the copies lose anything at this collision
            take_and_scatter(S, J, V, active, roulette_below)
            if beamlets is not None:  # noqa: SIM102  (Numba drops the branch only where this stands alone)
                if rounds % SKIN_EVERY == 0:
                    meet_skin(S, J, F, active, energy.size, -half[2], -half[3], SKIN_EVERY, beamlets)
            if objects is not None:
                meet(S, J, F, L, P, active, objects, energy, beamlets)
        if journal is not None:
            _fly_on(S, J, active)
            _write_down(S, active, steps, journal.row, journal.filled, journal.stride, journal.deepest_mm)
        _count(S, J, active, fluence)
        if objects is None and volume is not None:
            _count_volume(S, active, volume)
        steps += active
        rounds += 1
        if rounds % RENORMALISED_EVERY == 0:
            renormalise(S, active)
        m = _listed(J, L, active)
        if m > 0:
            started, active = see_to(
                S,
                J,
                V,
                F,
                L,
                m,
                roulette_below,
                row,
                index,
                start,
                source.square_mm2,
                source.place,
                half,
                grid,
                started,
                photons,
                active,
                out,
            )
            watch[1] = started
    out.total[STEPS] += steps


_walk.__qualname__ = f"walk_{_sources_digest():x}"  # so that Numba keeps another cache for it when any of the files changes
walk: Any = njit(cache=True, nogil=True, error_model="numpy")(_walk)
"""The compiled walk; see `_walk`."""
