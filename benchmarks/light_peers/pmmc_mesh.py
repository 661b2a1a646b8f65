"""pmmc, mesh Monte Carlo of tetrahedra: the layered scalp as a wide box of few large ones, which suits it best."""

from __future__ import annotations

import time
from itertools import permutations, product
from typing import Any

import numpy as np

from light_peers.process import Answer, reply
from light_peers.scenes import Scene, entering

NAME = "pmmc"
WIDTH_MM = 200.0
OFF_MIDDLE_MM = 0.013
"""The beam enters beside the mesh's middle lines, since a ray along an edge belongs to no tetrahedron."""
LONGEST_S = 2e-8


def run(task: dict[str, Any]) -> Answer:
    """One run on all cores; energy is counted in each tetrahedron."""
    import pmmc

    scene = task["scene"]
    nodes, elements, layer = mesh(scene)
    middle = WIDTH_MM / 2
    started = time.perf_counter()
    made = pmmc.run(
        {
            "nphoton": task["photons"], "seed": task["seed"], "node": nodes, "elem": elements, "elemprop": layer,
            "prop": np.array([[0, 0, 1, 1], *(entry[1:] for entry in scene["layers"])], dtype=float),
            "srcpos": [middle + OFF_MIDDLE_MM, middle + 2 * OFF_MIDDLE_MM, 0.0], "srcdir": [0.0, 0.0, 1.0],
            "tstart": 0, "tend": LONGEST_S, "tstep": LONGEST_S, "isreflect": 1, "isspecular": 1,
            "minenergy": task["roulette_below"], "outputtype": "energy", "basisorder": 0, "compute": "sse", "method": "elem",
        }
    )  # fmt: skip
    seconds = time.perf_counter() - started
    shares = np.bincount(layer, np.asarray(made["flux"]).ravel())[1:] * entering(scene)
    return {"photons": task["photons"], "seconds": seconds, "call_seconds": seconds, "absorbed_by_layer": shares.tolist()}


def mesh(scene: Scene) -> tuple[Any, Any, Any]:
    """Nodes (n, 3) in mm, tetrahedra (m, 4) that count nodes from 1, and the layer (m,) of each, from 1."""
    sides = np.array([0.0, WIDTH_MM / 2, WIDTH_MM])
    depths = np.concatenate([[0.0], np.cumsum([layer[0] for layer in scene["layers"]])])
    nodes = np.array([[x, y, z] for z in depths for y in sides for x in sides])
    elements, layer = [], []
    for k, j, i in product(range(len(depths) - 1), range(2), range(2)):
        for order in permutations(range(3)):
            elements.append(_tetrahedron([i, j, k], order, nodes))
            layer.append(k + 1)
    return nodes, np.array(elements) + 1, np.array(layer)


def _tetrahedron(corner: list[int], order: tuple[int, ...], nodes: Any) -> list[int]:
    """One of the six tetrahedra of a box, along its edges in ``order`` from corner to corner."""
    walk = [corner]
    for axis in order:
        walk.append([place + (axis == number) for number, place in enumerate(walk[-1])])
    a, b, c, d = (9 * k + 3 * j + i for i, j, k in walk)
    if np.linalg.det(nodes[[b, c, d]] - nodes[a]) < 0:
        b, c = c, b
    return [a, b, c, d]


if __name__ == "__main__":
    reply(run)
