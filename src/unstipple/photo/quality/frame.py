"""Whether the file shows one photograph: no collage, inset, bar or frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Mask
from unstipple.photo.quality.seam import seam
from unstipple.scalp import Polygon

Rgb = NDArray[np.uint8]

CHUNKS = 64
"""Parts into which an edge's length is cut; a step is averaged over each, so that skin's own structure cancels."""
FINEST_PX = 1600
BY_CARD_PX = 25
STEP_LEVELS, STEP_TIMES = 4.0, 3.5
"""A step in 8-bit levels, and in mean differences of the places beside it, that counts as an edge."""
ABRUPT = 0.65
"""Share of a step that must happen within two pixels: pasted edges are abrupt, those of things are not."""
BESIDE_PX = 12
SKIN_BESIDE_MM = 1.5
WHOLE_SIDE = 0.60
"""An edge of this share of a side counts even where it runs beside no skin: bars and frames."""
SEAM_TIMES = 1.42
"""Differences across a line, in those beside it, that make a seam: usable photographs read 1.0 (164), pasted ones 1.5 to 4 (45)."""


def straight_edge(rgb: Rgb, scalp: Mask, mm_per_px: float, cards: Sequence[Polygon] = ()) -> float:
    """Length of the longest abrupt, exactly upright or level edge beside skin or along most of a side, as its share; 1 for a seam.

    ``rgb`` (height, width, 3) is the picture, ``scalp`` (height, width) its skin; edges of ``cards`` do not count.
    """
    reach = max(round(2 * SKIN_BESIDE_MM / mm_per_px), 3)
    near = np.asarray(cv2.dilate(_small(scalp.astype(np.uint8)), np.ones(_odd(reach, scalp.shape), np.uint8)), dtype=np.uint8)
    hidden = np.zeros(scalp.shape, dtype=np.uint8)
    for card in cards:
        hidden |= card.mask(*scalp.shape).astype(np.uint8)
    bare = scalp & (np.asarray(cv2.dilate(hidden, np.ones((BY_CARD_PX, BY_CARD_PX), np.uint8))) == 0) if cards else scalp
    if seam(rgb, np.asarray(bare, dtype=bool)) > SEAM_TIMES:
        return 1.0
    covered = np.asarray(cv2.dilate(_small(hidden), np.ones((25, 25), np.uint8)) if cards else np.zeros_like(near), dtype=np.uint8)
    picture = _small(rgb)
    upright = _longest(picture, near, covered)
    turned = [np.ascontiguousarray(np.swapaxes(part, 0, 1)) for part in (picture, near, covered)]
    level = _longest(turned[0], turned[1], turned[2])
    return max(upright, level)


def _small(picture: Rgb) -> Rgb:
    height, width = picture.shape[:2]
    by = max(max(height, width) / FINEST_PX, 1.0)
    return picture if by == 1 else np.asarray(cv2.resize(picture, (round(width / by), round(height / by)), interpolation=cv2.INTER_AREA))


def _odd(reach_px: int, shape: tuple[int, ...]) -> tuple[int, int]:
    side = max(int(reach_px / max(max(shape) / FINEST_PX, 1.0)), 1) | 1
    return side, side


def _longest(picture: Rgb, near: Rgb, covered: Rgb) -> float:
    width = picture.shape[1]

    def chunked(plane: Rgb) -> NDArray[np.float32]:
        return np.asarray(cv2.resize(plane.astype(np.float32), (width, CHUNKS), interpolation=cv2.INTER_AREA))

    rows = chunked(picture)
    step, wide = _difference(rows, 1), _difference(rows, 3)
    beside = (cv2.blur(step, (2 * BESIDE_PX + 1, 1)) * (2 * BESIDE_PX + 1) - cv2.blur(step, (7, 1)) * 7) / (2 * BESIDE_PX - 6)
    edge = (step > STEP_TIMES * beside + STEP_LEVELS) & (step > ABRUPT * wide) & (chunked(covered) < 0.1)
    thick = cv2.dilate(edge.astype(np.uint8), np.ones((1, 3), np.uint8))
    closed = np.asarray(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8)), dtype=np.uint8)
    by_skin = _longest_run(closed & (chunked(near) > 0.5).astype(np.uint8))
    anywhere = _longest_run(closed)
    return anywhere if anywhere >= WHOLE_SIDE else by_skin


def _difference(rows: NDArray[np.float32], reach_px: int) -> NDArray[np.float32]:
    padded = cv2.copyMakeBorder(rows, 0, 0, reach_px, reach_px, cv2.BORDER_REPLICATE)
    return np.asarray(np.abs(padded[:, 2 * reach_px :] - padded[:, : -2 * reach_px]).max(axis=2), dtype=np.float32)


def _longest_run(edge: NDArray[np.uint8]) -> float:
    """Longest run of ones down any column, as a share of its length."""
    run = np.zeros(edge.shape[1], dtype=np.int32)
    best = 0
    for row in edge:
        run = (run + 1) * row
        best = max(best, int(run.max()))
    return best / int(edge.shape[0])
