"""What a clinic measured on its own laser: energy, beam, drift, with what, when and who; it scales every setting and grows old."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from unstipple.errors import BadInput
from unstipple.evidence import number

BeamProfile = Literal["flat-top", "gaussian"]


@dataclass(frozen=True, slots=True)
class EnergyReading:
    """Pulse energies in J that a meter read while the panel showed ``displayed_j``.

    ``spot_mm`` and ``pulse_ns`` are ``None`` where the reading holds for every spot or pulse of the wavelength.
    """

    wavelength_nm: float
    displayed_j: float
    delivered_j: tuple[float, ...]
    spot_mm: float | None = None
    pulse_ns: float | None = None

    @property
    def share(self) -> float:
        """Mean delivered energy over the displayed one."""
        return sum(self.delivered_j) / len(self.delivered_j) / self.displayed_j

    @property
    def scatter_share(self) -> float:
        """How far the single readings lie from their mean at most, as a share of it."""
        mean_j = sum(self.delivered_j) / len(self.delivered_j)
        return max(abs(each - mean_j) for each in self.delivered_j) / mean_j


@dataclass(frozen=True, slots=True)
class BeamReading:
    """The beam that was measured where the laser says ``spot_mm``; ``None`` for what was not looked at."""

    wavelength_nm: float
    spot_mm: float
    diameter_mm: float | None = None
    profile: BeamProfile | None = None
    pulse_ns: float | None = None


@dataclass(frozen=True, slots=True)
class SpotTrim:
    """What one spot really gives: delivered over displayed energy, and the measured diameter in mm."""

    spot_mm: float
    energy_share: float
    diameter_mm: float


@dataclass(frozen=True, slots=True)
class Commissioning:
    """A commissioning record: who measured which laser with what and when, and what came out.

    ``drift_share`` is the largest change of the delivered energy over a session or since the record before, as a share.
    """

    laser: str
    on: date
    by: str
    instrument: str
    drift_share: float
    energies: tuple[EnergyReading, ...]
    beams: tuple[BeamReading, ...] = ()
    calibrated_on: date | None = None
    note: str = ""

    def trims(self, wavelength_nm: float, pulse_ns: float, spots_mm: Sequence[float]) -> tuple[SpotTrim, ...]:
        """What was measured for every spot of a mode; empty when no energy of that wavelength and pulse was.

        A spot that was not measured itself takes the readings that hold for every spot; where there are none, the highest share of the
        other spots, so that nobody gets more than planned.
        """
        readings = self._energies(wavelength_nm, pulse_ns)
        if not readings:
            return ()
        widths = {beam.spot_mm: beam.diameter_mm for beam in self._beams(wavelength_nm, pulse_ns)}
        return tuple(SpotTrim(spot, _share(readings, spot), widths.get(spot) or spot) for spot in spots_mm)

    def profile(self, wavelength_nm: float, pulse_ns: float) -> BeamProfile | None:
        """The measured profile of a mode: Gaussian if any of its spots is, for its centre is the stronger; ``None`` if none was seen."""
        seen = {beam.profile for beam in self._beams(wavelength_nm, pulse_ns) if beam.profile}
        return "gaussian" if "gaussian" in seen else "flat-top" if seen else None

    def doubt_share(self, wavelength_nm: float, pulse_ns: float) -> float:
        """The larger of the drift and the scatter of the readings of a mode, as a share."""
        return max([self.drift_share, *(each.scatter_share for each in self._energies(wavelength_nm, pulse_ns))])

    def refuse_foreign(self, laser: str, modes: Iterable[tuple[float, float, tuple[float, ...]]]) -> None:
        """Raise `BadInput` when the record is of another laser, or reads a wavelength, pulse or spot that the laser has not.

        ``modes`` are (wavelength in nm, pulse in ns, spots in mm).
        """
        if self.laser != laser:
            raise BadInput("laser", self.laser, f"{laser}, the laser that the record is given for")
        known = list(modes)
        readings: list[EnergyReading | BeamReading] = [*self.energies, *self.beams]
        for each in readings:
            spots = [spots for nm, ns, spots in known if _matches(each, nm, ns)]
            pulse = "" if each.pulse_ns is None else f" with {each.pulse_ns:g} ns"
            if not spots:
                offered = "; ".join(f"{nm:g} nm, {ns:g} ns" for nm, ns, _ in known)
                raise BadInput("wavelength_nm", f"{each.wavelength_nm:g} nm{pulse}", f"what {laser} gives: {offered}")
            if each.spot_mm is not None and not any(math.isclose(each.spot_mm, spot) for row in spots for spot in row):
                offered = ", ".join(f"{spot:g}" for spot in sorted({spot for row in spots for spot in row}))
                raise BadInput("spot_mm", each.spot_mm, f"the spots of {laser} at {each.wavelength_nm:g} nm: {offered} mm")

    def _energies(self, wavelength_nm: float, pulse_ns: float) -> list[EnergyReading]:
        return [each for each in self.energies if _matches(each, wavelength_nm, pulse_ns)]

    def _beams(self, wavelength_nm: float, pulse_ns: float) -> list[BeamReading]:
        return [each for each in self.beams if _matches(each, wavelength_nm, pulse_ns)]


def _matches(reading: EnergyReading | BeamReading, wavelength_nm: float, pulse_ns: float) -> bool:
    same_line = abs(reading.wavelength_nm - wavelength_nm) < number("gate.same_line_nm")
    return same_line and (reading.pulse_ns is None or math.isclose(reading.pulse_ns, pulse_ns))


def _share(readings: Sequence[EnergyReading], spot_mm: float) -> float:
    own = [each.share for each in readings if each.spot_mm is not None and math.isclose(each.spot_mm, spot_mm)]
    every = [each.share for each in readings if each.spot_mm is None]
    shares = own or every
    return sum(shares) / len(shares) if shares else max(each.share for each in readings)
