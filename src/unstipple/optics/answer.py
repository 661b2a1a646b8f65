"""The light engine on a tissue file, and its answer in the form that other programs read."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from unstipple.optics.beam import Beam
from unstipple.optics.convolve import fluence_on_axis, fluence_on_axis_error
from unstipple.optics.flight import Progress
from unstipple.optics.grids import radius_grid_mm
from unstipple.optics.light_run import LightRun
from unstipple.optics.run import simulate
from unstipple.optics.tissue import Tissue

Floats = npt.NDArray[np.float64]


def simulate_tissue(
    tissue: Tissue, photons: int, seed: int = 1, *, threads: int | None = None, progress: Progress | None = None
) -> LightRun:
    """Run a pencil beam into ``tissue`` on a grid that suits its beam; see `simulate`."""
    beam = tissue.beam
    if beam is not None and beam.profile == "measured":
        beam = Beam(2 * beam.reach_mm)  # its light may lie far beyond the spot that it is named by, or well inside
    return simulate(tissue.stack, photons, seed, radius_edges_mm=radius_grid_mm(beam), threads=threads, progress=progress)


def fluence_curve(run: LightRun, tissue: Tissue) -> tuple[Floats, Floats]:
    """Return fluence and its standard error by depth, each ``(z,)``, dimensionless.

    With a beam it is on the axis per unit incident fluence, without one integrated over the plane per photon.
    """
    if tissue.beam is None or run.beam is not None:
        return run.fluence_by_depth, run.fluence_by_depth_error
    return fluence_on_axis(run, tissue.beam), fluence_on_axis_error(run, tissue.beam)


def as_json(run: LightRun, tissue: Tissue) -> dict[str, Any]:
    """Return the answer as plain numbers and lists, every one finite; the keys are those that other programs rely on, and a few more."""
    fluence, fluence_error = fluence_curve(run, tissue)
    return {
        "specular_reflectance": run.specular_reflectance,
        "diffuse_reflectance": run.diffuse_reflectance,
        "transmittance": run.transmittance,
        "unscattered_transmittance": run.unscattered_transmittance,
        "absorbed_by_layer": run.absorbed_by_layer.tolist(),
        "standard_error": {
            "diffuse_reflectance": run.diffuse_reflectance_error,
            "transmittance": run.transmittance_error,
            "absorbed_by_layer": run.absorbed_by_layer_error.tolist(),
            "fluence_by_depth": fluence_error.tolist(),
        },
        "depth_mm": run.depth_mm.tolist(),
        "fluence_by_depth": fluence.tolist(),
        "photons": run.photons,
        "seed": run.seed,
        "seconds": run.seconds,
        "threads": run.threads,
        "engine": run.engine,
    }
