"""Absorption and scattering of epidermis, dermis, subcutis and bone at a laser's wavelength, as draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number, value

Array = NDArray[np.float64]
MM_PER_CM = 10


def melanosome_mua_per_mm(wavelength_nm: float, mix: Array) -> Array:
    """Absorption of a melanosome (n,) in 1/mm.

    Two published power laws disagree; ``mix`` in (0, 1) goes from Jacques' skin form to his melanosome form on a log scale.
    Source: evidence ``skin.melanosome_a_*`` and ``skin.melanosome_b_*``.
    """
    ratio = wavelength_nm / number("response.reference_wavelength_nm")
    forms = [number(f"skin.melanosome_{form}_1064_per_cm") * ratio ** -number(f"skin.melanosome_{form}_exponent") for form in ("a", "b")]
    return np.asarray(forms[0] ** (1 - mix) * forms[1] ** mix / MM_PER_CM, dtype=np.float64)


def baseline_mua_per_mm(wavelength_nm: float) -> float:
    """Absorption of skin without blood and melanin in 1/mm (Jacques 1998)."""
    decay = np.exp(-(wavelength_nm - number("skin.baseline_origin_nm")) / number("skin.baseline_decay_nm"))
    return float(number("skin.baseline_floor_per_cm") + number("skin.baseline_amplitude_per_cm") * decay) / MM_PER_CM


def melanosome_fraction(type_number: int, draws: Draws) -> Array:
    """Volume share of melanosomes in the epidermis (n,) for a Fitzpatrick type 1-6."""
    light = draws.of("skin.melanosome_fraction_type_2_pct") / 100
    return np.minimum(light * number(f"skin.melanin_ratio_type_{type_number}"), 1)


def between_anchors(name: str, wavelength_nm: float, draws: Draws) -> Array:
    """A property (n,) known at 755 and 1064 nm, on a straight line in log-log between them; the two ends share their draw."""
    short_nm, long_nm = number("skin.anchor_short_nm"), number("skin.anchor_long_nm")
    if not short_nm <= wavelength_nm <= long_nm:
        raise BadInput("wavelength_nm", wavelength_nm, f"{short_nm:g} to {long_nm:g} nm: tissue is tabled only there")
    share = draws.shares(f"skin.{name}")
    low, high = (value(f"skin.{name}_{nm:.0f}_per_mm").at(share) for nm in (short_nm, long_nm))
    part = np.log(wavelength_nm / short_nm) / np.log(long_nm / short_nm)
    return np.asarray(low ** (1 - part) * high**part, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class SkinOptics:
    """Optical properties of one skin type at one wavelength, a draw an entry: all arrays (n,), lengths in mm, rates in 1/mm."""

    wavelength_nm: float
    type_number: int
    epidermis_mm: Array
    dermis_mm: Array
    subcutis_mm: Array
    epidermis_mua_per_mm: Array
    dermis_mua_per_mm: Array
    subcutis_mua_per_mm: Array
    scattering_per_mm: Array
    """Reduced scattering of epidermis and dermis."""


def skin_optics(type_number: int, wavelength_nm: float, draws: Draws) -> SkinOptics:
    """The optical properties of a skin type at a wavelength. Raises `BadInput` outside the tabled wavelengths."""
    fraction = melanosome_fraction(type_number, draws)
    melanosome = melanosome_mua_per_mm(wavelength_nm, draws.shares("skin.melanosome_form"))
    epidermis_mm, dermis_mm = draws.of("skin.epidermis_thickness_mm"), draws.of("skin.dermis_thickness_mm")
    return SkinOptics(
        wavelength_nm=wavelength_nm,
        type_number=type_number,
        epidermis_mm=epidermis_mm,
        dermis_mm=dermis_mm,
        subcutis_mm=draws.of("skin.skull_depth_mm") - epidermis_mm - dermis_mm,
        epidermis_mua_per_mm=fraction * melanosome + (1 - fraction) * baseline_mua_per_mm(wavelength_nm),
        dermis_mua_per_mm=between_anchors("dermis_mua", wavelength_nm, draws),
        subcutis_mua_per_mm=between_anchors("subcutis_mua", wavelength_nm, draws),
        scattering_per_mm=between_anchors("scattering", wavelength_nm, draws),
    )
