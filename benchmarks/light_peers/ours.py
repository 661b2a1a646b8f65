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


def beamlets(task: dict[str, Any]) -> Answer:
    """One tagged launch over the whole field; what its dots take from stamps of each spot at even places, and the noise it states."""
    from unstipple.optics import Beam, influence

    given = arguments({**task["scene"], "spot_mm": None})
    influence(**given, photons=WARM_PHOTONS, seed=0, threads=1)
    made = influence(**given, photons=task["photons"], seed=task["seed"], threads=task["threads"])
    far = made.field.width_mm / 4
    taken = []
    for spot_mm in task.get("spots_mm", ()):
        for x, y in ((0.0, 0.0), (far, far), (-far, far), (far, -far), (-far, -far)):
            inside = (given["dots"].x_mm - x) ** 2 + (given["dots"].y_mm - y) ** 2 < (spot_mm / 2 - 0.15) ** 2
            taken.append(made.by_dot(made.absorbed(made.stamp(Beam(spot_mm), x, y)))[inside].tolist())
    return {"photons": made.photons, "seconds": made.seconds, "call_seconds": made.seconds, "taken": taken, "entries": int(made.matrix.nnz)}


def tags(task: dict[str, Any]) -> Answer:
    """Batches of one tagged launch, with their tags and without, in turn in one thread: seconds of each."""
    import sys

    import numpy as np

    import unstipple.optics
    from unstipple.optics.run import prepare

    module = sys.modules["unstipple.optics.influence"]
    given = arguments({**task["scene"], "spot_mm": None})
    edges = np.array([0.0, 1.0])
    scene = prepare(given["stack"], None, given["dots"], None, given["field"], edges, edges)
    side = module._rows(given["field"].width_mm, module.BEAMLET_MM)
    table = module.Tags(scene, given["field"], side, side, given["dots"], None, task["epidermis"])
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for batch in range(2 * task["pairs"] + 2):
        tagged = batch % 2 == 0
        started = time.perf_counter()
        table.fly(task["photons"], 1, batch // 2, np.zeros(2, np.int64), tagged=tagged)
        if batch > 1:
            seconds[tagged].append(time.perf_counter() - started)
    assert unstipple.optics
    return {"tagged": seconds[True], "untagged": seconds[False], "photons": task["photons"], "seconds": sum(seconds[True])}


KINDS = {"run": run, "first call": first_call, "beamlets": beamlets, "tags": tags}

if __name__ == "__main__":
    reply(lambda task: KINDS[task.get("kind", "run")](task))
