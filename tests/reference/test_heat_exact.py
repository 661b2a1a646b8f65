"""The stepped bioheat held against exact solutions."""

import math

import numpy as np
import pytest
from scipy.special import erf, erfc, erfcx

from unstipple import evidence
from unstipple.heat import (
    INSULATED,
    BoxGrid,
    Cooling,
    Deposit,
    DotShape,
    HairShape,
    RingGrid,
    Surface,
    ThermalBody,
    ThermalLayer,
    ThermalStack,
    cool,
    depth_edges_mm,
    graded_edges_mm,
    published_cooling,
    published_layer,
    simulate_heat,
)
from unstipple.heat.body import column

WITHIN = 0.002
DERMIS = ThermalLayer(4.05, 0.45, 1200, 3300)
ALPHA = DERMIS.diffusivity_mm2_s


def insulated(layer: ThermalLayer) -> ThermalBody:
    return ThermalBody(ThermalStack((layer,)), INSULATED, 37.0, bottom="insulated")


def exact_profile(layers: list[tuple[float, float, float, float]], h: float, air: float, core: float, depth: np.ndarray) -> np.ndarray:
    """Steady T of layers (thickness m, k, rho c, w) under a Robin surface above a held bottom: cosh and sinh, or a line, in every layer."""
    count = len(layers)
    system, right = np.zeros((2 * count, 2 * count)), np.zeros(2 * count)

    def pair(number: int, z: float) -> tuple[np.ndarray, np.ndarray]:
        _, k, rho_c, w = layers[number]
        m = math.sqrt(w * rho_c / k)
        value = np.array([math.cosh(m * z), math.sinh(m * z) / m]) if m else np.array([1.0, z])
        slope = np.array([m * math.sinh(m * z), math.cosh(m * z)]) if m else np.array([0.0, 1.0])
        return value, k * slope

    value, flux = pair(0, 0.0)
    system[0, :2], right[0] = flux - h * value, h * (core - air)
    for number in range(count - 1):
        (low_value, low_flux), (high_value, high_flux) = pair(number, layers[number][0]), pair(number + 1, 0.0)
        rows = slice(2 * number, 2 * number + 2), slice(2 * number + 2, 2 * number + 4)
        system[2 * number + 1, rows[0]], system[2 * number + 1, rows[1]] = low_value, -high_value
        system[2 * number + 2, rows[0]], system[2 * number + 2, rows[1]] = low_flux, -high_flux
    system[-1, -2:] = pair(count - 1, layers[-1][0])[0]
    amounts = np.linalg.solve(system, right).reshape(count, 2)
    walls = np.concatenate([[0.0], np.cumsum([layer[0] for layer in layers])])
    place = np.clip(np.searchsorted(walls, depth, side="right") - 1, 0, count - 1)
    return np.array([core + amounts[n] @ pair(n, z - walls[n])[0] for n, z in zip(place, depth, strict=True)])


def test_a_gaussian_in_three_dimensions_spreads_as_it_must() -> None:
    cells, cell, sd, lasting = 81, 0.05, 0.3, 0.5
    grid = BoxGrid(cells, cells, cell, np.arange(cells + 1) * cell)
    z = grid.z_mm - grid.z_mm[cells // 2]
    square = z[:, None, None] ** 2 + grid.y_mm[None, :, None] ** 2 + grid.x_mm[None, None, :] ** 2
    run = simulate_heat(insulated(DERMIS), grid, lasting, [Deposit(0.0, 50 * np.exp(-square / (2 * sd**2)))])
    variance = sd**2 + 2 * ALPHA * lasting
    exact = 50 * (sd**2 / variance) ** 1.5 * np.exp(-square / (2 * variance))
    assert run.rise_k[40, 40, 40] == pytest.approx(exact.max(), rel=WITHIN)
    assert np.abs(run.rise_k - exact).max() < WITHIN * exact.max()
    assert run.balance.imbalance < 1e-5


def test_a_gaussian_on_rings_spreads_as_it_must() -> None:
    sd, lasting = 0.3, 0.5
    grid = RingGrid(np.linspace(0, 3, 101), np.linspace(0, 4.05, 136))
    square = (grid.z_mm - 2.025)[:, None] ** 2 + grid.r_mm[None, :] ** 2
    run = simulate_heat(insulated(DERMIS), grid, lasting, [Deposit(0.0, 50 * np.exp(-square / (2 * sd**2)))])
    variance = sd**2 + 2 * ALPHA * lasting
    exact = 50 * (sd**2 / variance) ** 1.5 * np.exp(-square / (2 * variance))
    assert np.abs(run.rise_k - exact).max() < WITHIN * exact.max()


@pytest.mark.parametrize("h", [10.0, 400.0, 30_000.0])
def test_the_resting_profile_of_layers_with_blood_is_the_exact_one(h: float) -> None:
    layers = [ThermalLayer(0.1, 0.24, 1200, 3590), ThermalLayer(2.0, 0.45, 1200, 3300, 0.01), ThermalLayer(3.4, 0.19, 1000, 2500, 0.004)]
    body = ThermalBody(ThermalStack(tuple(layers)), Surface(h, 5.0), 37.0)
    cut = column(body, depth_edges_mm(body.stack, 0.02, growth=1.1, even_to_mm=0.3, widest_mm=0.1))
    as_si = [
        (each.thickness_mm * 1e-3, each.conductivity_w_m_k, each.density_kg_m3 * each.specific_heat_j_kg_k, each.perfusion_per_s)
        for each in layers
    ]
    exact = exact_profile(as_si, h, 5.0, 37.0, cut.middle_mm * 1e-3)
    assert np.abs(cut.resting_c(body.surface.rest) - exact).max() < WITHIN * (37 - exact.min())


def test_steps_from_an_even_start_end_at_the_exact_steady_state_of_layers() -> None:
    layers = [ThermalLayer(0.3, 0.24, 1200, 3590), ThermalLayer(0.9, 0.45, 1200, 3300, 0.05)]
    body = ThermalBody(ThermalStack(tuple(layers)), Surface(400.0, 5.0), 37.0)
    grid = RingGrid(np.array([0.0, 1.0]), depth_edges_mm(body.stack, 0.05))
    run = simulate_heat(body, grid, 40.0, start_c=np.full(grid.shape[0], 37.0))
    as_si = [
        (each.thickness_mm * 1e-3, each.conductivity_w_m_k, each.density_kg_m3 * each.specific_heat_j_kg_k, each.perfusion_per_s)
        for each in layers
    ]
    exact = exact_profile(as_si, 400.0, 5.0, 37.0, grid.z_mm * 1e-3)
    assert np.abs(run.temperature_c[:, 0] - exact).max() < WITHIN * (37 - exact.min())
    assert run.balance.imbalance < 1e-4


@pytest.mark.parametrize("h", [50.0, 500.0, 20_000.0])
def test_a_half_space_under_a_robin_surface_cools_as_it_must(h: float) -> None:
    body = ThermalBody(ThermalStack((ThermalLayer(8.0, 0.45, 1200, 3300),)), Surface(0.0, 0.0, (Cooling(0.0, 5.0, h, 4.0),)), 37.0)
    grid = RingGrid(np.array([0.0, 1.0]), depth_edges_mm(body.stack, 0.02, growth=1.08, even_to_mm=1.0))
    run = simulate_heat(body, grid, 2.0)
    z, root, ratio = grid.z_mm * 1e-3, math.sqrt(ALPHA * 1e-6 * 2.0), h / 0.45
    u = z / (2 * root)
    exact = 37 + (4 - 37) * (erfc(u) - erfcx(u + ratio * root) * np.exp(-(u**2)))
    assert np.abs(run.temperature_c[:, 0] - exact).max() < WITHIN * (37 - exact.min())


def test_an_even_rise_decays_by_blood_alone_as_an_exponential() -> None:
    layer = ThermalLayer(1.0, 0.45, 1200, 3300, 0.02)
    grid = BoxGrid(8, 8, 0.1, np.linspace(0, 1, 11))
    run = simulate_heat(insulated(layer), grid, 30.0, [Deposit(0.0, np.full(grid.shape, 10.0))])
    assert run.rise_k == pytest.approx(10 * math.exp(-0.02 * 30), rel=1e-5)
    assert run.balance.to_blood_j == pytest.approx(run.balance.put_in_j * -math.expm1(-0.6), rel=1e-5)


def test_rings_and_a_box_agree_on_a_round_stamp_in_layers() -> None:
    stack = ThermalStack((ThermalLayer(0.15, 0.24, 1200, 3590), ThermalLayer(1.85, 0.45, 1200, 3300, 0.002)))
    body = ThermalBody(stack, Surface(10.0, 22.0, (Cooling(0.1, 0.3, 2000.0, 8.0),)), 37.0)
    z = depth_edges_mm(stack, 0.05, growth=1.2, even_to_mm=0.3, widest_mm=0.2)
    box, rings = BoxGrid(64, 64, 0.1, z), RingGrid(np.linspace(0, 3.6, 37), z)

    def warmed(distance: np.ndarray, depth: np.ndarray) -> np.ndarray:
        return 20 * np.exp(-(distance**2) / 1.2) * np.exp(-depth / 0.4)

    distance = np.hypot(box.x_mm[None, None, :], box.y_mm[None, :, None])
    one = simulate_heat(
        body, box, 0.5, [Deposit(0.05, warmed(distance, box.z_mm[:, None, None]))], points_mm=[(0, 0, 0.1), (1.0, 0, 0.1), (0, 0.5, 0.6)]
    )
    other = simulate_heat(
        body, rings, 0.5, [Deposit(0.05, warmed(rings.r_mm[None, :], rings.z_mm[:, None]))], points_mm=[(0, 0.1), (1.0, 0.1), (0.5, 0.6)]
    )
    times = np.array([0.04, 0.08, 0.2, 0.3, 0.5])
    for point in range(3):
        mine = np.interp(times, one.times_s, one.watched_c[point])
        theirs = np.interp(times, other.times_s, other.watched_c[point])
        assert mine == pytest.approx(theirs, abs=WITHIN * 20)


def test_an_evenly_warmed_ball_cools_as_it_must() -> None:
    body, radius = insulated(ThermalLayer(3.0, 0.45, 1200, 3300)), 0.15
    cooled = cool(body, DotShape(0.3, 0.3, 1.5), 50.0, 0.2, [(0.0, 1.5)])
    times = np.array([0.01, 0.03, 0.1, 0.2])
    u = radius / np.sqrt(4 * ALPHA * times)
    exact = 50 * (erf(u) - 2 / math.sqrt(math.pi) * u * np.exp(-(u**2)))
    assert np.interp(times, cooled.times_s, cooled.beside_c[0]) - 37 == pytest.approx(exact, rel=0.006)


def test_an_evenly_warmed_long_hair_cools_as_it_must() -> None:
    body, radius = insulated(ThermalLayer(3.0, 0.45, 1200, 3300)), 0.035
    cooled = cool(body, HairShape(0.07, 0.0, 2.95), 30.0, 0.03, [(0.0, 1.5)])
    times = np.array([0.001, 0.005, 0.03])
    exact = 30 * -np.expm1(-(radius**2) / (4 * ALPHA * times))
    assert np.interp(times, cooled.times_s, cooled.beside_c[0]) - 37 == pytest.approx(exact, rel=0.005)


@pytest.mark.parametrize(
    ("kind", "lasting", "measured", "within"),
    [
        ("contact", 1.0, "thermal.contact.surface_after_1_s_c", 2.5),
        ("spray", 0.02, "thermal.spray.surface_after_20_ms_c", 2.5),
        ("spray", 0.1, "thermal.spray.surface_after_100_ms_c", 2.5),
    ],
)
def test_published_cooling_brings_skin_to_the_temperature_that_was_measured(
    kind: str, lasting: float, measured: str, within: float
) -> None:
    stack = ThermalStack((published_layer("epidermis", 0.1), published_layer("dermis", 2.0), published_layer("subcutis", 3.4)))
    start_c = 30.0 if kind == "contact" else 34.0
    body = ThermalBody(stack, Surface(0.0, start_c, (published_cooling(kind, 0.0, lasting),)), start_c)
    grid = RingGrid(np.array([0.0, 1.0]), depth_edges_mm(stack, 0.005, growth=1.1, even_to_mm=0.05, widest_mm=0.2))
    run = simulate_heat(body, grid, lasting)
    assert run.temperature_c[0, 0] == pytest.approx(evidence.number(measured), abs=within)
    assert run.temperature_c[np.searchsorted(grid.z_mm, 0.5), 0] > 25


def test_edges_of_rings_may_grow() -> None:
    edges = graded_edges_mm(0.1, 1.0, 5.0, 1.2)
    assert edges[0] == 0
    assert edges[-1] >= 5.0
    assert np.diff(edges).max() < 1.0
