"""How dots of carbon look through skin by diffusion theory: other optics, spectra and camera than the program's light engine.

A half-space with an extrapolated boundary lit from all sides; the light that a small absorber takes and its image at the surface are both
closed forms (Haskell, J Opt Soc Am A 11, 1994; Kienle and Patterson, J Opt Soc Am A 14, 1997). Ten bands, a phone's filters and its matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scalp_scenes.spectra import (
    BANDS_NM,
    BARE_PER_MM,
    BLOOD_PER_MM,
    EPIDERMIS_PATH_MM,
    MELANIN_OF_TYPE,
    MELANOSOME_PER_MM,
    SCATTER_PER_MM,
    band_weights,
    to_srgb,
)
from scipy.special import j0

Array = NDArray[np.float64]

ENTERS = 0.92
"""Share of light from all sides that enters skin of index 1.4."""
INDEX = 1.4
FREQUENCIES = (np.arange(160) + 0.5) / 4
RADII_MM = np.linspace(0, 1, 101)
RED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Skin:
    """One skin and one camera: melanosomes and blood as shares, vessels, scattering relative to the usual, the lamp."""

    melanin: float
    blood: float
    vessel_mm: float
    scattering: float
    kelvin: float

    @classmethod
    def drawn(cls, skin_type: int, rng: np.random.Generator) -> Skin:
        """Some skin of that type under some lamp."""
        return cls(
            MELANIN_OF_TYPE[skin_type - 1] * rng.uniform(0.8, 1.2), 0.0065 * rng.uniform(0.5, 2), rng.uniform(0.008, 0.025),
            rng.uniform(0.8, 1.25), rng.uniform(3500, 6500),
        )  # fmt: skip


def seen(
    skin: Skin, depth_mm: float, diameter_mm: float, mua_550_per_mm: float, exponent: float, blur_mm: float
) -> tuple[float, float, float]:
    """Flux (OD mm²), full width (mm) and blueness of one ball, as `unstipple.pigment.Dots` defines them."""
    drop, body = _drops(skin, depth_mm, diameter_mm, mua_550_per_mm * (550 / BANDS_NM) ** exponent, blur_mm)
    rows = to_srgb(skin.kelvin) @ band_weights(skin.kelvin) * body
    light = np.maximum(rows @ (1 - np.clip(drop, 0, 0.95)), 1e-6)
    mixed = RED_SHARE * light[0] + (1 - RED_SHARE) * light[1]
    density = [_above(-np.log10(part)) for part in (mixed, light[0], light[1])]
    half = density[0][0] / 2
    after = int(np.argmax(density[0] < half))
    part = (density[0][after - 1] - half) / (density[0][after - 1] - density[0][after])
    width = 2 * (RADII_MM[after - 1] + part * (RADII_MM[1] - RADII_MM[0]))
    return float(np.pi / (4 * np.log(2)) * width**2 * density[0][0]), float(width), float(density[1][0] / density[2][0])


def _above(density: Array) -> Array:
    return density - density[-1]


def _drops(skin: Skin, depth_mm: float, diameter_mm: float, mua: Array, blur_mm: float) -> tuple[Array, Array]:
    """Relative drop (band, radius) of the picture, and bare skin's reflectance (band,)."""
    across = 2 * BLOOD_PER_MM * skin.vessel_mm
    absorbed = BARE_PER_MM + skin.blood * BLOOD_PER_MM * (1 - np.exp(-across)) / across
    scattered = SCATTER_PER_MM * skin.scattering
    spread = 1 / (3 * (absorbed + scattered))
    eff = np.sqrt(absorbed / spread)
    back = 1 - ENTERS / INDEX**2
    beyond = 2 * spread * (1 + back) / (1 - back)
    inside = ENTERS / ((1 - back) / 4 + (1 + back) * spread * eff / 2)
    dermis = np.maximum(ENTERS - spread * eff * inside, 0.02)
    fluence = inside * np.exp(-eff * depth_mm)
    alpha = np.sqrt(FREQUENCIES**2 + eff[:, None] ** 2)
    image = 0.5 * (np.exp(-alpha * depth_mm) + np.exp(-alpha * (depth_mm + 2 * beyond[:, None])))
    area = _taken(mua * diameter_mm) * np.pi * diameter_mm**2 / 4
    half = FREQUENCIES * diameter_mm / 2
    ball = 3 * (np.sin(half) - half * np.cos(half)) / half**3 * np.exp(-((FREQUENCIES * blur_mm) ** 2) / 2)
    waves = j0(FREQUENCIES[:, None] * RADII_MM) * FREQUENCIES[:, None] * (FREQUENCIES[1] - FREQUENCIES[0]) / (2 * np.pi)
    drop = (area * fluence / dermis)[:, None] * ((image * ball) @ waves)
    return drop, dermis * np.exp(-skin.melanin * MELANOSOME_PER_MM * EPIDERMIS_PATH_MM)


def _taken(size: Array) -> Array:
    """Share of the light on its outline that a ball of that optical size absorbs."""
    return np.asarray(1 - 2 * (1 - (1 + size) * np.exp(-size)) / size**2)
