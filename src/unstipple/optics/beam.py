"""Collimated laser beams: round with a flat-top, Gaussian or measured profile, straight or tilted, alone or as a fractional array."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.layers import real

Floats = npt.NDArray[np.float64]
Profile = Literal["flat-top", "gaussian", "measured"]

GAUSSIAN_REACH = 2.0
"""Radii of a Gaussian within which all but 3e-4 of its energy lies."""
STEEPEST_DEG = 80.0
MOST_MICROBEAMS = 10**6


@dataclass(frozen=True, slots=True)
class Beam:
    """A collimated round beam of diameter ``spot_mm``; ``profile`` is ``"flat-top"``, ``"gaussian"`` or ``"measured"``.

    For a Gaussian ``spot_mm`` is the 1/e² diameter. A measured profile is given as ``fluence_ratio`` at the rising distances
    ``radii_mm`` from the axis, straight between them, 0 beyond the last; it is scaled to its own energy. The incident fluence of each is
    pulse energy over the spot's area, so that a Gaussian's fluence at its centre is twice the incident fluence. ``tilt_deg`` leans the
    beam from the normal towards x, 0 to 80 degrees; the spot is measured across the beam. A pencil beam is no `Beam` at all (``None``).
    """

    spot_mm: float
    profile: Profile = "flat-top"
    tilt_deg: float = 0.0
    radii_mm: tuple[float, ...] = ()
    fluence_ratio: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < real("spot_mm", self.spot_mm) < math.inf:
            raise BadInput("spot_mm", self.spot_mm, "above 0, in mm")
        if self.profile not in get_args(Profile):
            raise BadInput("profile", self.profile, " or ".join(get_args(Profile)))
        if not 0 <= real("tilt_deg", self.tilt_deg) <= STEEPEST_DEG:
            raise BadInput("tilt_deg", self.tilt_deg, f"0 to {STEEPEST_DEG:g}")
        if self.profile == "measured":
            object.__setattr__(self, "radii_mm", _numbers("radii_mm", self.radii_mm))
            object.__setattr__(self, "fluence_ratio", _numbers("fluence_ratio", self.fluence_ratio))
            _refuse_profile(self.radii_mm, self.fluence_ratio)
        elif self.radii_mm not in ((), []) or self.fluence_ratio not in ((), []):
            raise BadInput("radii_mm", self.radii_mm, 'none unless profile is "measured"')

    @property
    def radius_mm(self) -> float:
        """Half of the diameter, in mm."""
        return self.spot_mm / 2

    @property
    def area_mm2(self) -> float:
        """Area of the spot, pi d²/4, in mm²: pulse energy over it is the incident fluence."""
        return math.pi * self.radius_mm**2

    @property
    def reach_mm(self) -> float:
        """Distance from the axis, in mm, within which practically all of the energy lies, across the beam."""
        if self.profile == "measured":
            return self.radii_mm[-1]
        return self.radius_mm * (GAUSSIAN_REACH if self.profile == "gaussian" else 1.0)

    @property
    def footprint_mm(self) -> float:
        """The same on the skin, where a tilted beam is longer."""
        return self.reach_mm / math.cos(math.radians(self.tilt_deg))

    def relative(self, distance_mm: Floats) -> Floats:
        """Return the local over the incident fluence at distances from the axis, any shape, dimensionless."""
        away = np.asarray(distance_mm, dtype=np.float64)
        if self.profile == "gaussian":
            return np.asarray(2 * np.exp(-2 * (away / self.radius_mm) ** 2))
        if self.profile == "flat-top":
            return np.asarray(np.where(away <= self.radius_mm, 1.0, 0.0))
        shape = np.interp(away, self.radii_mm, self.fluence_ratio, right=0.0)
        return np.asarray(shape * self.area_mm2 / self._measured_volume())

    def squares_mm2(self, steps: int) -> Floats:
        """Return r² (steps + 1,) in mm² at even steps of enclosed energy of a measured profile, from the axis outwards."""
        edges = np.linspace(0, self.radii_mm[-1] ** 2, 16 * steps + 1)
        middle = np.sqrt((edges[1:] + edges[:-1]) / 2)
        enclosed = np.concatenate([[0.0], np.cumsum(np.interp(middle, self.radii_mm, self.fluence_ratio))])
        return np.interp(np.linspace(0, enclosed[-1], steps + 1), enclosed, edges)

    def _measured_volume(self) -> float:
        """Integral of the measured profile over the plane, exact for straight pieces, in mm²."""
        r, f = np.array(self.radii_mm), np.array(self.fluence_ratio)
        slope = np.diff(f) / np.diff(r)
        pieces = (f[:-1] - slope * r[:-1]) * np.diff(r**2) / 2 + slope * np.diff(r**3) / 3
        return float(2 * math.pi * (pieces.sum() + f[0] * r[0] ** 2 / 2))


@dataclass(frozen=True, slots=True)
class FractionalArray:
    """Equal microbeams at the points of a square lattice of ``pitch_mm`` inside a disc of ``array_mm`` diameter around the axis.

    The incident fluence is pulse energy over the disc's area. Raises `BadInput` for a pitch that leaves no or too many microbeams.
    """

    microbeam: Beam
    pitch_mm: float
    array_mm: float

    def __post_init__(self) -> None:
        for name in ("pitch_mm", "array_mm"):
            if not 0 < real(name, getattr(self, name)) < math.inf:
                raise BadInput(name, getattr(self, name), "above 0 and finite, in mm")
        if (self.array_mm / self.pitch_mm) ** 2 > MOST_MICROBEAMS:
            raise BadInput("pitch_mm", self.pitch_mm, f"a pitch that makes at most {MOST_MICROBEAMS} microbeams")

    @property
    def places_mm(self) -> Floats:
        """Axes of the microbeams, (n, 2) in mm; one is on the axis of the array."""
        half = int(self.array_mm / 2 / self.pitch_mm)
        steps = np.arange(-half, half + 1) * self.pitch_mm
        x, y = np.meshgrid(steps, steps)
        inside = np.hypot(x, y) <= self.array_mm / 2
        return np.stack([x[inside], y[inside]], axis=1)

    @property
    def tilt_deg(self) -> float:
        """Tilt of the microbeams, in degrees."""
        return self.microbeam.tilt_deg

    @property
    def footprint_mm(self) -> float:
        """Farthest light on the skin from the axis, in mm."""
        return self.array_mm / 2 + self.microbeam.footprint_mm


def _numbers(field: str, given: object) -> tuple[float, ...]:
    try:
        return tuple(real(field, each) for each in given)  # type: ignore[attr-defined]
    except TypeError:
        raise BadInput(field, given, "a list of numbers") from None


def _refuse_profile(radii: tuple[float, ...], relative: tuple[float, ...]) -> None:
    rising = all(a < b for a, b in pairwise(radii))
    if len(radii) < 2 or radii[0] < 0 or not rising or not math.isfinite(radii[-1]):
        raise BadInput("radii_mm", radii, "two or more rising finite distances from 0, in mm")
    if len(relative) != len(radii) or min(relative) < 0 or not 0 < max(relative) < math.inf:
        raise BadInput("fluence_ratio", relative, "as many finite numbers of 0 or more as radii, not all 0")
