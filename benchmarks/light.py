"""The light engine beside every installed peer, run in turn: layered scalp, dots, and what dots, hairs and a fresh process cost."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from light_peers.agreement import dots_agree, exact_agrees, layers_agree
from light_peers.costs import every_stamp, first_calls, hairs_cost, tagging_cost
from light_peers.engines import Engines, engines
from light_peers.pairs import Pairs, claimed_variance, in_turn, median_rate, peak_mb, relative_variance, spread
from light_peers.process import RunFailedError
from light_peers.scenes import ROULETTE_BELOW, dotted, in_beam, layered
from light_peers.targets import Figure, best_vectors, print_figures
from reading.options import table, write_json

OURS_PHOTONS, QUICK_SHARE, QUICK_PAIRS, PAIRS = 400_000, 8, 3, 9
TRIAL_PHOTONS = 200


@dataclass(frozen=True, slots=True)
class Match:
    """How a peer is met on the layered scalp: its photons in one run, threads of both, and which of its clocks counts most strictly."""

    photons: int
    threads: int


LAYERED = {"MCML": Match(50_000, 1), "pmcxcl": Match(60_000, 2), "pmmc": Match(50_000, 2), "PyTissueOptics": Match(4_000, 2)}
DOTS_PHOTONS, DOTS_THREADS, DOTS_PEER = 60_000, 2, "pmcxcl"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, help=f"runs of each engine (default {PAIRS})")
    parser.add_argument("--quick", action="store_true", help="few short runs: shows that it works, not how fast it is")
    parser.add_argument("--only", default="", help="only the parts whose name holds this: layered, dots, costs")
    parser.add_argument("--json", type=Path, help="also write every answer to this file")
    given = parser.parse_args()
    given.pairs = given.pairs or (QUICK_PAIRS if given.quick else PAIRS)
    if given.pairs < 2:
        parser.error("--pairs: 2 or more, since errors are told from the spread")
    given.share = QUICK_SHARE if given.quick else 1
    return given


def those_that_run(found: Engines) -> Engines:
    """Leave out, with a line each, the peers that are missing or fail at a few photons."""
    for line in found.missing:
        print(line)
    running = dict(found.peers)
    for name, run in found.peers.items():
        try:
            run(_task(layered(), TRIAL_PHOTONS, LAYERED[name].threads))
        except RunFailedError as failure:
            print(f"{name} is left out: it is installed, but could not run ({failure})")
            del running[name]
    return Engines(found.ours, running, found.missing)


def on_layers(found: Engines, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """The layered scalp against each peer: same pencil beam, same roulette, clock around the run (the kernel, where one is compiled)."""
    print(f"\nLayered scalp, pencil beam, roulette below {ROULETTE_BELOW:g}; median (lowest to highest) of {given.pairs} pairs of runs")
    figures, kept, rows = [], {}, []
    for place, (name, run) in enumerate(found.peers.items()):
        match = LAYERED[name]
        ours = _task(layered(), OURS_PHOTONS // given.share, match.threads)
        theirs = _task(layered(), max(match.photons // given.share, TRIAL_PHOTONS), match.threads)
        pairs = kept[name] = in_turn(found.ours, ours, run, theirs, given.pairs, 1 + place * given.pairs)
        rows.append(_speed_row(name, match.threads, pairs))
        figures += _layer_figures(name, pairs)
    table(rows, ["peer", "threads", "ours/s", "theirs/s", "with start", "ours/theirs", "with start", "our MB", "MB"])
    print("(theirs/s: photons a second in pmcxcl's kernel alone, else in the whole run; with start: its kernel's compilation too)")
    for name, pairs in kept.items():
        layers_agree(name, pairs)
    if kept:
        exact_agrees([answer for pairs in kept.values() for answer in pairs.ours])
    return figures, {name: _as_dict(pairs) for name, pairs in kept.items()}


def _speed_row(name: str, threads: int, pairs: Pairs) -> list[object]:
    return [
        name, threads, f"{median_rate(pairs.ours):,.0f}", f"{median_rate(pairs.theirs):,.0f}",
        f"{median_rate(pairs.theirs, 'call_seconds'):,.0f}", spread(pairs.ratios()), spread(pairs.ratios("call_seconds")),
        f"{peak_mb(pairs.ours):.0f}", f"{peak_mb(pairs.theirs):.0f}",
    ]  # fmt: skip


def _layer_figures(name: str, pairs: Pairs) -> list[Figure]:
    reached = float(np.median(pairs.ratios()))
    if name == "MCML":
        least = 16.0 if best_vectors() == "AVX-512" else 7.0
        return [Figure(f"layered scalp, one thread / MCML, {best_vectors()}", reached, at_least=least, stretch=20.0)]
    return [Figure("layered scalp / pmcxcl's kernel, two cores", reached, at_least=80.0, stretch=90.0)] if name == "pmcxcl" else []


def on_dots(found: Engines, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """The dots: figure of merit 1 / (relative variance of a dot's energy x seconds), ours by dot, pmcxcl's by voxels of 0.05 mm."""
    if DOTS_PEER not in found.peers:
        return [], {}
    scene = dotted()
    ours, theirs = (_task(scene, photons // given.share, DOTS_THREADS) for photons in (OURS_PHOTONS, DOTS_PHOTONS))
    pairs = in_turn(found.ours, ours, found.peers[DOTS_PEER], theirs, given.pairs)
    inside = in_beam(scene)
    print(f"\nDots, 6 mm flat-top, open field of 15 mm, two cores; {inside.sum()} dots inside the beam; {given.pairs} pairs of runs")
    rows, merits = [], []
    for name, answers in (("unstipple", pairs.ours), (f"{DOTS_PEER}, 0.05 mm", pairs.theirs)):
        variance, error = relative_variance(answers, inside)
        merits.append(median_rate(answers) / variance)
        rows.append([name, f"{median_rate(answers):,.0f}", f"{variance:.0f} ± {error:.0f}", f"{merits[-1]:.4g}", f"{peak_mb(answers):.0f}"])
    table(rows, ["", "photons/s", "relative variance x photons", "figure of merit", "MB"])
    print(f"(by the errors that our own runs state, the relative variance is {claimed_variance(pairs.ours, inside):.0f})")
    _own_roulette(found, scene, ours["photons"])
    print(f"photons a second ours/theirs {spread(pairs.ratios())}, with its start {spread(pairs.ratios('call_seconds'))}")
    dots_agree(DOTS_PEER, pairs, inside)
    return [Figure("dots, figure of merit / pmcxcl's", merits[0] / merits[1], at_least=100.0, stretch=177.0)], {"pairs": _as_dict(pairs)}


def _own_roulette(found: Engines, scene: dict[str, Any], photons: int) -> None:
    """The engine's own roulette weight, which nothing above uses since all engines are to play for the same photons."""
    task = {"scene": scene, "photons": photons, "threads": DOTS_THREADS}
    answers = [found.ours({**task, "seed": seed}) for seed in range(1, 4)]
    merit = median_rate(answers) / claimed_variance(answers, in_beam(scene))
    print(f"(with the engine's own roulette, not that of the pairs: {median_rate(answers):,.0f} photons/s, figure of merit {merit:.4g})")


def _task(scene: dict[str, Any], photons: int, threads: int) -> dict[str, Any]:
    return {"scene": scene, "photons": photons, "threads": threads, "seed": 1, "roulette_below": ROULETTE_BELOW}


def _as_dict(pairs: Pairs) -> dict[str, Any]:
    return {"ours": pairs.ours, "theirs": pairs.theirs}


def on_costs(found: Engines, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """What this engine's own parts cost: hairs, tags, every stamp over a scalp, the first call."""
    parts = {
        "hairs": hairs_cost(found.ours, OURS_PHOTONS // given.share, given.pairs),
        "tags": tagging_cost(found.ours, OURS_PHOTONS // 4 // given.share, given.pairs),
        "every stamp": every_stamp(found.ours, OURS_PHOTONS // given.share, max(3, given.pairs)),
        "first call": first_calls(found.ours),
    }
    return [figure for figures, _ in parts.values() for figure in figures], {name: kept for name, (_, kept) in parts.items()}


PARTS = {"layered": on_layers, "dots": on_dots, "costs": on_costs}


def main() -> None:
    given = options()
    print(f"{os.cpu_count()} cores, {best_vectors()}")
    found = those_that_run(engines())
    figures: list[Figure] = []
    kept: dict[str, Any] = {}
    for name, part in PARTS.items():
        if given.only in name:
            try:
                more, kept[name] = part(found, given)
            except RunFailedError as failure:
                sys.exit(f"{name}: a run failed ({failure})")
            figures += more
    print_figures(figures)
    write_json(given.json, {"figures": [figure.as_dict() for figure in figures], **kept})


if __name__ == "__main__":
    main()
