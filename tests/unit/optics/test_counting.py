"""The fine grid of the walk: nothing lost, nothing counted twice, boundaries between layers kept."""

import math
from itertools import pairwise

import numpy as np
import pytest

from unstipple.optics import Layer, Stack, depth_grid_mm, radius_grid_mm
from unstipple.optics.counting import Counting, Shares, counting

WALLS = np.array([0.0, 0.0937, 0.55, 0.95, 2.6, math.inf])


def laid(walls: np.ndarray, depth: np.ndarray | list[float] | None = None, radius: np.ndarray | list[float] | None = None) -> Counting:
    stack = Stack(tuple(Layer(float(t), 0.1, 1.0, 0.0, 1.4) for t in np.diff(walls)))
    depths = depth_grid_mm(stack) if depth is None else np.array(depth)
    return counting(walls, depths, radius_grid_mm() if radius is None else np.array(radius))


def in_bins(shares: Shares) -> np.ndarray:
    """How much of each cell is in any bin."""
    return np.bincount(shares.cell, shares.share, shares.cells)


@pytest.mark.parametrize("walls", [WALLS, np.array([0.0, 1e-4]), np.array([0.0, 20.0]), np.array([0.0, 1 / 3, math.pi])])
@pytest.mark.parametrize("depth", [None, [0.0, 0.0777, 0.31]])
def test_the_shares_of_every_cell_add_up_to_one(walls: np.ndarray, depth: list[float] | None) -> None:
    grid = laid(walls, depth)
    whole = in_bins(grid.depth_share)
    np.testing.assert_allclose(in_bins(grid.radius_share), 1, rtol=1e-9)
    assert (whole <= 1 + 1e-9).all()
    bottom = (depth or depth_grid_mm(Stack((Layer(float(walls[-1]), 0.1, 1.0, 0.0, 1.4),))))[-1]
    assert np.count_nonzero(whole < 1 - 1e-9) <= 2, f"only cells that reach below {bottom} mm are left out"
    counted = np.zeros(grid.shape)
    counted[0] = 1.0
    assert grid.binned(counted.ravel()).sum() == pytest.approx(grid.shape[1])


def test_no_depth_cell_straddles_a_boundary() -> None:
    grid = laid(WALLS)
    for s, (top, bottom) in enumerate(pairwise(WALLS)):
        first = top * grid.cells_per_mm[s] + grid.first_cell[s]
        assert first == pytest.approx(round(first), abs=1e-6)
        if math.isfinite(bottom):
            assert bottom * grid.cells_per_mm[s] + grid.first_cell[s] == pytest.approx(
                bottom * grid.cells_per_mm[s + 1] + grid.first_cell[s + 1], abs=1e-6
            )


def test_depth_bins_of_layers_of_round_thickness_are_made_of_whole_cells() -> None:
    shares = laid(np.array([0.0, 0.1, 0.55, 0.95, 2.6, math.inf])).depth_share.share
    assert (np.minimum(shares, np.abs(1 - shares)) < 1e-6).all()


def test_radius_cells_are_fine_and_the_last_holds_all_beyond() -> None:
    grid = laid(WALLS, radius=[0.0, 0.5, 2.0])
    counts = grid.radius_counts(np.array([0.0, 0.2, 3.9, 4.1, 1e6]))
    assert counts.sum() == pytest.approx(1)
    shares = grid.radius_share.of(counts)
    np.testing.assert_allclose(shares, [0.4, 0.2, 0.4], atol=1e-9)


def test_every_bin_gets_what_lies_in_it_and_nothing_else() -> None:
    edges = [0.0, 0.0777, 0.0778, 0.31, 1.7]
    grid = laid(np.array([0.0, 0.0937, 0.55, 2.0]), edges)
    depths = (np.arange(200_000) + 0.5) / 200_000 * 2.0
    sublayer = np.searchsorted([0.0937, 0.55], depths)
    cell = np.minimum((depths * grid.cells_per_mm[sublayer] + grid.first_cell[sublayer]).astype(int), grid.shape[0] - 1)
    counted = np.zeros(grid.shape)
    counted[:, 0] = np.bincount(cell, minlength=grid.shape[0]) / 1e5
    np.testing.assert_allclose(grid.binned(counted.ravel()).sum(axis=1), np.diff(edges), atol=3e-4)
