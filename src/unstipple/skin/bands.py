"""Skin in a camera's red, green and blue: layers for the light engine at one effective wavelength a band."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from unstipple.evidence import Draws, number, value
from unstipple.optics import Layer, Stack
from unstipple.skin.optical import baseline_mua_per_mm, melanosome_fraction, melanosome_mua_per_mm

Band = Literal["red", "green", "blue"]
BANDS: tuple[Band, ...] = get_args(Band)


def band_stacks(type_number: int, draws: Draws) -> tuple[tuple[Stack, ...], ...]:
    """Stacks ``[draw][band]``, bands red, green, blue: epidermis, dermis, endless subcutis; air above.

    Melanin and thickness are the draws that `stacks` has at laser wavelengths; blood and scattering are one draw for all three bands.
    Lengths in mm, rates in 1/mm. Source: evidence ``camera.*`` (grade D: effective wavelengths, haemoglobin from memory), ``skin.*``.
    """
    per_band = [_one_band(band, type_number, draws) for band in BANDS]
    return tuple(zip(*per_band, strict=True))


def _one_band(band: Band, type_number: int, draws: Draws) -> tuple[Stack, ...]:
    wavelength_nm, g = number(f"camera.{band}_nm"), number("skin.anisotropy")
    fraction = melanosome_fraction(type_number, draws)
    melanosome = melanosome_mua_per_mm(wavelength_nm, draws.shares("skin.melanosome_form"))
    bare = baseline_mua_per_mm(wavelength_nm)
    blood = draws.of("camera.blood_fraction_pct") / 100 * value(f"camera.blood_mua_{band}_per_mm").at(draws.shares("camera.blood_mua"))
    mus = value(f"camera.scattering_{band}_per_mm").at(draws.shares("camera.scattering")) / (1 - g)
    epidermis_mua = fraction * melanosome + (1 - fraction) * bare
    epidermis_mm, dermis_mm = draws.of("skin.epidermis_thickness_mm"), draws.of("skin.dermis_thickness_mm")
    index, index_fat = number("skin.index_epidermis"), number("skin.index_subcutis")
    fat = mus * number("skin.subcutis_scattering_ratio")
    return tuple(
        Stack(
            (
                Layer(float(epidermis_mm[n]), float(epidermis_mua[n]), float(mus[n]), g, index),
                Layer(float(dermis_mm[n]), float(bare + blood[n]), float(mus[n]), g, index),
                Layer(np.inf, float(bare + blood[n]), float(fat[n]), g, index_fat),
            )
        )
        for n in range(draws.count)
    )
