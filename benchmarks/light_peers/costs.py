"""What parts of this engine cost beside itself: hairs, every stamp over a scalp, the first call of a process."""

from __future__ import annotations

from typing import Any

import numpy as np
from reading.options import table

from light_peers.engines import Run
from light_peers.pairs import in_turn, median_rate, peak_mb, spread
from light_peers.process import Answer
from light_peers.scenes import FIELD_MM, Scene, dotted, layered, tile, with_hairs
from light_peers.targets import Figure

THREADS = 2
TILE_DOTS, SPOTS_MM = 29, (2.0, 4.0, 6.0)
RELATIVE_ERROR, SCALP_MM2 = 0.03, 20_000.0
FRESH_PROCESSES, FIRST_PHOTONS, FEW_PHOTONS = 5, 64, 20_000

Part = tuple[list[Figure], dict[str, Any]]


def hairs_cost(ours: Run, photons: int, pairs: int) -> Part:
    """The dots scene with hairs at 120/cm2 over the same without, in turn."""
    print(f"\nHairs at 120/cm2 added to the dots, field of {FIELD_MM:g} mm, two cores, {pairs} pairs of runs")
    bare, hairy = ({"scene": scene, "photons": photons, "threads": THREADS} for scene in (dotted(), with_hairs(dotted())))
    made = in_turn(ours, bare, ours, hairy, pairs)
    both = {"dots": made.ours, "dots and hairs": made.theirs}
    rows = [[name, f"{median_rate(answers):,.0f}", _events(answers), f"{peak_mb(answers):.0f}"] for name, answers in both.items()]
    table(rows, ["", "photons/s", "events a photon", "MB"])
    shaft, bulge, bulb = np.mean([answer["absorbed_by_hair"] for answer in made.theirs], axis=0)
    print(f"time ratio {spread(made.ratios())}; shares of the light: shafts {shaft:.4f}, bulges {bulge:.4f}, bulbs {bulb:.4f}")
    reached = float(np.median(made.ratios()))
    return [Figure("hairs at 120/cm2, time with / without", reached, at_most=1.6, stretch=1.3)], {"without": made.ours, "with": made.theirs}


def _events(answers: list[Answer]) -> str:
    return f"{np.mean([answer['events_per_photon'] for answer in answers]):.0f}"


def tagging_cost(ours: Run, photons: int, pairs: int) -> Part:
    """Dots by beamlet over the same photons untagged, in turn; and what counting the epidermis by beamlet adds."""
    print(f"\nTags: the same photons with and without them, one thread, {pairs} pairs of batches")
    figures, kept = [], {}
    for name, epidermis in (("dots", False), ("dots and epidermis", True)):
        scene = tile(TILE_DOTS, SPOTS_MM[-1])
        made = ours({"kind": "tags", "scene": scene, "photons": photons, "pairs": pairs, "threads": 1, "epidermis": epidermis})
        ratios = np.array(made["tagged"]) / np.array(made["untagged"])
        print(f"{name} by beamlet: time ratio {spread(ratios)}")
        kept[name] = made
        if not epidermis:
            figures.append(Figure("beamlet tagging of dots, time with / without", float(np.median(ratios)), at_most=1.1, stretch=1.0))
    return figures, kept


def every_stamp(ours: Run, photons: int, runs: int) -> Part:
    """Seconds to 3 % a dot for every stamp over 200 cm2, scaled by area from tagged launches on a repeating tile of 20.5 mm.

    The noise of a dot is the scatter of what it takes from stamps of 2, 4 and 6 mm between launches with other seeds, root mean square
    over the dots inside; the worst spot decides. Memory is that of a launch of few photons over the whole 200 cm2.
    """
    print(f"\n3 % a dot for every stamp over 200 cm2, by area from {runs} launches on a repeating tile of {TILE_DOTS} x {TILE_DOTS} dots")
    figures, kept, rows = [], {}, []
    for name, dressed, most in (("without hairs", tile, 150.0), ("with hairs", _hairy_tile, 240.0)):
        scene = dressed(TILE_DOTS, SPOTS_MM[-1])
        task = {"kind": "beamlets", "scene": scene, "photons": photons, "threads": THREADS, "spots_mm": SPOTS_MM}
        made = [ours({**task, "seed": seed}) for seed in range(1, runs + 1)]
        per_mm2 = photons / scene["field_mm"] ** 2
        needed = [per_mm2 * (noise / RELATIVE_ERROR) ** 2 for noise in _noise(made)]
        seconds = max(needed) * SCALP_MM2 / median_rate(made)
        whole = dressed(round(SCALP_MM2**0.5 * TILE_DOTS / scene["field_mm"]), SPOTS_MM[-1])
        memory = ours({**task, "scene": whole, "photons": FEW_PHOTONS, "spots_mm": (), "seed": 1})["peak_mb"]
        rows.append([name, f"{median_rate(made):,.0f}", *(f"{each:,.0f}" for each in needed), f"{seconds:.0f}", f"{memory:,.0f}"])
        kept[name] = rows[-1]
        figures.append(Figure(f"every stamp over 200 cm2 at 3 %, {name}, s", seconds, at_most=most))
        figures.append(Figure(f"its memory, {name}, MB", memory, at_most=2000.0))
    spots = [f"photons/mm2 for {spot:g} mm" for spot in SPOTS_MM]
    table(rows, ["", "photons/s", *spots, "s for 200 cm2", "MB for 200 cm2"])
    return figures, kept


def _noise(made: list[Answer]) -> list[float]:
    """Relative scatter of a dot's energy between launches, one for each spot: root mean square over dots and places."""
    noises, places = [], len(made[0]["taken"]) // len(SPOTS_MM)
    for spot in range(len(SPOTS_MM)):
        lists = [np.concatenate(answer["taken"][spot * places : (spot + 1) * places]) for answer in made]
        taken = np.array(lists)
        noises.append(float(np.sqrt((taken.var(axis=0, ddof=1) / taken.mean(axis=0) ** 2).mean())))
    return noises


def _hairy_tile(across: int, spot_mm: float) -> Scene:
    return with_hairs(tile(across, spot_mm))


def first_calls(ours: Run) -> Part:
    """Median seconds of the first call in fresh processes, kernels cached on disk."""
    task = {"scene": layered(), "photons": FIRST_PHOTONS, "threads": 1, "kind": "first call"}
    ours(task)
    made = [ours(task) for _ in range(FRESH_PROCESSES)]
    whats = ("import_seconds", "call_seconds", "process_seconds")
    imported, call, whole = (float(np.median([answer[what] for answer in made])) for what in whats)
    print(f"\nFirst call in a fresh process, kernels cached, medians of {FRESH_PROCESSES}:", end=" ")
    print(f"import {imported:.2f} s, call {call:.2f} s, whole process {whole:.2f} s")
    return [Figure("first call in a fresh process with its import, s", imported + call, at_most=1.5)], {"processes": made}
