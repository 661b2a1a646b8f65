"""Write src/unstipple/optics/validation/references.toml: every scene with what the oracles, or published tables, find for it.

    python tests/oracles/record_references.py [--photons 4000000] [--only NAME-PART ...]

``--photons`` is for the scalar twin (minutes a scene); ``--only`` records some scenes anew and keeps the rest of the file.
"""

from __future__ import annotations

import argparse
import math
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from oracles.adding_doubling import solve_with_error
from oracles.reference_scenes import Recorded, scenes
from oracles.scalar_light import Answer, Dot, Hair, Scene, fly

from unstipple.optics import Hairs
from unstipple.optics.beam import Beam
from unstipple.optics.layers import Layer, Stack

FILE = Path(__file__).parents[2] / "src/unstipple/optics/validation/references.toml"
SEED = 20_261_123
POINTS = 48
LEAST_ERROR = 1e-7
VOXELS_MM = ((0.05, 1), (0.025, 2), (0.0125, 4))
"""Sizes, each half of the one before, and the photons for each in multiples: the finest counts most."""
PARABOLA = (1 / 3, -2.0, 8 / 3)
Reference = tuple[str, float, float, str]


def stack_of(scene: dict[str, Any]) -> Stack:
    return Stack(tuple(Layer(*row) for row in scene["layers"]), scene.get("n_above", 1.0), scene.get("n_below", 1.0))


def twin_scene(scene: dict[str, Any]) -> Scene:
    """A table of the file as the twin's scene; hairs are rows in the order of the fields of the engine's `Hairs`."""
    names = [each.name for each in fields(Hairs)]
    area = scene.get("field", {})
    return Scene(
        stack_of(scene),
        tuple(Dot(*row) for row in scene.get("dots", ())),
        tuple(Hair(**dict(zip(names, row, strict=True))) for row in scene.get("hairs", ())),
        area.get("width_mm", 0.0),
        area.get("height_mm", 0.0),
        area.get("edge", "none"),
        Beam(**scene["beam"]) if "beam" in scene else None,
    )


def answer_of(answer: Answer, quantity: str) -> tuple[float, float]:
    """Value and standard error of a quantity by its name, sums over objects from the batches' own sums."""
    kind, _, number = quantity.rpartition(" ")
    layers, dots = answer.absorbed_by_layer.size, answer.absorbed_by_dot.size
    hairs, first = answer.absorbed_by_hair.shape[1], 6 + layers
    columns = {
        "reflectance": [0, 1], "transmittance": [2], "escaped sideways": [3], "absorbed in all dots": range(first, first + dots),
        **{f"absorbed in {part}s": range(first + dots + k * hairs, first + dots + (k + 1) * hairs)
           for k, part in enumerate(("shaft", "bulge", "bulb"))},
    }.get(quantity)  # fmt: skip
    if columns is None:
        columns = [{"absorbed in layer": 6, "absorbed in dot": first}[kind] + int(number) - 1]
    sums = answer.batches[:, list(columns)].sum(axis=1)
    return float(sums.mean()), float(sums.std(ddof=1) / math.sqrt(len(sums)))


def by_adding_doubling(case: Recorded) -> Iterator[Reference]:
    tilt_deg = case.scene.get("beam", {}).get("tilt_deg", 0.0)
    shares, errors = solve_with_error(stack_of(case.scene), POINTS, tilt_deg=tilt_deg)
    names = ["reflectance", "transmittance", *(f"absorbed in layer {k + 1}" for k in range(len(case.scene["layers"])))]
    found = dict(zip(names, zip(shares.rows, errors, strict=True), strict=True))
    if "depth_edges_mm" in case.scene:
        found |= fluence_by_adding_doubling(case.scene)
    for name in case.compared:
        yield name, float(found[name][0]), max(LEAST_ERROR, float(found[name][1])), f"adding-doubling, {POINTS} nodes"


def fluence_by_adding_doubling(scene: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Cut every layer at the edges of the depth bins: a bin's mean fluence is what it absorbs over its absorption and depth."""
    edges, stack = np.array(scene["depth_edges_mm"]), stack_of(scene)
    owners = np.searchsorted(stack.walls_mm, (edges[1:] + edges[:-1]) / 2) - 1
    cut = Stack(tuple(replace(stack.layers[k], thickness_mm=float(d)) for k, d in zip(owners, np.diff(edges), strict=True)))
    shares, errors = solve_with_error(cut, POINTS)
    per = np.array([layer.mua_per_mm * layer.thickness_mm for layer in cut.layers])
    pairs = zip(shares.absorbed_by_layer / per, errors[2:] / per, strict=True)
    return {f"fluence in bin {number}": pair for number, pair in enumerate(pairs, start=1)}


def by_twin(case: Recorded, photons: int) -> Iterator[Reference]:
    answer = fly(twin_scene(case.scene), photons, SEED)
    for name in case.compared:
        yield name, *answer_of(answer, name), f"float64 scalar twin, {photons:,} photons"


def by_voxels(case: Recorded, photons: int) -> Iterator[Reference]:
    """The twin with the dots as voxels of three sizes, on a parabola to size 0; the source says what each size gave.

    The staircase's surface errs in proportion to the size, its volume to the square; the weights are those of three halvings.
    """
    found = [
        answer_of(fly(replace(twin_scene(case.scene), voxel_mm=size), photons * times, SEED + times), case.compared[0])
        for size, times in VOXELS_MM
    ]
    value = sum(weight * each[0] for weight, each in zip(PARABOLA, found, strict=True))
    error = math.hypot(*(weight * each[1] for weight, each in zip(PARABOLA, found, strict=True)))
    said = ", ".join(f"{size:g} mm: {each[0]:.5f}" for (size, _), each in zip(VOXELS_MM, found, strict=True))
    yield case.compared[0], value, error, f"twin with voxels to size 0 ({said}), {sum(t for _, t in VOXELS_MM) * photons:,} photons"


def recorded(case: Recorded, photons: int) -> dict[str, Any]:
    found: list[Reference] = list(case.given)
    if case.oracle == "adding-doubling":
        found += by_adding_doubling(case)
    elif case.oracle != "given":
        found += (by_twin if case.oracle == "twin" else by_voxels)(case, photons)
    rows = [{"quantity": q, "value": float(f"{v:.8g}"), "error": float(f"{e:.2g}"), "source": s} for q, v, e, s in found]
    return as_table(case, rows)


def as_table(case: Recorded, rows: list[dict[str, Any]]) -> dict[str, Any]:
    marked = [{**row, "derived": True} if row["quantity"] in case.derived else row for row in rows]
    return {"name": case.name, "photons_share": case.photons_share, **case.scene, "reference": marked}


def as_toml(cases: list[dict[str, Any]]) -> str:
    lines = ["# Reference cases of the light engine. Written by tests/oracles/record_references.py; do not edit by hand.", ""]
    for case in cases:
        lines.append("[[case]]")
        lines += [f"{key} = {_value(value)}" for key, value in case.items() if key != "reference"]
        lines += ["reference = [", *(f"    {_value(row)}," for row in case["reference"]), "]", ""]
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n" + "".join(f"    {_value(row)},\n" for row in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photons", type=int, default=4_000_000)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    kept = {case["name"]: case for case in tomllib.loads(FILE.read_text())["case"]} if FILE.exists() else {}
    for case in scenes():
        if not asked.only or any(part in case.name for part in asked.only):
            print(case.name, flush=True)
            kept[case.name] = recorded(case, asked.photons)
        else:  # what others found stays; how many photons ours takes may have changed
            rows = [{key: value for key, value in row.items() if key != "derived"} for row in kept[case.name]["reference"]]
            kept[case.name] = as_table(case, rows)
        FILE.write_text(as_toml([kept[each.name] for each in scenes() if each.name in kept]))


if __name__ == "__main__":
    main()
