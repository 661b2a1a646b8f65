import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.optics import Beam, Layer, Stack, fluence_off_axis, fluence_on_axis, fluence_on_axis_error, radius_grid_mm, simulate

SPOT_MM = 2.0
PROFILES = ("flat-top", "gaussian")


@pytest.mark.parametrize("profile", PROFILES)
def test_a_convolved_pencil_equals_a_directly_launched_beam(skin: Stack, profile: str) -> None:
    beam = Beam(SPOT_MM, profile)  # type: ignore[arg-type]
    depths = np.array([0.0, 0.1, 0.3, 0.6, 1.0, 2.0])
    pencil = simulate(skin, 100_000, 11, depth_edges_mm=depths, radius_edges_mm=radius_grid_mm(beam))
    rings = np.array([0.0, 0.4, 0.8, 1.2, 1.6])
    direct = simulate(skin, 100_000, 12, beam=beam, depth_edges_mm=depths, radius_edges_mm=rings)
    middle = (np.arange(40) + 0.5) / 40
    for inner, outer, column in zip(rings[:-1], rings[1:], range(4), strict=True):
        ring = np.sqrt(inner**2 + middle * (outer**2 - inner**2))
        expected = fluence_off_axis(pencil, beam, ring).mean(axis=1)
        seen = direct.fluence_per_mm2[:, column] * beam.area_mm2
        np.testing.assert_allclose(seen, expected, rtol=0.08, err_msg=f"ring {inner} to {outer} mm")
    within = np.cumsum(direct.fluence_by_annulus, axis=1)[:, 1] * (beam.radius_mm / rings[2]) ** 2
    ring = np.sqrt(middle) * rings[2]
    expected = fluence_off_axis(pencil, beam, ring).mean(axis=1)
    error = np.hypot(direct.fluence_within_error[:, 1] * (beam.radius_mm / rings[2]) ** 2, fluence_on_axis_error(pencil, beam))
    assert (np.abs(within - expected) <= 4 * error).all()
    assert (error / expected < 0.03).all()


@pytest.mark.parametrize("profile", PROFILES)
def test_the_axis_is_the_limit_of_off_axis(skin: Stack, profile: str) -> None:
    beam = Beam(SPOT_MM, profile)  # type: ignore[arg-type]
    run = simulate(skin, 10_000, radius_edges_mm=radius_grid_mm(beam))
    np.testing.assert_allclose(fluence_off_axis(run, beam, [0.0])[:, 0], fluence_on_axis(run, beam), rtol=1e-3, atol=1e-6)


def test_without_scattering_the_axis_sees_one_or_two_times_the_incident_fluence() -> None:
    run = simulate(Stack((Layer(1.0, 0.0, 0.0, 0.0, 1.0),)), 100)
    np.testing.assert_allclose(fluence_on_axis(run, Beam(2.0)), 1.0)
    np.testing.assert_allclose(fluence_on_axis(run, Beam(2.0, "gaussian")), 2.0, rtol=1e-3)
    edge = fluence_off_axis(run, Beam(2.0, "gaussian"), [1.0])
    np.testing.assert_allclose(edge, 2 * math.exp(-2), rtol=1e-3)
    np.testing.assert_allclose(fluence_off_axis(run, Beam(2.0), [0.9, 1.1]), [[1.0, 0.0]] * run.depth_mm.size)


def test_a_very_wide_flat_top_sees_all_the_light_of_the_plane(skin: Stack) -> None:
    run = simulate(skin, 10_000)
    np.testing.assert_allclose(fluence_on_axis(run, Beam(60.0)), run.fluence_by_depth, rtol=1e-3)


def test_a_beam_conserves_energy_over_the_plane(skin: Stack) -> None:
    beam = Beam(SPOT_MM, "gaussian")
    run = simulate(skin, 10_000, radius_edges_mm=radius_grid_mm(beam))
    radii = np.linspace(0, 15, 601)
    curve = fluence_off_axis(run, beam, radii)
    over_plane = np.trapezoid(curve * 2 * math.pi * radii, radii, axis=1) / beam.area_mm2
    np.testing.assert_allclose(over_plane[:60], run.fluence_by_depth[:60], rtol=5e-3)


def test_a_beam_wider_than_the_grid_or_finer_than_its_bins_is_refused(skin: Stack) -> None:
    run = simulate(skin, 10, radius_edges_mm=[0.0, 0.1, 1.0, 5.0])
    for spot_mm in (10.1, 1.0):
        with pytest.raises(BadInput) as refused:
            fluence_on_axis(run, Beam(spot_mm))
        assert refused.value.field == "radius_edges_mm"
    with pytest.raises(BadInput):
        fluence_on_axis(run, Beam(5.1, "gaussian"))


@pytest.mark.parametrize("radii_mm", [[-1.0], [math.nan], [39.5], [[1.0]]])
def test_impossible_distances_off_the_axis_are_refused(skin: Stack, radii_mm: list[float]) -> None:
    with pytest.raises(BadInput) as refused:
        fluence_off_axis(simulate(skin, 10), Beam(2.0), radii_mm)
    assert refused.value.field == "radii_mm"


def test_only_a_pencil_run_can_be_convolved(skin: Stack) -> None:
    run = simulate(skin, 10, beam=Beam(2.0))
    with pytest.raises(BadInput, match="pencil"):
        fluence_on_axis(run, Beam(2.0))
