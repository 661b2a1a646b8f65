"""PyTissueOptics, meshes in Python: on OpenCL where it finds it, which is some hundred times its plain Python."""

from __future__ import annotations

import time
from typing import Any

from light_peers.process import Answer, reply
from light_peers.scenes import GRID_MM, Scene

NAME = "PyTissueOptics"
WIDTH_MM = 200.0
WORK_UNITS, MEMORY_MB = 128, 1024
"""Its own choices for runs without a person at the keyboard, of whom it would ask them."""
OFF_MIDDLE_MM, ABOVE_MM = 0.013, 0.05


def run(task: dict[str, Any]) -> Answer:
    """One run with a projected view of 0.1 mm for each layer."""
    import pytissueoptics as peer

    on_opencl = _set_up_opencl(peer)
    scene = task["scene"]
    box, top, names = _box(peer, scene)
    views = [peer.View2DProjectionX(solidLabel=name) for name in names]
    logger = peer.EnergyLogger(box, keep3D=False, views=views, defaultBinSize=GRID_MM)
    photons = task["photons"] if on_opencl else max(1, task["photons"] // 500)
    source = peer.PencilPointSource(
        position=peer.Vector(OFF_MIDDLE_MM, 2 * OFF_MIDDLE_MM, top - ABOVE_MM), direction=peer.Vector(0, 0, 1),
        N=photons, useHardwareAcceleration=on_opencl, seed=task["seed"],
    )  # fmt: skip
    started = time.perf_counter()
    source.propagate(box, logger=logger, showProgress=False)
    seconds = time.perf_counter() - started
    stats = peer.Stats(logger)
    shares = [stats.getAbsorbance(name, useTotalEnergy=True) / 100 for name in names]
    return {"photons": photons, "seconds": seconds, "call_seconds": seconds, "absorbed_by_layer": shares}


def _set_up_opencl(peer: Any) -> bool:
    if not peer.hardwareAccelerationIsAvailable():
        return False
    from pytissueoptics.rayscattering.opencl import CONFIG

    CONFIG.DEVICE_INDEX, CONFIG.N_WORK_UNITS, CONFIG.MAX_MEMORY_MB = 0, WORK_UNITS, MEMORY_MB
    return True


def _box(peer: Any, scene: Scene) -> tuple[Any, float, list[str]]:
    """The layers stacked along z, the depth coordinate of the lit surface, and the layers' names from there down."""
    stack, names = None, []
    for number, (thickness, mua, mus, g, n) in enumerate(scene["layers"]):
        names.append(f"layer {number}")
        material = peer.ScatteringMaterial(mu_a=mua, mu_s=mus, g=g, n=n)
        solid = peer.Cuboid(WIDTH_MM, WIDTH_MM, thickness, material=material, label=names[-1])
        stack = solid if stack is None else stack.stack(solid, "back")
    assert stack is not None
    stack.translateTo(peer.Vector(0, 0, 0))
    return peer.ScatteringScene([stack]), min(stack.bbox.zLim), names


if __name__ == "__main__":
    reply(run)
