from dataclasses import replace

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.optics import Atlas, Beam, Layer, Stack, fluence_on_axis, make_atlas, simulate

pytestmark = pytest.mark.slow  # its own variant of the walk is compiled first

EDGES = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.2])


def skin(epidermis_mm: float, melanin_per_mm: float, blood_per_mm: float, mus_per_mm: float) -> Stack:
    return Stack(
        (
            Layer(epidermis_mm, melanin_per_mm, mus_per_mm, 0.8, 1.4),
            Layer(2.0, blood_per_mm, mus_per_mm, 0.8, 1.4),
            Layer(4.0, 0.01, 0.75 * mus_per_mm, 0.8, 1.44),
        )
    )


RNG = np.random.default_rng(4)
DRAWS = np.stack([RNG.uniform(low, high, 40) for low, high in ((0.06, 0.13), (0.1, 2.0), (0.02, 0.08), (4, 14))], axis=1)
SKINS = [skin(*draw) for draw in DRAWS.tolist()]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return make_atlas(SKINS, 40_000, 2, deepest_mm=1.2)


def test_the_fluence_at_the_dots_is_within_three_per_cent_of_direct_runs(atlas: Atlas) -> None:
    beam = Beam(4.0)
    many = atlas.fluence(SKINS, beam, EDGES)
    for number in range(0, 40, 8):
        direct = fluence_on_axis(simulate(SKINS[number], 100_000, 50 + number, depth_edges_mm=EDGES), beam)
        assert many[number, 3:].mean() == pytest.approx(direct[3:].mean(), rel=0.03)
        assert many[number, :3] == pytest.approx(direct[:3], rel=0.08)


def test_more_melanin_leaves_less_light_and_keeps_its_order(atlas: Atlas) -> None:
    stacks = [skin(0.1, melanin, 0.04, 8.0) for melanin in (0.1, 0.5, 1.0, 2.0)]
    fluence = atlas.fluence(stacks, Beam(4.0), EDGES)
    assert (np.diff(fluence, axis=0) < 0).all()


def test_the_stack_that_was_flown_comes_back_unchanged() -> None:
    alone = skin(0.1, 0.5, 0.04, 8.0)
    own = make_atlas([alone], 40_000, 2, deepest_mm=1.2)
    assert len(own.journeys) == 1
    direct = fluence_on_axis(simulate(alone, 60_000, 9, depth_edges_mm=EDGES), Beam(6.0))
    np.testing.assert_allclose(own.fluence([alone], Beam(6.0), EDGES)[0], direct, rtol=0.05)


def test_the_mean_over_a_stamps_cell_is_below_its_axis(atlas: Atlas) -> None:
    axis = atlas.fluence(SKINS[:3], Beam(4.0), EDGES)
    cell = atlas.fluence(SKINS[:3], Beam(4.0), EDGES, np.array([0.5, 1.0, 1.5]))
    assert (cell[:, 2:] < axis[:, 2:]).all()


def test_the_same_seed_gives_the_same_answer_whatever_the_number_of_threads() -> None:
    few = [make_atlas(SKINS[:4], 2_000, 3, threads=threads).fluence(SKINS[:4], Beam(4.0), EDGES) for threads in (1, 3)]
    assert (few[0] == few[1]).all()


def test_stacks_that_are_not_alike_are_refused_by_name(atlas: Atlas) -> None:
    with pytest.raises(BadInput, match="stack 2"):
        make_atlas([SKINS[0], Stack(SKINS[0].layers[:2])], 1000)
    odd = replace(SKINS[0], layers=(replace(SKINS[0].layers[0], n=1.5), *SKINS[0].layers[1:]))
    with pytest.raises(BadInput, match="refractive"):
        atlas.fluence([odd], Beam(4.0), EDGES)
    with pytest.raises(BadInput, match="depth_edges_mm"):
        atlas.fluence(SKINS[:1], Beam(4.0), [0.0, 5.0])
    with pytest.raises(BadInput, match="stacks"):
        make_atlas([], 1000)
