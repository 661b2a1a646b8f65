"""Finding dots: ours beside scikit-image, sep, OpenCV and photutils, on scenes they were not tuned on, stratum by stratum."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from peers import FINDERS, GRIDS, THRESHOLDS
from reading.matching import Score, scored
from reading.options import alone, options, peak_gb, run_all, table, write_json
from reading.ours import density_per_cm2, peers_input, places, read, refusal
from reading.strata import Stratum, arranged, strata
from scalp_scenes import Camera, Head, Pose, Shot, Visit, photograph

from unstipple.photo.dots import FALSE_DISCOVERIES as REQUESTED

OURS = "unstipple"
EDGE_MM = 1.0
TUNING_SEEDS = range(900, 908)


def given_scale(shot: Shot) -> float:
    """Millimetres per pixel as they are typed in: the scalp's mean, as from a ruler laid over it. At the aim alone it would be finer, since
    the head curves away, and every density too high by some per cent."""
    return float(np.sqrt(np.square(shot.local_mm_per_px[shot.scalp], dtype=np.float64).mean()))


def _truth(shot: Shot) -> dict[str, Any]:
    inner = cv2.distanceTransform(np.pad(shot.scalp.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1] > EDGE_MM / shot.mm_per_px
    return {
        "true": (shot.x_px, shot.y_px),
        "hairs": (shot.hair_x_px, shot.hair_y_px, shot.hair_tip_x_px, shot.hair_tip_y_px),
        "inner": inner,
        "mm_per_px": shot.local_mm_per_px,
    }


def measured(task: tuple[Stratum, int]) -> dict[str, Any]:
    """One scene: every finder's score, ours with its density."""
    stratum, seed = task
    shot = photograph(*arranged(stratum, seed))
    truth, scores, seconds, mm_per_px = _truth(shot), {}, {}, given_scale(shot)
    started = time.process_time()
    mine = read(shot.rgb, mm_per_px, shot.scalp_polygon)
    seconds[OURS] = time.process_time() - started
    scores[OURS] = scored(places(mine), **truth)
    started = time.process_time()
    density = peers_input(shot.rgb, shot.scalp, mm_per_px)
    before = time.process_time() - started
    for name, finder in FINDERS.items():
        started = time.process_time()
        scores[name] = scored(finder(density, shot.scalp, mm_per_px, THRESHOLDS[name]), **truth)
        seconds[name] = before + time.process_time() - started
    number, low, high = density_per_cm2(mine)
    return {
        "group": stratum.group,
        "stratum": stratum.name,
        "seed": seed,
        "refused": refusal(mine),
        "seconds": seconds,
        "megapixels": shot.scalp.size / 1e6,
        "scores": {name: {**asdict(score), **_shares(score)} for name, score in scores.items()},
        "density": {"true": shot.x_px.size / shot.scalp_cm2, "read": number, "low": low, "high": high},
        "peak_gb": peak_gb(),
    }


def _shares(score: Score) -> dict[str, float]:
    found = max(score.found, 1)
    bare = max(score.found - score.on_hair, 1)
    return {
        "f1": score.f1, "f1_bare": score.f1_bare, "precision": score.precision, "recall": score.recall,
        "fdr": score.false / found, "fdr_bare": (score.false - score.on_hair) / bare,
    }  # fmt: skip


def _mean(scenes: list[dict[str, Any]], name: str, what: str) -> float:
    values = [scene["scores"][name][what] for scene in scenes if name != OURS or not scene["refused"]]
    return float(np.mean(values)) if values else float("nan")


def report(scenes: list[dict[str, Any]]) -> dict[str, Any]:
    """Prints the tables and gives their figures."""
    names = list(dict.fromkeys(scene["stratum"] for scene in scenes))
    by_name = {name: [scene for scene in scenes if scene["stratum"] == name] for name in names}
    print(f"\n{len(scenes)} scenes, {len(names)} strata, tolerance 0.2 mm. F1 with hairs taken for dots counted as errors")
    finders = [OURS, *FINDERS]
    rows = [[name, len(some), *(_mean(some, finder, "f1") for finder in finders)] for name, some in by_name.items()]
    columns = np.array([row[2:] for row in rows])
    rows += [["mean", len(scenes), *np.nanmean(columns, axis=0)], ["WORST stratum", "", *np.nanmin(columns, axis=0)]]
    table(rows, ["F1", "scenes", *finders])
    _print_ours(by_name)
    _print_cost(scenes, finders)
    whats = ("f1", "f1_bare", "precision", "recall", "fdr", "fdr_bare")
    return {
        "strata": {
            name: {finder: {what: _mean(some, finder, what) for what in whats} for finder in finders} for name, some in by_name.items()
        }
    }


def _print_ours(by_name: dict[str, list[dict[str, Any]]]) -> None:
    print(f"\n{OURS}: requested share of false ones {REQUESTED:.2f}; 'bare' leaves found hairs out; density with its 95 % interval")
    whats = ("f1", "f1_bare", "precision", "recall")
    rows = []
    for name, some in by_name.items():
        refused = sum(bool(scene["refused"]) for scene in some)
        shares = [_mean(some, OURS, what) / REQUESTED for what in ("fdr", "fdr_bare")]
        rows.append([name, f"{refused}/{len(some)}", *(_mean(some, OURS, what) for what in whats), *shares, *_density(some)])
    columns = np.array([row[2:] for row in rows], dtype=float)
    everything = [scene for some in by_name.values() for scene in some]
    rows.append(
        [
            "mean",
            f"{sum(bool(scene['refused']) for scene in everything)}/{len(everything)}",
            *np.nanmean(columns[:, :6], axis=0),
            *_density(everything),
        ]
    )
    worst = [
        *np.nanmin(columns[:, :4], axis=0),
        *np.nanmax(columns[:, 4:6], axis=0),
        columns[np.nanargmax(np.abs(columns[:, 6])), 6],
        np.nanmin(columns[:, 7]),
    ]
    rows.append(["WORST stratum", "", *worst])
    table(rows, ["", "refused", "F1", "F1 bare", "precision", "recall", "FDR/asked", "same, bare", "density bias", "coverage"])


def _density(scenes: list[dict[str, Any]]) -> tuple[float, float]:
    read_ones = [scene["density"] for scene in scenes if not scene["refused"]]
    if not read_ones:
        return float("nan"), float("nan")
    bias = float(np.mean([one["read"] / one["true"] - 1 for one in read_ones]))
    with_interval = [one for one in read_ones if one["low"] == one["low"]]
    held = [one["low"] <= one["true"] <= one["high"] for one in with_interval]
    return bias, float(np.mean(held)) if held else float("nan")


def _print_cost(scenes: list[dict[str, Any]], finders: list[str]) -> None:
    print("\nprocessor seconds a megapixel, with preparing the density")
    rows = [[name, float(np.mean([scene["seconds"][name] / scene["megapixels"] for scene in scenes]))] for name in finders]
    table(rows, ["", "s/MP"])


def large(seed: int) -> dict[str, float]:
    """Twelve megapixels, ours alone."""
    shot = photograph(Head(seed, extent_mm=(260.0, 280.0)), Visit(seed, pose=Pose(distance_mm=420), camera=Camera((4000, 3000), 30.0)))
    np.savez("/tmp/unstipple-bench-12mp.npz", rgb=shot.rgb, outline=shot.scalp_polygon, mm=given_scale(shot))
    return {"dots": float(shot.x_px.size)}


def large_read(path: str) -> dict[str, Any]:
    """The same picture, read in a fresh process after a small one has warmed the kernels."""
    content = np.load(path)
    rgb, outline, mm = content["rgb"], content["outline"], float(content["mm"])
    read(np.ascontiguousarray(rgb[1000:1500, 1500:2000]), mm, None)
    started = time.perf_counter()
    found = read(rgb, mm, outline)
    return {
        "seconds": time.perf_counter() - started,
        "peak_gb": peak_gb(),
        "found": float(found.dots.count),
        "refused": refusal(found),
    }


def tune() -> None:
    """Finds each peer's best single threshold on scenes that no figure uses."""
    chosen = [
        stratum
        for stratum in strata()
        if stratum.name
        in ("skin II", "skin V", "stubble .3 mm, 60/cm2", "glare x2.5", "10 px/mm", "blur 0.1 mm", "150 dots/cm2", "dots of 0.2 OD")
    ]
    scores: dict[str, dict[float, list[float]]] = {name: {value: [] for value in grid} for name, grid in GRIDS.items()}
    for seed, stratum in zip(TUNING_SEEDS, chosen, strict=True):
        shot = photograph(*arranged(stratum, seed))
        density, truth = peers_input(shot.rgb, shot.scalp, shot.mm_per_px), _truth(shot)
        for name, grid in GRIDS.items():
            for value in grid:
                scores[name][value].append(scored(FINDERS[name](density, shot.scalp, shot.mm_per_px, value), **truth).f1)
    for name, grid in scores.items():
        means = {value: float(np.mean(some)) for value, some in grid.items()}
        print(f"{name}: best {max(means, key=means.__getitem__)}", {value: round(mean, 3) for value, mean in means.items()})


def main() -> None:
    given = options(__doc__ or "", scenes=3, quick=1)
    if given.tune:
        tune()
        return
    chosen = [stratum for stratum in strata() if given.only in stratum.name]
    tasks = [(stratum, given.seeds_from + 100 * place + n) for place, stratum in enumerate(chosen) for n in range(given.scenes)]
    scenes = run_all(measured, tasks, given.jobs)
    figures = report(scenes)
    if not given.quick:
        made = alone(large, given.seeds_from)
        twelve = alone(large_read, "/tmp/unstipple-bench-12mp.npz")
        print(
            f"\n12 megapixels, {made['dots']:.0f} dots: {twelve['seconds']:.1f} s, {twelve['peak_gb']:.2f} GB, found {twelve['found']:.0f}"
        )
        figures["large"] = twelve
    write_json(given.json, {"scenes": scenes, **figures})


if __name__ == "__main__":
    main()
