import numpy as np
import pytest
from scipy.stats import ncx2

from unstipple.heat import (
    INSULATED,
    Stamp,
    Surface,
    ThermalBody,
    ThermalLayer,
    ThermalStack,
    across,
    cooled_half_space,
    spread,
    stamp_history,
)
from unstipple.heat.body import column
from unstipple.heat.grid import depth_edges_mm
from unstipple.heat.modes import cell_rise_k, modes

DERMIS = ThermalLayer(6.0, 0.45, 1200, 3300, 0.002)
STAMP = Stamp(4.0, np.array([0.0, 0.1, 0.5]), np.array([20.0, 5.0]))


def test_one_exact_step_is_the_gaussians_own_spread_and_bloods_decay() -> None:
    x = (np.arange(96) - 47.5) * 0.05
    square = x[:, None] ** 2 + x[None, :] ** 2
    after = spread(np.exp(-square / (2 * 0.3**2)), (0.05, 0.05), 0.11, 0.7, perfusion_per_s=0.02)
    variance = 0.3**2 + 2 * 0.11 * 0.7
    exact = 0.3**2 / variance * np.exp(-square / (2 * variance)) * np.exp(-0.02 * 0.7)
    assert np.abs(after - exact).max() < 2e-3 * exact.max()


def test_one_exact_step_keeps_all_heat_and_its_precision() -> None:
    field = np.random.default_rng(2).random((6, 20, 30)).astype(np.float32)
    after = spread(field, (0.1, 0.05, 0.05), 0.1, 3.0)
    assert after.dtype == np.float32
    assert after.sum(dtype=float) == pytest.approx(field.sum(dtype=float), rel=1e-6)
    twice = spread(spread(field, (0.1, 0.05, 0.05), 0.1, 1.0), (0.1, 0.05, 0.05), 0.1, 2.0)
    assert after == pytest.approx(twice, abs=2e-6)


@pytest.mark.parametrize(("distance", "variance"), [(0.0, 0.01), (1.9, 0.01), (2.0, 1e-3), (1.0, 4.0), (3.0, 10.0), (2.05, 1e-4)])
def test_a_disc_spreads_as_the_noncentral_chi_squared_law_says(distance: float, variance: float) -> None:
    exact = ncx2.cdf(4.0 / variance, 2, max(distance, 1e-9) ** 2 / variance)
    assert across(STAMP, distance, variance) == pytest.approx(exact, abs=1e-9)


def test_a_fresh_stamp_is_one_inside_and_nothing_outside() -> None:
    assert across(STAMP, [0.0, 1.99, 2.01], 0.0).tolist() == [1.0, 1.0, 0.0]
    gaussian = Stamp(4.0, np.array([0.0, 0.1]), np.array([10.0]), "gaussian")
    assert across(gaussian, [0.0, 2.0], 0.0) == pytest.approx([1.0, np.exp(-2)])


def test_a_soft_edge_is_that_of_a_stamp_that_has_spread_as_far() -> None:
    soft = Stamp(4.0, STAMP.depth_edges_mm, STAMP.rise_k, blur_mm=0.3)
    assert across(soft, [1.7, 2.2], 0.04) == pytest.approx(across(STAMP, [1.7, 2.2], 0.04 + 0.09))


def test_what_spreads_in_the_plane_keeps_its_heat() -> None:
    r = np.linspace(0, 12, 6001)
    for variance in (0.01, 0.5, 2.0):
        assert np.trapezoid(across(STAMP, r, variance) * 2 * np.pi * r, r) == pytest.approx(np.pi * 4, rel=1e-4)


@pytest.mark.parametrize("coefficient", [0.0, 200.0, 5000.0])
def test_the_closed_form_of_a_stamp_is_what_the_columns_modes_give(coefficient: float) -> None:
    body = ThermalBody(ThermalStack((DERMIS,)), Surface(coefficient, 37.0), 37.0, bottom="insulated")
    cut = column(body, depth_edges_mm(body.stack, 0.005, growth=1.06, even_to_mm=0.2))
    times = np.array([0.002, 0.02, 0.2, 2.0])
    by_modes = modes(cut, body.surface.rest).after(cell_rise_k(STAMP, cut), times)
    for depth in (0.045, 0.3, 0.8):
        closed = stamp_history(DERMIS, STAMP, (0.0, depth), times, coefficient)
        there = np.array([np.interp(depth, cut.middle_mm, profile) for profile in by_modes]) * across(
            STAMP, 0.0, 2 * DERMIS.diffusivity_mm2_s * times
        )
        assert there == pytest.approx(closed, abs=0.002 * 20)


def test_the_columns_second_moment_is_plain_diffusion_in_homogeneous_tissue() -> None:
    body = ThermalBody(ThermalStack((DERMIS,)), Surface(300.0, 22.0), 37.0)
    cut = column(body, depth_edges_mm(body.stack, 0.02, growth=1.1, even_to_mm=0.5))
    times = np.array([1e-3, 0.1, 5.0])
    widths = modes(cut, body.surface.rest).spread_mm2(cell_rise_k(STAMP, cut), times)
    near = cut.middle_mm < 0.5
    assert widths[:, near] == pytest.approx(np.broadcast_to(2 * DERMIS.diffusivity_mm2_s * times[:, None], widths[:, near].shape), rel=1e-6)


def test_an_insulated_half_space_does_not_cool_and_a_held_one_has_the_plates_temperature_at_once() -> None:
    assert cooled_half_space(0.2, 0.1, 0.0) == pytest.approx(0.0)
    assert cooled_half_space(0.0, 0.1, 1e6) == pytest.approx(1.0, abs=1e-5)


def test_insulation_is_a_surface_that_nothing_leaves() -> None:
    assert INSULATED.rest.coefficient_w_m2_k == 0
