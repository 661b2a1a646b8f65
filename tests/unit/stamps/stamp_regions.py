"""Regions for the tests of stamps."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from unstipple.stamps import KeepOut, Region

Array = NDArray[np.float64]


def ring(x: float, y: float, radius_mm: float, corners: int = 12, turn: float = 0.1) -> Array:
    """A regular polygon (corners, 2) in mm."""
    angles = turn + 2 * np.pi * np.arange(corners) / corners
    return np.column_stack((x + radius_mm * np.cos(angles), y + radius_mm * np.sin(angles)))


def star(radii_mm: list[float]) -> Array:
    """A star-shaped, often hollow, outline (k, 2) in mm about (0, 0)."""
    angles = 2 * np.pi * (np.arange(len(radii_mm)) + 0.3) / len(radii_mm)
    return np.array(radii_mm)[:, None] * np.column_stack((np.cos(angles), np.sin(angles)))


outlines = st.lists(st.floats(6, 40), min_size=4, max_size=9).map(star)
keep_outs = st.lists(
    st.builds(
        lambda x, y, radius, border, why: KeepOut(ring(x, y, radius), border, why),
        st.floats(-25, 25), st.floats(-25, 25), st.floats(0.4, 9), st.floats(0, 4), st.sampled_from(["hair-to-keep", "lesion", "scar"]),
    ),
    max_size=3,
)  # fmt: skip
regions = st.builds(lambda outline, keep: Region([outline], keep), outlines, keep_outs)
