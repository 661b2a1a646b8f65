"""How a dot of carbon looks from above: depth, size and absorption to flux, width and blueness, by the light engine.

By reciprocity the light that a small absorber at depth z takes from the picture at distance r is its absorption times the fluence there
under the lamp times the pencil beam's fluence at (r, z), over four times the squared refractive index there (by balance of emission: a
volume emits 4 n² of what it absorbs). The camera looks straight down; the lamp lights from all sides, so that the pencil's diffuse
reflectance is exactly what the camera sees of bare skin. One pencil run a band gives both: `all_round` turns its fluence into that
under such a lamp. A telephone's filters overlap and its matrix takes that out again: `channels` says what its red and green hold.
A dot that absorbs strongly shadows itself: a sphere in isotropic light absorbs 1 - 2 (1 - (1 + t) exp(-t)) / t²
of what falls on it, t absorption times diameter (van de Hulst 1957, index-matched sphere). Shadowing of one dot by another, a lamp from
one side and the camera's polariser are left out; evidence ``camera.light_model_log_error`` carries their doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import j0

from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.optics import LightRun, Stack, simulate

Array = NDArray[np.float64]
BAND_NAMES = ("red", "green", "blue")
DIMENSION_COUNT = 3
PHOTON_COUNT = 4000
DEPTH_COUNT = 25
RING_COUNT = 41
WITHIN_RING_COUNT = 8
RADIUS_COUNT = 51
WAVE_COUNT = 160
ANGLE_COUNT = 200
CACHE_COUNT = 64
TOLERANCE = 1e-3
"""Optical size below which a sphere's own shadow is left out."""
DEPTH_EDGES_MM = np.linspace(0, 2, DEPTH_COUNT + 1)
RADIUS_EDGES_MM = np.concatenate([[0.0], np.geomspace(2 / 50, 10, RING_COUNT)])
RADII_MM = np.linspace(0, 1, RADIUS_COUNT)
FREQUENCIES_PER_MM = (np.arange(WAVE_COUNT) + 0.5) / 2**2
"""Angular spatial frequencies: a dot's look after the smallest blur holds nothing beyond 40 /mm."""
LEAST_DROP = 1e-9
MOST_DROP = 90 / 100
"""No dot darkens the picture by more: beyond an optical density of one the drop is no longer in proportion to absorption."""


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


def band_light(stacks: Sequence[Stack], seed: int, photons: int = PHOTON_COUNT) -> BandLight:
    """Light a skin in red, green and blue, one pencil run a band; the last 64 skins are kept. Raises `BadInput` unless three stacks."""
    if len(stacks) != len(BAND_NAMES):
        raise BadInput("stacks", len(stacks), "three, of the red, green and blue band")
    return _band_light(tuple(stacks), seed, photons)


@lru_cache(CACHE_COUNT)
def _band_light(stacks: tuple[Stack, ...], seed: int, photons: int) -> BandLight:
    edges, seeds = (DEPTH_EDGES_MM, RADIUS_EDGES_MM), seed * len(stacks)
    runs = [simulate(stack, photons, seeds + n, depth_edges_mm=edges[0], radius_edges_mm=edges[1]) for n, stack in enumerate(stacks)]
    kernel = np.array([_level(run.depth_mm) @ drop_kernel(run) for run in runs])
    return BandLight(runs[0].depth_mm, kernel, np.array([run.diffuse_reflectance for run in runs]))


def drop_kernel(run: LightRun) -> Array:
    """Relative drop of the picture per absorption area, Hankel-transformed (z, frequency), dimensionless per mm² of absorption."""
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    within = (np.arange(WITHIN_RING_COUNT) + 0.5) / WITHIN_RING_COUNT
    rings = np.sqrt(inner[:, None] + (outer - inner)[:, None] * within)
    waves = j0(rings[:, :, None] * FREQUENCIES_PER_MM).mean(axis=1)
    layer = np.minimum(np.searchsorted(run.stack.walls_mm[1:], run.depth_mm), len(run.stack.layers) - 1)
    index = np.array([each.n for each in run.stack.layers])[layer]
    escape = run.fluence_by_depth * all_round(run.stack, run.depth_mm) / (2 * index) ** 2
    return np.asarray(escape[:, None] / run.diffuse_reflectance * (run.fluence_by_annulus[:, :-1] @ waves))


def all_round(stack: Stack, depth_mm: Array) -> Array:
    """Fluence at depths (z,) under a lamp from all sides over that under one from straight above, dimensionless.

    Diffusion theory of a half-space that scatters far more than it absorbs, the top layer's index, depth in transport paths
    (Haskell 1994 for the boundary): about .97 at the surface, .91 in the depth of skin.
    """
    index, cosine = stack.layers[0].n / stack.n_above, (np.arange(ANGLE_COUNT) + 0.5) / ANGLE_COUNT
    paths = np.zeros_like(depth_mm)
    for top, layer in zip(stack.walls_mm, stack.layers, strict=False):
        paths += np.clip(depth_mm - top, 0, layer.thickness_mm) * (layer.mus_per_mm * (1 - layer.g) + layer.mua_per_mm)
    inside = _fresnel(cosine, index)[0]
    flux, current = np.mean(2 * cosine * inside), np.mean(DIMENSION_COUNT * cosine**2 * inside)
    back = (flux + current) / (2 - flux + current)
    beyond = 2 / DIMENSION_COUNT * (1 + back) / (1 - back)
    mirrored, bent = _fresnel(np.append(cosine, 1.0), 1 / index)
    slant = bent[:, None]
    near = np.exp(-paths / slant) * (1 / slant - DIMENSION_COUNT * slant)
    fluence = (1 - mirrored)[:, None] * (DIMENSION_COUNT * (slant + beyond) + near)
    return np.asarray(np.mean(2 * cosine[:, None] * fluence[:-1], axis=0) / fluence[-1])


def _fresnel(cosine: Array, index: float) -> tuple[Array, Array]:
    """Unpolarised reflectance and cosine of refraction of light that leaves a medium of that index relative to the next."""
    bent = np.sqrt(np.maximum(1 - index**2 * (1 - cosine**2), 0))
    s = (index * cosine - bent) / (index * cosine + bent)
    p = (index * bent - cosine) / (index * bent + cosine)
    return (s**2 + p**2) / 2, bent


def _level(depth_mm: Array) -> Array:
    """Matrix (z, z) that evens photon noise out between neighbouring depths: local straight lines, weights one bin wide."""
    apart = depth_mm[None, :] - depth_mm[:, None]
    weight = np.exp(-0.5 * (apart / (depth_mm[1] - depth_mm[0])) ** 2)
    moments = [np.sum(weight * apart**power, axis=1, keepdims=True) for power in range(DIMENSION_COUNT)]
    return np.asarray(weight * (moments[2] - moments[1] * apart) / (moments[0] * moments[2] - moments[1] ** 2))


def self_shadow(optical_size: Array) -> Array:
    """Share of its thin-limit absorption that a sphere of absorption times diameter ``optical_size`` keeps, in isotropic light."""
    t = np.maximum(np.asarray(optical_size, dtype=np.float64), TOLERANCE)
    absorbed = 1 - 2 * (1 - (1 + t) * np.exp(-t)) / t**2
    return np.asarray(DIMENSION_COUNT / 2 * absorbed / t, dtype=np.float64)


def sphere_mm3(diameter_mm: Array) -> Array:
    """Volume of spheres in mm³."""
    return np.asarray(np.pi * diameter_mm**DIMENSION_COUNT / (2 * DIMENSION_COUNT), dtype=np.float64)


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
    if not blur_mm > 0 or not all(np.all(axis > 0) for axis in (depth_mm, diameter_mm, mua_1064_per_mm)):
        raise BadInput("dot", "0 or less", "blur, depths, diameters and absorptions above 0")
    ratio = np.array([(number("response.reference_wavelength_nm") / number(f"camera.{band}_nm")) ** exponent for band in BAND_NAMES])
    mua = ratio[:, None] * mua_1064_per_mm
    area = mua[:, None, :] * self_shadow(mua[:, None, :] * diameter_mm[:, None]) * sphere_mm3(diameter_mm)[:, None]
    drop = _profiles(light, depth_mm, diameter_mm, blur_mm)[:, :, :, None, :] * area[:, None, :, :, None]
    drop = np.clip(drop, LEAST_DROP, MOST_DROP)
    red_share = number("camera.red_share")
    shares = np.array([[red_share, 1 - red_share], [1, 0], [0, 1]]) @ channels() * light.reflectance
    shares /= shares.sum(axis=1, keepdims=True)
    od, red, green = (_above_skin(-np.log10(1 - np.clip(np.tensordot(share, drop, axes=1), LEAST_DROP, MOST_DROP))) for share in shares)
    width = _full_width(od)
    peak = od[..., 0]
    flux = np.pi / (2 * np.log(2**2)) * width**2 * peak
    return Look(flux, width, red[..., 0] / np.maximum(green[..., 0], LEAST_DROP))


def channels() -> Array:
    """Linear sRGB red and green of a picture in light of the three bands (2, 3), dimensionless; rows sum to one.

    A telephone's filters overlap, and its maker's matrix takes that out again, to a part. Source: evidence ``camera.*_in_*`` (grade D).
    """
    green_in_red, blue_in_red = number("camera.green_in_red"), number("camera.blue_in_red")
    red_in_green, blue_in_green = number("camera.red_in_green"), number("camera.blue_in_green")
    return np.array([
        [1 - green_in_red - blue_in_red, green_in_red, blue_in_red], [red_in_green, 1 - red_in_green - blue_in_green, blue_in_green],
    ])  # fmt: skip


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
    sphere = DIMENSION_COUNT * (np.sin(half) - half * np.cos(half)) / np.maximum(half**DIMENSION_COUNT, floor)
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
