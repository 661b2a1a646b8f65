"""Measuring clearance: ours beside the dot-count ratio and the mean-darkness ratio, one confounder at a time and all at once."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

from reading.options import alone, options, peak_gb, run_all, table, write_json
from reading.pairs import TRUTHS, Pair, cases, pictures, true_clearance
from scalp_scenes import Camera, Head, Pose, Shot, Visit, photograph

from unstipple.errors import UnusablePhoto
from unstipple.photo import Look, Photo, look
from unstipple.photo.change import follow
from unstipple.photo.density import above_skin, linear_light, raw_density
from unstipple.pigment import Kind
from unstipple.scalp import Polygon

IMPROVED = 0.03
NO_ANSWER = {"clearance": None, "low": None, "high": None, "count": float("nan"), "seconds": float("nan"), "failed": [], "cards_read": 0}
LARGE = "/tmp/unstipple-bench-pair.npz"


def seen(shot: Shot, card: bool) -> Look:
    """A picture as the program looks at it, with the scalp outlined (the same outline serves every method); a card tells the scale."""
    return look(Photo(shot.rgb, "scene.jpg", ""), None if card else shot.mm_per_px, scalp=Polygon(shot.scalp_polygon))


def measured(pair: Pair) -> dict[str, Any]:
    """One pair: truth and every method's answer."""
    before, again, after = pictures(pair)
    started = time.process_time()
    told = {"case": pair.case, "truth": pair.truth, "seed": pair.seed, "true": true_clearance(before, after)}
    try:
        looks = [seen(shot, pair.card) for shot in (before, again, after)]
    except UnusablePhoto as refusal:
        return {**told, **NO_ANSWER, "why": f"refused: {refusal.check}", "grey": _ratio(_darkness(after), _darkness(before))}
    cards = [one.colour for one in (looks[0], looks[2], looks[1])]
    change = follow(looks[0], looks[2], repeat=looks[1], colours=(cards[0], cards[1], cards[2]))
    seconds = time.process_time() - started
    return {
        **told, "why": str(change.why),
        "clearance": change.clearance, "low": change.low, "high": change.high, "seconds": seconds,
        "cards_read": sum(card is not None for card in cards), "count": _ratio(_density(looks[2]), _density(looks[0])),
        "grey": _ratio(_darkness(after), _darkness(before)), "failed": [_failed(one) for one in looks],
    }  # fmt: skip


def _ratio(after: float, before: float) -> float:
    return 1 - after / before if after > 0 and before > 0 else float("nan")


def _failed(one: Look) -> str:
    return ", ".join(check.name for check in one.quality.checks if not check.ok)


def _density(one: Look) -> float:
    return float((one.dots.kind != Kind.HAIR).sum()) / max(one.scalp_area_cm2, 1e-9)


def _darkness(shot: Shot) -> float:
    """Mean darkness above the skin around: what a grey-value comparison sees."""
    density: NDArray[np.float32] = above_skin(raw_density(linear_light(shot.rgb)), shot.scalp, shot.mm_per_px)
    return float(np.maximum(density[shot.scalp], 0).mean())


def _mean(values: list[float]) -> float:
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")


def _row(name: str, some: list[dict[str, Any]]) -> list[object]:
    answered = [one for one in some if one["clearance"] is not None]
    bounds = [one for one in some if one["clearance"] is None and one["low"] is not None]
    off = np.array([one["clearance"] - one["true"] for one in answered])
    held = [one["low"] <= one["true"] <= one["high"] for one in answered] + [one["low"] <= one["true"] for one in bounds]
    refused = len(some) - len(answered) - len(bounds)
    peers = [_mean([one[what] - one["true"] for one in some]) for what in ("count", "grey")]
    spread = float(off.std(ddof=1)) if off.size > 1 else float("nan")
    half = float(np.mean([(one["high"] - one["low"]) / 2 for one in answered])) if answered else float("nan")
    bias = float(off.mean()) if off.size else float("nan")
    return [name, len(some), refused, len(bounds), bias, spread, half, float(np.mean(held)) if held else float("nan"), *peers]


HEAD = ("", "pairs", "refused", "at least", "bias", "SD", "half width", "coverage", "count ratio bias", "mean grey bias")


def report(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Prints the tables and gives their figures."""
    names = list(dict.fromkeys(one["case"] for one in pairs))
    rows = [_row(name, [one for one in pairs if one["case"] == name]) for name in names]
    print(f"\n{len(pairs)} pairs with a repeat baseline; all truths together")
    table([*rows, _worst(rows)], HEAD)
    by_truth = []
    for name in names:
        if name.startswith("all"):
            gone = sorted({one["truth"] for one in pairs})
            by_truth += [
                _row(f"{name}, {truth:.1f} gone", [one for one in pairs if (one["case"], one["truth"]) == (name, truth)]) for truth in gone
            ]
    if by_truth:
        print("\nall confounders at once, by true clearance")
        table([*by_truth, _worst(by_truth)], HEAD)
    sham = [one for one in pairs if one["truth"] == 0 and one["clearance"] is not None]
    holds = sum(one["low"] <= 0 <= one["high"] for one in sham)
    improved = sum(one["low"] > IMPROVED or (one["clearance"] > IMPROVED and one["low"] > 0) for one in sham)
    print(f"\nsham pairs (nothing done): {len(sham)} answered; interval holds 0 in {holds}; called improved by > 3 %: {improved}")
    reasons = [one["why"] for one in pairs if one["clearance"] is None]
    print("no number because:", {reason: reasons.count(reason) for reason in sorted(set(reasons))} or "-")
    print(f"processor seconds a pair with its repeat (three looks and the comparison): {np.mean([one['seconds'] for one in pairs]):.1f}")
    return {"rows": [dict(zip(HEAD, row, strict=True)) for row in [*rows, *by_truth]], "sham": [len(sham), holds, improved]}


def _worst(rows: list[list[object]]) -> list[object]:
    """Farthest bias, widest spread, widest interval, lowest coverage; each peer's farthest bias."""
    columns = [[float(row[place]) for row in rows if row[place] == row[place]] for place in range(4, 10)]  # type: ignore[arg-type]
    picks = (_farthest, max, max, min, _farthest, _farthest)
    return ["WORST row", "", "", "", *(pick(some) if some else float("nan") for pick, some in zip(picks, columns, strict=True))]


def _farthest(values: list[float]) -> float:
    return max(values, key=abs)


def large(seed: int) -> None:
    """Two pictures of twelve megapixels."""
    head = Head(seed, extent_mm=(260.0, 280.0))
    camera = Camera((4000, 3000), 30.0)
    first = photograph(head, Visit(seed, pose=Pose(distance_mm=420), camera=camera))
    second = photograph(head, Visit(seed + 1, cleared=0.4, elastic_mm=0.4, pose=Pose((2.0, -1.5), 3.0, (2.0, 1.0), 420), camera=camera))
    np.savez(LARGE, first=first.rgb, second=second.rgb, mm=first.mm_per_px, outline=first.scalp_polygon, other=second.scalp_polygon,
             true=true_clearance(first, second))  # fmt: skip


def large_read(path: str) -> dict[str, Any]:
    """The pair, looked at and compared in a fresh process; kernels warmed on a small piece."""
    content = np.load(path)
    mm, first, second = float(content["mm"]), content["first"], content["second"]
    look(Photo(np.ascontiguousarray(first[1000:1500, 1500:2000]), "small", ""), mm)
    started = time.perf_counter()
    looks = [
        look(Photo(rgb, "large", ""), mm, scalp=Polygon(outline))
        for rgb, outline in ((first, content["outline"]), (second, content["other"]))
    ]
    between = time.perf_counter()
    change = follow(*looks)
    return {
        "look_seconds": between - started,
        "seconds": time.perf_counter() - started,
        "peak_gb": peak_gb(),
        "true": float(content["true"]),
        "clearance": change.clearance,
        "why": str(change.why),
    }


def truths(case: str, given: argparse.Namespace) -> tuple[float, ...]:
    """With a scene each, the confounders alone get two clearances; every further option gets all."""
    if given.quick or (given.scenes == 1 and not case.startswith("all")):
        return 0.0, 0.4
    return (0.0, 0.4, 0.8) if given.scenes == 1 and "card" in case else TRUTHS


def main() -> None:
    given = options(__doc__ or "", scenes=1, quick=1)
    chosen = [case for case in cases() if given.only in case[0]]
    pairs = [
        Pair(*case, truth, given.seeds_from + 1000 * place + 20 * n + round(10 * truth))
        for place, case in enumerate(chosen) for truth in truths(case[0], given) for n in range(given.scenes)
    ]  # fmt: skip
    answers = run_all(measured, pairs, given.jobs)
    figures = report(answers)
    if not given.quick:
        alone(large, given.seeds_from)
        figures["large"] = alone(large_read, LARGE)
        print(
            "12 megapixel pair:", {name: round(value, 2) if isinstance(value, float) else value for name, value in figures["large"].items()}
        )
    write_json(given.json, {"pairs": answers, **figures})


if __name__ == "__main__":
    main()
