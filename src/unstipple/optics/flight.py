"""Batches on threads: each with its own random stream, summed in their order, so that the number of threads cannot change a result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from unstipple.optics.lanes.fields import LANES

T = TypeVar("T")
Progress = Callable[[int, int], None]

MOST_BATCHES = 64
PHOTONS_PER_BATCH = 4096
FEWEST_BATCHES = 16
"""Fewer would leave the standard errors themselves too uncertain."""
PROGRESS_EVERY_S = 0.2


def batch_counts(photons: int) -> npt.NDArray[np.int64]:
    """Photons of each batch; how many batches depends on ``photons`` alone."""
    batches = min(photons, MOST_BATCHES, max(FEWEST_BATCHES, photons // PHOTONS_PER_BATCH))
    return np.full(batches, photons // batches) + (np.arange(batches) < photons % batches)


def lane_streams(seed: int, batch: int) -> npt.NDArray[np.uint32]:
    """States (4 * LANES,) of a batch's random streams; NumPy's seed hashing keeps those of other seeds, batches and lanes apart."""
    return np.random.SeedSequence(seed, spawn_key=(batch,)).generate_state(4 * LANES, np.uint32).astype(np.uint32)


def first_share(seed: int, batch: int) -> float:
    """Where, in (0, 1), a batch begins its even round of the places of launch."""
    return float(np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(batch, 1))).random())


def in_order(
    fly: Callable[[int, npt.NDArray[np.int64]], T],
    counts: npt.NDArray[np.int64],
    threads: int,
    progress: Progress | None,
    waiting: int = MOST_BATCHES,
) -> Iterator[T]:
    """Yield ``fly(batch, watch)`` of every batch in order, whatever thread finishes first.

    At most ``waiting`` batches beyond the threads' own are begun before their turn. ``watch`` (2,) is the batch's own: its first number
    turns 1 when the run is to stop, its second is to count the photons started. A pool of plain threads, not Numba's parallel loops:
    those abort the process when two Python threads enter at once or after a fork.
    """
    total, batches = int(counts.sum()), iter(range(counts.size))
    watches = np.zeros((counts.size, 2), np.int64)
    pool = ThreadPoolExecutor(threads)
    try:
        flying = deque(pool.submit(fly, batch, watches[batch]) for batch in islice(batches, threads + waiting))
        while flying:
            while not wait([flying[0]], timeout=PROGRESS_EVERY_S).done:
                if progress:
                    progress(min(int(watches[:, 1].sum()), total), total)
            yield flying.popleft().result()
            flying.extend(pool.submit(fly, batch, watches[batch]) for batch in islice(batches, 1))
        if progress:
            progress(total, total)
    finally:
        watches[:, 0] = 1
        pool.shutdown(cancel_futures=True)
