"""Light in layered tissue by Monte Carlo: pure physics that knows layers and beams, and no patient."""

from unstipple.optics.answer import as_json, fluence_curve, simulate_tissue
from unstipple.optics.atlas import Atlas, make_atlas
from unstipple.optics.beam import Beam, FractionalArray, Profile
from unstipple.optics.convolve import fluence_off_axis, fluence_on_axis, fluence_on_axis_error
from unstipple.optics.grids import depth_grid_mm, radius_grid_mm, spot_edges_mm
from unstipple.optics.influence import Influence, influence
from unstipple.optics.layers import Layer, Stack
from unstipple.optics.light_run import HAIR_PARTS, LightRun
from unstipple.optics.objects import Dots, Field, Hairs
from unstipple.optics.run import Block, simulate
from unstipple.optics.sums import EnergyImbalanceError
from unstipple.optics.tissue import Tissue, read_tissue

__all__ = [
    "HAIR_PARTS",
    "Atlas",
    "Beam",
    "Block",
    "Dots",
    "EnergyImbalanceError",
    "Field",
    "FractionalArray",
    "Hairs",
    "Influence",
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
    "influence",
    "make_atlas",
    "radius_grid_mm",
    "read_tissue",
    "simulate",
    "spot_edges_mm",
    "simulate_tissue",
]
