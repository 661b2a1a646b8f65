"""Layered tissue: plane layers, each uniform, between two outer media."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput

LARGEST_INDEX = 10.0
LARGEST_COEFFICIENT_PER_MM = 1e6
LARGEST_FINITE_MM = 1e9
LEAST_ENDLESS_MUA_PER_MM = 1e-9
MOST_SCATTERINGS = 1e5
"""Roughly the scatterings a photon may need to leave or be absorbed in one layer; beyond it a run would not end in useful time."""


def real(field: str, given: object) -> float:
    """Return ``given`` as a float; a text, a boolean, nothing or NaN is refused with `BadInput` by the name ``field``."""
    if isinstance(given, bool) or not isinstance(given, (int, float, np.integer, np.floating)) or given != given:
        raise BadInput(field, given, "a number")
    try:
        return float(given)
    except OverflowError:
        raise BadInput(field, "a whole number of hundreds of digits", "a number") from None


def _within(field: str, given: object, low: float, high: float, allowed: str) -> None:
    if not low <= real(field, given) <= high:
        raise BadInput(field, given, allowed)


@dataclass(frozen=True, slots=True)
class Layer:
    """One uniform layer; building one with impossible values raises `BadInput` by the field's name.

    ``thickness_mm`` is above zero (``inf`` only for the last layer of a `Stack`), ``mua_per_mm`` and ``mus_per_mm`` are the absorption
    and scattering coefficients in 1/mm, ``g`` the mean cosine of the Henyey-Greenstein phase function in (-1, 1), ``n`` the refractive
    index. A layer with both coefficients zero is clear.
    """

    thickness_mm: float
    mua_per_mm: float
    mus_per_mm: float
    g: float
    n: float

    def __post_init__(self) -> None:
        thickness = real("thickness_mm", self.thickness_mm)
        if not 0 < thickness <= LARGEST_FINITE_MM and thickness != math.inf:
            raise BadInput("thickness_mm", self.thickness_mm, f"above 0, at most {LARGEST_FINITE_MM:g} mm, or inf for the last layer")
        for field in ("mua_per_mm", "mus_per_mm"):
            _within(field, getattr(self, field), 0.0, LARGEST_COEFFICIENT_PER_MM, f"0 to {LARGEST_COEFFICIENT_PER_MM:g} per mm")
        if not -1 < real("g", self.g) < 1:
            raise BadInput("g", self.g, "above -1 and below 1")
        refuse_index("n", self.n)

    @property
    def mut_per_mm(self) -> float:
        """Interaction coefficient, absorption plus scattering, in 1/mm."""
        return self.mua_per_mm + self.mus_per_mm

    @property
    def clear(self) -> bool:
        """Whether light passes without any interaction."""
        return self.mut_per_mm == 0


def refuse_index(field: str, given: object) -> None:
    """Raise `BadInput` unless ``given`` is a refractive index from 1 to 10."""
    _within(field, given, 1.0, LARGEST_INDEX, f"1 to {LARGEST_INDEX:g}")


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers from the lit surface downwards, between outer media of index ``n_above`` and ``n_below``.

    The last layer may be semi-infinite (``thickness_mm = inf``) if it absorbs. Raises `BadInput` for no layers, an infinite layer above
    others, and layers in which a photon would wander practically for ever.
    """

    layers: tuple[Layer, ...]
    n_above: float = 1.0
    n_below: float = 1.0

    def __post_init__(self) -> None:
        layers = tuple(self.layers) if isinstance(self.layers, (tuple, list)) else ()
        if not layers or not all(isinstance(layer, Layer) for layer in layers):
            raise BadInput("layer", self.layers, "one layer or more")
        object.__setattr__(self, "layers", layers)
        refuse_index("n_above", self.n_above)
        refuse_index("n_below", self.n_below)
        for number, layer in enumerate(layers, start=1):
            _refuse_endless(f"layer {number}", layer, last=number == len(layers))

    @property
    def walls_mm(self) -> npt.NDArray[np.float64]:
        """Depths of the boundaries, ``(layers + 1,)`` in mm from the lit surface; the last is ``inf`` for a semi-infinite stack."""
        return np.concatenate([[0.0], np.cumsum([float(layer.thickness_mm) for layer in self.layers])])

    @property
    def indices(self) -> npt.NDArray[np.float64]:
        """Refractive indices from the medium above to the medium below, ``(layers + 2,)``."""
        return np.array([self.n_above, *(layer.n for layer in self.layers), self.n_below], dtype=np.float64)

    @property
    def surface_reflectances(self) -> tuple[float, ...]:
        """Fresnel reflectance of each boundary at normal incidence, ``(layers + 1,)``."""
        return tuple(((a - b) / (a + b)) ** 2 for a, b in pairwise(self.indices.tolist()))


def _refuse_endless(name: str, layer: Layer, *, last: bool) -> None:
    endless = layer.thickness_mm == math.inf
    if endless and not last:
        raise BadInput(f"{name} thickness_mm", layer.thickness_mm, "a finite thickness (only the last layer may be inf)")
    if endless and layer.mua_per_mm < LEAST_ENDLESS_MUA_PER_MM:
        allowed = f"{LEAST_ENDLESS_MUA_PER_MM:g} per mm or more in an infinite layer (or give it a thickness, or use n_below)"
        raise BadInput(f"{name} mua_per_mm", layer.mua_per_mm, allowed)
    across = 0.0 if layer.mus_per_mm == 0 else layer.mus_per_mm * layer.thickness_mm
    absorbed_after = math.inf if layer.mua_per_mm == 0 else math.sqrt(layer.mus_per_mm / layer.mua_per_mm)
    if min(across, absorbed_after) > MOST_SCATTERINGS:
        allowed = f"mus times thickness, or the root of mus/mua, at most {MOST_SCATTERINGS:g} (a photon would wander practically for ever)"
        raise BadInput(f"{name} mus_per_mm", layer.mus_per_mm, allowed)
