"""Person to layers with optical properties."""

from unstipple.skin.bands import BANDS, Band, band_stacks
from unstipple.skin.layers import stacks
from unstipple.skin.optical import SkinOptics, baseline_mua_per_mm, melanosome_fraction, melanosome_mua_per_mm, skin_optics

__all__ = [
    "BANDS",
    "Band",
    "SkinOptics",
    "band_stacks",
    "baseline_mua_per_mm",
    "melanosome_fraction",
    "melanosome_mua_per_mm",
    "skin_optics",
    "stacks",
]
