"""Inks: how deep the dots lie and how they absorb, as draws."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number

Array = NDArray[np.float64]
InkClass = Literal["faded", "typical", "dense", "body_tattoo"]


def depths_mm(draws: Draws, levels: int, mean_mm: Array | None = None) -> Array:
    """Depths of a zone's dots (draw, level) in mm below the surface.

    Each draw has its own mean depth; within it the dots spread evenly over ``levels`` depths around that mean. ``mean_mm`` (draw,) is the
    zone's own, as `zone_depth_mm` reads it from the photograph; without it the evidence gives it. Raises `BadInput`.
    """
    mean = draws.of("ink.depth_mean_mm") if mean_mm is None else np.asarray(mean_mm, dtype=np.float64)
    if mean.shape != (draws.count,) or not np.all(mean > 0):
        raise BadInput("mean_mm", mean.shape, f"{draws.count} depths above 0, one a draw")
    half = draws.of("ink.depth_within_zone_mm")
    steps = np.linspace(-1, 1, levels)
    return np.maximum(mean[:, None] + half[:, None] * steps[None, :], number("ink.depth_least_mm"))


def absorption_ratio(wavelength_nm: float, draws: Draws) -> Array:
    """Carbon's absorption at a wavelength over that at 1064 nm (n,), dimensionless (Bond 2006: about one over the wavelength)."""
    exponent = draws.of("ink.absorption_exponent")
    return np.asarray((number("response.reference_wavelength_nm") / wavelength_nm) ** exponent, dtype=np.float64)


def ink_class(kind: str, look: str) -> InkClass:
    """The response class of an ink from what it is and how it looks."""
    if kind == "body-tattoo":
        return "body_tattoo"
    return look  # type: ignore[return-value]
