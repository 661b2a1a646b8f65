"""From a skin's optical properties to the layers that the light engine takes."""

from __future__ import annotations

from unstipple.evidence import Draws, number
from unstipple.optics import Layer, Stack
from unstipple.skin.optical import SkinOptics, skin_optics


def stacks(type_number: int, wavelength_nm: float, draws: Draws) -> tuple[Stack, ...]:
    """One stack a draw: epidermis, dermis, subcutis, skull; air above.

    Lengths in mm, rates in 1/mm. Scattering uses a lowered anisotropy at the same reduced scattering (similarity relation, evidence
    ``skin.anisotropy``), which halves the work at a bias far below the tissue's own doubt.
    """
    optics = skin_optics(type_number, wavelength_nm, draws)
    return tuple(_stack(optics, draw) for draw in range(draws.count))


def _stack(skin: SkinOptics, draw: int) -> Stack:
    g = number("skin.anisotropy")
    scattering = float(skin.scattering_per_mm[draw]) / (1 - g)
    fat = scattering * number("skin.subcutis_scattering_ratio")
    bone = number("skin.skull_scattering_per_mm") / (1 - g)
    index, index_fat, index_bone = number("skin.index_epidermis"), number("skin.index_subcutis"), number("skin.index_skull")
    return Stack(
        (
            Layer(float(skin.epidermis_mm[draw]), float(skin.epidermis_mua_per_mm[draw]), scattering, g, index),
            Layer(float(skin.dermis_mm[draw]), float(skin.dermis_mua_per_mm[draw]), scattering, g, index),
            Layer(float(skin.subcutis_mm[draw]), float(skin.subcutis_mua_per_mm[draw]), fat, g, index_fat),
            Layer(number("skin.skull_thickness_mm"), number("skin.skull_mua_per_mm"), bone, g, index_bone),
        )
    )
