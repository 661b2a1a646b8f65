"""Absorbing bodies in the layers, and the piece of skin that holds them: dots, hairs, field."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.layers import LARGEST_COEFFICIENT_PER_MM, real

Floats = npt.NDArray[np.float64]
Edge = Literal["open", "periodic"]
STEEPEST_TILT_DEG = 80.0


@dataclass(frozen=True, slots=True)
class Field:
    """A rectangle of skin around (0, 0), in mm; at an ``"open"`` edge light leaves for good, at a ``"periodic"`` one the objects repeat."""

    width_mm: float
    height_mm: float
    edge: Edge = "open"

    def __post_init__(self) -> None:
        for name in ("width_mm", "height_mm"):
            if not 0 < real(f"field {name}", getattr(self, name)) < math.inf:
                raise BadInput(f"field {name}", getattr(self, name), "above 0 and finite, in mm")
        if self.edge not in get_args(Edge):
            raise BadInput("field edge", self.edge, " or ".join(get_args(Edge)))

    @property
    def half_mm(self) -> tuple[float, float]:
        """Half of the width and of the height, in mm."""
        return self.width_mm / 2, self.height_mm / 2


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Ellipsoids of ink, arrays (n,): centres, lateral and vertical semi-axes in mm, and ``mua_per_mm``, all that is absorbed inside.

    Scattering, anisotropy and refractive index inside are the tissue's. Where dots overlap the darker counts. Single numbers stand for
    all dots. Raises `BadInput` for other than finite numbers, sizes of 0 or less, or negative absorption.
    """

    x_mm: Floats
    y_mm: Floats
    z_mm: Floats
    radius_mm: Floats
    half_height_mm: Floats
    mua_per_mm: Floats

    def __post_init__(self) -> None:
        _even_out(self, "dots", positive=("radius_mm", "half_height_mm"))

    @property
    def count(self) -> int:
        """How many dots."""
        return int(self.x_mm.size)


@dataclass(frozen=True, slots=True, eq=False)
class Hairs:
    """Hairs as straight shafts with a bulge and a bulb, arrays (n,), lengths in mm, absorption in 1/mm (all of it, inside the part).

    ``x_mm y_mm`` is where the axis meets the surface; it runs down by ``tilt_deg`` from the normal towards ``azimuth_deg`` (from x to y)
    for ``length_mm`` to the centre of the bulb, an ellipsoid of revolution about the axis with semi-axes ``bulb_radius_mm`` and, along it,
    ``bulb_half_length_mm``. The shaft is a cylinder that goes on up through the surface, the bulge one around it between two distances
    from the surface along the axis. Where parts overlap the bulb counts before the shaft and the shaft before the bulge. Scattering, g
    and n inside are the tissue's. Single numbers stand for all hairs. Raises `BadInput` for impossible numbers.
    """

    x_mm: Floats
    y_mm: Floats
    tilt_deg: Floats
    azimuth_deg: Floats
    length_mm: Floats
    shaft_radius_mm: Floats
    bulge_from_mm: Floats
    bulge_to_mm: Floats
    bulge_radius_mm: Floats
    bulb_radius_mm: Floats
    bulb_half_length_mm: Floats
    shaft_mua_per_mm: Floats
    bulge_mua_per_mm: Floats
    bulb_mua_per_mm: Floats

    def __post_init__(self) -> None:
        sizes = ("length_mm", "shaft_radius_mm", "bulge_radius_mm", "bulb_radius_mm", "bulb_half_length_mm")
        _even_out(self, "hairs", positive=sizes)
        if (self.tilt_deg < 0).any() or (self.tilt_deg > STEEPEST_TILT_DEG).any():
            raise BadInput("hairs tilt_deg", _worst(self.tilt_deg, 0, STEEPEST_TILT_DEG), f"0 to {STEEPEST_TILT_DEG:g}")
        if (self.bulge_from_mm < 0).any() or (self.bulge_to_mm < self.bulge_from_mm).any() or (self.bulge_to_mm > self.length_mm).any():
            raise BadInput("hairs bulge_to_mm", float(self.bulge_to_mm.max()), "bulge_from_mm to length_mm, bulge_from_mm being 0 or more")

    @property
    def count(self) -> int:
        """How many hairs."""
        return int(self.x_mm.size)

    @property
    def direction(self) -> Floats:
        """Unit vectors down along the axes, (n, 3)."""
        tilt, azimuth = np.radians(self.tilt_deg), np.radians(self.azimuth_deg)
        return np.stack([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)], axis=1)

    @property
    def bulb_mm(self) -> Floats:
        """Centres of the bulbs, (n, 3) in mm."""
        exits = np.stack([self.x_mm, self.y_mm, np.zeros(self.count)], axis=1)
        return exits + self.direction * self.length_mm[:, None]

    @property
    def deepest_mm(self) -> Floats:
        """Lowest depth each bulb may reach, (n,) in mm."""
        return np.asarray(self.bulb_mm[:, 2] + np.maximum(self.bulb_radius_mm, self.bulb_half_length_mm))

    @property
    def bulge_end_mm(self) -> Floats:
        """Depth to which each bulge reaches, (n,) in mm: the lower rim of its slanted end."""
        down = self.direction[:, 2]
        return np.asarray(self.bulge_to_mm * down + self.bulge_radius_mm * np.sqrt(1 - np.minimum(down, 1) ** 2))


def _even_out(body: Dots | Hairs, name: str, positive: tuple[str, ...]) -> None:
    """Turn every field into an array of one length; refuse what no body can be."""
    given = [getattr(body, field.name) for field in fields(body)]
    try:
        arrays = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in given))
    except (TypeError, ValueError):
        raise BadInput(name, "arrays that do not fit together", "numbers, or arrays of one length") from None
    if arrays[0].ndim > 1:
        raise BadInput(name, f"arrays of {arrays[0].ndim} axes", "numbers, or arrays of one axis")
    for field, array in zip(fields(body), arrays, strict=True):
        label, array = f"{name} {field.name}", np.array(np.atleast_1d(array))
        if not np.isfinite(array).all():
            raise BadInput(label, float(array[~np.isfinite(array)][0]), "finite numbers")
        if field.name in positive and (array <= 0).any():
            raise BadInput(label, float(array.min()), "above 0, in mm")
        if "mua" in field.name and ((array < 0).any() or (array > LARGEST_COEFFICIENT_PER_MM).any()):
            raise BadInput(label, _worst(array, 0, LARGEST_COEFFICIENT_PER_MM), f"0 to {LARGEST_COEFFICIENT_PER_MM:g} per mm")
        array.setflags(write=False)
        object.__setattr__(body, field.name, array)


def _worst(array: Floats, low: float, high: float) -> float:
    return float(array[(array < low) | (array > high)][0])
