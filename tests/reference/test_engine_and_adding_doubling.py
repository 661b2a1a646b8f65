"""The engine beside adding-doubling, for stacks of many unlike layers."""

import math

import numpy as np
import pytest
from oracles.adding_doubling import solve_with_error

from unstipple.optics import Beam, Layer, LightRun, Stack, simulate

LIMIT = 4.6
"""Student's t with 63 degrees of freedom is beyond it once in 40,000: among all rows of these scenes in one run of two hundred."""


def deviations(run: LightRun, stack: Stack, tilt_deg: float) -> np.ndarray:
    shares, errors = solve_with_error(stack, 24, tilt_deg=tilt_deg)
    ours = np.array([run.specular_reflectance + run.diffuse_reflectance, run.transmittance, *run.absorbed_by_layer])
    error = np.hypot([run.diffuse_reflectance_error, run.transmittance_error, *run.absorbed_by_layer_error], errors)
    tiny = (error == 0) | (shares.rows < 1e-6)
    np.testing.assert_allclose(ours[tiny], shares.rows[tiny], atol=1e-5)
    return (ours - shares.rows)[~tiny] / error[~tiny]


def random_stack(rng: np.random.Generator) -> Stack:
    layers = []
    for _ in range(rng.integers(2, 6)):
        mus = 0.0 if rng.random() < 0.1 else 10 ** rng.uniform(-0.5, 1.3)
        mua = 0.0 if rng.random() < 0.15 else 10 ** rng.uniform(-2, 0.5)
        layers.append(
            Layer(
                10 ** rng.uniform(-1.5, 0.3),
                mua,
                mus,
                rng.choice([0.0, rng.uniform(-0.8, 0.95)]),
                rng.choice([1.0, 1.4, rng.uniform(1.0, 1.7)]),
            )
        )
    if rng.random() < 0.2:
        layers[-1] = Layer(math.inf, 0.3, 5.0, 0.6, 1.4)
    return Stack(tuple(layers), rng.choice([1.0, 1.33]), rng.choice([1.0, 1.2, 1.5]))


def holds(seed: int, photons: int) -> None:
    rng = np.random.default_rng(seed)
    stack, tilt_deg = random_stack(rng), float(rng.choice([0.0, rng.uniform(5, 75)]))
    run = simulate(stack, photons, seed, beam=Beam(1.0, tilt_deg=tilt_deg) if tilt_deg else None)
    found = deviations(run, stack, tilt_deg)
    assert np.abs(found).max(initial=0) < LIMIT, (stack, tilt_deg, found)


@pytest.mark.parametrize("seed", range(8))
def test_random_stacks_straight_or_tilted_follow_adding_doubling(seed: int) -> None:
    holds(seed, 100_000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 124))
def test_many_random_stacks_follow_adding_doubling_closely(seed: int) -> None:
    holds(seed, 600_000)
