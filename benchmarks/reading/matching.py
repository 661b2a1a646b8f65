"""Which found dots are true ones: greedy one-to-one matching, nearest first.

Two true dots nearer to each other than the tolerance are one blot to any eye: finding one of them is enough, finding both is no error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE_MM = 0.2


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one picture. ``on_hair`` are false ones that lie on a hair."""

    true: int
    found: int
    hit: int
    on_hair: int
    missed_true: int

    @property
    def precision(self) -> float:
        """Share of found dots that are dots; 1 when nothing was found."""
        return (self.found - self.false) / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of dots that were found."""
        return 1 - self.missed_true / self.true if self.true else float("nan")

    @property
    def false(self) -> int:
        """Found where no dot is."""
        return self.found - self.hit

    @property
    def f1(self) -> float:
        """Harmonic mean of both; hairs taken for dots count as errors."""
        return _harmonic(self.precision, self.recall)

    @property
    def f1_bare(self) -> float:
        """The same with found hairs left out altogether."""
        rest = self.found - self.on_hair
        return _harmonic(self.hit / rest if rest else 1.0, self.recall)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def scored(
    found: tuple[Array, Array], true: tuple[Array, Array], hairs: tuple[Array, Array, Array, Array], inner: Mask, mm_per_px: Array | float
) -> Score:
    """Score within ``inner`` (height, width); partners may lie just outside it.

    ``hairs`` are roots and tips (x, y, x, y); ``mm_per_px`` one number or one a pixel (height, width).
    """
    here, there = np.column_stack(found), np.column_stack(true)
    local = np.full(len(here), mm_per_px) if np.isscalar(mm_per_px) else _at(np.asarray(mm_per_px), here)
    taken_found, taken_true = _matched(here, there, local)
    in_found, in_true = _at(inner, here).astype(bool), _at(inner, there).astype(bool)
    false = in_found & ~taken_found
    taken_true |= _excused(there, taken_true, float(np.median(mm_per_px)))
    return Score(
        int(in_true.sum()), int(in_found.sum()), int((in_found & taken_found).sum()),
        int(_on_hair(here[false], hairs, local[false]).sum()), int((in_true & ~taken_true).sum()),
    )  # fmt: skip


def _matched(here: Array, there: Array, local_mm: Array) -> tuple[Mask, Mask]:
    used_here, used_there = np.zeros(len(here), dtype=bool), np.zeros(len(there), dtype=bool)
    if not (len(here) and len(there)):
        return used_here, used_there
    reach = TOLERANCE_MM / local_mm
    near = cKDTree(there).query_ball_point(here, reach)
    pairs = [(float(np.hypot(*(here[i] - there[j]))) * local_mm[i], i, j) for i, found in enumerate(near) for j in found]
    for _, i, j in sorted(pairs):
        if not (used_here[i] or used_there[j]):
            used_here[i] = used_there[j] = True
    return used_here, used_there


def _excused(there: Array, taken: Mask, mm_per_px: float) -> Mask:
    """True dots that were not found but touch one that was."""
    if not taken.any():
        return np.zeros(len(there), dtype=bool)
    distance, _ = cKDTree(there[taken]).query(there)
    return np.asarray(~taken & (distance * mm_per_px < TOLERANCE_MM))


def _at(image: NDArray[np.generic], places: Array) -> Array:
    if not len(places):
        return np.empty(0)
    rows = np.clip(np.rint(places[:, 1]).astype(int), 0, image.shape[0] - 1)
    columns = np.clip(np.rint(places[:, 0]).astype(int), 0, image.shape[1] - 1)
    return np.asarray(image[rows, columns], dtype=np.float64)


def _on_hair(places: Array, hairs: tuple[Array, Array, Array, Array], local_mm: Array) -> Mask:
    """Whether a place lies within the tolerance of a shaft, sampled at five points from below the root to the tip."""
    if not (len(places) and hairs[0].size):
        return np.zeros(len(places), dtype=bool)
    root, tip = np.column_stack(hairs[:2]), np.column_stack(hairs[2:])
    samples = np.concatenate([root + part * (tip - root) for part in (0, 0.25, 0.5, 0.75, 1)])
    distance, _ = cKDTree(samples).query(places)
    return np.asarray(distance * local_mm <= TOLERANCE_MM)
