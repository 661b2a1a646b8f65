"""Beams of every kind: what they are launched as, what the surface mirrors, which way they go on."""

import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.optics import Beam, FractionalArray, Layer, Stack, simulate

GLASS = Stack((Layer(1.0, 0.5, 0.0, 0.0, 1.4),))
RADII = np.array([0.0, 0.25, 0.5, 0.75, 0.9, 1.2, 3.0])


def fresnel(n: float, tilt_deg: float) -> float:
    a = math.radians(tilt_deg)
    b = math.asin(math.sin(a) / n)
    return (math.sin(a - b) ** 2 / math.sin(a + b) ** 2 + math.tan(a - b) ** 2 / math.tan(a + b) ** 2) / 2


@pytest.mark.parametrize("tilt", [10.0, 45.0, 80.0])
def test_a_tilted_beam_is_mirrored_and_refracted_as_fresnel_and_snell_say(tilt: float) -> None:
    stack = Stack(GLASS.layers, n_below=1.4)
    run = simulate(stack, 50_000, beam=Beam(1.0, tilt_deg=tilt))
    assert run.specular_reflectance == pytest.approx(fresnel(1.4, tilt), rel=1e-9)
    inside = math.sqrt(1 - (math.sin(math.radians(tilt)) / 1.4) ** 2)
    through = (1 - run.specular_reflectance) * math.exp(-0.5 / inside)
    assert run.transmittance == pytest.approx(through, abs=4.5 * run.transmittance_error)
    assert run.unscattered_transmittance == run.transmittance
    assert run.escaped_by_angle[1].argmax() == int(inside * 18)


def test_a_tilted_beam_goes_sideways_and_through_clear_layers_too() -> None:
    clear = Layer(1.0, 0.0, 0.0, 0.0, 1.0)
    run = simulate(
        Stack((clear, Layer(1.0, 1.0, 0.0, 0.0, 1.0))), 5_000, beam=Beam(0.2, tilt_deg=45.0), radius_edges_mm=[0, 0.5, 0.8, 1.7, 2.3]
    )
    np.testing.assert_allclose(run.transmitted_by_annulus[[0, 1, 2]], 0, atol=1e-12)
    assert run.transmitted_by_annulus[3] == pytest.approx(run.transmittance, rel=1e-6)
    first = run.depth_edges_mm[1:] <= 1 + 1e-9
    np.testing.assert_allclose(run.fluence_by_depth[first], math.sqrt(2), rtol=1e-6)


def test_a_measured_flat_profile_is_a_flat_top() -> None:
    measured = Beam(2.0, "measured", radii_mm=(0.0, 1.0), fluence_ratio=(3.0, 3.0))
    np.testing.assert_allclose(measured.relative(RADII), Beam(2.0).relative(RADII))
    runs = [simulate(GLASS, 50_000, 1, beam=beam, radius_edges_mm=RADII).transmitted_by_annulus for beam in (measured, Beam(2.0))]
    np.testing.assert_allclose(*runs, atol=1e-3)


def test_a_measured_ring_and_a_measured_cone_are_launched_as_they_are() -> None:
    cone = Beam(2.0, "measured", radii_mm=(0.0, 1.0), fluence_ratio=(1.0, 0.0))
    run = simulate(GLASS, 100_000, 1, beam=cone, radius_edges_mm=RADII)
    share = np.cumsum(run.transmitted_by_annulus) / run.transmittance
    radii = RADII[1:5]
    np.testing.assert_allclose(share[:4], 3 * radii**2 - 2 * radii**3, atol=0.01)
    ring = Beam(2.0, "measured", radii_mm=(0.0, 0.5, 0.51, 1.0), fluence_ratio=(0.0, 0.0, 1.0, 1.0))
    inside = simulate(GLASS, 20_000, 1, beam=ring, radius_edges_mm=RADII).transmitted_by_annulus
    assert inside[:2].sum() < 0.01 * inside.sum()


def test_a_fractional_array_lights_a_disc_of_small_spots_and_nothing_between_them() -> None:
    array = FractionalArray(Beam(0.2), 1.0, 4.0)
    places = array.places_mm
    assert len(places) == 13, "lattice points within 2 mm"
    run = simulate(GLASS, 20_000, 1, beam=array, radius_edges_mm=[0, 0.12, 0.85, 1.15, 1.25, 1.55, 1.85, 2.2])
    expected = np.array([1, 0, 4, 0, 4, 0, 4]) / 13 * run.transmittance
    apart = np.abs(run.transmitted_by_annulus[:7] - expected)
    assert (apart <= 4.5 * run.transmitted_by_annulus_error[:7]).all(), "exactly nothing between the spots"
    assert (run.transmitted_by_annulus_error < 0.01).all()


def test_a_fractional_array_passes_clear_layers_with_its_pattern() -> None:
    array = FractionalArray(Beam(0.2), 1.0, 4.0)
    run = simulate(Stack((Layer(1.0, 0.0, 0.0, 0.0, 1.0),)), 10, 1, beam=array, radius_edges_mm=[0, 0.12, 0.85, 1.15])
    np.testing.assert_allclose(run.transmitted_by_annulus, np.array([1, 0, 4, 8]) / 13, atol=0.002)


@pytest.mark.parametrize("tilt", [-1.0, 80.1, math.nan, math.inf, "10", True])
def test_a_tilt_out_of_range_is_refused(tilt: object) -> None:
    with pytest.raises(BadInput) as refused:
        Beam(1.0, tilt_deg=tilt)  # type: ignore[arg-type]
    assert refused.value.field == "tilt_deg"


@pytest.mark.parametrize(
    ("radii", "relative", "field"),
    [
        ((), (), "radii_mm"), ((0.0,), (1.0,), "radii_mm"), ((0.0, 0.0), (1.0, 1.0), "radii_mm"), ((-1.0, 1.0), (1.0, 1.0), "radii_mm"),
        ((0.0, math.inf), (1.0, 1.0), "radii_mm"), ((0.0, math.nan), (1.0, 1.0), "radii_mm"),
        (None, (1.0,), "radii_mm"),
        ((0.0, 1.0), (1.0,), "fluence_ratio"), ((0.0, 1.0), (1.0, -1.0), "fluence_ratio"), ((0.0, 1.0), (0.0, 0.0), "fluence_ratio"),
        ((0.0, 1.0), (1.0, math.nan), "fluence_ratio"), ((0.0, 1.0), (1.0, math.inf), "fluence_ratio"), ((0.0, 1.0), "ab", "fluence_ratio"),
    ],
)  # fmt: skip
def test_a_measured_profile_with_wrong_numbers_is_refused(radii: object, relative: object, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Beam(1.0, "measured", radii_mm=radii, fluence_ratio=relative)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("pitch", "size", "field"),
    [
        (0, 4, "pitch_mm"), (-1, 4, "pitch_mm"), (math.nan, 4, "pitch_mm"), (1e-4, 4, "pitch_mm"),
        (1, 0, "array_mm"), (1, math.inf, "array_mm"),
    ],
)  # fmt: skip
def test_an_impossible_array_is_refused(pitch: float, size: float, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        FractionalArray(Beam(0.1), pitch, size)
    assert refused.value.field == field
