"""First alignment of two pictures: one homography from features, or a shift, or an honest no."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change.sheet import Sheet, structure
from unstipple.photo.density import Image

Matrix = NDArray[np.float64]

LOOKING_PX_PER_MM = 8.0
MOST_FEATURES = 6000
RATIO = 0.85
"""Lowe's test: a match must be this much nearer than the second best."""
OFF_MM = 1.2
"""How far a match may lie from the homography: skin moves by itself, and a head is no plane."""
LEAST_MATCHES = 25
LEAST_RESPONSE = 0.04
"""Peak of the phase correlation below which a shift is not believed even as a first guess."""
MOST_ZOOM = 1.5


def coarse_homography(before: Sheet, after: Sheet) -> Matrix | None:
    """Homography (3, 3) from pixels of ``before`` to pixels of ``after``; ``None`` where nothing fits."""
    shrink = min(1.0, LOOKING_PX_PER_MM * before.mm_per_px)
    first, second = (_small(sheet, shrink) for sheet in (before, after))
    found = _by_features(first, second, before.mm_per_px / shrink)
    if found is None:
        found = _by_shift(first, second)
    if found is None:
        return None
    scale = np.diag([shrink, shrink, 1.0])
    whole = np.linalg.inv(scale) @ found @ scale
    return whole / whole[2, 2] if _sane(whole, before.shape) else None


def _small(sheet: Sheet, shrink: float) -> Image:
    band = structure(sheet.above, sheet.scalp, sheet.mm_per_px)
    if shrink >= 1:
        return band
    size = (round(sheet.shape[1] * shrink), round(sheet.shape[0] * shrink))
    return np.asarray(cv2.resize(band, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _by_features(first: Image, second: Image, mm_per_px: float) -> Matrix | None:
    finder = cv2.SIFT_create(nfeatures=MOST_FEATURES, contrastThreshold=0.02)  # type: ignore[attr-defined]
    described = [finder.detectAndCompute(np.clip(127.5 + 110 * image, 0, 255).astype(np.uint8), None) for image in (first, second)]
    (points_a, words_a), (points_b, words_b) = described
    if words_a is None or words_b is None or min(len(points_a), len(points_b)) < LEAST_MATCHES:
        return None
    matcher = cv2.BFMatcher(cv2.NORM_L2)
    pairs = [pair for pair in matcher.knnMatch(words_a, words_b, k=2) if len(pair) == 2]
    good = [one for one, other in pairs if one.distance < RATIO * other.distance]
    if len(good) < LEAST_MATCHES:
        return None
    here = np.array([points_a[match.queryIdx].pt for match in good])
    there = np.array([points_b[match.trainIdx].pt for match in good])
    cv2.setRNGSeed(1)
    matrix, inliers = cv2.findHomography(here, there, cv2.USAC_MAGSAC, OFF_MM / mm_per_px, maxIters=20000, confidence=0.999)
    if matrix is None or int(inliers.sum()) < LEAST_MATCHES:
        return None
    return np.asarray(matrix, dtype=np.float64)


def _by_shift(first: Image, second: Image) -> Matrix | None:
    rows, columns = max(first.shape[0], second.shape[0]), max(first.shape[1], second.shape[1])
    padded = [np.pad(image, ((0, rows - image.shape[0]), (0, columns - image.shape[1]))).astype(np.float32) for image in (first, second)]
    window = np.asarray(cv2.createHanningWindow((columns, rows), cv2.CV_32F), dtype=np.float32)
    (right, down), peak = cv2.phaseCorrelate(padded[0], padded[1], window)
    if peak < LEAST_RESPONSE:
        return None
    return np.array([[1, 0, right], [0, 1, down], [0, 0, 1]], dtype=np.float64)


def _sane(matrix: Matrix, shape: tuple[int, int]) -> bool:
    """Whether the homography is what a hand-held camera does: no mirror image, no folding, no great zoom."""
    rows, columns = shape
    corners = np.array([[0, columns, columns, 0], [0, 0, rows, rows], [1, 1, 1, 1]], dtype=np.float64)
    mapped = matrix @ corners
    if (mapped[2] * mapped[2, 0] <= 0).any():
        return False
    x, y = mapped[:2] / mapped[2]
    area = 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return bool(1 / MOST_ZOOM**2 < area / (rows * columns) < MOST_ZOOM**2)
