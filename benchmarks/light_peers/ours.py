"""This engine's run of a scene. Kernels are loaded by a small run first; the clock is around the run itself."""

from __future__ import annotations

import time
from typing import Any

from light_peers.process import Answer, reply
from light_peers.scenes import DEPTHS, GRID_MM, RADII, Scene

WARM_PHOTONS = 64


def arguments(scene: Scene) -> dict[str, Any]:
    """The scene as `simulate` wants it."""
    from unstipple.optics import Beam, Dots, Field, Hairs, Layer, Stack

    given: dict[str, Any] = {"stack": Stack(tuple(Layer(*layer) for layer in scene["layers"]))}
    if scene["spot_mm"]:
        given["beam"] = Beam(scene["spot_mm"])
    if scene["dots"]:
        given["dots"] = Dots(**scene["dots"])
    if scene.get("hairs"):
        given["hairs"] = Hairs(**scene["hairs"])
    if scene["field_mm"]:
        given["field"] = Field(scene["field_mm"], scene["field_mm"], scene["edge"])
    return given


def run(task: dict[str, Any]) -> Answer:
    """One run; ``roulette_below`` is the engine's own unless given, the r-z grid the peers' unless ``default_grid``."""
    from unstipple.optics import simulate

    given = arguments(task["scene"])
    if "roulette_below" in task:
        given["roulette_below"] = task["roulette_below"]
    if not task.get("default_grid"):
        given["depth_edges_mm"] = [number * GRID_MM for number in range(DEPTHS + 1)]
        given["radius_edges_mm"] = [number * GRID_MM for number in range(RADII + 1)]
    simulate(**given, photons=WARM_PHOTONS, seed=0, threads=1)
    started = time.perf_counter()
    made = simulate(**given, photons=task["photons"], seed=task["seed"], threads=task["threads"])
    seconds = time.perf_counter() - started
    stated = ("diffuse_reflectance_error", "transmittance_error")
    return {
        **{name: getattr(made, name) for name in stated}, "absorbed_by_layer_error": made.absorbed_by_layer_error.tolist(),
        "photons": made.photons, "seconds": seconds, "call_seconds": seconds, "events_per_photon": made.events_per_photon,
        "diffuse_reflectance": made.diffuse_reflectance, "transmittance": made.transmittance,
        "absorbed_by_layer": made.absorbed_by_layer.tolist(), "absorbed_by_dot": made.absorbed_by_dot.tolist(),
        "absorbed_by_dot_error": made.absorbed_by_dot_error.tolist(), "absorbed_by_hair": made.absorbed_by_hair.sum(axis=1).tolist(),
    }  # fmt: skip


def first_call(task: dict[str, Any]) -> Answer:
    """Seconds of the import and of the very first call in this process."""
    started = time.perf_counter()
    from unstipple.optics import simulate

    given = arguments(task["scene"])
    imported = time.perf_counter()
    simulate(**given, photons=task["photons"], seed=1, threads=task["threads"])
    return {"import_seconds": imported - started, "call_seconds": time.perf_counter() - imported}


if __name__ == "__main__":
    reply(lambda task: first_call(task) if task.get("first_call") else run(task))
