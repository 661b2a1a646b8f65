"""Edges of the depth and radius bins in which light is reported."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.layers import Stack

Floats = npt.NDArray[np.float64]

DEEPEST_MM = 12.0
FINE_BIN_MM = 0.02
STEPS_MM = ((1.0, FINE_BIN_MM), (3.0, 0.05), (6.0, 0.1), (DEEPEST_MM, 0.25))
"""Bins of which width down to which depth."""
WIDEST_MM, WIDEST_IN_SPOTS = 40.0, 4.0
GROWTH = 1.05
SPOT_EVEN_MM, SPOT_FAR_MM, SPOT_DEEPEST_MM = 2.0, 12.0, 8.0


def depth_grid_mm(stack: Stack) -> Floats:
    """Return depth edges in mm for ``stack``: bins of 0.02 mm to 1 mm, wider below, down to its bottom or 12 mm.

    Every boundary between layers is an edge, so that no bin straddles two layers.
    """
    walls = stack.walls_mm
    bottom = float(min(walls[-1], DEEPEST_MM))
    starts = (0.0, *(end for end, _ in STEPS_MM))
    even = [np.arange(round((end - start) / step)) * step + start for start, (end, step) in zip(starts, STEPS_MM, strict=False)]
    edges = np.concatenate(even)
    edges = edges[edges < bottom]
    inner = walls[(walls > 0) & (walls <= bottom)]
    apart = np.abs(edges[:, None] - inner[None, :]).min(axis=1, initial=math.inf) > FINE_BIN_MM / 4
    apart[0] = True
    return rising(edges[apart], inner, [bottom])


def radius_grid_mm(beam: Beam | None = None) -> Floats:
    """Return radius edges in mm: fine at the axis, growing outwards to 40 mm or four spots.

    With a ``beam`` its rim is an edge, and the bins near the axis are fine beside the spot.
    """
    fine = 0.005 if beam is None else min(0.005, beam.radius_mm / 100)
    coarse = 0.05 if beam is None else min(0.05, beam.radius_mm / 20)
    reach = WIDEST_MM if beam is None else max(WIDEST_MM, WIDEST_IN_SPOTS * beam.spot_mm)
    even_until = 12 if beam is None else 1.2 * beam.radius_mm
    near = _growing(fine, fine, coarse, even_until)
    far = np.geomspace(even_until, reach, 1 + math.ceil(math.log(reach / even_until) / math.log(GROWTH)))
    rim = [] if beam is None else [beam.radius_mm]
    return rising(near, far, rim)


def spot_edges_mm(stack: Stack) -> tuple[Floats, Floats]:
    """Return depth and radius edges in mm for spots of 2 mm and more, down to 8 mm: half the default bins, within 1e-3 of them."""
    depth = depth_grid_mm(stack)
    near = np.arange(0, SPOT_EVEN_MM, FINE_BIN_MM)
    far = np.geomspace(SPOT_EVEN_MM, SPOT_FAR_MM, 61), np.geomspace(SPOT_FAR_MM, WIDEST_MM, 13)[1:]
    return depth[depth <= SPOT_DEEPEST_MM], rising(near, *far)


def rising(*parts: Sequence[float] | Floats) -> Floats:
    """Return all numbers of ``parts`` in order, each once; ``np.unique`` would load a tenth of a second of masked arrays for it."""
    numbers = np.sort(np.concatenate(parts))
    return np.asarray(numbers[np.append(True, np.diff(numbers) > 0)])


def checked_edges(field: str, edges_mm: Sequence[float] | Floats) -> Floats:
    """Return ``edges_mm`` as an array; `BadInput` by ``field`` unless they are finite, rise from 0 and are two or more."""
    try:
        edges = np.array(edges_mm, dtype=np.float64)
    except (TypeError, ValueError):
        edges = np.empty(0)
    if edges.ndim != 1 or edges.size < 2 or edges[0] != 0 or not np.isfinite(edges).all() or not (np.diff(edges) > 0).all():
        raise BadInput(field, edges_mm, "two or more finite numbers in mm that rise from 0")
    return edges


def _growing(step: float, even_until: float, coarsest: float, end: float) -> Floats:
    """Edges from 0 to ``end``: even steps first, then steps that grow to ``coarsest``."""
    edges = list(np.arange(0.0, min(even_until, end), step))
    while edges[-1] < end:
        edges.append(min(edges[-1] + step, end))
        step = min(step * GROWTH, coarsest) if edges[-1] >= even_until else step
    return np.array(edges)
