"""The order of places in rows, walked to and fro."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


def to_and_fro(groups: Places, rows: Places, along_mm: NDArray[np.float64]) -> Places:
    """Order (n,) that takes group by group and row by row, the first row of a group forward, the next backward, and so on.

    ``groups`` and ``rows`` (n,) are whole numbers, ``along_mm`` (n,) the place along the row in mm.
    """
    order = np.lexsort((along_mm, rows, groups))
    group, row = groups[order], rows[order]
    starts_group = np.diff(group, prepend=group[:1] - 1) != 0
    starts_row = starts_group | (np.diff(row, prepend=row[:1] - 1) != 0)
    nth = np.cumsum(starts_row)
    first_of_group = np.maximum.accumulate(np.where(starts_group, nth, 0))
    forward = np.where((nth - first_of_group) % 2 == 0, 1, -1)
    return np.asarray(order[np.lexsort((forward * along_mm[order], nth))], dtype=np.intp)
