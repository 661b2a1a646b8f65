"""How a dot of carbon looks from above: depth, size and absorption to flux, width and blueness, by the light engine.

By reciprocity the light that a small absorber at depth z takes from the picture at distance r is its absorption times the fluence
there under the lamp times the pencil beam's fluence at (r, z), over four times the squared refractive index there (by balance of
emission: a volume emits 4 n² of what it absorbs): both come from one pencil run. The lamp is taken as straight down; a thin absorbing
sheet run directly tells how far that holds. A dot that absorbs strongly shadows itself: a sphere in isotropic light absorbs
1 - 2 (1 - (1 + t) exp(-t)) / t² of what falls on it, t absorption times diameter (van de Hulst 1957, index-matched sphere).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import j0

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.optics import LightRun, Stack, simulate

Array = NDArray[np.float64]
BAND_NAMES = ("red", "green", "blue")
PHOTONS = 1000
DEPTH_EDGES_MM = np.concatenate([np.arange(0, 0.101, 0.05), np.arange(0.2, 1.41, 0.1), [1.6, 2.0]])
RADIUS_EDGES_MM = np.concatenate([[0.0], np.geomspace(0.04, 12.0, 40)])
RINGS = 8
LEAST_DROP = 1e-9
MOST_DROP = 0.95
RADII_MM = np.concatenate([np.arange(0, 0.6, 0.02), [1.0]])
FREQUENCIES_PER_MM = (np.arange(160) + 0.5) * 0.25
"""Angular spatial frequencies: a dot's look after the smallest blur holds nothing beyond 40 /mm."""
RED_SHARE, GREEN_SHARE = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class BandLight:
    """One skin in the camera's bands: ``kernel`` (band, z, frequency), Hankel transform in mm² of the relative drop of the picture per
    absorption area (mm²) at depths ``depth_mm`` (z,); ``reflectance`` (band,) diffuse.
    """

    depth_mm: Array
    kernel: Array
    reflectance: Array


@dataclass(frozen=True, slots=True)
class Look:
    """What the camera sees of dots: ``flux_od_mm2``, ``width_mm``, ``blueness``, each (depth, size, carbon)."""

    flux_od_mm2: Array
    width_mm: Array
    blueness: Array


def band_light(stacks: Sequence[Stack], seed: int, photons: int = PHOTONS) -> BandLight:
    """Light a skin in red, green and blue, one pencil run a band. Raises `BadInput` unless there are three stacks."""
    if len(stacks) != len(BAND_NAMES):
        raise BadInput("stacks", len(stacks), "three, of the red, green and blue band")
    edges = [DEPTH_EDGES_MM, RADIUS_EDGES_MM]
    runs = [simulate(stack, photons, seed * 3 + n, depth_edges_mm=edges[0], radius_edges_mm=edges[1]) for n, stack in enumerate(stacks)]
    kernel = np.array([drop_kernel(run) for run in runs])
    return BandLight(runs[0].depth_mm, kernel, np.array([run.diffuse_reflectance for run in runs]))


def drop_kernel(run: LightRun) -> Array:
    """Relative drop of the picture per absorption area, Hankel-transformed (z, frequency), dimensionless per mm² of absorption."""
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    rings = np.sqrt(inner[:, None] + (outer - inner)[:, None] * (np.arange(RINGS) + 0.5) / RINGS)
    waves = j0(rings[:, :, None] * FREQUENCIES_PER_MM).mean(axis=1)
    layer = np.minimum(np.searchsorted(run.stack.walls_mm[1:], run.depth_mm), len(run.stack.layers) - 1)
    index = np.array([each.n for each in run.stack.layers])[layer]
    escape = run.fluence_by_depth / (4 * index**2)
    return np.asarray(escape[:, None] / run.diffuse_reflectance * (run.fluence_by_annulus[:, :-1] @ waves))


def self_shadow(optical_size: Array) -> Array:
    """Share of its thin-limit absorption that a sphere of absorption times diameter ``optical_size`` keeps, in isotropic light."""
    t = np.maximum(np.asarray(optical_size, dtype=np.float64), 1e-3)
    absorbed = 1 - 2 * (1 - (1 + t) * np.exp(-t)) / t**2
    return np.asarray(1.5 * absorbed / t, dtype=np.float64)


def look(light: BandLight, depth_mm: Array, diameter_mm: Array, mua_1064_per_mm: Array, blur_mm: float, exponent: float) -> Look:
    """Flux, width and blueness of spheres of carbon.

    Parameters
    ----------
    depth_mm, diameter_mm, mua_1064_per_mm : axes (d,), (s,), (c,) of the table; depths to the centre.
    blur_mm : standard deviation of the photograph's blur on the skin.
    exponent : carbon absorbs as the wavelength to minus this.

    Returns
    -------
    `Look` (d, s, c), measured as a detector does: peak above the skin 1 mm away, full width at half of it, flux of the Gaussian of that
    peak and width. Width and flux are of the mix 0.6 red + 0.4 green. Lateral noise is the engine's; a flat, level camera is assumed.
    """
    if not blur_mm > 0 or np.any(depth_mm <= 0) or np.any(diameter_mm <= 0) or np.any(mua_1064_per_mm <= 0):
        raise BadInput("dot", "0 or less", "blur, depths, diameters and absorptions above 0")
    ratio = np.array([(number("response.reference_wavelength_nm") / number(f"camera.{band}_nm")) ** exponent for band in BAND_NAMES])
    mua = ratio[:, None] * mua_1064_per_mm
    volume = np.pi * diameter_mm**3 / 6
    area = mua[:, None, :] * self_shadow(mua[:, None, :] * diameter_mm[:, None]) * volume[:, None]
    drop = _profiles(light, depth_mm, diameter_mm, blur_mm)[:, :, :, None, :] * area[:, None, :, :, None]
    drop = np.clip(drop, LEAST_DROP, MOST_DROP)
    weight = np.array([RED_SHARE, GREEN_SHARE]) * light.reflectance[:2]
    mixed = np.tensordot(weight / weight.sum(), drop[:2], axes=1)
    od, red, green = (_above_skin(-np.log10(1 - each)) for each in (mixed, drop[0], drop[1]))
    width = _full_width(od)
    peak = od[..., 0]
    flux = np.pi / (4 * np.log(2)) * width**2 * peak
    return Look(flux, width, red[..., 0] / np.maximum(green[..., 0], LEAST_DROP))


def _above_skin(od: Array) -> Array:
    return np.asarray(od - od[..., -1:])


def _profiles(light: BandLight, depth_mm: Array, diameter_mm: Array, blur_mm: float) -> Array:
    """Relative drop per absorption area (band, depth, size, radius) in 1/mm²: engine's spread, the dot's own extent, blur."""
    k = FREQUENCIES_PER_MM
    floor = 1e-12
    place = np.clip(np.searchsorted(light.depth_mm, depth_mm) - 1, 0, light.depth_mm.size - 2)
    low, high = light.depth_mm[place], light.depth_mm[place + 1]
    part = np.clip((depth_mm - low) / (high - low), 0, 1)[None, :, None]
    kernel = light.kernel[:, place] * (1 - part) + light.kernel[:, place + 1] * part
    half = k * diameter_mm[:, None] / 2
    sphere = 3 * (np.sin(half) - half * np.cos(half)) / np.maximum(half**3, floor)
    spread = sphere * np.exp(-((k * blur_mm) ** 2) / 2)
    back = j0(k[:, None] * RADII_MM) * k[:, None] * (k[1] - k[0]) / (2 * np.pi)
    return np.asarray(np.einsum("bdk,sk,kr->bdsr", kernel, spread, back, optimize=True), dtype=np.float64)


def _full_width(od: Array) -> Array:
    """Full width at half of the first entry along the last axis, in mm, straight between the radii."""
    half = od[..., :1] / 2
    below = od < half
    after = np.maximum(np.argmax(below, axis=-1), 1)[..., None]
    inside, outside = np.take_along_axis(od, after - 1, -1), np.take_along_axis(od, after, -1)
    part = ((inside - half) / np.maximum(inside - outside, LEAST_DROP))[..., 0]
    start, end = RADII_MM[after[..., 0] - 1], RADII_MM[after[..., 0]]
    return np.asarray(2 * (start + np.clip(part, 0, 1) * (end - start)), dtype=np.float64)
