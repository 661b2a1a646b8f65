"""The light engine beside published tables and an independent adding-doubling program."""

import math

import iadpython
import numpy as np
import pytest
from oracles.agreement import agree

from unstipple.optics import Beam, Layer, LightRun, Stack, fluence_on_axis, radius_grid_mm, simulate

SLAB = Stack((Layer(0.2, 1.0, 9.0, 0.75, 1.0),))
SEMI_INFINITE = Stack((Layer(math.inf, 1.0, 9.0, 0.0, 1.5),))
SCALP = Stack(
    (
        Layer(0.1, 0.27, 16.0, 0.9, 1.40),
        Layer(2.5, 0.03, 15.7, 0.9, 1.40),
        Layer(3.5, 0.01, 12.0, 0.9, 1.44),
        Layer(6.0, 0.025, 18.0, 0.9, 1.55),
    )
)
SCALP_ABSORBED = (0.11562, 0.25841, 0.05848, 0.07049)
BUILD_UP_DEPTHS_MM = (0.05, 0.55, 0.75, 0.95, 2.55, 4.05)
"""Centres of the 0.1 mm bins in which the compared program counted."""
BUILD_UP = {
    2: (2.23, 1.86, 1.51, 1.20, 0.22, 0.087),
    4: (3.13, 2.92, 2.59, 2.26, 0.66, 0.31),
    6: (3.61, 3.51, 3.21, 2.89, 1.09, 0.58),
    10: (4.02, 4.03, 3.77, 3.48, 1.68, 1.06),
    20: (4.24, 4.32, 4.09, 3.83, 2.19, 1.61),
}


def test_the_slab_of_van_de_hulst() -> None:
    run = simulate(SLAB, 1_000_000, 2)
    assert run.specular_reflectance == 0
    assert run.diffuse_reflectance_error < 4e-4
    agree(run.diffuse_reflectance, 0.09739, run.diffuse_reflectance_error)
    agree(run.transmittance, 0.66096, run.transmittance_error)
    agree(run.unscattered_transmittance, math.exp(-2), run.unscattered_transmittance_error)
    agree(run.transmittance - run.unscattered_transmittance, 0.52562, run.transmittance_error)


def test_the_semi_infinite_medium_of_giovanelli() -> None:
    run = simulate(SEMI_INFINITE, 500_000, 1)
    assert run.specular_reflectance == pytest.approx(0.04)
    assert run.diffuse_reflectance_error < 5e-4
    agree(0.04 + run.diffuse_reflectance, 0.25994, run.diffuse_reflectance_error)
    assert run.transmittance == 0


def scalp_agrees(run: LightRun) -> None:
    assert run.specular_reflectance == pytest.approx(0.02778, abs=5e-6)
    agree(run.diffuse_reflectance, 0.45741, run.diffuse_reflectance_error)
    agree(run.transmittance, 0.01181, run.transmittance_error)
    for value, truth, error in zip(run.absorbed_by_layer, SCALP_ABSORBED, run.absorbed_by_layer_error, strict=True):
        agree(value, truth, error)


def build_up_agrees(run: LightRun, spots_mm: tuple[int, ...], tolerance: float) -> None:
    for spot_mm in spots_mm:
        found = np.interp(BUILD_UP_DEPTHS_MM, run.depth_mm, fluence_on_axis(run, Beam(spot_mm)))
        np.testing.assert_allclose(found, BUILD_UP[spot_mm], rtol=tolerance, err_msg=f"{spot_mm} mm spot")


def test_the_four_layers_of_the_scalp_and_the_build_up_under_spots() -> None:
    run = simulate(SCALP, 60_000, 1)
    scalp_agrees(run)
    build_up_agrees(run, (4, 6, 10), tolerance=0.08)


@pytest.mark.slow
def test_the_four_layers_of_the_scalp_closely() -> None:
    run = simulate(SCALP, 1_000_000, 1)
    assert run.diffuse_reflectance_error < 4e-4
    scalp_agrees(run)
    build_up_agrees(run, (4, 6, 10, 20), tolerance=0.04)
    build_up_agrees(simulate(SCALP, 400_000, 2, radius_edges_mm=radius_grid_mm(Beam(2.0))), (2,), tolerance=0.04)


@pytest.mark.parametrize(
    ("albedo", "g", "n", "optical_thickness"),
    [
        (0.5, 0.0, 1.0, 1.0), (0.95, 0.0, 1.4, 5.0), (0.9, 0.5, 1.33, 2.0), (0.99, 0.8, 1.4, 10.0), (0.8, -0.4, 1.5, 3.0),
        (0.3, 0.6, 1.0, 0.5), (1.0, 0.2, 1.37, 4.0),
    ],
)  # fmt: skip
def test_total_reflectance_and_transmittance_follow_adding_doubling(albedo: float, g: float, n: float, optical_thickness: float) -> None:
    oracles = [iadpython.Sample(a=albedo, b=optical_thickness, g=g, n=n, quad_pts=points).rt() for points in (8, 16)]
    (coarse_r, coarse_t, *_), (fine_r, fine_t, *_) = oracles
    run = simulate(Stack((Layer(1.0, (1 - albedo) * optical_thickness, albedo * optical_thickness, g, n),)), 200_000, 4)
    reflected = run.specular_reflectance + run.diffuse_reflectance
    assert run.diffuse_reflectance_error < 1.2e-3
    agree(reflected, fine_r, run.diffuse_reflectance_error, known_to=abs(fine_r - coarse_r) / 3)
    agree(run.transmittance, fine_t, run.transmittance_error, known_to=abs(fine_t - coarse_t) / 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_adding_doubling_is_followed_for_layers_drawn_at_random(seed: int) -> None:
    rng = np.random.default_rng(seed)
    albedo, g, n, b = 1 - 10 ** rng.uniform(-3, -0.2), rng.uniform(-0.6, 0.85), rng.uniform(1.0, 1.6), 10 ** rng.uniform(-0.5, 1.2)
    test_total_reflectance_and_transmittance_follow_adding_doubling(albedo, g, n, b)


@pytest.mark.parametrize("n_slide", [1.4, 1.5])  # below the index of the sample iadpython gives more light than went in
def test_a_glass_slide_on_top_and_below_follows_adding_doubling(n_slide: float) -> None:
    sample = iadpython.Sample(a=0.9, b=2.0, g=0.5, n=1.4, n_above=n_slide, n_below=n_slide, quad_pts=16)
    expected_r, expected_t, *_ = sample.rt()
    slide = Layer(1.0, 0.0, 0.0, 0.0, n_slide)
    run = simulate(Stack((slide, Layer(1.0, 0.2, 1.8, 0.5, 1.4), slide)), 300_000, 1)
    agree(run.specular_reflectance + run.diffuse_reflectance, expected_r, run.diffuse_reflectance_error, known_to=1e-4)
    agree(run.transmittance, expected_t, run.transmittance_error, known_to=1e-4)
