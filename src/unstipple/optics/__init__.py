"""Light in layered tissue by Monte Carlo: pure physics that knows layers and beams, and no patient."""

from unstipple.optics.answer import as_json, fluence_curve, simulate_tissue
from unstipple.optics.beam import Beam, Profile
from unstipple.optics.convolve import fluence_off_axis, fluence_on_axis, fluence_on_axis_error
from unstipple.optics.grids import depth_grid_mm, radius_grid_mm
from unstipple.optics.layers import Layer, Stack
from unstipple.optics.run import EnergyImbalanceError, LightRun, simulate
from unstipple.optics.tissue import Tissue, read_tissue

__all__ = [
    "Beam",
    "EnergyImbalanceError",
    "Layer",
    "LightRun",
    "Profile",
    "Stack",
    "Tissue",
    "as_json",
    "depth_grid_mm",
    "fluence_curve",
    "fluence_off_axis",
    "fluence_on_axis",
    "fluence_on_axis_error",
    "radius_grid_mm",
    "read_tissue",
    "simulate",
    "simulate_tissue",
]
