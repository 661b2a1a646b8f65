"""What a run says about a quantity by its name."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from unstipple.errors import UnknownName
from unstipple.optics.light_run import HAIR_PARTS, LightRun

Floats = npt.NDArray[np.float64]
PLAIN = ("transmittance", "unscattered transmittance", "escaped sideways")
COUNTED = ("absorbed in layer", "absorbed in dot", "fluence in bin")
NAMES = (
    "reflectance", *PLAIN, "diffuse transmittance", *(f"{name} 1" for name in COUNTED), "absorbed in all dots",
    *(f"absorbed in {part}s" for part in HAIR_PARTS),
)  # fmt: skip
"""Every kind of name; layers, dots and depth bins count from 1."""


def measured(run: LightRun, quantity: str) -> tuple[float, float]:
    """Return the value of ``quantity`` in ``run`` and its standard error.

    Reflectance is all that comes back, mirrored or diffuse. Errors of sums over objects take those as independent; they compete for the
    same light, so that this is more than the true error. Raises `UnknownName` for a quantity that is none of `NAMES`.
    """
    name, _, number = quantity.rpartition(" ")
    if name in COUNTED and number.isdigit():
        return _numbered(run, name, int(number) - 1)
    if quantity == "reflectance":
        return run.specular_reflectance + run.diffuse_reflectance, run.diffuse_reflectance_error
    if quantity in PLAIN:
        field = quantity.replace(" ", "_")
        return float(getattr(run, field)), float(getattr(run, f"{field}_error"))
    if quantity == "diffuse transmittance":
        return run.transmittance - run.unscattered_transmittance, run.transmittance_error
    if quantity == "absorbed in all dots":
        return _sum(run.absorbed_by_dot, run.absorbed_by_dot_error)
    for part, label in enumerate(HAIR_PARTS):
        if quantity == f"absorbed in {label}s":
            return _sum(run.absorbed_by_hair[part], run.absorbed_by_hair_error[part])
    raise UnknownName("quantity", quantity, NAMES)


def _numbered(run: LightRun, name: str, index: int) -> tuple[float, float]:
    values, errors = {
        "absorbed in layer": (run.absorbed_by_layer, run.absorbed_by_layer_error),
        "absorbed in dot": (run.absorbed_by_dot, run.absorbed_by_dot_error),
        "fluence in bin": (run.fluence_by_depth, run.fluence_by_depth_error),
    }[name]
    return float(values[index]), float(errors[index])


def _sum(values: Floats, errors: Floats) -> tuple[float, float]:
    return float(values.sum()), math.sqrt(float((errors**2).sum()))
