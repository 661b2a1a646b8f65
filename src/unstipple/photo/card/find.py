"""Finds printed cards in a photograph: markers, corners to a fraction of a pixel, the plane they lie in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.errors import UnusablePhoto
from unstipple.photo.card.layout import CORNERS, DICTIONARY, HEIGHT_MM, MARKER_MM, WIDTH_MM, Card, card_of, marker_corners_mm, outline_mm
from unstipple.photo.card.pose import Pose, pose_of
from unstipple.scalp import Polygon

Array = NDArray[np.float64]
Grey = NDArray[np.uint8]

SEARCH_PX = 1800
"""Longest side of the reduced picture in which markers are looked for; corners are refined in the full one."""
WINDOW_SHARE = 0.04
LEAST_PX_PER_MM = 3.0
MOST_RESIDUAL_MM = 0.20
"""Root mean square distance of the corners from a flat card: a bent or crumpled card no longer measures."""
MOST_TILT_DEG = 40.0
MOST_STRETCH = 0.04
"""Difference of the card's two directions that no tilt explains: it was printed stretched."""


@dataclass(frozen=True, slots=True, eq=False)
class CardSeen:
    """A card in a picture. ``homography`` (3, 3) maps the card's millimetres to px; ``residual_mm`` is the corners' misfit."""

    card: Card
    homography: Array
    residual_mm: float
    pose: Pose

    @property
    def outline_px(self) -> Polygon:
        """The paper's edge in px."""
        return Polygon(self.to_px(outline_mm()))

    @property
    def centre_px(self) -> tuple[float, float]:
        """Where the card's middle is seen."""
        x, y = self.to_px(np.array([[WIDTH_MM / 2, HEIGHT_MM / 2]]))[0]
        return float(x), float(y)

    def to_px(self, points_mm: Array) -> Array:
        """Pixels (n, 2) of points (n, 2) on the card."""
        away = np.column_stack((points_mm, np.ones(len(points_mm)))) @ self.homography.T
        return np.asarray(away[:, :2] / away[:, 2:], dtype=np.float64)


def find_cards(rgb: NDArray[np.uint8]) -> tuple[CardSeen, ...]:
    """Cards in a picture (height, width, 3), by number; empty when no marker of a card is seen.

    Raises `UnusablePhoto` for a card that is there but cannot measure: covered, too small, bent, stretched in print, or tilted too far.
    """
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    by_card: dict[Card, dict[int, Array]] = {}
    for marker_id, corners in _markers(grey):
        known = card_of(marker_id)
        if known is not None:
            by_card.setdefault(known[0], {})[known[1]] = corners
    return tuple(_measured(card, by_card[card], grey) for card in sorted(by_card, key=lambda one: (one.size, one.number)))


def _markers(grey: Grey) -> list[tuple[int, Array]]:
    shrink = min(SEARCH_PX / max(grey.shape), 1.0)
    small = grey if shrink == 1 else np.asarray(cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY), cv2.aruco.DetectorParameters())
    corners, ids, _ = detector.detectMarkers(small)
    if ids is None:
        return []
    # a reduced pixel's centre lies in the middle of the pixels it stands for
    return [
        (int(marker_id), (np.asarray(four, np.float64).reshape(4, 2) + 0.5) / shrink - 0.5)
        for marker_id, four in zip(np.ravel(ids), corners, strict=True)
    ]


def _measured(card: Card, markers: dict[int, Array], grey: Grey) -> CardSeen:
    if len(markers) < CORNERS:
        raise _refused(f"only {len(markers)} of the 4 corner marks of {card.name} can be read", "Show the whole card, flat and uncovered.")
    seen = np.concatenate([_refined(grey, markers[corner]) for corner in range(CORNERS)])
    true = marker_corners_mm().reshape(-1, 2)
    matrix, _ = cv2.findHomography(true, seen, 0)
    if matrix is None:
        raise _refused(f"{card.name} cannot be laid into a plane", "Lay the card flat and photograph it from above.")
    homography = np.asarray(matrix, np.float64)
    back = cv2.perspectiveTransform(seen[None], np.linalg.inv(homography))[0]
    residual = float(np.sqrt(np.mean(np.sum((back - true) ** 2, axis=1))))
    shape = int(grey.shape[0]), int(grey.shape[1])
    found = CardSeen(card, homography, residual, pose_of(homography, shape, (WIDTH_MM / 2, HEIGHT_MM / 2)))
    _check(found)
    return found


def _refined(grey: Grey, corners: Array) -> Array:
    """Corners to a fraction of a pixel, within a window small enough not to meet the next cell's corner."""
    side_px = float(np.mean(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)))
    half = int(np.clip(round(WINDOW_SHARE * side_px), 2, 8))
    start = corners.astype(np.float32).reshape(-1, 1, 2).copy()
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 0.005)
    return np.asarray(cv2.cornerSubPix(grey, start, (half, half), (-1, -1), stop), np.float64).reshape(-1, 2)


def _check(found: CardSeen) -> None:
    name, pose = found.card.name, found.pose
    if 1 / pose.mm_per_px < LEAST_PX_PER_MM:
        raise _refused(f"{name} is too small in the picture ({MARKER_MM / pose.mm_per_px:.0f} pixels a mark)", "Go closer.")
    if found.residual_mm > MOST_RESIDUAL_MM:
        raise _refused(f"{name} is bent (its corners miss a plane by {found.residual_mm:.2f} mm)", "Stick it onto something flat.")
    if pose.tilt_deg > MOST_TILT_DEG:
        raise _refused(f"{name} is tilted by {pose.tilt_deg:.0f} degrees", f"Photograph it from above, within {MOST_TILT_DEG:.0f} degrees.")
    if abs(pose.stretch) > MOST_STRETCH:
        raise _refused(f"{name} was printed stretched by {abs(pose.stretch):.0%}", "Print it anew at 100 %, without 'fit to page'.")


def _refused(what: str, advice: str) -> UnusablePhoto:
    return UnusablePhoto("card", what, advice)
