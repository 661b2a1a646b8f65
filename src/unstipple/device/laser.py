"""Lasers as data: every field says whether it stands on a datasheet, a clearance, a measurement or an assumption."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

FieldKind = Literal["datasheet", "clearance", "published", "measured", "assumed"]
PulseClass = Literal["ns", "ps"]
BeamProfile = Literal["flat-top", "gaussian"]

FIELD_KINDS: dict[str, str] = {
    "datasheet": "the maker's data sheet or manual",
    "clearance": "the regulator's clearance text",
    "published": "worked out from settings printed in a publication",
    "measured": "measured on this laser by the clinic",
    "assumed": "assumed; confirm it in the laser's manual before use",
}
"""What each kind of field stands on."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One wavelength and pulse of a laser, with what it can deliver there.

    ``skin_types`` are the Fitzpatrick types (1-6) that the clearance text names for tattoo removal, ``None`` when it names none.
    ``kinds`` says, for each field, what it stands on; ``sources`` are evidence source keys.
    """

    wavelength_nm: float
    pulse_ns: float
    energy_j: float
    spots_mm: tuple[float, ...]
    rate_hz: float
    skin_types: tuple[int, ...] | None
    profile: BeamProfile
    kinds: dict[str, FieldKind]
    sources: tuple[str, ...]
    note: str = ""
    rated_energy_j: float = 0.0
    """Energy in the catalogue when a clinic measured another; eyewear is chosen for the larger."""

    @property
    def label(self) -> str:
        """Wavelength and pulse for people, e.g. ``"1064 nm 6 ns"``."""
        pulse = f"{self.pulse_ns:g} ns" if self.pulse_class == "ns" else f"{self.pulse_ns * 1000:.0f} ps"
        return f"{self.wavelength_nm:g} nm {pulse}"

    @property
    def pulse_class(self) -> PulseClass:
        """``"ps"`` below 1 ns, else ``"ns"``."""
        return "ps" if self.pulse_ns < 1 else "ns"


@dataclass(frozen=True, slots=True)
class Laser:
    """A laser: its catalogue name, title for people, and modes."""

    name: str
    title: str
    maker: str
    modes: tuple[Mode, ...]
    sources: tuple[str, ...]
    note: str = ""

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Fields that are only assumed, as ``"1064 nm 6 ns: energy_j"``."""
        return tuple(f"{mode.label}: {field}" for mode in self.modes for field, kind in mode.kinds.items() if kind == "assumed")

    def commissioned(self, energies_j: dict[float, float]) -> Laser:
        """The same laser with the pulse energies that the clinic measured, keyed by wavelength in nm."""
        modes = tuple(
            replace(
                mode, energy_j=energies_j[mode.wavelength_nm], rated_energy_j=mode.energy_j, kinds={**mode.kinds, "energy_j": "measured"}
            )
            if mode.wavelength_nm in energies_j
            else mode
            for mode in self.modes
        )
        return replace(self, modes=modes)
