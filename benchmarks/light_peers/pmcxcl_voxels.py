"""pmcxcl, MCX's voxel Monte Carlo on OpenCL, at the options that were fastest on a processor."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from light_peers.process import Answer, reply
from light_peers.scenes import GRID_MM, Scene, entering

NAME = "pmcxcl"
FASTEST = {"optlevel": 3, "autopilot": 0, "nthread": 1024, "nblocksize": 16}
DOT_VOXEL_MM = 0.05
ENDLESS_WIDTH_MM = 30.0
LONGEST_S = 2e-8
"""Time of flight after which nothing is left of a photon."""
MIRRORED, OPEN = "mm_mm_", "aa_aa_"
"""Sides: a mirror stands for endless layers, whose sums over the plane it keeps; at an open field light is lost."""


def run(task: dict[str, Any]) -> Answer:
    """One run: ``seconds`` are those of its kernel alone, ``call_seconds`` of the whole call, in which it is compiled."""
    import pmcxcl

    scene = task["scene"]
    voxel = DOT_VOXEL_MM if scene["dots"] else GRID_MM
    media, owner, properties = voxels(scene, voxel)
    middle = media.shape[0] / 2
    source = {"srctype": "disk", "srcparam1": [scene["spot_mm"] / 2 / voxel, 0, 0, 0]} if scene["spot_mm"] else {}
    started = time.perf_counter()
    made = pmcxcl.run(
        {
            "nphoton": task["photons"], "seed": task["seed"], "vol": media, "prop": properties, "unitinmm": voxel,
            "srcpos": [middle, middle, 0], "srcdir": [0, 0, 1], "issrcfrom0": 1, **source,
            "tstart": 0, "tend": LONGEST_S, "tstep": LONGEST_S, "isreflect": 1, "isspecular": 1,
            "bc": OPEN if scene["field_mm"] else MIRRORED, "minenergy": task["roulette_below"],
            "outputtype": "energy", "issavedet": 0, "gpuid": 1, **FASTEST,
        }
    )  # fmt: skip
    call_seconds = time.perf_counter() - started
    energy = made["flux"].reshape(media.shape) * entering(scene)  # it counts shares of what entered
    by_layer = np.bincount(media.ravel(), energy.ravel())[1:]
    by_dot = np.bincount(owner.ravel(), energy.ravel())[1:]
    return {
        "photons": task["photons"], "seconds": made["stat"]["runtime"] / 1000, "call_seconds": call_seconds,
        "absorbed_by_layer": by_layer[: len(scene["layers"])].tolist(), "absorbed_by_dot": by_dot.tolist(),
    }  # fmt: skip


def voxels(scene: Scene, voxel_mm: float) -> tuple[Any, Any, list[list[float]]]:
    """Medium of each voxel (x, y, z), number of the dot that owns it (from 1; 0 is none), and the properties of each medium."""
    layers = scene["layers"]
    across = round((scene["field_mm"] or ENDLESS_WIDTH_MM) / voxel_mm)
    ends = np.rint(np.cumsum([layer[0] for layer in layers]) / voxel_mm).astype(int)
    depth = np.searchsorted(ends, np.arange(ends[-1]), side="right") + 1
    media = np.broadcast_to(depth.astype(np.uint8), (across, across, ends[-1])).copy()
    properties = [[0, 0, 1, 1], *([mua, mus, g, n] for _, mua, mus, g, n in layers)]
    owner = np.zeros(media.shape if scene["dots"] else (0, 0, 0), np.int32)
    if scene["dots"]:
        _number_dots(scene["dots"], voxel_mm, owner)
        media[owner > 0] = len(layers) + 1
        holder = layers[int(np.searchsorted(np.cumsum([layer[0] for layer in layers]), scene["dots"]["z_mm"]))]
        properties.append([scene["dots"]["mua_per_mm"], *holder[2:]])
    return media, owner, properties


def _number_dots(dots: dict[str, Any], voxel_mm: float, owner: Any) -> None:
    """Writes each dot's number into the voxels whose centres it holds."""
    side = (np.arange(owner.shape[0]) + 0.5 - owner.shape[0] / 2) * voxel_mm
    depth = (np.arange(owner.shape[2]) + 0.5) * voxel_mm
    for number, (x, y) in enumerate(zip(dots["x_mm"], dots["y_mm"], strict=True), start=1):
        near_x, near_y = (np.flatnonzero(np.abs(side - at) <= dots["radius_mm"]) for at in (x, y))
        near_z = np.flatnonzero(np.abs(depth - dots["z_mm"]) <= dots["half_height_mm"])
        lateral = (side[near_x, None] - x) ** 2 + (side[None, near_y] - y) ** 2
        vertical = ((depth[near_z] - dots["z_mm"]) / dots["half_height_mm"]) ** 2
        inside = lateral[:, :, None] / dots["radius_mm"] ** 2 + vertical < 1
        part = np.ix_(near_x, near_y, near_z)
        owner[part] = np.where(inside, number, owner[part])


if __name__ == "__main__":
    reply(run)
