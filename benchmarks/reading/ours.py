"""This program behind the same call as its peers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.photo import Look, Photo, look
from unstipple.photo.density import above_skin, linear_light, raw_density
from unstipple.pigment import Kind
from unstipple.scalp import Polygon

Array = NDArray[np.float64]


def read(rgb: NDArray[np.uint8], mm_per_px: float, outline: Array | None) -> Look:
    """Reads a picture end to end, with all checks."""
    return look(Photo(rgb, "scene.jpg", ""), mm_per_px, scalp=Polygon(outline) if outline is not None else None)


def refusal(seen: Look) -> str:
    """Names of the checks that failed; empty for a picture that was read."""
    return ", ".join(check.name for check in seen.quality.checks if not check.ok)


def places(seen: Look) -> tuple[Array, Array]:
    """Dots that are not called hair."""
    kept = seen.dots.select(seen.dots.kind != Kind.HAIR)
    return kept.x_px, kept.y_px


def density_per_cm2(seen: Look) -> tuple[float, float, float]:
    """Dots of pigment per cm² of the whole scalp, corrected for missed and false ones, with the 95 % interval."""
    return (float("nan"),) * 3 if refusal(seen) else seen.density_interval


def peers_input(rgb: NDArray[np.uint8], scalp: NDArray[np.bool_], mm_per_px: float) -> NDArray[np.float32]:
    """Optical density above the skin, as the peers are given it: ours, so that they are compared as finders of spots alone."""
    return above_skin(raw_density(linear_light(rgb)), scalp, mm_per_px)
