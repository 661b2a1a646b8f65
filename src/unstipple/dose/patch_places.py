"""Where dots and hairs stand in a square that repeats: as the photograph shows them, or at random without crowding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput

Array = NDArray[np.float64]
TRY_COUNT = 2000
CANDIDATE_COUNT = 200
YIELD = 90 / 100
"""How far the least gap gives way whenever no free place is found."""


def apart_mm(a_mm: Array, b_mm: Array, side_mm: float) -> Array:
    """Distances (n, m) in mm between places (n, 2) and (m, 2) in a square of that side that repeats."""
    away = a_mm[:, None, :] - b_mm[None, :, :]
    return np.asarray(np.linalg.norm(away - side_mm * np.round(away / side_mm), axis=2), dtype=np.float64)


def spread_out(count: int, side_mm: float, gap_mm: float, rng: np.random.Generator, taken_mm: Array | None = None) -> Array:
    """Random places (count, 2) in mm around (0, 0), none nearer than ``gap_mm`` to another or to ``taken_mm`` (m, 2), edges repeating.

    Where so many do not fit, the gap gives way by a tenth at a time.
    """
    first = np.zeros((0, 2)) if taken_mm is None else taken_mm
    places = np.concatenate([first, np.empty((count, 2))])
    number = len(first)
    while number < len(places):
        tried = (rng.random((TRY_COUNT, 2)) - 0.5) * side_mm
        free = tried[(apart_mm(tried, places[:number], side_mm) >= gap_mm).all(axis=1)]
        if not len(free):
            gap_mm *= YIELD
        for place in free:
            if number < len(places) and (apart_mm(place[None], places[:number], side_mm) >= gap_mm).all():
                places[number] = place
                number += 1
    return places[len(first) :]


def window(places_mm: Array, count: int, side_mm: float, gap_mm: float, rng: np.random.Generator) -> NDArray[np.intp]:
    """Which of the real places (n, 2) make the most typical square: at most ``count`` of them, none nearer than ``gap_mm`` once it repeats.

    Squares around up to 200 of the places are looked at; the one whose number of dots is nearest to ``count`` is taken.
    """
    centres = rng.permutation(len(places_mm))[:CANDIDATE_COUNT]
    held = [np.flatnonzero(_inside(places_mm, places_mm[each], side_mm)) for each in centres]
    best = min(range(len(held)), key=lambda each: abs(len(held[each]) - count))
    kept: list[int] = []
    for each in rng.permutation(held[best]):
        near = apart_mm(places_mm[[each]], places_mm[kept], side_mm) if kept else np.full((1, 1), np.inf)
        if len(kept) < count and (near >= gap_mm).all():
            kept.append(int(each))
    return np.array(sorted(kept), dtype=np.intp)


def wrapped(places_mm: Array, side_mm: float) -> Array:
    """The same places (n, 2) in mm, brought into the square around (0, 0)."""
    return np.asarray(places_mm - side_mm * np.round(places_mm / side_mm), dtype=np.float64)


def checked_places(places_mm: Array) -> Array:
    """Places as an array (n, 2) in mm, n being 1 or more. Raises `BadInput`."""
    places = np.asarray(places_mm, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or not len(places) or not np.isfinite(places).all():
        raise BadInput("places_mm", places.shape, "finite numbers (n, 2) in mm, of one dot or more")
    return places


def _inside(places_mm: Array, centre_mm: Array, side_mm: float) -> NDArray[np.bool_]:
    return np.asarray((np.abs(places_mm - centre_mm) < side_mm / 2).all(axis=1))
