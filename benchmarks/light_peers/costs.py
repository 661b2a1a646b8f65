"""What parts of this engine cost beside itself: hairs, every stamp over a scalp, the first call of a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from reading.options import table

from light_peers.engines import Run
from light_peers.pairs import claimed_variance, in_turn, median_rate, peak_mb, rate, spread
from light_peers.process import Answer
from light_peers.scenes import DOT_RADIUS_MM, FIELD_MM, Scene, dotted, layered, tile, with_hairs
from light_peers.targets import Figure

THREADS = 2
TILE_DOTS, SPOTS_MM = 29, (2.0, 4.0, 6.0)
RELATIVE_ERROR, SCALP_MM2 = 0.03, 20_000.0
FRESH_PROCESSES, FIRST_PHOTONS = 5, 64

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


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp's run on the repeating tile, and what it says of the whole scalp."""

    spot_mm: float
    photons_per_s: float
    variance: float
    peak_mb: float

    @property
    def photons_per_mm2(self) -> float:
        """Photons launched on each mm2 that give its dots 3 %."""
        return float(self.variance / RELATIVE_ERROR**2 / (np.pi * (self.spot_mm / 2) ** 2))

    @property
    def seconds(self) -> float:
        """For 200 cm2."""
        return self.photons_per_mm2 * SCALP_MM2 / self.photons_per_s

    def row(self, name: str) -> list[object]:
        """Its line of the table."""
        shown = (f"{self.photons_per_s:,.0f}", f"{self.variance:.0f}", f"{self.photons_per_mm2:,.0f}", f"{self.seconds:.0f}")
        return [name, f"{self.spot_mm:g}", *shown, f"{self.peak_mb:.0f}"]


def every_stamp(ours: Run, photons: int) -> Part:
    """Seconds to 3 % a dot for every stamp over 200 cm2, scaled by area from a repeating tile of 20.5 mm.

    For each spot size one stamp tells how many photons it needs; launched evenly over the scalp, each mm2 needs those over the spot's area.
    """
    print(f"\n3 % a dot for every stamp over 200 cm2, by area from single stamps on a repeating tile of {TILE_DOTS} x {TILE_DOTS} dots")
    figures, kept, rows = [], {}, []
    for name, dressed, most in (("without hairs", tile, 150.0), ("with hairs", _hairy_tile, 240.0)):
        stamps = [_stamp(ours, dressed(TILE_DOTS, spot_mm), photons) for spot_mm in SPOTS_MM]
        rows += [stamp.row(name) for stamp in stamps]
        kept[name] = [stamp.row(name) for stamp in stamps]
        figures.append(Figure(f"every stamp over 200 cm2 at 3 %, {name}, s", max(stamp.seconds for stamp in stamps), at_most=most))
    table(rows, ["", "spot mm", "photons/s", "relative variance x photons", "photons/mm2", "s for 200 cm2", "MB"])
    return figures, kept


def _hairy_tile(across: int, spot_mm: float) -> Scene:
    return with_hairs(tile(across, spot_mm))


def _stamp(ours: Run, scene: Scene, photons: int) -> Stamp:
    answer = ours({"scene": scene, "photons": photons, "threads": THREADS, "seed": 1})
    inside = np.hypot(scene["dots"]["x_mm"], scene["dots"]["y_mm"]) < scene["spot_mm"] / 2 - DOT_RADIUS_MM
    return Stamp(scene["spot_mm"], rate(answer), claimed_variance([answer], inside), answer["peak_mb"])


def first_calls(ours: Run) -> Part:
    """Median seconds of the first call in fresh processes, kernels cached on disk."""
    task = {"scene": layered(), "photons": FIRST_PHOTONS, "threads": 1, "first_call": True}
    ours(task)
    made = [ours(task) for _ in range(FRESH_PROCESSES)]
    whats = ("import_seconds", "call_seconds", "process_seconds")
    imported, call, whole = (float(np.median([answer[what] for answer in made])) for what in whats)
    print(f"\nFirst call in a fresh process, kernels cached, medians of {FRESH_PROCESSES}:", end=" ")
    print(f"import {imported:.2f} s, call {call:.2f} s, whole process {whole:.2f} s")
    return [Figure("first call in a fresh process with its import, s", imported + call, at_most=1.5)], {"processes": made}
