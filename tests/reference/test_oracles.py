"""The oracles themselves, held against other programs, each other, and plain geometry."""

import math
from dataclasses import replace

import iadpython
import numpy as np
import pytest
from oracles import chords as ch
from oracles.adding_doubling import lambertian_transmittance, solve, solve_with_error
from oracles.agreement import agree
from oracles.scalar_light import Beam, Dot, Hair, Layer, Scene, Stack, absorb, fly, voxels

SCALP = Stack(
    (
        Layer(0.1, 0.27, 16.0, 0.9, 1.40),
        Layer(2.5, 0.03, 15.7, 0.9, 1.40),
        Layer(3.5, 0.01, 12.0, 0.9, 1.44),
        Layer(6.0, 0.025, 18.0, 0.9, 1.55),
    )
)
UNLIKE = Stack((Layer(0.2, 0.3, 8.0, 0.8, 1.5), Layer(0.4, 0.05, 5.0, -0.6, 1.33), Layer(0.3, 0.2, 6.0, 0.7, 1.6)), 1.0, 1.2)
HAIR = Hair(0.1, -0.2, 35.0, 50.0, 1.1, 0.05, 0.12, 0.4, 0.7, 0.15, 0.3, 5.0, 2.0, 9.0)
DOTS = (Dot(0.1, 0.0, 0.5, 0.2, 0.3, 4.0), Dot(-0.3, 0.1, 0.6, 0.15, 0.1, 8.0))


def test_adding_doubling_gives_the_four_layers_of_the_scalp() -> None:
    shares, errors = solve_with_error(SCALP)
    np.testing.assert_allclose(shares.rows, [0.45741 + 1 / 36, 0.01181, 0.11562, 0.25841, 0.05848, 0.07049], atol=5.5e-6)
    assert shares.rows.sum() == pytest.approx(1, abs=1e-12)
    assert errors.max() < 5e-6


def test_adding_doubling_gives_van_de_hulst_and_giovanelli() -> None:
    slab = solve(Stack((Layer(0.2, 1.0, 9.0, 0.75, 1.0),)))
    assert slab.reflectance == pytest.approx(0.09739, abs=5e-6)
    assert slab.transmittance == pytest.approx(0.66096, abs=5e-6)
    assert slab.unscattered_transmittance == pytest.approx(math.exp(-2), abs=1e-6)
    assert solve(Stack((Layer(math.inf, 1.0, 9.0, 0.0, 1.5),))).reflectance == pytest.approx(0.2600, abs=1e-4)


@pytest.mark.parametrize(
    ("albedo", "g", "n", "b"), [(0.5, 0.0, 1.0, 1.0), (0.99, 0.8, 1.4, 10.0), (0.8, -0.4, 1.5, 3.0), (1.0, 0.2, 1.37, 4.0)]
)
def test_adding_doubling_of_one_layer_is_what_iadpython_comes_to(albedo: float, g: float, n: float, b: float) -> None:
    ours = solve(Stack((Layer(1.0, (1 - albedo) * b, albedo * b, g, n),))).rows[:2]
    coarse, fine = (np.array(iadpython.Sample(a=albedo, b=b, g=g, n=n, quad_pts=points).rt()[:2], float) for points in (16, 32))
    assert np.abs(ours - fine).max() < 3e-5
    if n > 1:  # its error falls with the nodes, towards ours
        assert np.abs(ours - fine).max() < np.abs(ours - coarse).max()


def test_adding_doubling_of_layers_without_index_steps_is_what_iadpython_comes_to() -> None:
    layers = [(0.3, 1.0, 0.5), (0.9, 2.0, 0.7), (0.99, 1.5, -0.3)]
    a, b, g = (np.array(column) for column in zip(*layers, strict=True))
    sample = iadpython.Sample(a=a, b=b, g=g, n=1.0, quad_pts=16)
    sample.update_quadrature()
    theirs = [sample.twonuw @ matrix[:, -1] for matrix in iadpython.simple_layer_matrices(sample)]  # reflection is that from below
    stack = Stack(tuple(Layer(1.0, (1 - albedo) * depth, albedo * depth, aniso, 1.0) for albedo, depth, aniso in layers))
    assert solve(Stack(stack.layers[::-1])).reflectance == pytest.approx(theirs[0], abs=2e-5)
    assert solve(stack).transmittance == pytest.approx(theirs[1], abs=2e-5)


def test_adding_doubling_is_reciprocal_across_unlike_media() -> None:
    turned_over = Stack(UNLIKE.layers[::-1], UNLIKE.n_below, UNLIKE.n_above)
    down, up = lambertian_transmittance(UNLIKE, 16), lambertian_transmittance(turned_over, 16)
    assert down == pytest.approx(up * UNLIKE.n_below**2, abs=5e-5)
    assert abs(solve(UNLIKE).transmittance - solve(turned_over).transmittance) > 0.01


@pytest.mark.parametrize("tilt_deg", [0.0, 60.0])
def test_the_twin_follows_adding_doubling(tilt_deg: float) -> None:
    truth = solve(UNLIKE, tilt_deg=tilt_deg)
    answer = fly(Scene(UNLIKE, beam=Beam(1.0, tilt_deg=tilt_deg)), 100_000, 3)
    agree(answer.specular_reflectance + answer.diffuse_reflectance, truth.reflectance, answer.diffuse_reflectance_error)
    agree(answer.transmittance, truth.transmittance, answer.transmittance_error)
    for value, share, error in zip(answer.absorbed_by_layer, truth.absorbed_by_layer, answer.absorbed_by_layer_error, strict=True):
        agree(value, share, error)


def test_the_twin_counts_fluence_where_it_counts_absorption() -> None:
    edges = np.array([0.0, 0.05, 0.2, 0.6, 0.9])
    answer = fly(Scene(UNLIKE), 20_000, depth_edges_mm=edges)
    by_bin = answer.fluence_by_depth * np.diff(edges)
    taken = [0.3 * by_bin[:2].sum(), 0.05 * by_bin[2], 0.2 * by_bin[3]]
    np.testing.assert_allclose(taken, answer.absorbed_by_layer, rtol=1e-9)


def test_roulette_moves_no_answer_of_the_twin() -> None:
    for threshold in (1e-4, 0.3):
        answer = fly(Scene(UNLIKE), 60_000, 5, roulette_below=threshold)
        agree(answer.transmittance, solve(UNLIKE).transmittance, answer.transmittance_error)


def inside_spheroid(p: np.ndarray, radius: float, half: float, axis: np.ndarray) -> np.ndarray:
    along = p @ axis
    return ((p**2).sum(axis=1) - along**2) / radius**2 + along**2 / half**2 < 1


def hair_part(p: np.ndarray) -> np.ndarray:
    """0 tissue, 1 shaft, 2 bulge, 3 bulb: by what each part is."""
    axis = np.array(HAIR.row[2:5])
    q = p - [HAIR.x_mm, HAIR.y_mm, 0.0]
    along = q @ axis
    away = np.sqrt((q**2).sum(axis=1) - along**2)
    part = np.where((along > HAIR.bulge_from_mm) & (along < HAIR.bulge_to_mm) & (away < HAIR.bulge_radius_mm), 2, 0)
    part[(along < HAIR.length_mm) & (away < HAIR.shaft_radius_mm)] = 1
    part[inside_spheroid(q - axis * HAIR.length_mm, HAIR.bulb_radius_mm, HAIR.bulb_half_length_mm, axis)] = 3
    return part


def test_weight_falls_along_a_flight_as_point_by_point_absorption_says() -> None:
    rng = np.random.default_rng(2)
    steps = 40_000
    taken = np.zeros(4)
    for _ in range(30):
        start, target = rng.uniform([-0.6, -0.6, 0.0], [0.9, 0.9, 1.4]), np.array([0.4, 0.2, 0.6]) + rng.normal(0, 0.15, 3)
        step = 2.0
        way = (target - start) / np.linalg.norm(target - start)
        points = start + way * (np.arange(steps)[:, None] + 0.5) * step / steps
        part = hair_part(points)
        mua = np.array([0.1, HAIR.shaft_mua_per_mm, HAIR.bulge_mua_per_mm, HAIR.bulb_mua_per_mm])[part]
        weight = np.exp(-np.concatenate([[0.0], np.cumsum(mua)]) * step / steps)
        truth = np.bincount(part, weights=-np.diff(weight), minlength=4)
        chords, sums = np.empty((ch.MOST, 5)), np.zeros(4)
        count = ch.hair_chords(chords, 0, np.array([HAIR.row]), 1, (0.0, 0.0), *start, *way, step)
        left = absorb(chords, count, step, 1.0, 0.1, 0, sums, np.zeros(1), 4, start[2], way[2])
        np.testing.assert_allclose(sums, truth, atol=3e-4)
        assert left == pytest.approx(weight[-1], abs=3e-4)
        taken += sums
    assert (taken > 0.1).all(), "every part was crossed"


def test_a_flight_through_dots_that_repeat_meets_their_copies() -> None:
    table = np.array([[0.2, -0.1, 0.5, 0.2, 0.3, 4.0, 0.0]])
    chords = np.empty((ch.MOST, 5))
    start, way = np.array([0.0, 0.0, 0.4]), np.array([0.8, 0.6, 0.0])
    count = ch.dot_chords(chords, 0, table, (0.2, 0.8, 0.2), 0, (1.0, 0.7), *start, *way, 50.0)
    points = start + way * (np.arange(200_000)[:, None] + 0.5) * 2.5e-4
    offset = points - table[0, :3]
    offset[:, 0] -= np.round(offset[:, 0])
    offset[:, 1] -= 0.7 * np.round(offset[:, 1] / 0.7)
    share = inside_spheroid(offset, 0.2, 0.3, np.array([0.0, 0.0, 1.0])).mean()
    assert (chords[:count, 1] - chords[:count, 0]).sum() / 50 == pytest.approx(share, abs=5e-5)


def test_voxels_hold_the_volume_of_their_dots_and_flights_through_them_add_up() -> None:
    cubes = voxels(DOTS, 0.02)
    for number, dot in enumerate(DOTS):
        volume = (cubes.owner == number).sum() * 0.02**3
        assert volume == pytest.approx(4 / 3 * math.pi * dot.radius_mm**2 * dot.half_height_mm, rel=0.02)
    chords = np.empty((ch.MOST, 5))
    start, way = np.array([-0.6, 0.05, 0.45]), np.array([0.96, 0.0, 0.28]) / math.hypot(0.96, 0.28)
    count = ch.voxel_chords(chords, 0, cubes.owner, cubes.corner_mm, 0.02, np.array([4.0, 8.0]), 0, *start, *way, 1.0)
    points = start + way * (np.arange(200_000)[:, None] + 0.5) * 5e-6
    cell = np.floor((points - cubes.corner_mm) / 0.02).astype(int)
    within = ((cell >= 0) & (cell < cubes.owner.shape)).all(axis=1)
    owner = np.full(len(points), -1)
    owner[within] = cubes.owner[tuple(cell[within].T)]
    for number in range(2):
        length = (chords[:count, 1] - chords[:count, 0])[chords[:count, 3] == number].sum()
        assert length == pytest.approx((owner == number).mean(), abs=1e-4)


def test_voxels_absorb_more_than_the_dots_they_stand_for() -> None:
    scene = Scene(
        Stack((Layer(1.2, 0.1, 5.0, 0.8, 1.4),)),
        tuple(Dot(0.5 * x, 0.5 * y, 0.4, 0.16, 0.16, 20.0) for x in (-1, 0, 1) for y in (-1, 0, 1)),
        beam=Beam(1.6),
    )
    smooth, rough = (fly(replace(scene, voxel_mm=size), 40_000, 2).absorbed_by_dot.sum() for size in (0.0, 0.08))
    assert 1.01 < rough / smooth < 1.15
