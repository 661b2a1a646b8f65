"""MCML, Wang and Jacques's layered Monte Carlo in C: one process, text files in and out."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from light_peers.process import Answer, RunFailedError, run_command
from light_peers.scenes import DEPTHS, GRID_MM, RADII, Scene

NAME = "MCML"
PER_CM = 10.0
OUTPUT = "s1.mco"
SHARES = {"diffuse_reflectance": r"(\S+)\s+#Diffuse reflectance", "transmittance": r"(\S+)\s+#Transmittance"}


def program() -> str | None:
    """The binary: ``$UNSTIPPLE_MCML``, else ``mcml`` on the path."""
    return shutil.which(os.environ.get("UNSTIPPLE_MCML") or "mcml")


def run(task: dict[str, Any]) -> Answer:
    """One run. MCML seeds itself by the clock's second, so runs are kept a second apart."""
    found = program()
    if found is None:
        raise RunFailedError("no mcml binary")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "s1.mci").write_text(_input(task["scene"], task["photons"]))
        _await_next_second()
        _, watched = run_command([str(Path(found).resolve()), "s1.mci"], Path(folder), "", os.environ)
        answer = _read(Path(folder, OUTPUT).read_text())
    seconds = watched["process_seconds"]
    return {**answer, **watched, "photons": task["photons"], "seconds": seconds, "call_seconds": seconds}


def _input(scene: Scene, photons: int) -> str:
    layers = [f"{n} {mua * PER_CM:.9g} {mus * PER_CM:.9g} {g} {thickness / PER_CM:.9g}" for thickness, mua, mus, g, n in scene["layers"]]
    step = GRID_MM / PER_CM
    head = ["1.0", "1", f"{OUTPUT} A", str(photons), f"{step} {step}", f"{DEPTHS} {RADII} 1", str(len(layers))]
    return "\n".join([*head, "1.0", *layers, "1.0", ""])


def _read(text: str) -> Answer:
    answer: Answer = {}
    for name, pattern in SHARES.items():
        found = re.search(pattern, text)
        if found is None:
            raise RunFailedError(f"no {name} in its output")
        answer[name] = float(found[1])
    block = text.split("A_l #", 1)[1].split("\n\n", 1)[0]
    answer["absorbed_by_layer"] = [float(line) for line in block.splitlines()[1:]]
    return answer


def _await_next_second() -> None:
    time.sleep(1.0 - time.time() % 1.0)
