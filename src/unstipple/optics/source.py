"""How a beam enters the stack: what the surfaces mirror, the direction inside, and where photons start."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from unstipple.optics.beam import Beam, FractionalArray
from unstipple.optics.lanes.events_kernel import Source
from unstipple.optics.lanes.fields import FLAT_TOP, GAUSSIAN, PENCIL, TABLED
from unstipple.optics.layers import Stack

Floats = npt.NDArray[np.float64]
SHAPES = {"flat-top": FLAT_TOP, "gaussian": GAUSSIAN, "measured": TABLED}
TABLE_STEPS = 4096


def entry(stack: Stack, beam: Beam | FractionalArray | None, clear: int, depth_edges_mm: Floats) -> tuple[float, Source, Floats]:
    """Reflect the beam to and fro between the faces of the ``clear`` layers on top exactly.

    Returns what they mirror, the start of what enters below (its ``sublayer`` is ``clear``, to be set to that layer's first piece), and
    the path (z,) in mm that the unscattered beam leaves in each depth bin of the clear layers.
    """
    tilt = beam.tilt_deg if beam else 0.0
    sines = stack.n_above * math.sin(math.radians(tilt)) / stack.indices
    cosines = np.sqrt(np.maximum(0.0, 1 - sines**2))
    faces = [_face(stack.indices[k : k + 2], cosines[k : k + 2]) for k in range(clear + 1)]
    seen = list(faces)  # reflectance of face k with all faces below it, filled from the bottom
    for k in range(clear - 1, -1, -1):
        seen[k] = faces[k] + (1 - faces[k]) ** 2 * seen[k + 1] / (1 - faces[k] * seen[k + 1])
    down, path, shift = 1.0, np.zeros(depth_edges_mm.size - 1), 0.0
    walls = stack.walls_mm
    for k in range(clear):
        down *= (1 - faces[k]) / (1 - faces[k] * seen[k + 1])
        overlap = np.minimum(depth_edges_mm[1:], walls[k + 1]) - np.maximum(depth_edges_mm[:-1], walls[k])
        path += down * (1 + seen[k + 1]) * np.maximum(overlap, 0.0) / cosines[k + 1]
        shift += stack.layers[k].thickness_mm * sines[k + 1] / cosines[k + 1]
    inside = min(clear, len(stack.layers) - 1) + 1
    weight = float(np.float32(1.0 - seen[0]))
    source = Source(
        clear, weight, float(sines[inside]), float(cosines[inside]), *_shape(beam), _places(beam, shift), 0.5,
    )  # fmt: skip
    return seen[0], source, path


def _face(n: Floats, cosine: Floats) -> float:
    """Unpolarised Fresnel reflectance of a face between two media at given cosines of incidence and refraction."""
    if sum(cosine) == 0 or cosine[1] == 0:
        return 1.0
    s = (n[0] * cosine[0] - n[1] * cosine[1]) / (n[0] * cosine[0] + n[1] * cosine[1])
    p = (n[0] * cosine[1] - n[1] * cosine[0]) / (n[0] * cosine[1] + n[1] * cosine[0])
    return float((s * s + p * p) / 2)


def _shape(beam: Beam | FractionalArray | None) -> tuple[int, float, float, Floats]:
    if isinstance(beam, FractionalArray):
        beam = beam.microbeam
    if beam is None:
        return PENCIL, 0.0, 1.0, np.zeros(2)
    table = beam.squares_mm2(TABLE_STEPS) if beam.profile == "measured" else np.zeros(2)
    return SHAPES[beam.profile], float(beam.radius_mm), 1 / math.cos(math.radians(beam.tilt_deg)), table


def _places(beam: Beam | FractionalArray | None, shift_mm: float) -> Floats:
    places, stretch = np.zeros((1, 2)), 1.0
    if isinstance(beam, FractionalArray):
        places, stretch = beam.places_mm, 1 / math.cos(math.radians(beam.tilt_deg))
    return np.ascontiguousarray(places * np.array([stretch, 1.0]) + np.array([shift_mm, 0.0]))


def launched_squares_mm2(source: Source) -> Floats:
    """Return r² (n,) in mm² of evenly drawn places of entry, for beams that pass without meeting anything."""
    even = (np.arange(TABLE_STEPS) + 0.5) / TABLE_STEPS
    if source.shape == TABLED:
        squares = np.interp(even, np.linspace(0, 1, source.square_mm2.size), source.square_mm2)
    else:
        squares = source.radius_mm**2 * (even if source.shape == FLAT_TOP else -np.log(even) / 2)
    angle = np.pi * (1 + math.sqrt(5)) * np.arange(TABLE_STEPS)
    x = source.place[:, :1] + source.stretch * np.sqrt(squares) * np.cos(angle)
    y = source.place[:, 1:] + np.sqrt(squares) * np.sin(angle)
    return np.asarray((x**2 + y**2).ravel())
