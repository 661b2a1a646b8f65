import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import ledger
from unstipple.heat import (
    Cooling,
    Surface,
    ThermalLayer,
    ThermalStack,
    perfusion_per_s,
    published_cooling,
    published_exchange,
    published_layer,
)


def test_a_layer_knows_its_diffusivity_in_mm2_per_second() -> None:
    assert ThermalLayer(2.0, 0.45, 1200, 3300).diffusivity_mm2_s == pytest.approx(0.1136, rel=1e-3)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("thickness_mm", 0.0),
        ("thickness_mm", math.inf),
        ("conductivity_w_m_k", -0.2),
        ("density_kg_m3", math.nan),
        ("specific_heat_j_kg_k", "3300"),
        ("perfusion_per_s", -0.1),
        ("perfusion_per_s", 2.0),
    ],
)
def test_an_impossible_layer_is_refused_by_the_fields_name(field: str, given: object) -> None:
    values = {
        "thickness_mm": 1.0,
        "conductivity_w_m_k": 0.4,
        "density_kg_m3": 1100.0,
        "specific_heat_j_kg_k": 3400.0,
        "perfusion_per_s": 0.0,
    }
    with pytest.raises(BadInput, match=field):
        ThermalLayer(**{**values, field: given})  # type: ignore[arg-type]


def test_a_stack_without_layers_is_refused() -> None:
    with pytest.raises(BadInput, match="one thermal layer or more"):
        ThermalStack(())


def test_a_stack_tells_its_walls_and_the_layer_at_a_depth(scalp: ThermalStack) -> None:
    assert scalp.walls_mm == pytest.approx([0.0, 0.1, 2.1, 5.5])
    assert scalp.layer_at(np.array([0.05, 0.1, 1.0, 3.0, 9.0])).tolist() == [0, 1, 1, 2, 2]


def test_published_layers_carry_their_sources() -> None:
    with ledger() as used:
        dermis = published_layer("dermis", 2.0)
    assert dermis.conductivity_w_m_k == 0.45
    assert "jiang-2002" in used.source_keys
    assert dermis.perfusion_per_s == pytest.approx(0.00125 * 1060 * 3770 / (1200 * 3300))
    with pytest.raises(BadInput, match="epidermis, dermis"):
        published_layer("cortex", 1.0)


def test_perfusion_turns_blood_flow_into_a_rate() -> None:
    assert perfusion_per_s(0.001, 1060 * 3770) == pytest.approx(0.001)


def test_cooling_holds_in_its_time_and_rest_outside_it() -> None:
    surface = Surface(10, 22, (Cooling(2.0, 3.0, 200, -10), Cooling(0.0, 1.0, 2000, 8)))
    assert [surface.during(t).temperature_c for t in (0.0, 0.99, 1.0, 2.5, 3.0)] == [8, 8, 22, -10, 22]
    assert surface.changes(0.0, 2.5) == (1.0, 2.0)
    assert [(begin, end) for begin, end, _ in surface.pieces(0.5, 4.0)] == [(0.5, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]


def test_coolings_that_overlap_are_refused() -> None:
    with pytest.raises(BadInput, match="3 s or later"):
        Surface(10, 22, (Cooling(1.0, 3.0, 200, -10), Cooling(2.0, 4.0, 2000, 8)))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ((1.0, 1.0, 200.0, 5.0), "end_s"),
        ((0.0, 1.0, -5.0, 5.0), "coefficient"),
        ((0.0, 1.0, 200.0, -300.0), "temperature"),
        ((math.nan, 1.0, 200.0, 5.0), "start_s"),
    ],
)
def test_impossible_cooling_is_refused(given: tuple[float, float, float, float], name: str) -> None:
    with pytest.raises(BadInput, match=name):
        Cooling(*given)


def test_every_published_kind_of_cooling_can_be_used() -> None:
    spray, plate, air = (published_cooling(kind, 0.0, 0.1) for kind in ("spray", "contact", "cold_air"))
    assert spray.coefficient_w_m2_k > plate.coefficient_w_m2_k > air.coefficient_w_m2_k > published_exchange("still_air").coefficient_w_m2_k
    with pytest.raises(BadInput, match="still_air"):
        published_exchange("ice")
