"""Polygons: area, containment, masks, and refusals."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstipple.errors import BadInput
from unstipple.scalp import Polygon

SQUARE = Polygon([[2, 2], [12, 2], [12, 12], [2, 12]])


def test_a_square_has_its_area_centre_and_mask() -> None:
    assert SQUARE.area_px == 100
    assert SQUARE.centroid == pytest.approx((7, 7))
    assert SQUARE.mask(20, 20).sum() == pytest.approx(100, abs=21)


def test_containment_is_even_odd_and_vectorised() -> None:
    assert SQUARE.contains([7, 1, 13], [7, 7, 7]).tolist() == [True, False, False]


def test_a_mask_is_cut_at_the_pictures_edge_and_empty_outside_it() -> None:
    assert Polygon([[-5, -5], [5, -5], [5, 5], [-5, 5]]).mask(10, 10).sum() == pytest.approx(25, abs=11)
    assert Polygon([[50, 50], [60, 50], [55, 60]]).mask(10, 10).sum() == 0


@given(st.integers(3, 12), st.floats(5, 40), st.floats(0, 6))
def test_the_mask_of_a_regular_polygon_has_its_area(corners: int, radius: float, turn: float) -> None:
    angles = turn + 2 * np.pi * np.arange(corners) / corners
    polygon = Polygon(np.column_stack((50 + radius * np.cos(angles), 50 + radius * np.sin(angles))))
    assert polygon.mask(100, 100).sum() == pytest.approx(polygon.area_px, abs=4 * radius + 4)


@given(
    st.lists(st.tuples(st.floats(0.5, 30), st.one_of(st.floats(0, 6.28), st.sampled_from([0.0, np.pi / 2]))), min_size=3, max_size=9),
    st.booleans(),
    st.integers(-20, 30),
)
def test_the_mask_is_what_containment_says_of_every_pixels_centre(spokes: list[tuple[float, float]], whole: bool, moved: int) -> None:
    spokes = sorted(spokes, key=lambda spoke: spoke[1])
    corners = np.array([[20 + r * np.cos(turn), moved + 15 + r * np.sin(turn)] for r, turn in spokes])
    try:
        polygon = Polygon(np.rint(corners) if whole else corners)
    except BadInput:
        return
    y, x = np.mgrid[0:31, 0:43]
    assert np.array_equal(polygon.mask(31, 43), polygon.contains(x, y))


def test_a_mask_takes_little_more_memory_than_itself() -> None:
    tracemalloc.start()
    Polygon([[10, 10], [1990, 40], [1500, 1480], [300, 1200]]).mask(1500, 2000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.5 * 1500 * 2000


@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0], [1, 1]],
        [[0, 0], [10, 10], [10, 0], [0, 10]],
        [[0, 0], [5, 0], [9, 0]],
        [[0, 0], [9, 0], [float("nan"), 4]],
        "abc",
        [1, 2, 3],
    ],
)
def test_what_is_no_polygon_is_refused(corners: object) -> None:
    with pytest.raises(BadInput, match="polygon"):
        Polygon(corners)  # type: ignore[arg-type]
