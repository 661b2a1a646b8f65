"""The last tenth of a millimetre: the field is moved so that stacked dots of the other picture stand where the baseline's stand."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo.change.field import FIELD_MM, Field, compose, warp
from unstipple.photo.change.flux import kernel_response, topped
from unstipple.photo.change.sheet import Sheet, sampled
from unstipple.photo.density import Image

Array = NDArray[np.float64]

ROUNDS = ((0.30, 24), (0.20, 16), (0.12, 12))
"""How far a stack's top may lie from where it should, mm, and how many neighbouring dots are stacked."""
FAR_MM = 4.0
"""Dots farther than this from a node of the field say nothing about it."""
LEAST_TOP = 0.1
"""A stack must reach this share of the baseline's to be believed."""
CHUNK = 2000


def refined(field: Field, before: Sheet, after: Sheet, dots: tuple[Array, Array]) -> Field:
    """The field with its small errors taken out; ``dots`` (n,) are the baseline's, in working pixels.

    One dot's top is moved by noise, and a reading at the top of noise is too high; so each node of the field follows the sum of its
    neighbouring dots, in which a dot counts for little.
    """
    here, there = (kernel_response(sheet.density, sheet.mm_per_px) for sheet in (before, after))
    height = np.clip(sampled(here, *dots), 0, None)
    keep = height > 0
    x, y, height = dots[0][keep], dots[1][keep], height[keep]
    if x.size < ROUNDS[0][1]:
        return field
    height = np.minimum(height, 2 * np.median(height))
    step = FIELD_MM / before.mm_per_px
    rows, columns = (int(np.ceil(size / step)) + 1 for size in before.shape)
    down, right = np.mgrid[0:rows, 0:columns] * step
    nodes = np.column_stack((right.ravel(), down.ravel()))
    column, row = field.column, field.row
    for reach_mm, count in ROUNDS:
        laid = warp(there, column, row, cv2.INTER_LINEAR)
        moved = _moves((laid, here), (x, y, height), nodes, reach_mm, count, before.mm_per_px)
        fine = np.asarray(np.mgrid[0 : before.shape[0], 0 : before.shape[1]], np.float32) / np.float32(step)
        coarse = _smoothed(moved, (rows, columns))
        shift = [cv2.remap(plane, fine[1], fine[0], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for plane in coarse]
        column, row = compose(column, row, *(np.asarray(plane, dtype=np.float32) for plane in shift))
    return replace(field, column=column, row=row)


def _smoothed(moved: Array, shape: tuple[int, int]) -> list[Image]:
    """Moves (right, down) on the grid of nodes, filled in where nothing is known."""
    right, down, good = (axis.reshape(shape).astype(np.float32) for axis in moved)
    weight = cv2.GaussianBlur(good, (0, 0), 1.0) + np.float32(1e-3)
    return [np.asarray(cv2.GaussianBlur(axis * good, (0, 0), 1.0) / weight, dtype=np.float32) for axis in (right, down)]


def _patches(response: Image, x: Array, y: Array, reach_px: float) -> Image:
    half = max(round(reach_px), 1) + 1
    offset = np.arange(-half, half + 1, dtype=np.float64)
    down, right = np.meshgrid(offset, offset, indexing="ij")
    flat = sampled(response, (x[:, None] + right.ravel()).ravel(), (y[:, None] + down.ravel()).ravel())
    return flat.reshape(x.size, offset.size, offset.size).astype(np.float32)


def _moves(
    responses: tuple[Image, Image], dots: tuple[Array, Array, Array], nodes: Array, reach_mm: float, count: int, mm_per_px: float
) -> Array:
    """Right, down (px) and 1 where they can be believed (3, m) of each node (m, 2): the other picture's stack against the baseline's."""
    x, y, height = dots
    reach = reach_mm / mm_per_px
    stacks = []
    for response in responses:
        stacks.append(_patches(response, x, y, reach) * height[:, None, None].astype(np.float32))
    away, near = (np.asarray(part) for part in cKDTree(np.column_stack((x, y))).query(nodes, k=count))
    weight = np.exp(-0.5 * (away * mm_per_px / (FAR_MM / 2)) ** 2).astype(np.float32)
    out = np.zeros((3, nodes.shape[0]))
    for n in range(0, nodes.shape[0], CHUNK):
        part = slice(n, n + CHUNK)
        mine, base = (np.einsum("mk,mkij->mij", weight[part], stack[near[part]]) for stack in stacks)
        zero = np.zeros(mine.shape[0])
        right, down, inside = topped(mine, zero, zero)
        own_right, own_down, own_inside = topped(base, zero, zero)
        top, reference = mine.max(axis=(1, 2)), base.max(axis=(1, 2))
        good = inside & own_inside & (top > LEAST_TOP * reference) & (away[part, 0] * mm_per_px < FAR_MM)
        out[0, part], out[1, part], out[2, part] = right - own_right, down - own_down, good
    out[:2] *= out[2]
    return out
