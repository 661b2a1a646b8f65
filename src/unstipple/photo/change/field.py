"""Where every pixel of the baseline lies in the other picture, and where that is known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo.change.blocks import Blocks, match_blocks
from unstipple.photo.change.coarse import Matrix, coarse_homography
from unstipple.photo.change.sheet import Sheet, structure
from unstipple.photo.density import Image, Mask

Array = NDArray[np.float64]

PASSES = ((7.0, 2.0, 4.0, 8.0), (6.0, 1.0, 3.5, 6.0), (5.0, 0.6, 3.0, 4.5), (4.5, 0.4, 2.5, 3.0), (4.0, 0.3, 2.0, 2.2))
"""Passes of block matching: side of a block, farthest shift, grid step, and how smooth the field is (Gaussian), all in mm."""
NEIGHBOURS = 9
OFF_MM = 0.20
OFF_SPREADS = 4.0
FIELD_MM = 1.0
"""Fineness at which the field is kept; it is smooth over several millimetres."""
SUPPORT_MM = 4.0
LEAST_SUPPORT = 0.35
"""Share of the blocks around (Gaussian, ``SUPPORT_MM``) that must have been found for a place to count as aligned."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Alignment onto the baseline.

    ``column``, ``row`` place (height, width) of every baseline pixel in the other picture, px; ``support`` (height, width) share of the
    blocks around that were found; ``ncc`` median correlation of all blocks on the scalp; ``jitter_px`` spread of the blocks' answers
    around the smooth field; ``matrix`` the first homography.
    """

    column: Image
    row: Image
    support: Image
    ncc: float
    jitter_px: float
    matrix: Matrix

    def supported(self) -> Mask:
        """Where the alignment can be believed (height, width)."""
        return np.asarray(self.support >= LEAST_SUPPORT)


def align(before: Sheet, after: Sheet) -> Field | None:
    """Align ``after`` onto ``before``; ``None`` where not even a first guess is found."""
    matrix = coarse_homography(before, after)
    if matrix is None:
        return None
    column, row = _of_homography(matrix, before.shape)
    band = structure(before.above, before.scalp, before.mm_per_px)
    other = structure(after.above, after.scalp, after.mm_per_px)
    blocks, left = None, (np.empty(0), np.empty(0))
    for block_mm, reach_mm, step_mm, smooth_mm in PASSES:
        warped, seen = warp(other, column, row), before.scalp & warp_mask(after.scalp, column, row)
        blocks = match_blocks(band, warped, seen, before.mm_per_px, block_mm=block_mm, reach_mm=reach_mm, step_mm=step_mm)
        good = _consistent(blocks, before.mm_per_px)
        if good.sum() < 4:
            return None
        right, down, left = _smooth(blocks, good, before, smooth_mm)
        # the step is a shift on the baseline's grid: the map so far is read there
        column, row = compose(column, row, right, down)
    assert blocks is not None
    good = _consistent(blocks, before.mm_per_px)
    support = _support(blocks, good, before)
    ncc = float(np.median(blocks.ncc[blocks.inside])) if blocks.inside.any() else 0.0
    jitter = float(1.4826 * np.median(np.hypot(left[0], left[1])) / 1.1774) if left[0].size else float("inf")
    return Field(column, row, support, ncc, jitter, matrix)


def warp(plane: Image, column: Image, row: Image, how: int = cv2.INTER_LANCZOS4) -> Image:
    """The other picture's plane seen on the baseline's grid; 0 outside."""
    return np.asarray(cv2.remap(plane, column, row, how, borderMode=cv2.BORDER_CONSTANT, borderValue=0), dtype=plane.dtype)


def warp_mask(mask: Mask, column: Image, row: Image) -> Mask:
    """The other picture's mask on the baseline's grid."""
    return warp(mask.astype(np.uint8), column, row, cv2.INTER_NEAREST).astype(bool)


def _of_homography(matrix: Matrix, shape: tuple[int, int]) -> tuple[Image, Image]:
    y, x = np.asarray(np.mgrid[0 : shape[0], 0 : shape[1]], np.float32)
    m = matrix.astype(np.float32)
    depth = m[2, 0] * x + m[2, 1] * y + m[2, 2]
    return (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / depth, (m[1, 0] * x + m[1, 1] * y + m[1, 2]) / depth


def _consistent(blocks: Blocks, mm_per_px: float) -> NDArray[np.bool_]:
    """Sure blocks that go where their neighbours go."""
    sure = np.flatnonzero(blocks.sure)
    good = np.zeros(blocks.x.size, dtype=bool)
    if sure.size < 4:
        return good
    places = np.column_stack((blocks.x[sure], blocks.y[sure]))
    moves = np.column_stack((blocks.right[sure], blocks.down[sure]))
    near = np.asarray(cKDTree(places).query(places, k=min(NEIGHBOURS, sure.size))[1])
    middle = np.median(moves[near[:, 1:]], axis=1)
    off = np.asarray(np.linalg.norm(moves - middle, axis=1))
    allowed = np.maximum(OFF_SPREADS * np.median(np.linalg.norm(moves[near[:, 1:]] - middle[:, None], axis=2), axis=1), OFF_MM / mm_per_px)
    good[sure] = off <= allowed
    return good


def _smooth(blocks: Blocks, good: NDArray[np.bool_], before: Sheet, smooth_mm: float) -> tuple[Image, Image, tuple[Array, Array]]:
    """Smooth step (right, down), (height, width), by local straight-line fits, and what the blocks leave over."""
    where = np.column_stack((blocks.x[good], blocks.y[good])) * before.mm_per_px
    moves = np.column_stack((blocks.right[good], blocks.down[good]))
    weight = blocks.ncc[good] ** 2
    rows, columns = (int(np.ceil(size * before.mm_per_px / FIELD_MM)) + 1 for size in before.shape)
    grid_y, grid_x = np.mgrid[0:rows, 0:columns] * FIELD_MM
    grid = np.column_stack((grid_x.ravel(), grid_y.ravel()))
    coarse = _local_fit(where, moves, weight, grid, smooth_mm).reshape(rows, columns, 2).astype(np.float32)
    left = moves - _local_fit(where, moves, weight, where, smooth_mm)
    y, x = np.asarray(np.mgrid[0 : before.shape[0], 0 : before.shape[1]], np.float32) * np.float32(before.mm_per_px / FIELD_MM)
    right, down = (cv2.remap(np.ascontiguousarray(coarse[..., n]), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for n in (0, 1))
    return np.asarray(right), np.asarray(down), (left[:, 0], left[:, 1])


def _local_fit(where: Array, moves: Array, weight: Array, at: Array, smooth_mm: float) -> Array:
    """Moves at places ``at`` (m, 2), mm, from a weighted plane through the blocks around; far away the mean of the nearest."""
    tree = cKDTree(where)
    count = min(24, len(where))
    found = tree.query(at, k=count)
    distance, near = np.asarray(found[0]), np.asarray(found[1])
    reach = np.maximum(smooth_mm, distance[:, min(5, count - 1)])[:, None]
    w = weight[near] * np.exp(-0.5 * (distance / reach) ** 2) + 1e-12
    offset = (where[near] - at[:, None]) / reach[..., None]
    design = np.concatenate([np.ones((*near.shape, 1)), offset], axis=2)
    normal = np.einsum("mk,mki,mkj->mij", w, design, design)
    total = w.sum(axis=1)
    # a slope is only believed where blocks lie on both sides: a small ridge keeps it from running off
    normal[:, 1, 1] += 0.05 * total
    normal[:, 2, 2] += 0.05 * total
    answer = np.einsum("mk,mki,mkd->mid", w, design, moves[near])
    return np.asarray(np.linalg.solve(normal, answer)[:, 0], dtype=np.float64)


def compose(column: Image, row: Image, right: Image, down: Image) -> tuple[Image, Image]:
    """The map (column, row) read where a further step (right, down), px on the baseline's grid, leads; all (height, width)."""
    y, x = np.asarray(np.mgrid[0 : column.shape[0], 0 : column.shape[1]], np.float32)
    x += right
    y += down
    beyond_x, beyond_y = x - np.clip(x, 0, x.shape[1] - 1), y - np.clip(y, 0, y.shape[0] - 1)
    new = [cv2.remap(plane, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for plane in (column, row)]
    return np.asarray(new[0] + beyond_x), np.asarray(new[1] + beyond_y)


def _support(blocks: Blocks, good: NDArray[np.bool_], before: Sheet) -> Image:
    """Share of the blocks around that were found, by distance-weighted counting; 0 where there are no blocks at all."""
    rows, columns = (int(np.ceil(size * before.mm_per_px / FIELD_MM)) + 1 for size in before.shape)
    counts = np.zeros((2, rows, columns), dtype=np.float32)
    at = (np.rint(blocks.y * before.mm_per_px / FIELD_MM).astype(int), np.rint(blocks.x * before.mm_per_px / FIELD_MM).astype(int))
    np.add.at(counts[0], at, good.astype(np.float32))
    np.add.at(counts[1], at, np.ones(good.shape, np.float32))
    soft = [cv2.GaussianBlur(plane, (0, 0), SUPPORT_MM / FIELD_MM / 2, borderType=cv2.BORDER_CONSTANT) for plane in counts]
    share = np.where(soft[1] > 0.003, soft[0] / np.maximum(soft[1], 1e-6), 0).astype(np.float32)
    y, x = np.asarray(np.mgrid[0 : before.shape[0], 0 : before.shape[1]], np.float32) * np.float32(before.mm_per_px / FIELD_MM)
    return np.asarray(cv2.remap(share, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), dtype=np.float32)
