"""The engine in single precision beside its double-precision twin."""

import numpy as np
import pytest
from oracles.heat_twin import Discs, Slab, Twin

from unstipple.heat import (
    INSULATED,
    BoxGrid,
    Cooling,
    Deposit,
    RingGrid,
    Surface,
    ThermalBody,
    ThermalLayer,
    ThermalStack,
    depth_edges_mm,
    simulate_heat,
)

STACK = ThermalStack(
    (ThermalLayer(0.12, 0.24, 1200, 3590), ThermalLayer(0.9, 0.45, 1200, 3300, 0.01), ThermalLayer(0.6, 0.19, 1000, 2500, 0.004))
)
SLABS = [Slab(0.12, 0.24, 1200 * 3590), Slab(0.9, 0.45, 1200 * 3300, 0.01), Slab(0.6, 0.19, 1000 * 2500, 0.004)]


def scene() -> tuple[ThermalBody, BoxGrid, np.ndarray]:
    body = ThermalBody(STACK, Surface(10.0, 22.0, (Cooling(0.1, 0.3, 1500.0, 6.0),)), 37.0)
    grid = BoxGrid(20, 14, 0.1, depth_edges_mm(STACK, 0.04, growth=1.2, even_to_mm=0.12, widest_mm=0.15))
    rise = np.zeros(grid.shape)
    rise[:3, 4:9, 5:14] = 25.0
    rise[7, 6:8, 8:11] = 12.0
    return body, grid, rise


def test_the_engine_and_the_twin_agree_in_layers_with_blood_and_cooling() -> None:
    body, grid, rise = scene()
    steps = 200
    run = simulate_heat(body, grid, 0.4, [Deposit(0.0, rise), Deposit(0.2, rise)], step_s=0.4 / steps * (1 + 1e-9))
    twin = Twin(SLABS, grid.z_edges_mm, grid.cell_mm, np.broadcast_to(run.start_c[:, None, None], grid.shape).copy(), 37.0)
    for step in range(steps):
        if step in (0, steps // 2):
            twin.deposit(rise)
        cooled = steps // 4 <= step < 3 * steps // 4
        twin.step(0.4 / steps, *((1500.0, 6.0) if cooled else (10.0, 22.0)))
    assert run.steps == steps
    assert np.abs(run.temperature_c - twin.temperature).max() < 1e-3
    assert twin.imbalance() < 1e-6
    assert run.balance.imbalance < 1e-4
    assert run.balance.put_in_j == pytest.approx(twin.put_in, rel=1e-6)
    resting_j = body_out_at_rest(body, grid)
    assert run.balance.through_surface_j == pytest.approx(twin.out - resting_j * 0.4, rel=0.01)


def body_out_at_rest(body: ThermalBody, grid: BoxGrid) -> float:
    """Heat that leaves the resting surface, W."""
    still = simulate_heat(body, grid, 0.0)
    half = np.diff(grid.z_edges_mm)[0] * 1e-3 / 2 / 0.24
    return float((still.start_c[0] - 22.0) / (1 / 10.0 + half) * grid.nx * grid.ny * (grid.cell_mm * 1e-3) ** 2)


def test_with_the_same_step_engine_and_twin_differ_by_single_precision_alone() -> None:
    body, grid, rise = scene()
    steps, lasting = 60, 0.09
    run = simulate_heat(body, grid, lasting, [Deposit(0.0, rise)], step_s=lasting / steps * (1 + 1e-9))
    assert run.steps == steps
    bloodless = [Slab(slab.thickness_mm, slab.k, slab.rho_c) for slab in SLABS]
    twin = Twin(bloodless, grid.z_edges_mm, grid.cell_mm, np.zeros(grid.shape), 0.0)
    twin.deposit(rise)
    for _ in range(steps):
        twin.step(lasting / steps, 10.0, 0.0)
    blood = 0.01 * lasting * 25
    assert np.abs(run.rise_k - twin.temperature).max() < blood
    still = ThermalBody(
        ThermalStack(tuple(ThermalLayer(each.thickness_mm, each.k, 1200, each.rho_c / 1200) for each in bloodless)),
        Surface(10.0, 37.0),
        37.0,
    )
    alike = simulate_heat(still, grid, lasting, [Deposit(0.0, rise)], step_s=lasting / steps * (1 + 1e-9))
    assert np.abs(alike.rise_k - twin.temperature).max() < 2e-5


def test_rings_and_their_twin_differ_by_single_precision_alone() -> None:
    rings = RingGrid(np.array([0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0]), np.array([0.0, 0.1, 0.2, 0.3, 0.5]))
    rise = np.zeros(rings.shape)
    rise[1:3, :3] = 30.0
    body = ThermalBody(ThermalStack((ThermalLayer(0.5, 0.45, 1200, 3300),)), INSULATED, 37.0, bottom="insulated")
    run = simulate_heat(body, rings, 0.2, [Deposit(0.0, rise)], step_s=0.01 * (1 + 1e-9))
    twin = Discs(0.45, 1200 * 3300, rings.r_edges_mm, rings.z_edges_mm, rise)
    for _ in range(20):
        twin.step(0.01)
    assert np.abs(run.rise_k - twin.temperature).max() < 2e-5


@pytest.mark.parametrize("sides", ["insulated", "held"])
@pytest.mark.parametrize("bottom", ["insulated", "held"])
def test_all_heat_is_accounted_for_over_thousands_of_steps(sides: str, bottom: str) -> None:
    body = ThermalBody(STACK, Surface(10.0, 22.0, (Cooling(0.5, 2.5, 3000.0, 2.0),)), 37.0, bottom, sides)  # type: ignore[arg-type]
    _, grid, rise = scene()
    run = simulate_heat(body, grid, 15.0, [Deposit(0.3 * pulse, rise) for pulse in range(10)])
    assert run.steps > 2000
    assert run.balance.imbalance < 1e-5
    assert run.balance.put_in_j > 0
    assert (run.balance.through_sides_j != 0) == (sides == "held")
    assert (run.balance.through_bottom_j != 0) == (bottom == "held")


def test_a_body_at_rest_stays_as_it_is() -> None:
    body, grid, _ = scene()
    still = ThermalBody(body.stack, Surface(10.0, 22.0), 37.0)
    run = simulate_heat(still, grid, 2.0)
    assert np.abs(run.rise_k).max() < 1e-6


def test_the_answer_does_not_depend_on_the_number_of_threads() -> None:
    stack = ThermalStack((ThermalLayer(3.0, 0.45, 1200, 3300),))
    grid = BoxGrid(160, 160, 0.1, np.linspace(0, 3, 31))
    rise = np.random.default_rng(1).random(grid.shape) * 30
    body = ThermalBody(stack, Surface(20.0, 22.0), 37.0)
    one, two = (simulate_heat(body, grid, 0.1, [Deposit(0.0, rise)], threads=threads) for threads in (1, 2))
    assert np.array_equal(one.rise_k, two.rise_k)
    assert one.balance == two.balance
