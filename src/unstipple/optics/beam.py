"""Laser beams that fall straight down on the surface."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from unstipple.errors import BadInput
from unstipple.optics.layers import real

Profile = Literal["flat-top", "gaussian"]


@dataclass(frozen=True, slots=True)
class Beam:
    """A collimated round beam of diameter ``spot_mm``; ``profile`` is ``"flat-top"`` or ``"gaussian"``.

    For a Gaussian ``spot_mm`` is the 1/e² diameter. The incident fluence of either is pulse energy over the spot's area, so that a
    Gaussian's fluence at its centre is twice the incident fluence. A pencil beam is no `Beam` at all (``None``).
    """

    spot_mm: float
    profile: Profile = "flat-top"

    def __post_init__(self) -> None:
        if not 0 < real("spot_mm", self.spot_mm) < math.inf:
            raise BadInput("spot_mm", self.spot_mm, "above 0, in mm")
        if self.profile not in get_args(Profile):
            raise BadInput("profile", self.profile, " or ".join(get_args(Profile)))

    @property
    def radius_mm(self) -> float:
        """Half of the diameter, in mm."""
        return self.spot_mm / 2

    @property
    def area_mm2(self) -> float:
        """Area of the spot, pi d²/4, in mm²: pulse energy over it is the incident fluence."""
        return math.pi * self.radius_mm**2
