import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.heat import DotShape, HairShape, ThermalBody, cool, local_grid
from unstipple.heat.local import share_inside


def test_the_grid_round_a_dot_holds_its_volume(body: ThermalBody) -> None:
    dot = DotShape(0.3, 0.4, 0.75)
    grid = local_grid(body.stack, dot, 0.1)
    volume = (share_inside(grid, dot) * grid.area_mm2 * np.diff(grid.z_edges_mm)[:, None]).sum()
    assert volume == pytest.approx(np.pi / 6 * 0.3**2 * 0.4, rel=2e-3)


def test_the_grid_has_an_edge_on_every_layers_boundary_and_is_finest_at_the_dot(body: ThermalBody) -> None:
    grid = local_grid(body.stack, DotShape(0.3, 0.4, 0.75), 0.1)
    for wall in body.stack.walls_mm:
        assert np.abs(grid.z_edges_mm - wall).min() < 1e-9
    thick, middle = np.diff(grid.z_edges_mm), grid.z_mm
    assert thick[(middle > 0.55) & (middle < 0.95)].max() < 0.02
    assert thick.max() < 1.0


def test_a_dot_in_layered_skin_cools_and_warms_what_is_beside_it(body: ThermalBody) -> None:
    cooled = cool(body, DotShape(0.3, 0.4, 0.75), 60.0, 0.3, [(0.3, 0.75), (0.0, 0.05)])
    assert (np.diff(cooled.mean_rise_k) <= 1e-6).all()
    beside = cooled.beside_c[0]
    assert beside.max() > beside[0] + 2
    assert 0.01 < cooled.time_to_share_s(0.5) < 0.1
    assert cooled.time_to_share_s(1.0) == 0
    assert cooled.run.balance.imbalance < 1e-5
    with pytest.raises(BadInput, match="follow it for longer"):
        cooled.time_to_share_s(0.001)


def test_a_thinner_hair_cools_faster_by_the_square_of_its_width(body: ThermalBody) -> None:
    thick, thin = (cool(body, HairShape(width, 0.0, 3.0), 30.0, 40 * width**2) for width in (0.08, 0.04))
    assert thick.time_to_share_s(0.4) / thin.time_to_share_s(0.4) == pytest.approx(4, rel=0.05)


def test_the_rise_may_differ_from_place_to_place(body: ThermalBody) -> None:
    even = cool(body, DotShape(0.2, 0.2, 0.6), 40.0, 0.002)
    shaded = cool(body, DotShape(0.2, 0.2, 0.6), lambda r, z: 40.0 * np.exp(-(z - 0.5) / 0.1), 0.002)
    assert shaded.mean_rise_k[0] < 0.7 * even.mean_rise_k[0]
    with pytest.raises(BadInput, match="rise_k"):
        cool(body, DotShape(0.2, 0.2, 0.6), float("nan"), 0.002)
