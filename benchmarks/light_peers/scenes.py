"""The scenes that every engine is given, as plain numbers: layered scalp, dots, dots with hairs. Lengths in mm, coefficients in 1/mm."""

from __future__ import annotations

from typing import Any

import numpy as np

Scene = dict[str, Any]

ROULETTE_BELOW = 1e-4
"""MCML's own weight, so that every engine plays for the same photons."""
GRID_MM, DEPTHS, RADII = 0.1, 121, 200
EPIDERMIS = [0.1, 0.27, 16.0, 0.9, 1.40]
DERMIS = [2.5, 0.03, 15.7, 0.9, 1.40]
FAT = [3.5, 0.01, 12.0, 0.9, 1.44]
SKULL = [6.0, 0.025, 18.0, 0.9, 1.55]
LAYER_NAMES = ("epidermis", "dermis", "fat", "skull")

EXACT = {
    "diffuse reflectance": 0.45741,
    "transmittance": 0.01181,
    "epidermis": 0.11562,
    "dermis": 0.25841,
    "fat": 0.05848,
    "skull": 0.07049,
}
"""Shares of the light in `layered` by deterministic adding-doubling over its layers."""

DOTS_PER_CM2, DOTS_ACROSS, DOT_SEED = 200.0, 21, 3
DOT_RADIUS_MM, DOT_HALF_HEIGHT_MM, DOT_DEPTH_MM, DOT_MUA_PER_MM = 0.15, 0.20, 0.75, 10.0
FIELD_MM, SPOT_MM, IN_BEAM_MM = 15.0, 6.0, 2.8
HAIRS_PER_CM2, HAIR_SEED = 120.0, 4


def layered() -> Scene:
    """S1: epidermis, dermis, fat, skull at 1064 nm, a pencil beam, endless to the sides."""
    return {"name": "layered scalp", "layers": [EPIDERMIS, DERMIS, FAT, SKULL], "spot_mm": None, "field_mm": None, "dots": None}


def dotted() -> Scene:
    """S2: 441 ellipsoid dots of black ink, one in each cell of a lattice, under a 6 mm flat-top; light is lost over the edges."""
    layers = [EPIDERMIS, DERMIS, [6.0 - 2.6, *FAT[1:]]]
    return {"name": "dots", "layers": layers, "spot_mm": SPOT_MM, "field_mm": FIELD_MM, "edge": "open", "dots": dots(DOTS_ACROSS)}


def tile(across: int, spot_mm: float) -> Scene:
    """S2 as a tile of ``across`` x ``across`` dots that repeats for ever, under a flat-top of ``spot_mm``."""
    return {**dotted(), "name": "tile", "spot_mm": spot_mm, "field_mm": across * dot_spacing_mm(), "edge": "periodic", "dots": dots(across)}


def dot_spacing_mm() -> float:
    """Side of the square that one dot has to itself."""
    return float(10 / DOTS_PER_CM2**0.5)


def dots(across: int) -> dict[str, Any]:
    """Dots on a lattice of ``across`` x ``across`` cells around the axis, each anywhere in its cell without touching the cell's edge."""
    x, y = _jittered(across, dot_spacing_mm(), DOT_RADIUS_MM, DOT_SEED)
    return {
        "x_mm": x.tolist(), "y_mm": y.tolist(), "z_mm": DOT_DEPTH_MM, "radius_mm": DOT_RADIUS_MM,
        "half_height_mm": DOT_HALF_HEIGHT_MM, "mua_per_mm": DOT_MUA_PER_MM,
    }  # fmt: skip


def in_beam(scene: Scene) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which dots (n,) lie well inside the 6 mm spot: all others see its rim."""
    return np.asarray(np.hypot(scene["dots"]["x_mm"], scene["dots"]["y_mm"]) < IN_BEAM_MM)


def with_hairs(scene: Scene) -> Scene:
    """The scene with dark hairs at 120/cm2: tilted shafts of 0.07 mm to bulbs at 4 mm, bulges around them between 1.0 and 1.5 mm."""
    spacing = 10 / HAIRS_PER_CM2**0.5
    across = int(scene["field_mm"] / spacing)
    x, y = _jittered(across, spacing, 0.3, HAIR_SEED)
    azimuth = np.random.default_rng(HAIR_SEED).uniform(-20.0, 20.0, x.size)
    hairs = {
        "x_mm": x.tolist(), "y_mm": y.tolist(), "tilt_deg": 20.0, "azimuth_deg": azimuth.tolist(), "length_mm": 4.2,
        "shaft_radius_mm": 0.035, "bulge_from_mm": 1.0, "bulge_to_mm": 1.5, "bulge_radius_mm": 0.07,
        "bulb_radius_mm": 0.12, "bulb_half_length_mm": 0.2,
        "shaft_mua_per_mm": 3.0, "bulge_mua_per_mm": 0.1, "bulb_mua_per_mm": 3.0,
    }  # fmt: skip
    return {**scene, "name": f"{scene['name']} and hairs", "hairs": hairs}


def entering(scene: Scene) -> float:
    """Share of the light that enters through the surface, after Fresnel at normal incidence from air."""
    n = scene["layers"][0][4]
    return float(1 - ((n - 1) / (n + 1)) ** 2)


def _jittered(across: int, spacing: float, margin: float, seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rng = np.random.default_rng(seed)
    middle = (np.arange(across) + 0.5) * spacing - across * spacing / 2
    y, x = np.meshgrid(middle, middle)
    reach = spacing / 2 - margin
    return x.ravel() + rng.uniform(-reach, reach, across**2), y.ravel() + rng.uniform(-reach, reach, across**2)
