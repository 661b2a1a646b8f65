"""What became of the photons of one run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from unstipple.optics.beam import Beam, FractionalArray
from unstipple.optics.layers import Stack

Floats = npt.NDArray[np.float64]
HAIR_PARTS = ("shaft", "bulge", "bulb")


def _nothing() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class LightRun:
    """What became of ``photons`` launched on ``stack``, as fractions of the incident energy.

    ``specular_reflectance`` is what the surface mirrors before the light meets anything that scatters or absorbs (with the clear layers on
    top, if any), ``diffuse_reflectance`` all else that leaves upwards, ``transmittance`` all that leaves downwards, of which
    ``unscattered_transmittance`` never scattered, ``escaped_sideways`` what left over the edge of an open field,
    ``absorbed_by_layer`` ``(layers,)``, ``absorbed_by_dot`` ``(dots,)`` and ``absorbed_by_hair`` ``(3, hairs)`` (shaft, bulge, bulb) the
    rest: they add up to 1. ``…_error`` is one standard error, from the spread between batches.

    On the grid, ``fluence_by_annulus`` ``(z, r + 1)`` is the fluence integrated over the area of each ring (dimensionless, per photon);
    the last column holds everything beyond the last radius. ``fluence_within_error`` ``(z, r + 1)`` is the standard error of the fluence
    summed from the axis out to each edge. ``reflected_by_annulus`` and ``transmitted_by_annulus`` ``(r + 1,)`` say through which ring
    light left, ``escaped_by_angle`` ``(2, 18)`` at which cosine to the normal (up, down; even bins from 0). ``fluence_in_cells``
    ``(z, y, x)`` is the mean fluence per photon in 1/mm² in the cells of the `Block` that was asked for.
    ``beam`` is ``None`` for a pencil beam. Lengths in mm.
    """

    stack: Stack
    beam: Beam | FractionalArray | None
    specular_reflectance: float
    diffuse_reflectance: float
    diffuse_reflectance_error: float
    transmittance: float
    transmittance_error: float
    unscattered_transmittance: float
    unscattered_transmittance_error: float
    absorbed_by_layer: Floats
    absorbed_by_layer_error: Floats
    depth_edges_mm: Floats
    radius_edges_mm: Floats
    fluence_by_annulus: Floats
    fluence_within_error: Floats
    events_per_photon: float
    photons: int
    batches: int
    threads: int
    seed: int
    seconds: float
    engine: str = "cpu"
    escaped_sideways: float = 0.0
    escaped_sideways_error: float = 0.0
    absorbed_by_dot: Floats = field(default_factory=_nothing)
    absorbed_by_dot_error: Floats = field(default_factory=_nothing)
    absorbed_by_hair: Floats = field(default_factory=lambda: np.zeros((3, 0)))
    absorbed_by_hair_error: Floats = field(default_factory=lambda: np.zeros((3, 0)))
    reflected_by_annulus: Floats = field(default_factory=_nothing)
    transmitted_by_annulus: Floats = field(default_factory=_nothing)
    reflected_by_annulus_error: Floats = field(default_factory=_nothing)
    transmitted_by_annulus_error: Floats = field(default_factory=_nothing)
    escaped_by_angle: Floats = field(default_factory=lambda: np.zeros((2, 0)))
    fluence_in_cells: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))

    @property
    def depth_mm(self) -> Floats:
        """Centres of the depth bins in mm, ``(z,)``."""
        return (self.depth_edges_mm[1:] + self.depth_edges_mm[:-1]) / 2

    @property
    def annulus_mm2(self) -> Floats:
        """Areas of the rings in mm², ``(r,)``."""
        return math.pi * np.diff(self.radius_edges_mm**2)

    @property
    def fluence_per_mm2(self) -> Floats:
        """Fluence per launched photon of energy 1, ``(z, r)`` in 1/mm²."""
        return self.fluence_by_annulus[:, :-1] / self.annulus_mm2

    @property
    def absorbed_per_mm3(self) -> Floats:
        """Absorbed energy per volume for a launched photon of energy 1, ``(z, r)`` in 1/mm³: fluence times the bin's mean absorption.

        Exact where no bin straddles two layers, as on the default grid; dots and hairs are left out.
        """
        walls, edges = self.stack.walls_mm, self.depth_edges_mm
        overlap = np.minimum(edges[1:, None], walls[None, 1:]) - np.maximum(edges[:-1, None], walls[None, :-1])
        mua = np.maximum(overlap, 0.0) @ np.array([layer.mua_per_mm for layer in self.stack.layers]) / np.diff(edges)
        return np.asarray(self.fluence_per_mm2 * mua[:, None])

    @property
    def fluence_by_depth(self) -> Floats:
        """Fluence integrated over the whole plane, per photon, ``(z,)``, dimensionless: what a very wide beam's build-up would be."""
        return np.asarray(self.fluence_by_annulus.sum(axis=1))

    @property
    def fluence_by_depth_error(self) -> Floats:
        """One standard error of `fluence_by_depth`, ``(z,)``."""
        return self.fluence_within_error[:, -1]
