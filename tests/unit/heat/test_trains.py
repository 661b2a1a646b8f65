import numpy as np
import pytest

from unstipple.heat import (
    BoxGrid,
    Cooling,
    Deposit,
    PulseTrain,
    Stamp,
    Surface,
    ThermalBody,
    ThermalLayer,
    ThermalStack,
    across,
    depth_edges_mm,
    injury,
    simulate_heat,
    stamp_epidermis,
    stamp_history,
    train_heat,
    train_history,
)
from unstipple.heat.body import column
from unstipple.heat.modes import cell_rise_k

STAMP = Stamp(2.0, np.array([0.0, 0.15, 0.6]), np.array([20.0, 4.0]), blur_mm=0.15)
TRAIN = PulseTrain(np.array([[-0.9, 0.0], [0.9, 0.0], [0.0, 1.6]]), 5.0, passes=2, wait_s=0.5, start_s=0.1)
POINTS = [(-0.9, 0.0, 0.07), (0.9, 0.0, 0.07), (0.0, 0.5, 0.4)]


def layered(*cooling: Cooling) -> ThermalBody:
    layers = (ThermalLayer(0.15, 0.24, 1200, 3590), ThermalLayer(1.6, 0.45, 1200, 3300, 0.002), ThermalLayer(1.5, 0.19, 1000, 2500, 0.002))
    return ThermalBody(ThermalStack(layers), Surface(10.0, 22.0, cooling), 37.0)


def test_a_train_has_its_pulses_at_the_lasers_rate_and_waits_between_passes() -> None:
    assert TRAIN.times_s == pytest.approx([0.1, 0.3, 0.5, 1.0, 1.2, 1.4])
    assert TRAIN.pass_number.tolist() == [0, 0, 0, 1, 1, 1]
    assert TRAIN.places_mm[3:].tolist() == TRAIN.positions_mm.tolist()
    assert PulseTrain(np.zeros((2, 2)), 5.0, passes=2).times_s == pytest.approx([0.0, 0.2, 0.4, 0.6])


@pytest.mark.parametrize("cooling", [(), (Cooling(0.2, 0.9, 2000.0, 8.0),)])
def test_a_train_is_what_direct_steps_in_three_dimensions_give(cooling: tuple[Cooling, ...]) -> None:
    body = layered(*cooling)
    grid = BoxGrid(60, 60, 0.1, depth_edges_mm(body.stack, 0.02, growth=1.2, even_to_mm=0.15, widest_mm=0.2))
    profile = cell_rise_k(STAMP, column(body, grid.z_edges_mm))
    shape = [across(STAMP, np.hypot(grid.x_mm[None, :] - x, grid.y_mm[:, None] - y), 0.0) for x, y in TRAIN.places_mm]
    pulses = [Deposit(time, profile[:, None, None] * each) for time, each in zip(TRAIN.times_s, shape, strict=True)]
    run = simulate_heat(body, grid, 2.0, pulses, points_mm=POINTS)
    times = np.array([0.05, 0.25, 0.45, 0.8, 1.15, 1.35, 1.6, 2.0])
    ours = train_history(body, STAMP, TRAIN, POINTS, times)
    direct = np.array([np.interp(times, run.times_s, watched) for watched in run.watched_c])
    assert np.abs(ours - direct).max() < 0.01 * 20
    assert np.abs(ours - direct).mean() < 0.004 * 20


def test_before_and_after_a_pulse_differ_by_its_own_rise_and_the_parts_add_up() -> None:
    body = layered(Cooling(0.2, 0.9, 2000.0, 8.0))
    heat = train_heat(body, STAMP, TRAIN, POINTS)
    assert heat.before_c == pytest.approx(train_history(body, STAMP, TRAIN, POINTS, TRAIN.times_s), abs=1e-9)
    assert heat.after_c - heat.before_c == pytest.approx(heat.rise_k)
    assert heat.rise_k[0, 0] == pytest.approx(20, rel=0.02)
    assert heat.hottest_c == pytest.approx(heat.after_c.max(axis=1))
    assert (heat.left_by_passes_k[:, :3] == 0).all()
    assert (heat.left_by_passes_k[:, 3:] > 0).all()
    assert (heat.left_by_neighbours_k[:, 0] == 0).all()


def test_cooling_lowers_every_temperature_and_a_faster_train_leaves_more_heat() -> None:
    warm, cooled = (train_heat(layered(*cooling), STAMP, TRAIN, POINTS) for cooling in ((), (Cooling(0.0, 9.0, 2000.0, 8.0),)))
    assert (cooled.before_c < warm.before_c + 1e-9).all()
    assert (cooled.hottest_c < warm.hottest_c).all()
    fast = train_heat(layered(), STAMP, PulseTrain(TRAIN.positions_mm, 20.0, passes=2, wait_s=0.1), POINTS)
    in_epidermis = slice(0, 2)
    assert (fast.left_by_neighbours_k.max(axis=1) > warm.left_by_neighbours_k.max(axis=1))[in_epidermis].all()
    assert (fast.left_by_passes_k.max(axis=1) > warm.left_by_passes_k.max(axis=1))[in_epidermis].all()


def test_the_moments_of_a_train_resolve_every_pulse_for_a_verdict_on_injury() -> None:
    body, hot = layered(), Stamp(2.0, np.array([0.0, 0.15]), np.array([32.0]))
    times = TRAIN.moments_s(3.0)
    assert (np.diff(times) > 0).all()
    assert times[-1] == 3.0
    history = train_history(body, hot, TRAIN, POINTS[:1], times)
    assert history.max() == pytest.approx(train_heat(body, hot, TRAIN, POINTS[:1]).hottest_c.max(), abs=0.05)
    finer = TRAIN.moments_s(3.0, per_pulse=60)
    few, many = injury(times, history[0]), injury(finer, train_history(body, hot, TRAIN, POINTS[:1], finer)[0])
    assert few.omega == pytest.approx(many.omega, rel=0.05)


def test_a_far_stamp_leaves_nothing() -> None:
    far = train_heat(layered(), STAMP, PulseTrain(np.array([[50.0, 0.0], [0.0, 0.0]]), 10.0), [(0, 0, 0.07)])
    assert far.left_by_neighbours_k[0, 1] < 1e-12
    assert far.left_k() == pytest.approx([0.0], abs=1e-12)


def test_one_stamp_in_homogeneous_tissue_is_its_closed_form() -> None:
    dermis = ThermalLayer(6.0, 0.45, 1200, 3300, 0.002)
    body = ThermalBody(ThermalStack((dermis,)), Surface(300.0, 37.0), 37.0, bottom="insulated")
    times = np.geomspace(1e-3, 5, 12)
    exact = stamp_history(dermis, STAMP, (0.9, 0.07), times, 300.0)
    assert stamp_epidermis(body, STAMP, times, distance_mm=0.9, depth_mm=0.07) - 37 == pytest.approx(exact, abs=0.002 * 20)
    assert stamp_epidermis(layered(), STAMP, times).shape == (12,)
