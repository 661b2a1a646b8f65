"""Ten bands of visible light: absorbers of skin, lamps, a phone's sensitivities and the way to sRGB.

Absorption of haemoglobin after Prahl's table, of melanosomes and the scattering of dermis after Jacques (Phys Med Biol 58, 2013), diffuse
reflectance by his one-parameter form of diffusion theory, colour matching functions after Wyman (JCGT 2, 2013).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BANDS_NM = np.array([420.0, 450, 480, 510, 540, 570, 600, 630, 660, 690])
_HBO2 = np.array([480360.0, 62816, 26629, 20035, 53236, 44496, 3200, 610, 320, 277])
_HB = np.array([407560.0, 103292, 14550, 25773, 46592, 45072, 14677, 5149, 3226, 2052])
_PER_MM = 2.303 * 150 / 64500 / 10
SATURATION = 0.7
BLOOD_PER_MM = (SATURATION * _HBO2 + (1 - SATURATION) * _HB) * _PER_MM
MELANOSOME_PER_MM = 51.9 * (BANDS_NM / 500) ** -3.0
BARE_PER_MM = 0.0244 + 0.853 * np.exp(-(BANDS_NM - 154) / 66.2) / 10
SCATTER_PER_MM = 4.6 * (BANDS_NM / 500) ** -1.42
DIFFUSE_A = 7.4
EPIDERMIS_PATH_MM = 0.07 * 2.6
MELANIN_OF_TYPE = (0.014, 0.026, 0.05, 0.09, 0.15, 0.26)
"""Volume share of melanosomes in the epidermis of skin types I-VI."""
HAIR_MELANIN_PER_MM = 260 * (BANDS_NM / 500) ** -2.4

KNOTS_NM = np.array([450.0, 550.0, 650.0])
"""Where the carbon of the dots is computed; the bands lie between."""


def _lobe(centre: float, below: float, above: float) -> Array:
    width = np.where(centre > BANDS_NM, below, above)
    return np.asarray(np.exp(-0.5 * ((BANDS_NM - centre) / width) ** 2))


def colour_matching() -> Array:
    """x, y, z at the bands (3, 10)."""
    x = 1.056 * _lobe(599.8, 37.9, 31.0) + 0.362 * _lobe(442.0, 16.0, 26.7) - 0.065 * _lobe(501.1, 20.4, 26.2)
    y = 0.821 * _lobe(568.8, 46.9, 40.5) + 0.286 * _lobe(530.9, 16.3, 31.1)
    z = 1.217 * _lobe(437.0, 11.8, 36.0) + 0.681 * _lobe(459.0, 26.0, 13.8)
    return np.stack([x, y, z])


def sensitivities() -> Array:
    """What a phone's red, green and blue pixels see (3, 10)."""
    red = _lobe(602, 32, 42) + 0.06 * _lobe(430, 20, 30)
    green = 0.95 * _lobe(533, 36, 42)
    blue = 0.9 * _lobe(462, 26, 32)
    return np.stack([red, green, blue])


def lamp(kelvin: float) -> Array:
    """Relative power of a black body at the bands (10,), mean 1."""
    metres = BANDS_NM * 1e-9
    power = metres**-5.0 / (np.exp(1.4388e-2 / (metres * kelvin)) - 1)
    return np.asarray(power / power.mean())


def skin_reflectance(melanin: Array, blood: Array) -> Array:
    """Diffuse reflectance (..., 10) of shares of melanosomes and blood (...)."""
    absorbed = BARE_PER_MM + np.asarray(blood)[..., None] * BLOOD_PER_MM
    dermis = np.exp(-DIFFUSE_A / np.sqrt(3 * (1 + SCATTER_PER_MM / absorbed)))
    return np.asarray(np.exp(-np.asarray(melanin)[..., None] * MELANOSOME_PER_MM * EPIDERMIS_PATH_MM) * dermis)


def _training() -> Array:
    rng = np.random.default_rng(5)
    skins = skin_reflectance(rng.uniform(0.01, 0.3, 60), rng.uniform(0.001, 0.012, 60))
    waves = rng.uniform(0.05, 0.9, (60, 4))
    smooth = np.stack([np.interp(BANDS_NM, [400, 500, 600, 700], row) for row in waves])
    return np.concatenate([skins, smooth, np.full((20, 10), 0.5)])


def to_srgb(kelvin: float) -> Array:
    """Matrix (3, 3) from white-balanced camera light to linear sRGB, fitted as a maker does; whites stay white."""
    power = lamp(kelvin)
    samples = _training()
    seen = samples @ (sensitivities() * power).T / (sensitivities() * power).sum(axis=1)
    daylight = lamp(6500)
    xyz = samples @ (colour_matching() * daylight).T
    to_linear = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    white = to_linear @ (colour_matching() * daylight).sum(axis=1)
    wanted = (xyz @ to_linear.T) / white
    matrix, *_ = np.linalg.lstsq(seen, wanted, rcond=None)
    return np.asarray((matrix / matrix.sum(axis=0)).T)


def band_weights(kelvin: float) -> Array:
    """Camera response (3, 10) under the lamp, white balanced: rows sum to 1."""
    seen = sensitivities() * lamp(kelvin)
    return np.asarray(seen / seen.sum(axis=1, keepdims=True))


def detection_weights(kelvin: float) -> Array:
    """Weight (10,) of each band in 0.6 red + 0.4 green of linear sRGB."""
    rows = to_srgb(kelvin) @ band_weights(kelvin)
    return np.asarray(0.6 * rows[0] + 0.4 * rows[1])


def at_bands(knots: Array) -> Array:
    """Values at the bands (..., 10) from values at the three knots (..., 3), straight lines between and beyond."""
    return np.asarray(knots @ knot_shares().T)


def knot_shares() -> Array:
    """Share (10, 3) of each knot in each band."""
    shares = np.zeros((BANDS_NM.size, 3))
    low = np.where(KNOTS_NM[1] > BANDS_NM, 0, 1)
    part = (BANDS_NM - KNOTS_NM[low]) / 100
    part = np.clip(part, 0, 1)
    shares[np.arange(BANDS_NM.size), low] = 1 - part
    shares[np.arange(BANDS_NM.size), low + 1] += part
    return shares
