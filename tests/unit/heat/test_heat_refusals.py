import math

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.heat import (
    BoxGrid,
    Deposit,
    DotShape,
    Energy,
    HairShape,
    HeatImbalanceError,
    PulseTrain,
    RingGrid,
    Stamp,
    Surface,
    ThermalBody,
    ThermalStack,
    check_resolves,
    cool,
    depth_edges_mm,
    local_grid,
    simulate_heat,
    spread,
    train_heat,
    train_history,
)
from unstipple.heat.energy import check


def rings(stack: ThermalStack) -> RingGrid:
    return RingGrid(np.linspace(0, 3, 31), depth_edges_mm(stack, 0.03, growth=1.2, even_to_mm=0.1, widest_mm=0.4))


def test_a_step_too_long_is_refused_and_the_longest_is_named(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match="at most") as refused:
        simulate_heat(body, rings(body.stack), 1.0, step_s=0.1)
    longest = float(refused.value.allowed.split("at most ")[1].split()[0])
    assert simulate_heat(body, rings(body.stack), 1.0, step_s=longest * 0.999).step_s <= longest


def test_cells_too_coarse_for_a_layer_are_refused_and_what_would_do_is_named(body: ThermalBody) -> None:
    coarse = RingGrid(np.linspace(0, 3, 31), np.array([0, 0.1, 0.6, 1.1, 1.6, 2.1, 3.1, 4.1, 5.5]))
    with pytest.raises(BadInput, match=r"1 cells in layer 1.*0\.0333 mm"):
        simulate_heat(body, coarse, 1.0)


def test_a_grid_without_an_edge_on_a_layers_boundary_is_refused(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match=r"an edge at 0\.1 mm, where layer 1 ends"):
        simulate_heat(body, BoxGrid(4, 4, 0.5, np.linspace(0, 5.5, 38)), 1.0)


def test_a_grid_that_ends_elsewhere_than_the_stack_is_refused(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match=r"depth of the stack, 5\.5 mm"):
        simulate_heat(body, BoxGrid(4, 4, 0.5, np.linspace(0, 5.0, 51)), 1.0)


def test_cells_too_coarse_for_a_dot_are_refused_and_what_would_do_is_named(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match=r"at most 0\.05 mm"):
        check_resolves(0.1, 0.3, "a dot")
    with pytest.raises(BadInput, match="6 cells across"):
        cool(body, DotShape(0.3, 0.4, 0.6), 40.0, 0.1, grid=rings(body.stack))
    fine_across = RingGrid(np.linspace(0, 1, 101), rings(body.stack).z_edges_mm)
    with pytest.raises(BadInput, match="6 cells across"):
        cool(body, DotShape(0.3, 0.4, 0.6), 40.0, 0.1, grid=fine_across)
    with pytest.raises(BadInput, match="6 cells across"):
        local_grid(body.stack, DotShape(0.3, 0.4, 0.6), 0.1, cells_across=4)


def test_shapes_that_leave_the_tissue_are_refused(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match="deeper"):
        DotShape(0.3, 0.4, 0.1)
    with pytest.raises(BadInput, match=r"less than the stack's depth of 5\.5 mm"):
        cool(body, HairShape(0.07, 0.0, 6.0), 40.0, 0.1)
    with pytest.raises(BadInput, match="deeper than its top"):
        HairShape(0.07, 2.0, 1.0)


def test_grids_that_cannot_be_are_refused() -> None:
    with pytest.raises(BadInput, match="rising from 0"):
        RingGrid(np.array([0.1, 0.2]), np.array([0.0, 1.0]))
    with pytest.raises(BadInput, match="rising from 0"):
        RingGrid(np.array([0.0, 0.2, 0.2]), np.array([0.0, 1.0]))
    with pytest.raises(BadInput, match="nx"):
        BoxGrid(0, 3, 0.1, np.array([0.0, 1.0]))
    with pytest.raises(BadInput, match="at most 400,000,000 cells"):
        BoxGrid(40_000, 40_000, 0.1, np.array([0.0, 1.0]))


def test_deposits_that_do_not_fit_are_refused(body: ThermalBody) -> None:
    grid = rings(body.stack)
    with pytest.raises(BadInput, match="deposit time_s"):
        simulate_heat(body, grid, 1.0, [Deposit(2.0, np.zeros(grid.shape))])
    with pytest.raises(BadInput, match="the grid's shape"):
        simulate_heat(body, grid, 1.0, [Deposit(0.0, np.zeros((3, 3)))])
    with pytest.raises(BadInput, match="finite rises"):
        simulate_heat(body, grid, 1.0, [Deposit(0.0, np.full(grid.shape, math.nan))])


def test_points_outside_the_grid_and_odd_starts_are_refused(body: ThermalBody) -> None:
    grid = rings(body.stack)
    with pytest.raises(BadInput, match="points_mm"):
        simulate_heat(body, grid, 1.0, points_mm=[(4.0, 0.1)])
    with pytest.raises(BadInput, match="one a depth cell"):
        simulate_heat(body, grid, 1.0, start_c=[37.0])


def test_a_run_that_would_not_end_is_refused(body: ThermalBody) -> None:
    with pytest.raises(BadInput, match=r"until_s.*wider cells"):
        simulate_heat(body, rings(body.stack), 1e9)


@pytest.mark.parametrize("threads", [0, -1, 1.5, True])
def test_a_number_of_threads_that_cannot_be_is_refused(body: ThermalBody, threads: object) -> None:
    with pytest.raises(BadInput, match="threads"):
        simulate_heat(body, rings(body.stack), 0.1, threads=threads)  # type: ignore[arg-type]


def test_something_else_than_cooling_is_refused() -> None:
    with pytest.raises(BadInput, match="a Cooling or several"):
        Surface(10, 22, ("ice",))  # type: ignore[arg-type]


def test_edges_and_core_are_named_when_wrong(scalp: ThermalStack) -> None:
    with pytest.raises(BadInput, match="insulated or held"):
        ThermalBody(scalp, Surface(10, 22), 37.0, bottom="open")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="core_c"):
        ThermalBody(scalp, Surface(10, 22), -400.0)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"rate_hz": 0.0}, "rate_hz"),
        ({"rate_hz": math.inf}, "rate_hz"),
        ({"passes": 0}, "passes"),
        ({"passes": 1.5}, "passes"),
        ({"wait_s": -1.0}, "wait_s"),
        ({"positions_mm": np.zeros((0, 2))}, "positions_mm"),
        ({"positions_mm": np.array([[0.0, math.nan]])}, "positions_mm"),
        ({"passes": 30_000}, "at most 20,000 pulses"),
    ],
)
def test_impossible_trains_are_refused_by_name(change: dict[str, object], name: str) -> None:
    with pytest.raises(BadInput, match=name):
        PulseTrain(**{"positions_mm": np.zeros((2, 2)), "rate_hz": 5.0, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"spot_mm": 0.0}, "spot_mm"),
        ({"rise_k": [1.0]}, "rise_k"),
        ({"rise_k": [1.0, math.inf]}, "rise_k"),
        ({"depth_edges_mm": [0.1, 0.1, 0.2]}, "depth_edges_mm"),
        ({"profile": "square"}, "profile"),
        ({"blur_mm": -0.1}, "blur_mm"),
    ],
)
def test_impossible_stamps_are_refused_by_name(change: dict[str, object], name: str) -> None:
    with pytest.raises(BadInput, match=name):
        Stamp(**{"spot_mm": 3.0, "depth_edges_mm": [0.0, 0.1, 0.2], "rise_k": [10.0, 5.0], **change})  # type: ignore[arg-type]


def test_points_and_times_of_a_train_are_checked(body: ThermalBody) -> None:
    stamp, train = Stamp(3.0, np.array([0.0, 0.1]), np.array([10.0])), PulseTrain(np.zeros((1, 2)), 5.0)
    with pytest.raises(BadInput, match="depths from 0 to"):
        train_heat(body, stamp, train, [(0, 0, 7.0)])
    with pytest.raises(BadInput, match=r"points \(p, 3\)"):
        train_heat(body, stamp, train, [(0, 0)])
    with pytest.raises(BadInput, match=r"tissue's depth of 5\.5 mm"):
        train_heat(body, Stamp(3.0, np.array([0.0, 6.0]), np.array([10.0])), train, [(0, 0, 0.1)])
    with pytest.raises(BadInput, match="rising"):
        train_history(body, stamp, train, [(0, 0, 0.1)], [1.0, 0.5])


def test_the_exact_step_refuses_sizes_that_do_not_fit() -> None:
    with pytest.raises(BadInput, match="2 sizes in mm"):
        spread(np.zeros((3, 3)), (0.1,), 0.1, 1.0)
    with pytest.raises(BadInput, match="lasting_s"):
        spread(np.zeros((3, 3)), (0.1, 0.1), 0.1, -1.0)


def test_an_account_that_does_not_add_up_ends_the_run() -> None:
    with pytest.raises(HeatImbalanceError, match="unaccounted"):
        check(Energy(1.0, 0.0, 0.5, 0.4, 0.0, 0.0, 0.0))
    assert check(Energy(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)).imbalance == 0
