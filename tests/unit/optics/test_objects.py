"""Dots: what they take, from which side, and that no symmetry, edge or neighbour changes it unduly."""

import math

import numpy as np
import pytest

from unstipple.optics import Beam, Block, Dots, Field, Layer, LightRun, Stack, simulate

TISSUE = Layer(1.0, 0.1, 6.0, 0.6, 1.0)
STACK = Stack((Layer(0.2, 0.3, 6.0, 0.6, 1.0), TISSUE))
PLACES = np.array([[0.3, 0.1, 0.5], [-0.6, 0.4, 0.7], [0.1, -0.5, 0.9], [0.7, 0.6, 0.6]])
BEAM = Beam(1.6)


def dots(sign_x: float = 1.0, mua: float = 8.0) -> Dots:
    x, y, z = PLACES.T
    return Dots(sign_x * x, y, z, 0.15, 0.2, mua)


def energy(run: LightRun) -> float:
    return (
        run.specular_reflectance + run.diffuse_reflectance + run.transmittance + run.escaped_sideways
        + float(run.absorbed_by_layer.sum() + run.absorbed_by_dot.sum() + run.absorbed_by_hair.sum())
    )  # fmt: skip


def close(a: LightRun, b: LightRun, sigmas: float = 4.5) -> None:
    for name in ("absorbed_by_dot", "absorbed_by_layer", "diffuse_reflectance", "transmittance"):
        error = np.hypot(getattr(a, f"{name}_error"), getattr(b, f"{name}_error"))
        assert (np.abs(getattr(a, name) - getattr(b, name)) <= sigmas * error).all(), name


@pytest.mark.parametrize("edge", ["open", "periodic"])
def test_energy_adds_up_with_dots(edge: str) -> None:
    run = simulate(STACK, 5_000, 2, beam=BEAM, dots=dots(), field=Field(2.0, 2.0, edge))  # type: ignore[arg-type]
    assert energy(run) == pytest.approx(1, abs=1e-9)
    assert (run.absorbed_by_dot > 0).all()
    assert (run.absorbed_by_dot_error < run.absorbed_by_dot).all()
    assert (run.escaped_sideways > 0) == (edge == "open")


def test_with_all_eight_with_four_and_with_two_mirrorings_the_dots_take_the_same() -> None:
    eight = simulate(STACK, 40_000, 1, beam=BEAM, dots=dots(), field=Field(8.0, 8.0))
    four = simulate(STACK, 40_000, 2, beam=BEAM, dots=dots(), field=Field(8.0, 8.01))
    two = simulate(STACK, 40_000, 3, beam=Beam(1.6, tilt_deg=1e-6), dots=dots(), field=Field(8.0, 8.0))
    close(eight, four)
    close(eight, two)
    assert (eight.absorbed_by_dot_error < two.absorbed_by_dot_error).all(), "more copies of a path tell more"


def test_a_mirrored_pattern_takes_what_the_pattern_takes() -> None:
    close(simulate(STACK, 40_000, 1, beam=BEAM, dots=dots()), simulate(STACK, 40_000, 2, beam=BEAM, dots=dots(-1)))
    same, other = (simulate(STACK, 20_000, 1, beam=BEAM, dots=dots(sign)) for sign in (1, -1))
    np.testing.assert_allclose(same.absorbed_by_dot, other.absorbed_by_dot, rtol=1e-4, err_msg="the same paths see both")


def test_a_mirrored_pattern_under_a_tilted_beam_takes_something_else() -> None:
    same, other = (simulate(STACK, 40_000, 1, beam=Beam(1.0, tilt_deg=45.0), dots=dots(sign)) for sign in (1, -1))
    error = np.hypot(same.absorbed_by_dot_error, other.absorbed_by_dot_error)
    assert (np.abs(same.absorbed_by_dot - other.absorbed_by_dot) > 6 * error).any()


def test_the_order_of_the_dots_changes_only_their_order() -> None:
    order = [2, 0, 3, 1]
    x, y, z = PLACES[order].T
    run, shuffled = (simulate(STACK, 5_000, 1, beam=BEAM, dots=each) for each in (dots(), Dots(x, y, z, 0.15, 0.2, 8.0)))
    np.testing.assert_allclose(run.absorbed_by_dot[order], shuffled.absorbed_by_dot, rtol=1e-5)


def test_a_periodic_field_is_a_tile_of_the_same_pattern_laid_out_at_large() -> None:
    x, y = (each.ravel() for each in np.meshgrid(*(np.arange(-6.0, 7.0),) * 2))
    narrow = Beam(0.7)
    tile = simulate(STACK, 40_000, 2, beam=narrow, dots=Dots(0.0, 0.0, 0.6, 0.2, 0.2, 8.0), field=Field(1.0, 1.0, "periodic"))
    large = simulate(STACK, 40_000, 3, beam=narrow, dots=Dots(x, y, 0.6, 0.2, 0.2, 8.0), field=Field(13.0, 13.0))
    error = math.hypot(tile.absorbed_by_dot_error[0], np.linalg.norm(large.absorbed_by_dot_error))
    assert abs(tile.absorbed_by_dot[0] - large.absorbed_by_dot.sum()) < 4.5 * error, "dots that repeat take in one what they take in all"
    assert large.escaped_sideways < 1e-3
    assert tile.escaped_sideways == 0


def test_where_dots_overlap_the_darker_counts() -> None:
    inner = (0.0, 0.0, 0.6, 0.2, 0.2)
    outer = (0.0, 0.0, 0.6, 0.3, 0.3)
    both = Dots(*(np.array(pair) for pair in zip(inner, outer, strict=True)), np.array([2.0, 9.0]))
    hidden = simulate(STACK, 10_000, 1, beam=BEAM, dots=both)
    alone = simulate(STACK, 10_000, 1, beam=BEAM, dots=Dots(*outer, 9.0))
    assert hidden.absorbed_by_dot[0] == 0
    np.testing.assert_allclose(hidden.absorbed_by_dot[1], alone.absorbed_by_dot[0], rtol=1e-6)
    twins = Dots(*(np.array(pair) for pair in zip(outer, outer, strict=True)), np.array([9.0, 9.0]))
    assert simulate(STACK, 10_000, 1, beam=BEAM, dots=twins).absorbed_by_dot.sum() == pytest.approx(alone.absorbed_by_dot[0], rel=1e-6)


@pytest.mark.parametrize("mua", [0.02, 0.1, 0.1000001, 0.15])
def test_a_dot_takes_by_its_own_absorption_even_when_it_is_as_clear_as_the_tissue(mua: float) -> None:
    stack = Stack((Layer(1.0, 0.1, 6.0, 0.6, 1.0),))
    shape = (0.0, 0.0, 0.5, 0.4, 0.4)
    faint, dark = (simulate(stack, 20_000, 1, beam=Beam(1.0), dots=Dots(*shape, each)) for each in (mua, 0.3))
    ratio = faint.absorbed_by_dot[0] / dark.absorbed_by_dot[0]
    spread = math.hypot(faint.absorbed_by_dot_error[0] / faint.absorbed_by_dot[0], dark.absorbed_by_dot_error[0] / dark.absorbed_by_dot[0])
    assert ratio == pytest.approx(mua / 0.3, rel=4 * spread + 0.12), "little light is lost in either"
    assert ratio > 0.98 * mua / 0.3, "a darker dot shades itself more"


def test_a_dot_of_the_tissues_own_absorption_changes_nothing() -> None:
    stack = Stack((Layer(1.0, 0.5, 6.0, 0.6, 1.0),))
    plain = simulate(stack, 40_000, 1, beam=Beam(1.0))
    dotted = simulate(stack, 40_000, 2, beam=Beam(1.0), dots=Dots(0.0, 0.0, 0.5, 0.3, 0.3, 0.5))
    for name in ("diffuse_reflectance", "transmittance"):
        error = math.hypot(getattr(plain, f"{name}_error"), getattr(dotted, f"{name}_error"))
        assert abs(getattr(plain, name) - getattr(dotted, name)) < 4.5 * error
    taken = dotted.absorbed_by_dot[0] + dotted.absorbed_by_layer[0]
    error = math.hypot(plain.absorbed_by_layer_error[0], dotted.absorbed_by_dot_error[0] + dotted.absorbed_by_layer_error[0])
    assert abs(taken - plain.absorbed_by_layer[0]) < 4.5 * error
    assert dotted.absorbed_by_dot[0] > 0.02


def test_a_clear_dot_lets_light_through_that_tissue_would_take() -> None:
    stack = Stack((Layer(1.0, 2.0, 1.0, 0.5, 1.0),))
    plain, holed = (simulate(stack, 20_000, 1, dots=Dots(0.0, 0.0, 0.5, 0.4, 0.49, mua)) for mua in (2.0, 0.0))
    assert holed.absorbed_by_dot[0] == pytest.approx(0, abs=1e-6)
    assert holed.transmittance > plain.transmittance + 10 * math.hypot(holed.transmittance_error, plain.transmittance_error)


def test_a_beam_through_the_middle_of_a_dot_falls_off_as_beer_and_lambert_say() -> None:
    dark = Dots(0.0, 0.0, 0.5, 0.3, 0.25, 4.0)
    run = simulate(Stack((Layer(1.0, 0.5, 0.0, 0.0, 1.0),)), 100_000, dots=dark)
    before, through = math.exp(-0.5 * 0.25), math.exp(-4 * 0.5)
    assert run.absorbed_by_dot[0] == pytest.approx(before * (1 - through), abs=4 * run.absorbed_by_dot_error[0] + 1e-6)
    assert run.transmittance == pytest.approx(before * through * before, abs=4 * run.transmittance_error + 1e-6)


def test_dots_in_a_clear_layer_absorb_what_crosses_them() -> None:
    stack = Stack((Layer(1.0, 0.0, 0.0, 0.0, 1.0), Layer(1.0, 0.1, 5.0, 0.5, 1.0)))
    run = simulate(stack, 50_000, dots=Dots(0.0, 0.0, 0.5, 0.3, 0.25, 2.0))
    assert run.absorbed_by_dot[0] > 1 - math.exp(-1) - 4 * run.absorbed_by_dot_error[0], "the beam and a little of what comes back"
    assert run.absorbed_by_layer[0] == pytest.approx(0, abs=1e-6)
    assert energy(run) == pytest.approx(1, abs=1e-9)


def test_dots_above_an_endless_layer_are_seen() -> None:
    stack = Stack((Layer(0.5, 0.0, 5.0, 0.5, 1.4), Layer(math.inf, 0.2, 5.0, 0.8, 1.4)))
    run = simulate(stack, 5_000, beam=Beam(1.0), dots=Dots([0.0, 0.2], 0.0, [0.25, 3.0], 0.1, 0.1, 5.0))
    assert energy(run) == pytest.approx(1, abs=1e-9)
    assert (run.absorbed_by_dot > 0).all()


@pytest.mark.parametrize("field", [None, Field(1.0, 1.0), Field(1.0, 1.0, "periodic")])
def test_no_dots_at_all_are_no_dots(field: Field | None) -> None:
    nothing = Dots(*(np.zeros(0),) * 6)
    run = simulate(STACK, 1_000, dots=nothing, field=field)
    assert run.absorbed_by_dot.shape == (0,)
    assert run.diffuse_reflectance == simulate(STACK, 1_000, field=field).diffuse_reflectance


@pytest.mark.parametrize("photons", [1, 2, 17])
def test_a_few_photons_among_dots_have_all_their_energy(photons: int) -> None:
    run = simulate(STACK, photons, dots=dots(), beam=BEAM)
    assert energy(run) == pytest.approx(1, abs=1e-9)
    assert np.isfinite(run.absorbed_by_dot_error).all()


COMPARED = ("absorbed_by_dot", "absorbed_by_dot_error", "absorbed_by_layer", "fluence_by_annulus", "escaped_by_angle", "fluence_in_cells")


@pytest.mark.parametrize("block", [None, pytest.param(Block(2.0, 2.0, 1.2, 0.2), marks=pytest.mark.slow)])
def test_the_answer_with_objects_does_not_depend_on_the_number_of_threads(block: Block | None) -> None:
    one, two, five = (simulate(STACK, 10_001, 7, beam=BEAM, dots=dots(), field=Field(2.0, 2.0), block=block, threads=n) for n in (1, 2, 5))
    for other in (two, five):
        for name in COMPARED:
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert (one.escaped_sideways, one.diffuse_reflectance) == (other.escaped_sideways, other.diffuse_reflectance)


def test_light_over_the_edge_of_an_open_field_is_gone() -> None:
    fields = [Field(2.0, 2.0), Field(4.0, 4.0), Field(200.0, 200.0)]
    escaped = [simulate(STACK, 20_000, 1, beam=BEAM, field=field).escaped_sideways for field in fields]
    assert escaped[0] > escaped[1] > escaped[2] == 0
    loose, periodic = (simulate(STACK, 20_000, 1, beam=BEAM, field=field) for field in (None, Field(2.0, 2.0, "periodic")))
    assert periodic.escaped_sideways == 0
    assert periodic.diffuse_reflectance == pytest.approx(loose.diffuse_reflectance, abs=5 * loose.diffuse_reflectance_error)


@pytest.mark.slow
def test_a_coarse_block_shows_the_shadow_where_the_dot_is_and_not_where_its_mirror_image_is() -> None:
    stack = Stack((Layer(1.0, 0.1, 5.0, 0.5, 1.0),))
    black = Dots(1.0, 0.0, 0.5, 0.45, 0.45, 30.0)
    run = simulate(stack, 20_000, beam=Beam(3.0), dots=black, field=Field(4.0, 4.0), block=Block(4.0, 4.0, 1.0, 0.5))
    middle = run.fluence_in_cells[1]
    assert middle[3:5, 5:7].mean() < 0.5 * middle[3:5, 1:3].mean()


@pytest.mark.slow
@pytest.mark.parametrize("dotted", [False, True])
def test_a_block_holds_the_same_light_as_the_rings(dotted: bool) -> None:
    stack = Stack((TISSUE,))
    block, edges = Block(2.0, 1.5, 1.0, 0.25), {"depth_edges_mm": [0.0, 1.0], "radius_edges_mm": [0.0, 9.0]}
    one = Dots(0.3, 0.1, 0.5, 0.15, 0.2, 8.0)
    run = simulate(stack, 5_000, beam=BEAM, block=block, dots=one if dotted else None, **edges)  # type: ignore[arg-type]
    assert block.shape == run.fluence_in_cells.shape == (4, 6, 8)
    assert run.fluence_in_cells.sum() * block.cell_mm**3 == pytest.approx(run.fluence_by_depth[0], rel=1e-4)
