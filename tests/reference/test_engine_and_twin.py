"""The engine beside its float64 scalar twin: dots, hairs, fields and beams drawn at random."""

import math

import numpy as np
import pytest
from oracles.agreement import deviations, engine_flies, same_but_for_chance
from oracles.scalar_light import Beam, Dot, Hair, Layer, Scene, Stack, fly

from unstipple.optics import FractionalArray

BAND = Stack((Layer(0.1, 0.8, 8.0, 0.8, 1.45), Layer(1.2, 0.3, 6.0, 0.7, 1.4), Layer(0.5, 0.5, 4.0, 0.5, 1.5)), 1.0, 1.33)
EDGES_MM = np.array([0.0, 0.1, 0.4, 0.8, 1.3, 1.8])


def random_beam(rng: np.random.Generator) -> Beam | None:
    tilt_deg = float(rng.choice([0.0, rng.uniform(0, 50)]))
    profile = str(rng.choice(["flat-top", "gaussian", "measured", "pencil"]))
    if profile == "pencil":
        return None
    if profile == "measured":
        return Beam(1.2, "measured", tilt_deg, (0.0, 0.3, 0.5, 0.7), (0.2, 1.0, 0.6, 0.0))
    return Beam(1.2 if profile == "flat-top" else 0.7, profile, tilt_deg)  # type: ignore[arg-type]


def random_scene(seed: int) -> Scene:
    """Some dots, which may overlap, and hairs that lean alike, in a field of any kind."""
    rng = np.random.default_rng(seed)
    edge = ("none", "open", "periodic")[seed % 3]
    dots = []
    for _ in range(rng.integers(1, 7)):
        radius, half = rng.uniform(0.03, 0.25), rng.uniform(0.03, 0.3)
        place = rng.uniform(-0.9, 0.9, 2)
        dots.append(
            Dot(*(float(p) for p in place), float(rng.uniform(0.11 + half, 1.29 - half)), radius, half, float(10 ** rng.uniform(-0.5, 1.7)))
        )
    azimuth, tilt = float(rng.uniform(0, 360)), float(rng.uniform(0, 50))
    hairs = [
        Hair(x, float(rng.uniform(-0.2, 0.2)), tilt, azimuth, float(rng.uniform(0.7, 1.5)), float(rng.uniform(0.02, 0.07)),
             0.12, 0.2, 0.45, 0.12, 0.2, *(float(10 ** rng.uniform(0, 1.2)) for _ in range(3)))
        for x in ((-0.6, 0.6) if seed % 2 else ())
    ]  # fmt: skip
    return Scene(BAND, tuple(dots), tuple(hairs), 4.0, float(rng.choice([4.0, 3.6])), edge, random_beam(rng))  # type: ignore[arg-type]


def holds(scene: Scene, photons: int, seed: int = 1) -> None:
    run = engine_flies(scene, 4 * photons, seed, depth_edges_mm=EDGES_MM, radius_edges_mm=[0.0, 1.0])
    same_but_for_chance(deviations(run, fly(scene, photons, seed, depth_edges_mm=EDGES_MM)))


@pytest.mark.parametrize("seed", range(9))
def test_random_scenes_give_the_twins_answer(seed: int) -> None:
    holds(random_scene(seed), 40_000, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 112))
def test_many_random_scenes_give_the_twins_answer_closely(seed: int) -> None:
    holds(random_scene(seed), 400_000, seed)


def test_a_fractional_array_gives_the_twins_answer() -> None:
    array = FractionalArray(Beam(0.1, tilt_deg=20.0), 0.5, 1.6)
    dots = tuple(Dot(0.5 * x, 0.5 * y, 0.4, 0.1, 0.15, 20.0) for x in (-1, 0, 1) for y in (-1, 0, 1))
    holds(Scene(BAND, dots, beam=array), 40_000)


def test_dots_without_absorption_shade_nothing_and_hollow_the_tissue() -> None:
    holds(Scene(BAND, (Dot(0.0, 0.0, 0.7, 0.5, 0.5, 0.0),), beam=Beam(0.8)), 60_000)


@pytest.mark.parametrize("mua_per_mm", [0.1, 0.29, 0.31, 0.4])
def test_dots_hardly_darker_or_lighter_than_tissue_are_seen(mua_per_mm: float) -> None:
    scene = Scene(BAND, (Dot(0.0, 0.0, 0.6, 0.4, 0.4, mua_per_mm), Dot(0.5, 0.5, 0.6, 0.1, 0.1, 0.2)), beam=Beam(0.8))
    holds(scene, 40_000)
    run = engine_flies(scene, 40_000)
    assert run.absorbed_by_dot_error[0] < 0.03 * run.absorbed_by_dot[0]


def test_a_dot_much_darker_than_light_can_cross_takes_what_falls_on_it() -> None:
    clear = Stack((Layer(1.0, 0.0, 0.01, 0.0, 1.0),))
    run = engine_flies(Scene(clear, (Dot(0.0, 0.0, 0.5, 0.3, 0.2, 1000.0),), beam=Beam(1.0)), 200_000)
    shadow = (0.3 / 0.5) ** 2
    assert run.absorbed_by_dot[0] == pytest.approx(shadow, abs=4 * run.absorbed_by_dot_error[0] + 0.005)


def test_a_dot_in_clear_tissue_absorbs_as_its_chords_say() -> None:
    clear, radius, mua = Stack((Layer(1.0, 0.0, 0.0, 0.0, 1.0),)), 0.3, 4.0
    run = engine_flies(Scene(clear, (Dot(0.0, 0.0, 0.5, radius, radius, mua),), beam=Beam(2 * radius)), 200_000)
    x = 2 * mua * radius
    passed = 2 / x**2 * (1 - (1 + x) * math.exp(-x))  # mean of exp(-mua chord) over the disc of a sphere
    assert run.absorbed_by_dot[0] == pytest.approx(1 - passed, abs=4 * run.absorbed_by_dot_error[0])
    assert run.transmittance == pytest.approx(passed, abs=4 * run.transmittance_error)
