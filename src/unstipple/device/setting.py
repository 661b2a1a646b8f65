"""A laser setting that the laser can really do; an impossible one cannot be built."""

from __future__ import annotations

import math
from dataclasses import dataclass

from unstipple.device.laser import Laser, Mode, spot_area_cm2
from unstipple.errors import BadInput

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Setting:
    """What the skin is to get. Building one checks it against the laser's own limits and raises `BadInput`.

    ``fluence_j_cm2`` is the delivered pulse energy over the spot's area, per pulse: the true one, which physics uses.
    ``displayed_j_cm2`` is what to dial for it; the two differ only where a commissioning record says so.
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
        """Delivered pulse energy in J."""
        return self.fluence_j_cm2 * spot_area_cm2(self.mode.trim(self.spot_mm).diameter_mm)

    @property
    def displayed_j_cm2(self) -> float:
        """The fluence in J/cm² that the panel must show."""
        return self.mode.displayed_j_cm2(self.spot_mm, self.fluence_j_cm2)

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
    reach = mode.reach_j_cm2(spot_mm)
    if fluence_j_cm2 <= reach * (1 + TOLERANCE):
        return
    needed_j = fluence_j_cm2 * spot_area_cm2(mode.trim(spot_mm).diameter_mm)
    raise BadInput(
        "fluence_j_cm2",
        fluence_j_cm2,
        f"a {spot_mm:g} mm spot at {fluence_j_cm2:g} J/cm² needs {needed_j:.2f} J per pulse, and this laser gives at most "
        f"{mode.top_energy_j(spot_mm):.3g} J there at {mode.wavelength_nm:g} nm ({mode.kinds['energy_j']}); "
        f"at {spot_mm:g} mm it reaches {reach:.2f} J/cm²",
        laser.title,
    )


def _positive(field: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise BadInput(field, value, "a finite number above 0")
