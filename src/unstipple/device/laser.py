"""Lasers as data: every field says whether it stands on a datasheet, a clearance, a measurement or an assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.device.commissioning import BeamProfile, Commissioning, SpotTrim

PS_PER_NS = 1000
FieldKind = Literal["datasheet", "clearance", "published", "measured", "assumed"]
PulseClass = Literal["ns", "ps"]

FIELD_KINDS: dict[str, str] = {
    "datasheet": "the maker's data sheet or manual",
    "clearance": "the regulator's clearance text",
    "published": "worked out from settings printed in a publication",
    "measured": "measured on this laser by the clinic",
    "assumed": "assumed; confirm it in the laser's manual before use",
}
"""What each kind of field stands on."""


def spot_area_cm2(spot_mm: float) -> float:
    """Area of a round spot, pi d^2 / 4, in cm²; ``spot_mm`` is the diameter."""
    return math.pi * (spot_mm / 10 / 2) ** 2


@dataclass(frozen=True, slots=True)
class Handpiece:
    """A handpiece and the wavelengths that come out of it.

    ``offered`` is false for one that no plan uses; ``note`` then says why. What it emits still counts for the eyewear.
    """

    name: str
    wavelengths_nm: tuple[float, ...]
    offered: bool
    kind: FieldKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mode:
    """One wavelength and pulse of a laser, with what it can deliver there.

    ``skin_types`` are the Fitzpatrick types (1-6) that the clearance text names for tattoo removal, ``None`` when it names none.
    ``kinds`` says, for each field, what it stands on; ``sources`` are evidence source keys. ``boost`` marks the state in which the same
    wavelength comes as a shorter pulse: more pressure, the same beam. ``ladder_j_cm2`` holds the highest displayed fluence of single
    spots, as (spot in mm, J/cm²), and ``fluence_max_j_cm2`` that of all, where the maker prints one.
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
    notes: dict[str, str] = field(default_factory=dict)
    """Remarks, by field."""
    rated_energy_j: float = 0.0
    """Energy in the catalogue when a clinic measured another; eyewear is chosen for the larger."""
    handpiece: str = ""
    boost: bool = False
    fluence_max_j_cm2: float | None = None
    ladder_j_cm2: tuple[tuple[float, float], ...] = ()
    trims: tuple[SpotTrim, ...] = ()
    """What a commissioning record says of every spot; empty where the mode was not measured."""
    doubt_share: float = 0.0
    """By how much the delivered fluence may lie above or below what is planned: drift and scatter of the record."""
    tells_handpiece: bool = False
    """True where only the handpiece tells this mode from another of the same laser."""

    @property
    def label(self) -> str:
        """Wavelength and pulse for people, e.g. ``"1064 nm 6 ns"``; with the handpiece where two modes share both."""
        pulse = f"{self.pulse_ns:g} ns" if self.pulse_class == "ns" else f"{self.pulse_ns * PS_PER_NS:.0f} ps"
        return f"{self.wavelength_nm:g} nm {pulse}" + (f", {self.handpiece}" if self.tells_handpiece else "")

    @property
    def pulse_class(self) -> PulseClass:
        """``"ps"`` below 1 ns, else ``"ns"``."""
        return "ps" if self.pulse_ns < 1 else "ns"

    def trim(self, spot_mm: float) -> SpotTrim:
        """What was measured at a spot; a trim that changes nothing where nothing was."""
        return next((each for each in self.trims if math.isclose(each.spot_mm, spot_mm)), SpotTrim(spot_mm, 1, spot_mm))

    def top_energy_j(self, spot_mm: float) -> float:
        """The highest pulse energy in J that really leaves the handpiece on a spot, never above what the laser is rated for there."""
        area_cm2 = spot_area_cm2(spot_mm)
        printed = [top for spot, top in self.ladder_j_cm2 if math.isclose(spot, spot_mm)]
        printed += [] if self.fluence_max_j_cm2 is None else [self.fluence_max_j_cm2]
        dialled_j = min([self.rated_energy_j if self.trims else self.energy_j, *(top * area_cm2 for top in printed)])
        return min(self.energy_j, dialled_j * min(self.trim(spot_mm).energy_share, 1))

    def reach_j_cm2(self, spot_mm: float) -> float:
        """The highest fluence in J/cm² that really reaches the skin on a spot."""
        return self.top_energy_j(spot_mm) / spot_area_cm2(self.trim(spot_mm).diameter_mm)

    def displayed_j_cm2(self, spot_mm: float, fluence_j_cm2: float) -> float:
        """What the panel must show so that a spot truly gets ``fluence_j_cm2``; the same where nothing was measured."""
        trim = self.trim(spot_mm)
        return fluence_j_cm2 / trim.energy_share * (trim.diameter_mm / spot_mm) ** 2

    def delivered_factors(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is delivered over what is planned, draw by draw: anything within the doubt, from uniform ``shares`` (n,) in (0, 1)."""
        return np.asarray(1 + self.doubt_share * (2 * shares - 1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Laser:
    """A laser: its catalogue name, title for people, modes, handpieces, and what the clinic measured on its own one."""

    name: str
    title: str
    maker: str
    modes: tuple[Mode, ...]
    sources: tuple[str, ...]
    note: str = ""
    handpieces: tuple[Handpiece, ...] = ()
    commissioning: Commissioning | None = None

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Fields that are only assumed, as ``"1064 nm 6 ns: energy_j"``."""
        return tuple(f"{mode.label}: {field}" for mode in self.modes for field, kind in mode.kinds.items() if kind == "assumed")

    @property
    def other_wavelengths_nm(self) -> tuple[float, ...]:
        """Wavelengths that only handpieces outside every plan give, in rising order."""
        planned = {mode.wavelength_nm for mode in self.modes}
        return tuple(sorted({nm for piece in self.handpieces for nm in piece.wavelengths_nm} - planned))

    def commissioned(self, energies_j: Mapping[float, float] | None = None, record: Commissioning | None = None) -> Laser:
        """The same laser as the clinic measured it.

        ``energies_j`` gives the highest pulse energy by wavelength in nm. ``record`` scales every setting: what the panel shows against
        what is delivered, the beam's diameter and profile, and drift as doubt. Raises `BadInput` when the record is of another laser or
        names a wavelength, pulse or spot that this one has not.
        """
        given = energies_j or {}
        modes = tuple(_with_energy(mode, given[mode.wavelength_nm]) if mode.wavelength_nm in given else mode for mode in self.modes)
        if record is None:
            return replace(self, modes=modes)
        record.refuse_foreign(self.name, [(mode.wavelength_nm, mode.pulse_ns, mode.spots_mm) for mode in self.modes])
        return replace(self, modes=tuple(_trimmed(mode, record) for mode in modes), commissioning=record)


def _with_energy(mode: Mode, energy_j: float) -> Mode:
    return replace(_as_measured(mode, "energy_j"), energy_j=energy_j, rated_energy_j=mode.energy_j)


def _as_measured(mode: Mode, name: str) -> Mode:
    """The mode with a field marked as measured, and without the catalogue's remark on it."""
    notes = {each: note for each, note in mode.notes.items() if each != name}
    return replace(mode, kinds={**mode.kinds, name: "measured"}, notes=notes)


def _trimmed(mode: Mode, record: Commissioning) -> Mode:
    """A mode as a record found it; unchanged where the record holds no energy of its wavelength and pulse."""
    trims = record.trims(mode.wavelength_nm, mode.pulse_ns, mode.spots_mm)
    profile = record.profile(mode.wavelength_nm, mode.pulse_ns)
    if profile:
        mode = replace(_as_measured(mode, "profile"), profile=profile)
    if not trims:
        return mode
    rated_j = mode.rated_energy_j or mode.energy_j
    share = min(max(each.energy_share for each in trims), 1)
    return replace(
        _as_measured(mode, "energy_j"), energy_j=min(mode.energy_j, rated_j * share), rated_energy_j=rated_j, trims=trims,
        doubt_share=record.doubt_share(mode.wavelength_nm, mode.pulse_ns),
    )  # fmt: skip
