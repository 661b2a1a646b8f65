"""The last tenth of a millimetre of the alignment."""

from __future__ import annotations

import numpy as np

from unstipple.photo.change.field import Field
from unstipple.photo.change.refine import refined
from unstipple.photo.change.sheet import Sheet, sampled

MM_PER_PX = 1 / 14
SHAPE = (300, 340)


def dotted(x: np.ndarray, y: np.ndarray, strength: float, seed: int) -> Sheet:
    rows, columns = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    density = np.random.default_rng(seed).normal(0, 0.03, SHAPE)
    for left, top in zip(x, y, strict=True):
        density += strength * np.exp(-((columns - left) ** 2 + (rows - top) ** 2) / (2 * 1.8**2))
    plane = density.astype(np.float32)
    return Sheet(plane, plane, np.ones(SHAPE, dtype=bool), MM_PER_PX, (1.0, 1.0))


def places() -> tuple[np.ndarray, np.ndarray]:
    across, down = np.meshgrid(np.arange(20, SHAPE[1] - 20, 11.0), np.arange(20, SHAPE[0] - 20, 11.0))
    wander = np.random.default_rng(5).uniform(-2, 2, (2, across.size))
    return across.ravel() + wander[0], down.ravel() + wander[1]


def still() -> Field:
    row, column = np.asarray(np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]], np.float32)
    return Field(column, row, np.ones(SHAPE, np.float32), 1.0, 0.0, np.eye(3))


def off_px(field: Field, x: np.ndarray, y: np.ndarray, there: tuple[np.ndarray, np.ndarray]) -> float:
    return float(np.median(np.hypot(sampled(field.column, x, y) - there[0], sampled(field.row, x, y) - there[1])))


def test_a_small_bend_is_taken_out_even_where_dots_have_faded() -> None:
    x, y = places()
    there = x + 1.5 * np.sin(y / 60), y + 1.2 * np.cos(x / 70)
    before, after = dotted(x, y, 0.4, 1), dotted(*there, 0.12, 2)
    found = refined(still(), before, after, (x, y))
    assert off_px(still(), x, y, there) > 1.0
    assert off_px(found, x, y, there) < 0.3


def test_a_perfect_field_stays() -> None:
    x, y = places()
    sheet = dotted(x, y, 0.4, 1)
    assert off_px(refined(still(), sheet, sheet, (x, y)), x, y, (x, y)) < 0.02


def test_too_few_dots_leave_the_field_alone() -> None:
    x, y = (axis[:5] for axis in places())
    field = still()
    assert refined(field, dotted(x, y, 0.4, 1), dotted(x, y, 0.4, 2), (x, y)) is field
