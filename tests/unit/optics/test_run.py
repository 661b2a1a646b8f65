import math
import os
import signal
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unstipple.errors import BadInput
from unstipple.optics import Beam, EnergyImbalanceError, Layer, LightRun, Stack, depth_grid_mm, radius_grid_mm, simulate
from unstipple.optics import run as run_module
from unstipple.optics.lanes.events_kernel import Out


def energy(run: LightRun) -> float:
    return run.specular_reflectance + run.diffuse_reflectance + run.transmittance + float(run.absorbed_by_layer.sum())


def same(a: LightRun, b: LightRun) -> bool:
    return (
        a.diffuse_reflectance == b.diffuse_reflectance
        and a.transmittance == b.transmittance
        and np.array_equal(a.absorbed_by_layer, b.absorbed_by_layer)
        and np.array_equal(a.absorbed_by_layer_error, b.absorbed_by_layer_error)
        and np.array_equal(a.fluence_by_annulus, b.fluence_by_annulus)
        and np.array_equal(a.fluence_within_error, b.fluence_within_error)
    )


def test_the_same_seed_gives_the_same_answer_whatever_the_number_of_threads(skin: Stack) -> None:
    one, two, five = (simulate(skin, 10_001, 7, threads=threads) for threads in (1, 2, 5))
    assert same(one, two)
    assert same(one, five)
    assert (one.threads, two.threads) == (1, 2)


def test_another_seed_gives_another_answer_within_the_errors(skin: Stack) -> None:
    runs = [simulate(skin, 5_000, seed) for seed in range(20)]
    values = np.array([run.diffuse_reflectance for run in runs])
    errors = np.array([run.diffuse_reflectance_error for run in runs])
    assert len(set(values)) == 20
    assert values.std(ddof=1) == pytest.approx(errors.mean(), rel=0.5)


def test_a_run_asked_from_two_python_threads_at_once_is_safe(skin: Stack) -> None:
    found: list[LightRun] = []
    workers = [threading.Thread(target=lambda: found.append(simulate(skin, 3_000, 3))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert same(found[0], found[1])
    assert same(found[0], found[2])


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "1"])
def test_an_impossible_seed_is_refused(slab: Stack, seed: object) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(slab, 10, seed)  # type: ignore[arg-type]
    assert refused.value.field == "seed"


@pytest.mark.parametrize("photons", [0, -5, 1.5, math.nan, True, "many"])
def test_fewer_than_one_photon_is_refused(slab: Stack, photons: object) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(slab, photons)  # type: ignore[arg-type]
    assert refused.value.field == "photons"


@pytest.mark.parametrize("field", ["depth_edges_mm", "radius_edges_mm"])
@pytest.mark.parametrize("edges", [[], [0.0], [0.0, 0.0, 1.0], [1.0, 2.0], [0.0, math.nan], [0.0, math.inf], ["a", "b"], [[0.0, 1.0]]])
def test_edges_that_do_not_rise_from_zero_are_refused(slab: Stack, field: str, edges: object) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(slab, 10, **{field: edges})  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("photons", [1, 2, 63, 65])
def test_a_tiny_run_has_finite_errors_and_all_its_photons(slab: Stack, photons: int) -> None:
    run = simulate(slab, photons)
    assert run.photons == photons
    assert run.batches == min(photons, 16)
    assert energy(run) == pytest.approx(1, abs=1e-12)
    assert np.isfinite([run.diffuse_reflectance_error, run.transmittance_error, *run.absorbed_by_layer_error]).all()
    assert np.isfinite(run.fluence_within_error).all()


layer = st.builds(
    Layer,
    thickness_mm=st.floats(0.001, 3),
    mua_per_mm=st.sampled_from([0.0, 1e-6, 0.01, 0.3, 5.0]) | st.floats(0, 20),
    mus_per_mm=st.sampled_from([0.0, 1e-6, 0.5, 20.0]) | st.floats(0, 40),
    g=st.sampled_from([0.0, 1e-9, -0.9, 0.999]) | st.floats(-0.999, 0.999),
    n=st.sampled_from([1.0, 1.4]) | st.floats(1, 3),
)
stack = st.builds(Stack, st.lists(layer, min_size=1, max_size=5).map(tuple), n_above=st.floats(1, 2), n_below=st.floats(1, 2))


@settings(max_examples=60, deadline=None)
@given(stack, st.sampled_from([None, Beam(2.0), Beam(2.0, "gaussian")]))
def test_energy_balances_in_any_stack(stack: Stack, beam: Beam | None) -> None:
    run = simulate(stack, 200, beam=beam)
    assert energy(run) == pytest.approx(1, abs=1e-9)
    shares = [run.specular_reflectance, run.diffuse_reflectance, run.transmittance, *run.absorbed_by_layer]
    assert all(0 <= share <= 1 for share in shares)
    assert all(run.absorbed_by_layer[i] == 0 for i, layer in enumerate(stack.layers) if layer.mua_per_mm == 0)
    assert np.isfinite(run.fluence_by_annulus).all()
    assert (run.fluence_by_annulus >= 0).all()


def test_light_that_gets_lost_is_noticed(slab: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = run_module.Scene.batch

    def leaking(scene: run_module.Scene, out: Out, *others: object) -> object:
        out.absorbed[0] *= 1 - 1e-7
        return batch(scene, out, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(run_module.Scene, "batch", leaking)
    with pytest.raises(EnergyImbalanceError, match="not 1"):
        simulate(slab, 1_000)


def test_progress_is_told_and_an_exception_from_it_ends_the_run(skin: Stack) -> None:
    told: list[tuple[int, int]] = []
    simulate(skin, 5_000, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5_000, 5_000)

    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StopError

    before = threading.active_count()
    with pytest.raises(StopError):
        simulate(skin, 50_000_000, progress=stop)
    assert threading.active_count() <= before


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_control_c_ends_a_long_run_at_once(skin: Stack) -> None:
    simulate(skin, 1)
    # a test run in the background of a shell starts with the signal ignored
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            simulate(skin, 3_000_000)
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_grid_holds_every_photon_path_and_every_absorbed_share(skin: Stack) -> None:
    edges = np.linspace(0, 200, 2001)
    run = simulate(skin, 20_000, depth_edges_mm=edges, radius_edges_mm=[0, 0.1, 0.2], roulette_below=1e-6)  # leaves no luck to roulette
    fluence_mm = run.fluence_by_depth * np.diff(run.depth_edges_mm)
    assert fluence_mm[:1].sum() * 1.0 == pytest.approx(run.absorbed_by_layer[0], rel=1e-4)
    assert fluence_mm[1:].sum() * 0.5 == pytest.approx(run.absorbed_by_layer[1], rel=1e-4)
    assert run.fluence_by_annulus[:, -1].sum() > 0, "light beyond the last radius is kept in the last column"


def test_absorbed_energy_per_volume_adds_up_to_the_absorbed_share(skin: Stack) -> None:
    run = simulate(skin, 20_000, radius_edges_mm=[0, 1, 10, 1000])
    volume = np.diff(run.depth_edges_mm)[:, None] * run.annulus_mm2
    assert (run.absorbed_per_mm3 * volume).sum() == pytest.approx(run.absorbed_by_layer.sum(), rel=2e-3)


def test_the_same_light_lands_in_fine_and_in_odd_bins(skin: Stack) -> None:
    fine = simulate(skin, 5_000, depth_edges_mm=np.linspace(0, 3, 3001), radius_edges_mm=np.linspace(0, 2, 201))
    odd = simulate(skin, 5_000, depth_edges_mm=[0, 1e-3, 0.7, 0.701, 3], radius_edges_mm=[0, 0.01, 0.5, 0.51, 2])
    per_bin = fine.fluence_by_annulus * 1e-3
    rows, columns = np.array([0, 1, 700, 701]), np.array([0, 1, 50, 51, 200])
    merged = np.add.reduceat(np.add.reduceat(per_bin, rows, axis=0), columns, axis=1)
    np.testing.assert_allclose(odd.fluence_by_annulus * np.diff(odd.depth_edges_mm)[:, None], merged, rtol=1e-6, atol=1e-7)


def test_the_default_grids_are_fine_where_light_changes_fast() -> None:
    stack = Stack((Layer(0.0937, 0.1, 1, 0, 1.4), Layer(2.5, 0.1, 1, 0, 1.4), Layer(math.inf, 0.1, 1, 0, 1.4)))
    edges = depth_grid_mm(stack)
    assert edges[-1] == 12
    assert {0.0937, 0.0937 + 2.5} <= set(edges)
    assert np.diff(edges)[edges[1:] <= 2].max() <= 0.1
    assert np.diff(edges).min() >= 0.004
    assert 2.0 in radius_grid_mm(Beam(4.0))
    assert radius_grid_mm(Beam(50.0))[-1] >= 200
    thin = depth_grid_mm(Stack((Layer(1e-4, 1, 1, 0, 1.4),)))
    np.testing.assert_allclose(thin, [0, 1e-4])


def test_whole_numbers_mean_the_same_as_decimals() -> None:
    whole = simulate(Stack((Layer(1, 1, 9, 0, 1),), n_above=1, n_below=1), 100)
    assert same(whole, simulate(Stack((Layer(1.0, 1.0, 9.0, 0.0, 1.0),)), 100))


def test_the_roulette_threshold_changes_no_mean(skin: Stack) -> None:
    runs = [simulate(skin, 20_000, seed, roulette_below=below) for seed, below in enumerate((0.3, 1e-2, 1e-4))]
    for other in runs[:2]:
        for name in ("diffuse_reflectance", "absorbed_by_layer"):
            error = np.hypot(getattr(other, f"{name}_error"), getattr(runs[2], f"{name}_error"))
            assert (np.abs(getattr(other, name) - getattr(runs[2], name)) <= 4.5 * error).all()
    assert runs[0].events_per_photon < runs[1].events_per_photon < runs[2].events_per_photon


def test_a_run_without_roulette_comes_to_an_end(skin: Stack) -> None:
    assert energy(simulate(skin, 200, roulette_below=0)) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("below", [-0.1, 1.0, math.nan, "0.1", None])
def test_an_impossible_roulette_threshold_is_refused(slab: Stack, below: object) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(slab, 10, roulette_below=below)  # type: ignore[arg-type]
    assert refused.value.field == "roulette_below"


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, 2000])
def test_an_impossible_number_of_threads_is_refused(slab: Stack, threads: object) -> None:
    with pytest.raises(BadInput) as refused:
        simulate(slab, 10, threads=threads)  # type: ignore[arg-type]
    assert refused.value.field == "threads"


def test_light_that_leaves_adds_up_by_ring_and_by_angle(skin: Stack) -> None:
    run = simulate(Stack((skin.layers[0], Layer(0.5, 0.5, 8.0, 0.7, 1.37))), 5_000)
    assert run.reflected_by_annulus.sum() == pytest.approx(run.diffuse_reflectance, rel=1e-9)
    assert run.transmitted_by_annulus.sum() == pytest.approx(run.transmittance, rel=1e-9)
    np.testing.assert_allclose(run.escaped_by_angle.sum(axis=1), [run.diffuse_reflectance, run.transmittance], rtol=1e-9)
    assert run.reflected_by_annulus.shape == run.reflected_by_annulus_error.shape == (run.radius_edges_mm.size,)


@pytest.mark.parametrize(
    "odd",
    [
        Layer(1.0, 0.1, 10.0, 0.999, 1.4), Layer(1.0, 0.1, 10.0, -0.999, 1.4), Layer(1e-6, 0.1, 10.0, 0.9, 1.4),
        Layer(1e-6, 0.0, 0.0, 0.0, 1.4), Layer(1e9, 1.0, 1.0, 0.0, 1.4), Layer(1e9, 1e-8, 0.0, 0.0, 1.4),
        Layer(1.0, 1e6, 0.0, 0.0, 1.4), Layer(1.0, 1e3, 1e3, 0.9, 10.0),
    ],
)  # fmt: skip
def test_odd_but_legal_layers_keep_their_energy(odd: Layer) -> None:
    for stack in (Stack((odd,)), Stack((Layer(0.1, 0.1, 1.0, 0.5, 1.3), odd))):
        run = simulate(stack, 500)
        assert energy(run) == pytest.approx(1, abs=1e-9)
        assert np.isfinite(run.fluence_by_annulus).all()


def test_an_endless_layer_lets_nothing_through_however_clear_it_is() -> None:
    run = simulate(Stack((Layer(math.inf, 1e-9, 0.0, 0.0, 1.0),)), 1_000)
    assert run.transmittance == 0
    assert run.absorbed_by_layer[0] == pytest.approx(1)
