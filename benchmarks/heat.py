"""Bioheat on this machine: the share of its memory bandwidth that steps use, how fast the exact ways are, how far off exact answers."""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.special import erfcx

sys.path.insert(0, str(Path(__file__).parent))

from light_peers.targets import Figure, print_figures
from reading.options import table, write_json

from unstipple import heat
from unstipple.heat.stepping import CELLS_PER_THREAD, stepper
from unstipple.heat.watch import watch

BYTES, WIDTHS_MM = 4, 0.05
DERMIS = heat.ThermalLayer(6.0, 0.45, 1200, 3300)
SCALP = heat.ThermalStack(
    (
        heat.ThermalLayer(0.1, 0.24, 1200, 3590),
        heat.ThermalLayer(2.0, 0.45, 1200, 3300, 0.00126),
        heat.ThermalLayer(3.9, 0.19, 1000, 2500, 0.002),
    )
)
STAMP = heat.Stamp(4.0, np.array([0.0, 0.05, 0.1, 0.5, 1.5]), np.array([18.0, 14.0, 3.0, 1.5]), blur_mm=0.3)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--threads", type=int, default=numba.config.NUMBA_NUM_THREADS, help="threads of the steps and of the copies beside them"
    )
    parser.add_argument("--rounds", type=int, default=9, help="rounds of copy, triad and steps in turn")
    parser.add_argument("--quick", action="store_true", help="a small box and few rounds: shows that it works, not how fast it is")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    return parser.parse_args()


@njit(nogil=True)
def copy(a: Any, b: Any) -> None:
    for i in range(a.size):
        b[i] = a[i]


@njit(nogil=True, fastmath=True)
def triad(a: Any, b: Any, c: Any) -> None:
    for i in range(a.size):
        a[i] = b[i] + np.float32(3) * c[i]


def on_threads(work: Callable[..., None], arrays: Iterable[npt.NDArray[np.float32]], threads: int) -> None:
    """Give every thread its part of the arrays."""
    arrays = list(arrays)
    cuts = np.linspace(0, arrays[0].size, threads + 1).astype(int).tolist()
    parts = [[array[begin:end] for array in arrays] for begin, end in pairwise(cuts)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: work(*part), parts))


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bandwidth(given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """Steps of a layered box beside a copy and a triad of as many numbers, in turn."""
    shape = (60, 150, 150) if given.quick else (120, 300, 300)
    body = heat.ThermalBody(SCALP, heat.Surface(10, 22), 37.0)
    edges = heat.depth_edges_mm(SCALP, 6.0 / shape[0] / 1.5, growth=1.02, even_to_mm=0.5)
    grid = heat.BoxGrid(shape[2], shape[1], WIDTHS_MM, edges)
    state = stepper(body, grid, None, given.threads)
    distance = np.hypot(grid.x_mm[None, :], grid.y_mm[:, None])
    state.deposit(np.exp(-grid.z_mm / 0.5)[:, None, None] * 20 * heat.across(STAMP, distance, 0.0))
    by, seen = state.coefficients(0.95 * state.largest_step_s(body.surface.rest), body.surface.rest), watch(grid, ())
    cells, steps = math.prod(grid.shape), 4 if given.quick else 12
    a, b, c = (np.random.default_rng(n).random(cells, np.float32) for n in range(3))
    works: dict[str, tuple[Callable[[], object], float]] = {
        "copy": (lambda: on_threads(copy, (a, b), given.threads), 2 * BYTES * cells),
        "triad": (lambda: on_threads(triad, (c, a, b), given.threads), 3 * BYTES * cells),
        "steps": (lambda: state.advance(steps, by, seen), 2 * BYTES * cells * steps),
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    for work, _ in works.values():
        work()
    for _ in range(3 if given.quick else given.rounds):
        for name, (work, moved) in works.items():
            found[name].append(moved / seconds(work) / 1e9)
    shares = [step / max(one, other) for one, other, step in zip(found["copy"], found["triad"], found["steps"], strict=True)]
    used = getattr(state, "threads", 1)
    size = " x ".join(map(str, grid.shape))
    print(f"\nLayers, blood, air: box of {size} cells, {cells / 1e6:.1f} million; {used} of {given.threads} threads")
    rows = [[name, f"{statistics.median(got):.1f}", f"{min(got):.1f}-{max(got):.1f}"] for name, got in found.items()]
    table(rows, ["GB/s", "median", "range"])
    print(f"(steps count one read and one write of every cell, the least there is: {statistics.median(found['steps']) / 8:.2f} Gcell/s)")
    if cells < given.threads * CELLS_PER_THREAD:
        print("(so small a box runs on fewer threads)")
    return [Figure("steps over the faster of copy and triad, same rounds", statistics.median(shares), at_least=0.6)], {"bandwidth": found}


def exact_ways(given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """One stamp's epidermal history, an exact step by cosines, rings, a train."""
    body = heat.ThermalBody(SCALP, heat.Surface(10, 22, (heat.Cooling(0.0, 2.0, 250, -10),)), 37.0)
    times = np.geomspace(1e-5, 10, 300)
    shape = (30, 75, 75) if given.quick else (120, 300, 300)
    field = np.random.default_rng(5).random(shape, np.float32)
    rings = heat.RingGrid(np.linspace(0, 6, 101 if given.quick else 301), heat.depth_edges_mm(SCALP, 0.025))
    pulse = heat.Deposit(0.0, np.full(rings.shape, 10.0))
    places = np.array([(2.7 * column, 2.4 * row) for row in range(20) for column in range(20)])
    works: dict[str, Callable[[], object]] = {
        "one stamp's epidermal history, 300 times": lambda: heat.stamp_epidermis(body, STAMP, times),
        f"an exact step of {field.size / 1e6:.1f} million cells": lambda: heat.spread(field, (0.05,) * 3, 0.11, 1.0, workers=given.threads),
        f"rings, {math.prod(rings.shape)} cells, 0.3 s of tissue": lambda: heat.simulate_heat(body, rings, 0.3, [pulse]),
        "a train of 400 stamps, two passes, one point": lambda: heat.train_heat(
            body, STAMP, heat.PulseTrain(places, 10.0, 2, 20.0), [(27, 24, 0.05)]
        ),
    }
    took = {}
    for name, work in works.items():
        work()
        took[name] = statistics.median(seconds(work) for _ in range(3 if given.quick else given.rounds))
    print("\nSeconds, after compiling, median")
    table([[name, f"{value:.4f}"] for name, value in took.items()], ["", "s"])
    history = took["one stamp's epidermal history, 300 times"]
    return [Figure("one stamp's epidermal history, s", history, at_most=0.05)], {"seconds": took}


def accuracy(given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """Distance from exact answers, as shares of the largest change in them, and heat that is unaccounted for."""
    spread, lost = _gaussian(61 if given.quick else 121)
    robin, cooled_lost = _robin()
    figures = [
        Figure("Gaussian in 3-D, largest error over its peak", spread, at_most=0.002),
        Figure("half-space under a Robin surface, largest error", robin, at_most=0.002),
        Figure("heat unaccounted for, Gaussian", lost, at_most=1e-4),
        Figure("heat unaccounted for, cooling", cooled_lost, at_most=1e-4),
    ]
    return figures, {"accuracy": [figure.as_dict() for figure in figures]}


def _gaussian(cells: int) -> tuple[float, float]:
    layer = heat.ThermalLayer(cells * WIDTHS_MM, 0.45, 1200, 3300)
    body = heat.ThermalBody(heat.ThermalStack((layer,)), heat.INSULATED, 37.0, bottom="insulated")
    grid = heat.BoxGrid(cells, cells, WIDTHS_MM, np.arange(cells + 1) * WIDTHS_MM)
    z = grid.z_mm - layer.thickness_mm / 2
    square = z[:, None, None] ** 2 + grid.y_mm[None, :, None] ** 2 + grid.x_mm[None, None, :] ** 2
    lasting, variance = 0.5, 0.3**2
    run = heat.simulate_heat(body, grid, lasting, [heat.Deposit(0.0, 50 * np.exp(-square / (2 * variance)))])
    after = variance + 2 * layer.diffusivity_mm2_s * lasting
    exact = 50 * (variance / after) ** 1.5 * np.exp(-square / (2 * after))
    return float(np.abs(run.rise_k - exact).max() / exact.max()), run.balance.imbalance


def _robin() -> tuple[float, float]:
    body = heat.ThermalBody(heat.ThermalStack((DERMIS,)), heat.Surface(0, 0, (heat.Cooling(0, 9, 2000, 5),)), 37.0)
    grid = heat.RingGrid(np.array([0.0, 1.0]), heat.depth_edges_mm(body.stack, 0.02, growth=1.08, even_to_mm=1.0))
    run = heat.simulate_heat(body, grid, 1.0)
    root, ratio = math.sqrt(DERMIS.diffusivity_mm2_s * 1e-6), 2000 / 0.45
    u = grid.z_mm * 1e-3 / (2 * root)
    change = (5 - 37) * np.exp(-(u**2)) * (erfcx(u) - erfcx(u + ratio * root))
    return float(np.abs(run.rise_k[:, 0] - change).max() / np.abs(change).max()), run.balance.imbalance


def main() -> None:
    given = options()
    figures: list[Figure] = []
    kept: dict[str, Any] = {"threads": given.threads}
    for part in (bandwidth, exact_ways, accuracy):
        found, details = part(given)
        figures += found
        kept |= details
    print_figures(figures)
    write_json(given.json, kept | {"figures": [figure.as_dict() for figure in figures]})


if __name__ == "__main__":
    main()
