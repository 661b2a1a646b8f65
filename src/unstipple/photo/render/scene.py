"""What is to be rendered, and what comes out with its truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput

Plane: TypeAlias = NDArray[np.float32]
"""One number per pixel, rows by columns."""

Vector: TypeAlias = NDArray[np.float64]
"""One number per dot or hair."""


def plane(numbers: object) -> Plane:
    """The numbers as a `Plane`."""
    return np.asarray(numbers, dtype=np.float32)


SMALLEST_PX, LARGEST_PX = 64, 6000


@dataclass(frozen=True, slots=True)
class Scene:
    """An invented scalp in front of an invented camera. The defaults give the front of a shaved head, about 10 by 8 cm.

    ``skin_type`` is Fitzpatrick's type as a number 1-6. ``dots_per_cm2`` is the density in the picture's plane away from the
    hairline. ``dot_diameter_mm`` is the mean full width at half maximum and ``dot_od`` the mean peak optical density. ``glare``,
    ``relief``, ``noise`` and ``curvature`` are strengths: 1 is a usual photograph, 0 is none.
    """

    width_px: int = 1400
    height_px: int = 1100
    mm_per_px: float = 0.072
    skin_type: int = 3
    dots_per_cm2: float = 90.0
    dot_diameter_mm: float = 0.30
    dot_od: float = 0.32
    hairline: bool = True
    stubble_per_cm2: float = 0.0
    stubble_mm: tuple[float, float] = (0.15, 0.6)
    glare: float = 1.0
    relief: float = 1.0
    blur_mm: float = 0.04
    noise: float = 1.0
    jpeg_quality: int = 92
    curvature: float = 1.0
    background: bool = True
    moles: int = 2

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            given = getattr(self, name)
            if not low <= given <= high:
                raise BadInput(f"scene.{name}", given, f"{low:g} to {high:g}")
        shortest_mm, longest_mm = self.stubble_mm
        if not 0 < shortest_mm <= longest_mm <= 10:
            raise BadInput("scene.stubble_mm", self.stubble_mm, "shortest and longest hair, above 0 and at most 10 mm")

    @property
    def px_per_mm(self) -> float:
        """Pixels to a millimetre of scalp."""
        return 1.0 / self.mm_per_px

    @property
    def shape_px(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height_px, self.width_px


_RANGES: tuple[tuple[str, float, float], ...] = (
    ("width_px", SMALLEST_PX, LARGEST_PX),
    ("height_px", SMALLEST_PX, LARGEST_PX),
    ("mm_per_px", 0.01, 0.5),
    ("skin_type", 1, 6),
    ("dots_per_cm2", 0, 400),
    ("dot_diameter_mm", 0.05, 2),
    ("dot_od", 0, 2),
    ("stubble_per_cm2", 0, 400),
    ("glare", 0, 4),
    ("relief", 0, 4),
    ("blur_mm", 0, 1),
    ("noise", 0, 10),
    ("jpeg_quality", 20, 100),
    ("curvature", 0, 1.2),
    ("moles", 0, 50),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered photograph and the truth about it.

    ``rgb`` is what a reader of ``jpeg`` sees. Positions are in pixels, x to the right and y down, pixel centres at whole numbers.
    ``diameter_mm`` is the full width at half maximum in the skin and ``contrast`` the peak optical density (0.6 red + 0.4 green)
    before the camera. ``scalp_polygon`` outlines the skin including the forehead, a little inside the head's edge.
    """

    rgb: NDArray[np.uint8]
    jpeg: bytes
    x_px: Vector
    y_px: Vector
    diameter_mm: Vector
    contrast: Vector
    hair_x_px: Vector
    hair_y_px: Vector
    mm_per_px: float
    scalp_polygon: tuple[tuple[float, float], ...]
