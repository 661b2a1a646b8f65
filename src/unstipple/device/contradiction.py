"""Laser files that contradict themselves are refused by the two fields that clash."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unstipple.device.laser import Handpiece, Mode, spot_area_cm2
from unstipple.errors import BadInput

ROUNDING = 1e-6


def refuse_contradictions(mode: Mode, average_power_w: float | None, where: str, file: str) -> None:
    """Raise `BadInput` where one mode's fluence, spots, energy, rate and power cannot all be true."""
    least = mode.spots_mm[0]
    if mode.fluence_max_j_cm2 is not None:
        _above(mode, least, mode.fluence_max_j_cm2, f"{where}.fluence_max_j_cm2", where, file)
    for spot_mm, top_j_cm2 in mode.ladder_j_cm2:
        name = f"{where}.ladder_j_cm2"
        if not any(math.isclose(spot_mm, each) for each in mode.spots_mm):
            offered = ", ".join(f"{each:g}" for each in mode.spots_mm)
            raise BadInput(f"{name} against {where}.spots_mm", f"{spot_mm:g} mm", f"only spots that the mode has: {offered} mm", file)
        _above(mode, spot_mm, top_j_cm2, name, where, file)
    needed_w = mode.energy_j * mode.rate_hz
    if average_power_w is not None and needed_w > average_power_w * (1 + ROUNDING):
        raise BadInput(
            f"{where}.rate_hz against {where}.average_power_w", f"{mode.rate_hz:g} Hz and {average_power_w:g} W",
            f"energy_j × rate_hz at most the average power; {mode.energy_j:g} J at {mode.rate_hz:g} Hz is {needed_w:.3g} W", file,
        )  # fmt: skip


def _above(mode: Mode, spot_mm: float, top_j_cm2: float, name: str, where: str, file: str) -> None:
    reach = mode.energy_j / spot_area_cm2(spot_mm)
    if top_j_cm2 > reach * (1 + ROUNDING):
        raise BadInput(
            f"{name} against {where}.energy_j", f"{top_j_cm2:g} J/cm²",
            f"at most energy_j / area: {mode.energy_j:g} J on a {spot_mm:g} mm spot is {reach:.2f} J/cm²", file,
        )  # fmt: skip


def refuse_contradictory_modes(modes: Sequence[Mode], handpieces: Sequence[Handpiece], file: str) -> None:
    """Raise `BadInput` where two modes, or a mode and the list of handpieces, cannot both be true."""
    for place, mode in enumerate(modes, start=1):
        where = f"mode {place}"
        for before, other in enumerate(modes[: place - 1], start=1):
            if (other.label, other.handpiece) == (mode.label, mode.handpiece):
                raise BadInput(f"{where} against mode {before}", mode.label, "each wavelength and pulse of a handpiece once", file)
        if mode.boost:
            _boost(mode, where, modes, file)
        if handpieces:
            _held(mode, where, handpieces, file)


def _boost(mode: Mode, where: str, modes: Sequence[Mode], file: str) -> None:
    """Boost is a shorter pulse of the same wavelength, so there must be a longer one beside it."""
    plain = [each.pulse_ns for each in modes if not each.boost and math.isclose(each.wavelength_nm, mode.wavelength_nm)]
    if not plain:
        raise BadInput(f"{where}.boost against {where}.wavelength_nm", mode.label, "a mode without boost at the same wavelength", file)
    if mode.pulse_ns >= min(plain):
        raise BadInput(
            f"{where}.boost against {where}.pulse_ns", f"{mode.pulse_ns:g} ns",
            f"boost shortens the pulse: below the {min(plain):g} ns of the mode without boost", file,
        )  # fmt: skip


def _held(mode: Mode, where: str, handpieces: Sequence[Handpiece], file: str) -> None:
    names = [piece.name for piece in handpieces if piece.offered]
    piece = next((each for each in handpieces if each.name == mode.handpiece and each.offered), None)
    if piece is None:
        raise BadInput(f"{where}.handpiece against handpiece.name", mode.handpiece, f"an offered handpiece: {', '.join(names)}", file)
    if not any(math.isclose(mode.wavelength_nm, each) for each in piece.wavelengths_nm):
        gives = ", ".join(f"{each:g}" for each in piece.wavelengths_nm)
        raise BadInput(
            f"{where}.wavelength_nm against handpiece.wavelengths_nm", mode.wavelength_nm, f"what {piece.name} gives: {gives} nm", file
        )
