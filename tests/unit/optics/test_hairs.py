"""Hairs: shafts, bulges and bulbs absorb where they are, tilted or not."""

import math
from dataclasses import fields

import numpy as np
import pytest

from unstipple.optics import HAIR_PARTS, Beam, Dots, Field, Hairs, Layer, LightRun, Stack, simulate

STACK = Stack((Layer(2.0, 0.1, 6.0, 0.6, 1.0),))
BEAM = Beam(1.0)
HAIR = {
    "x_mm": 0.0, "y_mm": 0.0, "tilt_deg": 0.0, "azimuth_deg": 0.0, "length_mm": 1.2, "shaft_radius_mm": 0.05, "bulge_from_mm": 0.4,
    "bulge_to_mm": 0.8, "bulge_radius_mm": 0.12, "bulb_radius_mm": 0.1, "bulb_half_length_mm": 0.2, "shaft_mua_per_mm": 5.0,
    "bulge_mua_per_mm": 1.0, "bulb_mua_per_mm": 8.0,
}  # fmt: skip


def hair(**changed: object) -> Hairs:
    return Hairs(**{**HAIR, **changed})  # type: ignore[arg-type]


def lit(hairs: Hairs, seed: int = 1, photons: int = 20_000, **more: object) -> LightRun:
    return simulate(STACK, photons, seed, beam=BEAM, hairs=hairs, **more)  # type: ignore[arg-type]


def test_every_part_takes_its_share_and_all_adds_up() -> None:
    run = lit(hair())
    assert run.absorbed_by_hair.shape == (len(HAIR_PARTS), 1)
    assert (run.absorbed_by_hair > 0).all()
    rest = run.specular_reflectance + run.diffuse_reflectance + run.transmittance + run.absorbed_by_layer.sum()
    assert rest + run.absorbed_by_hair.sum() == pytest.approx(1, abs=1e-9)


def test_light_straight_down_a_shaft_falls_off_as_beer_and_lambert_say() -> None:
    clear = Stack((Layer(2.0, 0.0, 0.0, 0.0, 1.0),))
    run = simulate(clear, 50_000, hairs=hair(bulge_mua_per_mm=0.0, bulb_mua_per_mm=0.0))
    assert run.absorbed_by_hair[0, 0] == pytest.approx(1 - math.exp(-5 * (1.2 - 0.2)), abs=4 * run.absorbed_by_hair_error[0, 0] + 1e-6)
    assert run.absorbed_by_hair[2, 0] == pytest.approx(0, abs=1e-6), "the bulb counts before the shaft, and is clear here"


def test_light_through_a_shaft_and_its_bulb_meets_the_bulb_first_where_both_are() -> None:
    clear = Stack((Layer(2.0, 0.0, 0.0, 0.0, 1.0),))
    run = simulate(clear, 50_000, hairs=hair(shaft_mua_per_mm=0.5, bulb_mua_per_mm=3.0))
    shaft = 1 - math.exp(-0.5 * 1.0)
    bulb = (1 - shaft) * (1 - math.exp(-3 * 0.4))
    for part, truth in ((0, shaft), (1, 0.0), (2, bulb)):
        assert run.absorbed_by_hair[part, 0] == pytest.approx(truth, abs=4 * run.absorbed_by_hair_error[part, 0] + 1e-6)


def test_light_across_a_tilted_shaft_meets_its_slanted_width() -> None:
    clear = Stack((Layer(2.0, 0.0, 0.0, 0.0, 1.0),))
    tilt, mua = 30.0, 4.0
    run = simulate(clear, 100_000, hairs=hair(tilt_deg=tilt, shaft_mua_per_mm=mua, bulge_mua_per_mm=0.0, bulb_mua_per_mm=0.0))
    width = 0.05 / math.sin(math.radians(tilt))  # the axis starts in the middle of the shaft, which goes on above the surface
    assert run.absorbed_by_hair[0, 0] == pytest.approx(1 - math.exp(-mua * width), abs=4 * run.absorbed_by_hair_error[0, 0] + 1e-6)


def test_a_column_of_dots_is_no_darker_than_the_shaft_that_holds_it() -> None:
    bare = {"bulge_mua_per_mm": 0.1, "bulb_mua_per_mm": 0.1}
    shaft = lit(hair(**bare)).absorbed_by_hair[0, 0]
    depth = np.arange(0.005, 1.0, 0.01)
    column = simulate(STACK, 20_000, 1, beam=BEAM, dots=Dots(0.0, 0.0, depth, 0.05, 0.005, 5.0)).absorbed_by_dot.sum()
    assert 0.6 * shaft < column < shaft, "flat ellipsoids fill two thirds of the column's volume"


@pytest.mark.parametrize("azimuth", [90.0, 180.0, 217.0])
def test_where_a_tilted_hair_points_does_not_matter_under_a_round_beam(azimuth: float) -> None:
    one, other = lit(hair(tilt_deg=40.0, length_mm=1.4)), lit(hair(tilt_deg=40.0, length_mm=1.4, azimuth_deg=azimuth), seed=2)
    error = np.hypot(one.absorbed_by_hair_error, other.absorbed_by_hair_error)
    assert (np.abs(one.absorbed_by_hair - other.absorbed_by_hair) <= 4.5 * error).all()


def test_a_hair_that_leans_towards_a_tilted_beam_takes_another_share_than_one_that_leans_away() -> None:
    beam, shaft = Beam(1.0, tilt_deg=45.0), {"tilt_deg": 45.0, "length_mm": 1.4}
    along, away = (simulate(STACK, 20_000, 1, beam=beam, hairs=hair(azimuth_deg=a, **shaft)) for a in (0.0, 180.0))
    assert along.absorbed_by_hair.sum() > away.absorbed_by_hair.sum() + 5 * np.linalg.norm(along.absorbed_by_hair_error)


def test_a_bulge_clearer_than_the_tissue_lets_more_light_on() -> None:
    stack = Stack((Layer(2.0, 1.0, 6.0, 0.6, 1.0),))
    wide = {"bulge_radius_mm": 0.4, "bulge_from_mm": 0.1, "bulge_to_mm": 1.0, "shaft_mua_per_mm": 1.0}
    runs = [simulate(stack, 20_000, 1, beam=BEAM, hairs=hair(**wide, bulge_mua_per_mm=mua)) for mua in (0.0, 0.5, 1.0)]
    bulge = [run.absorbed_by_hair[1, 0] for run in runs]
    bulb = [run.absorbed_by_hair[2, 0] for run in runs]
    assert bulge[0] == pytest.approx(0, abs=1e-6)
    assert 0.45 < bulge[1] / bulge[2] < 0.75
    assert bulb[0] > 1.1 * bulb[1] > 1.1 * bulb[2]


def test_a_wide_slanted_bulge_is_whole_below_the_end_of_its_shaft() -> None:
    shape = {
        "tilt_deg": 60.0,
        "length_mm": 1.0,
        "bulge_to_mm": 1.0,
        "bulge_radius_mm": 0.3,
        "shaft_radius_mm": 0.03,
        "bulb_radius_mm": 0.05,
    }
    hanging = hair(**shape, bulb_half_length_mm=0.05, bulb_mua_per_mm=0.0, bulge_mua_per_mm=20.0)
    assert hanging.bulge_end_mm[0] == pytest.approx(0.5 + 0.3 * math.sin(math.radians(60)))
    clear = Stack((Layer(2.0, 0.0, 0.0, 0.0, 1.0),))
    rim_x = math.sin(math.radians(60)) - 0.28 * math.cos(math.radians(60))  # just inside the lower rim
    moved = Hairs(**{f.name: getattr(hanging, f.name) for f in fields(hanging)} | {"x_mm": -rim_x})
    run = simulate(clear, 20_000, hairs=moved)
    down, sine = math.cos(math.radians(60)), math.sin(math.radians(60))
    lowest = (1.0 - rim_x * sine) / down  # where the vertical through the rim leaves the bulge's end
    highest = (rim_x * down - 0.3) / sine if (rim_x * down - 0.3) / sine > 0 else 0.0
    from_end = max(highest, (0.4 - rim_x * sine) / down)
    assert run.absorbed_by_hair[1, 0] == pytest.approx(1 - math.exp(-20 * (lowest - from_end)), abs=0.02)
    assert run.absorbed_by_hair[1, 0] > 0.5


def test_hairs_before_dots_where_both_are() -> None:
    inside = Dots(0.0, 0.0, 0.6, 0.04, 0.1, 50.0)
    both, alone = lit(hair(), dots=inside), lit(hair(), dots=Dots(*(np.zeros(0),) * 6))
    assert both.absorbed_by_dot[0] == 0
    error = np.hypot(both.absorbed_by_hair_error, alone.absorbed_by_hair_error)
    assert (np.abs(both.absorbed_by_hair - alone.absorbed_by_hair) <= 4.5 * error).all()


def test_hairs_of_a_periodic_field_repeat() -> None:
    one = lit(hair(tilt_deg=20.0), field=Field(1.0, 1.0, "periodic"))
    x, y = (each.ravel() for each in np.meshgrid(*(np.arange(-5.0, 6.0),) * 2))
    many = lit(hair(tilt_deg=20.0, x_mm=x, y_mm=y), seed=2)
    error = np.hypot(one.absorbed_by_hair_error[:, 0], np.linalg.norm(many.absorbed_by_hair_error, axis=1))
    assert (np.abs(one.absorbed_by_hair[:, 0] - many.absorbed_by_hair.sum(axis=1)) <= 4.5 * error + 1e-3 * one.absorbed_by_hair[:, 0]).all()


def test_no_hairs_are_no_hairs() -> None:
    none = Hairs(**dict.fromkeys(HAIR, np.zeros(0)))  # type: ignore[arg-type]
    assert lit(none, photons=500).absorbed_by_hair.shape == (3, 0)


def test_the_answer_with_hairs_does_not_depend_on_the_number_of_threads() -> None:
    one, two, five = (lit(hair(tilt_deg=20.0), photons=5_001, threads=n) for n in (1, 2, 5))
    assert np.array_equal(one.absorbed_by_hair, two.absorbed_by_hair)
    assert np.array_equal(one.absorbed_by_hair, five.absorbed_by_hair)
