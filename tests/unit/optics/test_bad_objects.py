"""Dots, hairs, fields and blocks that cannot be are refused by name before a photon flies."""

import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.optics import Beam, Block, Dots, Field, Hairs, Layer, Stack, simulate
from unstipple.optics import run as run_module

STACK = Stack((Layer(0.2, 0.3, 6.0, 0.6, 1.4), Layer(1.0, 0.1, 6.0, 0.6, 1.4)))
DOT = {"x_mm": 0.0, "y_mm": 0.0, "z_mm": 0.6, "radius_mm": 0.1, "half_height_mm": 0.1, "mua_per_mm": 5.0}
HAIR = {
    "x_mm": 0.0, "y_mm": 0.0, "tilt_deg": 0.0, "azimuth_deg": 0.0, "length_mm": 0.8, "shaft_radius_mm": 0.05, "bulge_from_mm": 0.4,
    "bulge_to_mm": 0.6, "bulge_radius_mm": 0.12, "bulb_radius_mm": 0.1, "bulb_half_length_mm": 0.2, "shaft_mua_per_mm": 5.0,
    "bulge_mua_per_mm": 1.0, "bulb_mua_per_mm": 8.0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_photon_may_fly(monkeypatch: pytest.MonkeyPatch) -> None:
    def flown(*_: object) -> None:
        raise AssertionError("a photon flew")

    monkeypatch.setattr(run_module, "walk", flown)


@pytest.mark.parametrize("field", DOT)
@pytest.mark.parametrize("given", [math.nan, math.inf, -math.inf, [0.1, math.nan]])
def test_a_dot_with_a_number_that_is_none_is_refused(field: str, given: object) -> None:
    with pytest.raises(BadInput) as refused:
        Dots(**{**DOT, field: given})  # type: ignore[arg-type]
    assert refused.value.field == f"dots {field}"


@pytest.mark.parametrize(
    ("field", "given"), [("radius_mm", 0.0), ("radius_mm", -1), ("half_height_mm", 0), ("mua_per_mm", -0.1), ("mua_per_mm", 1e7)]
)
def test_a_dot_of_no_size_or_negative_absorption_is_refused(field: str, given: float) -> None:
    with pytest.raises(BadInput) as refused:
        Dots(**{**DOT, field: given})
    assert refused.value.field == f"dots {field}"


@pytest.mark.parametrize("given", ["dark", None, [0.1, "x"], [[0.1]], [[0.1, 0.2], [0.3]]])
def test_dots_of_other_than_numbers_are_refused(given: object) -> None:
    with pytest.raises(BadInput, match="dots"):
        Dots(**{**DOT, "mua_per_mm": given})  # type: ignore[arg-type]


def test_arrays_of_unequal_length_are_refused() -> None:
    with pytest.raises(BadInput, match="dots"):
        Dots(**{**DOT, "x_mm": [0.0, 0.1], "y_mm": [0.0, 0.1, 0.2]})  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="hairs"):
        Hairs(**{**HAIR, "x_mm": [0.0, 0.1], "y_mm": [0.0, 0.1, 0.2]})  # type: ignore[arg-type]


@pytest.mark.parametrize("z", [-0.5, 0.05, 0.15, 0.2, 0.25, 1.15, 1.2, 5.0])
def test_a_dot_across_a_boundary_or_outside_the_stack_is_refused(z: float) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(STACK, 10, dots=Dots(**{**DOT, "z_mm": [0.6, z]}))  # type: ignore[arg-type]
    assert refused.value.field == "dots z_mm"


@pytest.mark.parametrize(("axis", "place", "edge"), [("x", 1.1, "open"), ("y", -1.1, "open"), ("x", 0.95, "open"), ("y", 1.1, "periodic")])
def test_a_dot_outside_the_field_is_refused(axis: str, place: float, edge: str) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(STACK, 10, dots=Dots(**{**DOT, f"{axis}_mm": place}), field=Field(2.0, 2.0, edge))  # type: ignore[arg-type]
    assert refused.value.field == f"dots {axis}_mm"


def test_a_hair_outside_the_field_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        simulate(STACK, 10, hairs=Hairs(**{**HAIR, "x_mm": 1.1}), field=Field(2.0, 2.0))
    assert refused.value.field == "hairs x_mm"


@pytest.mark.parametrize(("size", "name"), [((1.9, 4.0), "width_mm"), ((4.0, 1.9), "height_mm")])
@pytest.mark.parametrize("edge", ["open", "periodic"])
def test_a_field_smaller_than_the_beam_is_refused(size: tuple[float, float], name: str, edge: str) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(STACK, 10, beam=Beam(2.0), field=Field(*size, edge))  # type: ignore[arg-type]
    assert refused.value.field == f"field {name}"


@pytest.mark.parametrize("given", [0.0, -1.0, math.nan, math.inf, "2", None, True])
@pytest.mark.parametrize("name", ["width_mm", "height_mm"])
def test_an_impossible_field_is_refused(name: str, given: object) -> None:
    with pytest.raises(BadInput) as refused:
        Field(**{"width_mm": 2.0, "height_mm": 2.0, name: given})  # type: ignore[arg-type]
    assert refused.value.field == f"field {name}"


def test_an_unknown_edge_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="open or periodic"):
        Field(2.0, 2.0, "mirror")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["width_mm", "height_mm", "depth_mm", "cell_mm"])
@pytest.mark.parametrize("given", [0.0, -1.0, math.nan, math.inf, "2"])
def test_an_impossible_block_is_refused(name: str, given: object) -> None:
    with pytest.raises(BadInput) as refused:
        Block(**{"width_mm": 2.0, "height_mm": 2.0, "depth_mm": 1.0, "cell_mm": 0.1, name: given})  # type: ignore[arg-type]
    assert refused.value.field == f"block {name}"


@pytest.mark.parametrize("field", HAIR)
@pytest.mark.parametrize("given", [math.nan, math.inf])
def test_a_hair_with_a_number_that_is_none_is_refused(field: str, given: float) -> None:
    with pytest.raises(BadInput) as refused:
        Hairs(**{**HAIR, field: given})
    assert refused.value.field == f"hairs {field}"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tilt_deg": -1.0}, "tilt_deg"), ({"tilt_deg": 81.0}, "tilt_deg"), ({"length_mm": 0.0}, "length_mm"),
        ({"shaft_radius_mm": 0.0}, "shaft_radius_mm"),
        ({"bulb_radius_mm": -1.0}, "bulb_radius_mm"),
        ({"bulge_to_mm": 0.9}, "bulge_to_mm"), ({"bulge_from_mm": 0.7}, "bulge_to_mm"),
        ({"bulge_from_mm": -0.1}, "bulge_to_mm"), ({"shaft_mua_per_mm": -1.0}, "shaft_mua_per_mm"),
        ({"bulb_mua_per_mm": 1e7}, "bulb_mua_per_mm"),
    ],
)  # fmt: skip
def test_an_impossible_hair_is_refused(changed: dict[str, float], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Hairs(**{**HAIR, **changed})
    assert refused.value.field == f"hairs {field}"


def test_a_hair_longer_than_the_stack_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        simulate(STACK, 10, hairs=Hairs(**{**HAIR, "length_mm": [0.8, 1.1]}))  # type: ignore[arg-type]
    assert refused.value.field == "hairs length_mm"
    assert refused.value.given == 1.1


def test_objects_cannot_be_changed_after_they_were_checked() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Dots(**DOT).mua_per_mm[0] = np.nan
