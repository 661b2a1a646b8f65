"""The scenes in which the engine is held against others, as tables of plain numbers, and which oracle answers for each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

Oracle = Literal["adding-doubling", "twin", "given", "voxels"]
INF = math.inf

SCALP = [[0.1, 0.27, 16.0, 0.9, 1.40], [2.5, 0.03, 15.7, 0.9, 1.40], [3.5, 0.01, 12.0, 0.9, 1.44], [6.0, 0.025, 18.0, 0.9, 1.55]]
SKIN = [*SCALP[:2], [3.4, 0.01, 12.0, 0.9, 1.44]]
"""The scalp without its bone, 6 mm deep."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A scene as a table of ``references.toml``, the oracle, and the part of a full case's photons that ours needs.

    ``compared`` are the quantities in the order of the file, ``derived`` those that energy conservation gives from the others;
    ``given`` are numbers by others as (quantity, value, error, source).
    """

    name: str
    oracle: Oracle
    scene: dict[str, Any]
    compared: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    photons_share: float = 1.0
    given: tuple[tuple[str, float, float, str], ...] = field(default=())


def layered(name: str, layers: list[list[float]], share: float = 1.0, **scene: Any) -> Recorded:
    """A stack of layers that adding-doubling answers for; the layer that takes most is the derived one."""
    finite = layers[-1][0] != INF
    taking = [k for k, row in enumerate(layers) if row[1] > 0]
    parts = tuple(f"absorbed in layer {k + 1}" for k in taking)
    compared = ("reflectance", *(("transmittance",) if finite else ()), *parts)
    return Recorded(name, "adding-doubling", {"layers": layers, **scene}, compared, parts[-1:] or ("transmittance",), share)


def bodies(name: str, scene: dict[str, Any], extra: tuple[str, ...], share: float = 0.2, derived: str = "absorbed in layer 2") -> Recorded:
    """A scene that the scalar twin answers for."""
    layers = tuple(f"absorbed in layer {k + 1}" for k in range(len(scene["layers"])))
    sideways = ("escaped sideways",) if scene.get("field", {}).get("edge") == "open" else ()
    return Recorded(name, "twin", scene, ("reflectance", "transmittance", *sideways, *layers, *extra), (derived,), share)


def lattice(side: int, pitch_mm: float, depth_mm: float, size: tuple[float, float], mua_per_mm: float) -> list[list[float]]:
    """Dots on a square lattice, each shifted inside its cell by a low-discrepancy sequence (the plastic number's), rounded to 1 um."""
    free, plastic = pitch_mm - 2 * size[0], 1.324717957244746
    rows = []
    for k in range(side * side):
        shift = [free * ((0.5 + (k + 1) / plastic**power) % 1 - 0.5) for power in (1, 2)]
        x, y = ((step + 0.5 - side / 2) * pitch_mm + move for step, move in zip(divmod(k, side), shift, strict=True))
        rows.append([round(x, 3), round(y, 3), depth_mm, *size, mua_per_mm])
    return rows


BLACK_DOTS = {
    "layers": SKIN, "beam": {"spot_mm": 6.0}, "field": {"width_mm": 14.85, "height_mm": 14.85, "edge": "open"},
    "dots": lattice(21, 0.707, 0.75, (0.15, 0.2), 10.0),
}  # fmt: skip
UNLIKE_DOTS = {
    "layers": SKIN, "beam": {"spot_mm": 4.0, "profile": "gaussian", "tilt_deg": 30.0},
    "field": {"width_mm": 10.0, "height_mm": 10.0, "edge": "periodic"},
    "dots": [
        [-0.9, -0.8, 0.45, 0.05, 0.05, 40.0], [0.0, -0.9, 0.6, 0.25, 0.1, 2.0], [0.85, -0.75, 1.1, 0.2, 0.3, 10.0],
        [-0.8, 0.05, 0.75, 0.15, 0.2, 10.0], [0.1, 0.0, 0.3, 0.1, 0.15, 5.0], [0.9, 0.1, 1.6, 0.15, 0.2, 100.0],
        [-0.75, 0.9, 0.9, 0.1, 0.4, 0.5], [0.05, 0.85, 0.2, 0.2, 0.08, 1.0], [0.8, 0.95, 2.2, 0.3, 0.3, 20.0],
    ],
}  # fmt: skip
RING = {
    "layers": SKIN,
    "beam": {"spot_mm": 3.0, "profile": "measured", "radii_mm": [0.0, 0.5, 1.0, 1.5, 1.8], "fluence_ratio": [0.4, 0.5, 1.0, 0.8, 0.0]},
    "dots": [[0.7 * k, 0.0, 0.6, 0.15, 0.15, 5.0] for k in range(6)],
}
SHORT, LONG = (
    [2.2, 0.03, 0.8, 1.2, 0.09, 0.1, 0.15, 6.0, 1.5, 9.0],
    [4.4, 0.05, 1.0, 1.6, 0.12, 0.15, 0.3, 12.0, 0.8, 4.0],
)
PARALLEL_HAIRS = {
    "layers": SKIN, "beam": {"spot_mm": 6.0}, "field": {"width_mm": 6.5, "height_mm": 6.5, "edge": "periodic"},
    "hairs": [[*row[:2], 35.0, 40.0, *(LONG, SHORT)[k % 2]] for k, row in enumerate(lattice(5, 1.3, 0.0, (0.4, 0.0), 0.0))],
}  # fmt: skip
"""120 hairs per cm² that lean alike, so that none touches another."""
OUTWARDS = (
    (-1.1, -0.9, 0.0, 3.5), (0.1, -1.0, 12.0, 4.0), (1.0, -0.8, 20.0, 3.0),
    (-0.9, 0.4, 16.0, 3.8), (0.2, 0.5, 8.0, 4.5), (1.1, 0.9, 20.0, 2.3),
)  # fmt: skip
"""Where hairs leave the skin (x, y), their tilt and length."""
HAIRS_AND_DOTS = {
    "layers": SKIN, "beam": {"spot_mm": 3.0, "tilt_deg": 15.0}, "field": {"width_mm": 5.0, "height_mm": 4.0, "edge": "open"},
    "dots": lattice(5, 0.707, 0.75, (0.15, 0.2), 10.0),
    "hairs": [
        [x, y, tilt, round(math.degrees(math.atan2(y, x)), 1), length, 0.04, 0.9, 1.3, 0.1, 0.12, 0.2, 8.0, 1.0, 8.0]
        for x, y, tilt, length in OUTWARDS
    ],
}  # fmt: skip
"""Hairs that lean away from each other; two go through dots."""
NARROW = {"layers": SKIN, "field": {"width_mm": 3.0, "height_mm": 2.0, "edge": "open"}}

MIDDLE_DOTS = ("absorbed in all dots", *(f"absorbed in dot {k}" for k in (221, 200, 180, 158)))

VAN_DE_HULST = "van de Hulst 1980, in the MCML manual, table 6.1"
GIOVANELLI = "Giovanelli 1955, in the MCML manual, table 6.2 (adding-doubling: 0.25992)"
BEER = "exact: Beer-Lambert between two faces"


def plate(mua_per_mm: float, thickness_mm: float, n: float) -> tuple[float, float]:
    """Reflectance and transmittance of a plate that absorbs and does not scatter."""
    face, inside = ((n - 1) / (n + 1)) ** 2, math.exp(-mua_per_mm * thickness_mm)
    passed = (1 - face) ** 2 * inside / (1 - (face * inside) ** 2)
    return face * (1 + inside * passed), passed


SCALP_BY_DEPTH = Recorded(
    "Four layers of the scalp", "adding-doubling",
    {"layers": SCALP, "depth_edges_mm": [0.0, 0.05, 0.1, 0.3, 0.75, 1.5, 2.6, 4.0, 6.1, 12.1]},
    ("reflectance", "transmittance", *(f"absorbed in layer {k}" for k in range(1, 5)), *(f"fluence in bin {k}" for k in range(1, 10))),
    tuple(f"absorbed in layer {k}" for k in range(1, 5)),
)  # fmt: skip
"""What a layer absorbs is its absorption times the fluence of its bins, counted another way."""


def scenes() -> tuple[Recorded, ...]:
    """All scenes, in the order of the printed table."""
    back, through = plate(0.8, 1.5, 1.5)
    return (
        Recorded("Slab of van de Hulst", "given", {"layers": [[0.2, 1.0, 9.0, 0.75, 1.0]]}, derived=("diffuse transmittance",), given=(
            ("reflectance", 0.09739, 5e-6, VAN_DE_HULST), ("transmittance", 0.66096, 5e-6, VAN_DE_HULST),
            ("diffuse transmittance", 0.52562, 5e-6, VAN_DE_HULST), ("unscattered transmittance", math.exp(-2), 0.0, "exact: exp(-2)"),
        )),
        Recorded("Semi-infinite medium of Giovanelli", "given", {"layers": [[INF, 1.0, 9.0, 0.0, 1.5]]}, given=(
            ("reflectance", 0.2600, 1e-4, GIOVANELLI),
        )),
        Recorded("Absorbing plate (Beer-Lambert)", "given", {"layers": [[1.5, 0.8, 0.0, 0.0, 1.5]]}, given=(
            ("reflectance", back, 0.0, BEER), ("transmittance", through, 0.0, BEER),
        )),
        SCALP_BY_DEPTH,
        layered("Skin lit at 50 degrees", [SCALP[0], [1.0, 0.2, 15.7, 0.9, 1.4]], beam={"spot_mm": 1.0, "tilt_deg": 50.0}),
        layered("Two layers, index matched", [[0.1, 2.0, 10.0, 0.7, 1.0], [1.0, 0.1, 6.0, 0.5, 1.0]]),
        layered("Five media of unlike index",
                [[0.2, 0.3, 8.0, 0.8, 1.5], [0.4, 0.05, 5.0, 0.6, 1.33], [0.3, 0.2, 6.0, 0.7, 1.6]], n_below=1.2),
        layered("Five media, turned over and lit at 70 degrees",
                [[0.3, 0.2, 6.0, 0.7, 1.6], [0.4, 0.05, 5.0, 0.6, 1.33], [0.2, 0.3, 8.0, 0.8, 1.5]], n_above=1.2,
                beam={"spot_mm": 1.0, "tilt_deg": 70.0}),
        layered("Backward scattering", [[0.3, 0.2, 4.0, -0.5, 1.4], [0.6, 0.1, 3.0, -0.85, 1.5]]),
        layered("Between glass slides", [[1.0, 0.0, 0.0, 0.0, 1.5], [1.0, 0.2, 1.8, 0.5, 1.4], [1.0, 0.0, 0.0, 0.0, 1.5]]),
        layered("Thin film", [[0.005, 1.0, 10.0, 0.5, 1.4]]),
        layered("Isotropic, nothing absorbs", [[1.0, 0.0, 4.0, 0.0, 1.37]]),
        layered("Strongly forward, g = 0.98", [[1.0, 0.05, 40.0, 0.98, 1.4]], 0.5),
        layered("Over water, semi-infinite fat", [[0.06, 0.5, 20.0, 0.8, 1.4], [INF, 0.05, 8.0, 0.75, 1.44]], 0.5, n_above=1.33),
        bodies("441 black dots under a 6 mm spot", BLACK_DOTS, MIDDLE_DOTS),
        Recorded("The same dots as voxels, extrapolated", "voxels", BLACK_DOTS, ("absorbed in all dots",), photons_share=0.2),
        bodies("Nine unlike dots, Gaussian beam at 30 degrees", UNLIKE_DOTS, tuple(f"absorbed in dot {k}" for k in range(1, 10)), 0.1),
        bodies("Dots across a measured ring-shaped beam", RING, tuple(f"absorbed in dot {k}" for k in range(1, 7))),
        bodies("Tilted hairs, 120 per cm², repeated", PARALLEL_HAIRS,
               ("absorbed in shafts", "absorbed in bulges", "absorbed in bulbs"), 0.1),
        bodies("Hairs and dots in a small open field", HAIRS_AND_DOTS,
               ("absorbed in all dots", "absorbed in shafts", "absorbed in bulges", "absorbed in bulbs")),
        bodies("Pencil beam in a narrow open field", NARROW, ()),
    )  # fmt: skip
