"""The pose of a flat card before a pinhole camera: how far it leans, and how many millimetres a pixel shows where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FOCAL_SHARES = np.geomspace(0.45, 4.0, 60)
"""Focal lengths tried, in diagonals of the picture: telephones from the wide lens (0.45) to a threefold and cropped one."""
USUAL_SHARE = 0.62
"""The main lens of a telephone; taken as a faint prior where the picture itself does not tell the focal length."""
PRIOR_WIDTH = 0.7
CERTAIN = 0.01


@dataclass(frozen=True, slots=True)
class Pose:
    """``mm_per_px`` of a surface that faces the camera at the card's middle; ``tilt_deg`` between the card and such a surface; ``stretch``
    relative difference of the card's width and height that no tilt explains."""

    mm_per_px: float
    tilt_deg: float
    stretch: float


def pose_of(homography: Array, shape_px: tuple[int, int], middle_mm: tuple[float, float]) -> Pose:
    """Pose from the map of millimetres to pixels of a picture (height, width), with the optical axis through its middle.

    For the right focal length the images of the card's two directions are orthogonal and equally long (Zhang 2000). A card seen almost
    face to face does not tell the focal length, and hardly needs it.
    """
    height, width = shape_px
    diagonal = float(np.hypot(height, width))
    centred = np.array([[1, 0, -(width - 1) / 2], [0, 1, -(height - 1) / 2], [0, 0, 1.0]]) @ homography
    tried = [(_misfit(centred, share * diagonal), share) for share in FOCAL_SHARES]
    prior = [(CERTAIN * np.log(share / USUAL_SHARE) / PRIOR_WIDTH) ** 2 for _, share in tried]
    best = int(np.argmin([skew**2 + uneven**2 + faint for ((skew, uneven), _), faint in zip(tried, prior, strict=True)]))
    (_, uneven), share = tried[best]
    first, second, start = _axes(centred, share * diagonal)
    normal = np.cross(first, second)
    normal /= np.linalg.norm(normal)
    length = np.sqrt(np.linalg.norm(first) * np.linalg.norm(second))
    depth = abs(float((first * middle_mm[0] + second * middle_mm[1] + start)[2])) / length
    tilt = float(np.degrees(np.arccos(np.clip(abs(normal[2]), 0, 1))))
    return Pose(float(depth / (share * diagonal)), tilt, uneven)


def _axes(centred: Array, focal_px: float) -> tuple[Array, Array, Array]:
    """Directions of the card's x and y and its origin before the camera, all to one common scale."""
    inside = np.diag([1 / focal_px, 1 / focal_px, 1.0]) @ centred
    return inside[:, 0], inside[:, 1], inside[:, 2]


def _misfit(centred: Array, focal_px: float) -> tuple[float, float]:
    first, second, _ = _axes(centred, focal_px)
    a, b = float(np.linalg.norm(first)), float(np.linalg.norm(second))
    return float(first @ second) / (a * b), float(np.log(a / b))
