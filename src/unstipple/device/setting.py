"""A laser setting that the laser can really do; an impossible one cannot be built."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unstipple.device.laser import Laser, Mode
from unstipple.errors import BadInput

TOLERANCE = 1e-9


def spot_area_cm2(spot_mm: float) -> float:
    """Area of a round spot, pi d^2 / 4, in cm²; ``spot_mm`` is the diameter."""
    return math.pi * (spot_mm / 10) ** 2 / 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What is dialled on the laser. Building one checks it against the laser's own limits and raises `BadInput`.

    ``fluence_j_cm2`` is pulse energy over spot area, per pulse.
    """

    laser: Laser
    mode: Mode
    spot_mm: float
    fluence_j_cm2: float
    rate_hz: float

    def __post_init__(self) -> None:
        _positive("spot_mm", self.spot_mm)
        _positive("fluence_j_cm2", self.fluence_j_cm2)
        _positive("rate_hz", self.rate_hz)
        if self.mode not in self.laser.modes:
            raise BadInput("wavelength_nm", self.mode.label, "; ".join(m.label for m in self.laser.modes), self.laser.name)
        if not any(math.isclose(self.spot_mm, spot) for spot in self.mode.spots_mm):
            raise BadInput("spot_mm", self.spot_mm, ", ".join(f"{s:g}" for s in self.mode.spots_mm) + " mm", self.laser.title)
        if self.rate_hz > self.mode.rate_hz * (1 + TOLERANCE):
            raise BadInput("rate_hz", self.rate_hz, f"at most {self.mode.rate_hz:g} Hz", self.laser.title)
        refuse_unreachable(self.laser, self.mode, self.spot_mm, self.fluence_j_cm2)

    @property
    def energy_j(self) -> float:
        """Pulse energy in J."""
        return self.fluence_j_cm2 * spot_area_cm2(self.spot_mm)

    @property
    def wavelength_nm(self) -> float:
        """Wavelength of the mode in nm."""
        return self.mode.wavelength_nm

    @property
    def pulse_ns(self) -> float:
        """Pulse duration of the mode in ns."""
        return self.mode.pulse_ns


def refuse_unreachable(laser: Laser, mode: Mode, spot_mm: float, fluence_j_cm2: float) -> None:
    """Raise `BadInput` when the energy that a fluence needs on a spot is more than the laser gives."""
    needed_j = fluence_j_cm2 * spot_area_cm2(spot_mm)
    if needed_j <= mode.energy_j * (1 + TOLERANCE):
        return
    reach = mode.energy_j / spot_area_cm2(spot_mm)
    raise BadInput(
        "fluence_j_cm2",
        fluence_j_cm2,
        f"a {spot_mm:g} mm spot at {fluence_j_cm2:g} J/cm² needs {needed_j:.2f} J per pulse, and this laser gives at most "
        f"{mode.energy_j:g} J at {mode.wavelength_nm:g} nm ({mode.kinds['energy_j']}); at {spot_mm:g} mm it reaches {reach:.2f} J/cm²",
        laser.title,
    )


def _positive(field: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise BadInput(field, value, "a finite number above 0")
