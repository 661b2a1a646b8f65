"""Laws of light that need no published number."""

import math

import numpy as np
import pytest

from unstipple.optics import Beam, Layer, Stack, simulate
from unstipple.optics.lanes import arithmetic, step_kernel
from unstipple.optics.lanes.arithmetic import f4

INF = math.inf


def agrees(value: float, truth: float, error: float) -> bool:
    return abs(value - truth) <= 4 * error + 1e-12


@pytest.mark.parametrize("thickness_mm", [0.3, 3.0])
def test_without_scattering_light_falls_off_as_beer_and_lambert_say(thickness_mm: float) -> None:
    mua = 0.7
    run = simulate(Stack((Layer(thickness_mm, mua, 0.0, 0.0, 1.0),)), 200_000, 3)
    through = math.exp(-mua * thickness_mm)
    assert run.diffuse_reflectance == 0
    assert run.unscattered_transmittance == run.transmittance
    assert agrees(run.transmittance, through, run.transmittance_error)
    edges = run.depth_edges_mm
    mean = (np.exp(-mua * edges[:-1]) - np.exp(-mua * edges[1:])) / (mua * np.diff(edges))
    assert (np.abs(run.fluence_by_depth - mean) <= 5 * run.fluence_by_depth_error + 1e-12).all()
    assert run.fluence_by_annulus[:, 0].sum() == pytest.approx(run.fluence_by_depth.sum()), "a pencil that is not scattered stays a pencil"


def test_a_clear_plate_passes_what_its_two_faces_let_through() -> None:
    run = simulate(Stack((Layer(5.0, 0.0, 0.0, 0.0, 1.5),)), 10)
    face = 0.04
    assert run.specular_reflectance == pytest.approx(2 * face / (1 + face))
    assert run.transmittance == pytest.approx((1 - face) / (1 + face))
    np.testing.assert_allclose(run.fluence_by_depth, (1 - face) * (1 + face) / (1 - face**2))


def test_clear_plates_on_top_mirror_and_pass_as_their_faces_say() -> None:
    plates = (Layer(1.0, 0.0, 0.0, 0.0, 1.5), Layer(1.0, 0.0, 0.0, 0.0, 1.3))
    run = simulate(Stack((*plates, Layer(INF, 10.0, 0.0, 0.0, 1.5))), 10)
    a, b = 0.04, (0.2 / 2.8) ** 2
    pair = b + (1 - b) ** 2 * b / (1 - b * b)  # the two inner faces
    total = a + (1 - a) ** 2 * pair / (1 - a * pair)
    assert run.specular_reflectance == pytest.approx(total)
    assert run.absorbed_by_layer[2] == pytest.approx(1 - total)
    down_in_first = (1 - a) / (1 - a * pair)
    assert run.fluence_by_depth[10] == pytest.approx(down_in_first * (1 + pair))


def test_an_index_matched_clear_layer_changes_no_share_of_the_energy(slab: Stack) -> None:
    gap = Layer(3.0, 0.0, 0.0, 0.0, 1.0)
    alone = simulate(slab, 100_000)
    between = simulate(Stack((gap, *slab.layers, gap)), 100_000)
    for share in ("diffuse_reflectance", "transmittance"):
        error = math.hypot(getattr(alone, f"{share}_error"), getattr(between, f"{share}_error"))
        assert agrees(getattr(between, share), getattr(alone, share), error)
    absorbed = between.absorbed_by_layer
    assert (absorbed[0], absorbed[2]) == (0, 0)
    assert agrees(absorbed[1], alone.absorbed_by_layer[0], 1.5 * alone.absorbed_by_layer_error[0])


def test_fluence_in_a_clear_gap_continues_the_fluence_of_its_matched_neighbour() -> None:
    half = Layer(0.5, 0.2, 10.0, 0.5, 1.4)
    run = simulate(Stack((half, Layer(0.1, 0.0, 0.0, 0.0, 1.4), half)), 100_000)
    centres, fluence = run.depth_mm, run.fluence_by_depth
    gap = fluence[(centres > 0.5) & (centres < 0.6)].mean()
    beside = np.interp(0.55, *zip(*[(z, fluence[np.abs(centres - z).argmin()]) for z in (0.47, 0.49, 0.61, 0.63)], strict=True))
    assert gap == pytest.approx(beside, rel=0.03)


def test_fluence_along_paths_agrees_with_fluence_from_interactions() -> None:
    mua, thickness = 0.3, 0.4
    thin = Layer(thickness, mua, 0.5, 0.3, 1.4)  # thin: scored along its paths; the absorbed share comes from interactions
    run = simulate(Stack((thin, Layer(2.0, 0.1, 12.0, 0.8, 1.5))), 200_000, 5)
    inside = run.depth_edges_mm[1:] <= thickness + 1e-9
    by_path = float((run.fluence_by_depth * np.diff(run.depth_edges_mm))[inside].sum()) * mua
    assert agrees(by_path, run.absorbed_by_layer[0], 1.5 * run.absorbed_by_layer_error[0])
    assert run.absorbed_by_layer_error[0] / run.absorbed_by_layer[0] < 0.01


def test_two_equal_layers_are_one_layer() -> None:
    whole = simulate(Stack((Layer(1.0, 0.2, 10.0, 0.8, 1.4),)), 100_000, 1)
    cut = simulate(Stack((Layer(0.3, 0.2, 10.0, 0.8, 1.4), Layer(0.7, 0.2, 10.0, 0.8, 1.4))), 100_000, 2)
    error = math.hypot(whole.diffuse_reflectance_error, cut.diffuse_reflectance_error)
    assert agrees(whole.diffuse_reflectance, cut.diffuse_reflectance, error)
    assert agrees(whole.absorbed_by_layer.sum(), cut.absorbed_by_layer.sum(), error)


def test_unscattered_light_through_several_layers_follows_beer_and_lambert() -> None:
    layers = (Layer(0.4, 0.3, 2.0, 0.6, 1.0), Layer(0.8, 0.02, 1.0, 0.2, 1.0))
    run = simulate(Stack(layers), 100_000)
    truth = math.exp(-sum(layer.mut_per_mm * layer.thickness_mm for layer in layers))
    assert agrees(run.unscattered_transmittance, truth, run.unscattered_transmittance_error)
    assert run.unscattered_transmittance < run.transmittance


@pytest.fixture
def python_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lanes' inner functions as plain Python: compiled ones do not mix with single-precision scalars there."""
    for name in ("cosine_pi", "sine_pi"):
        monkeypatch.setattr(step_kernel, name, getattr(arithmetic, name).py_func)


@pytest.mark.parametrize("g", [-0.95, -0.5, -1e-9, 0.0, 1e-12, 0.3, 0.5, 0.9, 0.99])
def test_scattering_cosines_follow_henyey_and_greenstein(g: float) -> None:
    steps = (np.arange(20_001) + 0.5) / 20_001 * 2 - 1
    bends = step_kernel._bend.py_func(f4(g), steps.astype(np.float32)).astype(np.float64)
    assert (bends >= 0).all()
    assert (bends <= 2 + 1e-6).all()
    assert (np.diff(bends) <= 1e-6).all()
    cosines = 1 - bends
    assert cosines.mean() == pytest.approx(g, abs=2e-4)
    assert ((3 * cosines**2 - 1) / 2).mean() == pytest.approx(g * g, abs=6e-4), "the second moment of the phase function is g squared"


def test_strongly_forward_scattering_keeps_its_small_angles() -> None:
    g, steps = 0.9999, np.linspace(-0.999, 0.999, 1001)
    exact = (1 - (1 + g * g - ((1 - g * g) / (1 + g * steps)) ** 2) / (2 * g)).astype(np.float64)
    bends = step_kernel._bend.py_func(f4(g), steps.astype(np.float32))
    np.testing.assert_allclose(bends, exact, rtol=2e-3, err_msg="g itself is only 6e-8 fine, against 1e-4 from forward")


def test_no_anisotropy_is_exactly_isotropic() -> None:
    for s in (-1.0, -0.3, 0.0, 0.7, 1.0):
        assert step_kernel._bend.py_func(f4(0), f4(s)) == f4(1) - f4(s)


@pytest.mark.usefixtures("python_bits")
def test_turning_keeps_length_and_turns_by_the_asked_angle_even_at_the_poles() -> None:
    rng = np.random.default_rng(1)
    directions = [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (1e-9, 0.0, -1.0), *(v / np.linalg.norm(v) for v in rng.normal(size=(200, 3)))]
    for u in directions:
        cosine, azimuth = rng.uniform(-1, 1), rng.uniform(-0.5, 0.5)
        turned = step_kernel._turned.py_func(*(f4(part) for part in u), f4(1 - cosine), f4(azimuth), bool(rng.integers(2)))
        there = np.array(turned, dtype=np.float64)
        assert there @ there == pytest.approx(1, abs=4e-6)
        assert there @ np.array(u) == pytest.approx(cosine, abs=4e-6)


@pytest.mark.usefixtures("python_bits")
def test_no_bend_gives_the_direction_back_exactly() -> None:
    for u in [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (0.6, 0.0, 0.8), (0.36, 0.48, -0.8)]:
        singles = tuple(f4(part) for part in u)
        assert step_kernel._turned.py_func(*singles, f4(0), f4(0.3), True) == singles


@pytest.mark.parametrize("name", ["log", "sine_pi", "cosine_pi"])
def test_the_lanes_own_functions_are_single_precision_right(name: str) -> None:
    ours, truth, x = {
        "log": (arithmetic.log, np.log, np.concatenate([np.geomspace(1e-7, 1, 2001), 1 - np.geomspace(1e-7, 0.5, 500)])),
        "sine_pi": (arithmetic.sine_pi, lambda t: np.sin(np.pi * t), np.linspace(-0.5, 0.5, 2001)),
        "cosine_pi": (arithmetic.cosine_pi, lambda t: np.cos(np.pi * t), np.linspace(-0.5, 0.5, 2001)),
    }[name]
    singles = x.astype(np.float32)
    found = np.array([ours(each) for each in singles])
    np.testing.assert_allclose(found, truth(singles.astype(np.float64)), rtol=4e-7, atol=1e-6)


def test_a_face_mirrors_as_fresnel_says_at_normal_and_brewster_incidence_and_beyond_the_critical_angle() -> None:
    black = Layer(INF, 50.0, 0.0, 0.0, 1.5)
    assert simulate(Stack((black,)), 10).specular_reflectance == pytest.approx(0.04)
    brewster = math.atan(1.5)
    mirrored = simulate(Stack((black,)), 10, beam=Beam(1.0, tilt_deg=math.degrees(brewster))).specular_reflectance
    assert mirrored == pytest.approx(math.cos(2 * brewster) ** 2 / 2), "only the crossed polarisation is mirrored"
    beyond = simulate(Stack((Layer(1.0, 0.5, 0.0, 0.0, 1.2),), n_above=1.5), 10, beam=Beam(1.0, tilt_deg=60.0))
    assert beyond.specular_reflectance == pytest.approx(1.0)
    assert beyond.absorbed_by_layer[0] == pytest.approx(0.0, abs=1e-12)


def test_more_backward_scattering_reflects_more() -> None:
    values = [simulate(Stack((Layer(1.0, 0.1, 5.0, g, 1.0),)), 20_000).diffuse_reflectance for g in (0.9, 0.5, 0.0, -0.5, -0.9)]
    assert values == sorted(values)


@pytest.mark.parametrize("profile", ["flat-top", "gaussian"])
def test_a_beam_is_launched_with_its_profile(profile: str) -> None:
    beam = Beam(2.0, profile)  # type: ignore[arg-type]
    radii = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0])
    run = simulate(Stack((Layer(0.1, 0.0, 0.0, 0.0, 1.0),)), 200_000, beam=beam, radius_edges_mm=radii)
    inside = np.cumsum(run.fluence_by_annulus[0, :-1])
    truth = np.minimum(radii[1:] ** 2, 1) if profile == "flat-top" else 1 - np.exp(-2 * radii[1:] ** 2)
    rim = radii[1:] == 1.0  # a sharp rim is spread over the one radius cell, 2 % wide, that holds it
    np.testing.assert_allclose(inside[~rim], truth[~rim], atol=0.005)
    np.testing.assert_allclose(inside[rim], truth[rim], atol=0.02)
