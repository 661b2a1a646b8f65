"""How many stamps cover an area, what the overlap adds, and how long it takes (model M4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unstipple.errors import BadInput
from unstipple.evidence import number

MM_PER_CM = 10
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Stamps:
    """A hexagonal layout of round stamps over an area, ``passes`` times.

    ``overlap`` is the share of the diameter that neighbours share; ``area_cm2`` the area covered; ``rate_hz`` the pulse rate.
    """

    area_cm2: float
    spot_mm: float
    overlap: float
    passes: int
    rate_hz: float

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < 1:
            raise BadInput("overlap", self.overlap, "0 or more and below 1")
        for field in ("area_cm2", "spot_mm", "rate_hz", "passes"):
            if not (math.isfinite(getattr(self, field)) and getattr(self, field) > 0):
                raise BadInput(field, getattr(self, field), "a finite number above 0")

    @property
    def pitch_mm(self) -> float:
        """Distance between neighbouring stamp centres in mm."""
        return self.spot_mm * (1 - self.overlap)

    @property
    def pulses_per_pass(self) -> int:
        """Pulses of one pass: area over the hexagonal cell sqrt(3)/2 pitch²."""
        cell_cm2 = math.sqrt(3) / 2 * (self.pitch_mm / MM_PER_CM) ** 2
        return math.ceil(self.area_cm2 / cell_cm2)

    @property
    def pulses(self) -> int:
        """Pulses of all passes."""
        return self.pulses_per_pass * self.passes

    @property
    def minutes(self) -> float:
        """Time at the handpiece in minutes, with the share of time that the laser really fires."""
        return self.pulses / (self.rate_hz * number("practice.duty")) / SECONDS_PER_MINUTE

    @property
    def mean_hits(self) -> float:
        """Stamp area laid per skin area in one pass: the mean number of hits a point gets."""
        return mean_hits(self.overlap)


def mean_hits(overlap: float) -> float:
    """Mean number of stamps over a point in one hexagonal pass: pi / (2 sqrt(3) (1 - overlap)²)."""
    return math.pi / (2 * math.sqrt(3) * (1 - overlap) ** 2)
