import math

import pytest

from unstipple.errors import BadInput
from unstipple.optics import Beam, Layer, Stack

GOOD = {"thickness_mm": 1.0, "mua_per_mm": 0.1, "mus_per_mm": 10.0, "g": 0.9, "n": 1.4}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        *[(field, bad) for field in GOOD for bad in (math.nan, "1.4", None, True, -math.inf)],
        ("thickness_mm", 0.0), ("thickness_mm", -1.0), ("thickness_mm", 1e30),
        ("mua_per_mm", -0.1), ("mua_per_mm", math.inf), ("mus_per_mm", -1.0), ("mus_per_mm", math.inf),
        ("g", 1.0), ("g", -1.0), ("g", 1.5), ("g", math.inf), ("n", 0.99), ("n", 0), ("n", math.inf),
    ],
)  # fmt: skip
def test_an_impossible_layer_is_refused_by_the_name_of_its_field(field: str, given: object) -> None:
    with pytest.raises(BadInput) as refused:
        Layer(**{**GOOD, field: given})
    assert refused.value.field == field
    assert refused.value.given is given


@pytest.mark.parametrize("field", ["n_above", "n_below"])
@pytest.mark.parametrize("given", [0.9, math.nan, math.inf, "air", True])
def test_an_impossible_outer_medium_is_refused_by_name(field: str, given: object) -> None:
    with pytest.raises(BadInput) as refused:
        Stack((Layer(**GOOD),), **{field: given})
    assert refused.value.field == field


@pytest.mark.parametrize("layers", [(), [], None, "skin", (1.0,)])
def test_a_stack_needs_layers(layers: object) -> None:
    with pytest.raises(BadInput, match="layer"):
        Stack(layers)  # type: ignore[arg-type]


def test_only_the_last_layer_may_be_infinite() -> None:
    endless = Layer(**{**GOOD, "thickness_mm": math.inf})
    assert Stack((Layer(**GOOD), endless)).walls_mm[-1] == math.inf
    with pytest.raises(BadInput) as refused:
        Stack((endless, Layer(**GOOD)))
    assert refused.value.field == "layer 1 thickness_mm"


@pytest.mark.parametrize("mus_per_mm", [0.0, 10.0])
def test_an_infinite_layer_that_absorbs_nothing_is_refused(mus_per_mm: float) -> None:
    with pytest.raises(BadInput) as refused:
        Stack((Layer(math.inf, 0.0, mus_per_mm, 0.0, 1.0),))
    assert refused.value.field == "layer 1 mua_per_mm"


@pytest.mark.parametrize(("thickness_mm", "mua_per_mm"), [(1e6, 0.0), (math.inf, 1e-9)])
def test_a_layer_in_which_photons_wander_for_ever_is_refused(thickness_mm: float, mua_per_mm: float) -> None:
    with pytest.raises(BadInput) as refused:
        Stack((Layer(thickness_mm, mua_per_mm, 100.0, 0.0, 1.4),))
    assert refused.value.field == "layer 1 mus_per_mm"


@pytest.mark.parametrize("spot_mm", [0.0, -1.0, math.nan, math.inf, "4", True])
def test_an_impossible_spot_is_refused(spot_mm: object) -> None:
    with pytest.raises(BadInput) as refused:
        Beam(spot_mm)  # type: ignore[arg-type]
    assert refused.value.field == "spot_mm"


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="flat-top or gaussian"):
        Beam(4.0, "doughnut")  # type: ignore[arg-type]


def test_the_spot_area_is_that_of_its_diameter() -> None:
    assert Beam(4.0).area_mm2 == pytest.approx(4 * math.pi)
