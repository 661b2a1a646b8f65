"""A large picture by sample: blocks of skin chosen at random, and a mosaic of them where places do not matter."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Mask

Block = tuple[slice, slice]
Number = TypeVar("Number", np.float32, np.bool_)

BLOCK_PX, MOST_PX = 360, 1_500_000
"""Side of a block, and how many pixels are looked at in all."""
SEAM_PX = 6
LEAST_SKIN = 0.5


def blocks(scalp: Mask, rng: np.random.Generator) -> list[Block]:
    """The whole picture if it is small, else blocks (rows, columns) that are at least half skin; at least one where there is any."""
    height, width = scalp.shape
    if height * width <= MOST_PX:
        return [(slice(0, height), slice(0, width))]
    corners = [(row, column) for row in range(0, height - BLOCK_PX + 1, BLOCK_PX) for column in range(0, width - BLOCK_PX + 1, BLOCK_PX)]
    skin = np.array([scalp[row : row + BLOCK_PX : 8, column : column + BLOCK_PX : 8].mean() for row, column in corners])
    good = np.flatnonzero(skin >= LEAST_SKIN)
    if not good.size:
        good = np.array([int(np.argmax(skin))])
    chosen = rng.permutation(good)[: MOST_PX // BLOCK_PX**2]
    return [(slice(corners[k][0], corners[k][0] + BLOCK_PX), slice(corners[k][1], corners[k][1] + BLOCK_PX)) for k in chosen]


def mosaic(image: NDArray[Number], chosen: list[Block]) -> NDArray[Number]:
    """The blocks of the image (height, width) side by side."""
    return np.concatenate([image[block] for block in chosen], axis=1)


def mosaic_mask(scalp: Mask, chosen: list[Block]) -> Mask:
    """The blocks of the mask side by side, without the seams."""
    joined = mosaic(scalp, chosen).copy()
    if len(chosen) > 1:
        for seam in range(1, len(chosen)):
            joined[:, seam * BLOCK_PX - SEAM_PX : seam * BLOCK_PX + SEAM_PX] = False
    return joined
