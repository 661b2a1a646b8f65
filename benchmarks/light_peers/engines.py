"""Which engines stand here, and how each is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from glob import glob
from typing import Any

from light_peers import mcml
from light_peers.process import Answer, run_module

Run = Callable[[dict[str, Any]], Answer]

PYTHON_PEERS = {"pmcxcl": "pmcxcl_voxels", "pmmc": "pmmc_mesh", "pytissueoptics": "pytissueoptics_box"}
SPOKEN = {"pmcxcl": "pmcxcl", "pmmc": "pmmc", "pytissueoptics": "PyTissueOptics"}
CPP_LIBRARY = "/usr/lib/*/libstdc++.so.6"
"""Loaded first for the OpenCL peers: a wheel's own copy makes Debian's PoCL fail to build any kernel."""


@dataclass(frozen=True, slots=True)
class Engines:
    """This engine and the peers that are installed; ``missing`` says why the others are left out."""

    ours: Run
    peers: dict[str, Run]
    missing: list[str]


def engines() -> Engines:
    """Look for every peer: MCML's binary, and Python packages here or in the interpreter ``$UNSTIPPLE_PEERS_PYTHON``."""
    peers: dict[str, Run] = {}
    missing = []
    if mcml.program():
        peers[mcml.NAME] = mcml.run
    else:
        missing.append("MCML is left out: no mcml on the path nor in $UNSTIPPLE_MCML")
    python = os.environ.get("UNSTIPPLE_PEERS_PYTHON") or sys.executable
    for package in PYTHON_PEERS:
        if package in _importable(python):
            peers[SPOKEN[package]] = _peer(PYTHON_PEERS[package], python)
        else:
            missing.append(f"{SPOKEN[package]} is left out: {package} is installed neither here nor in $UNSTIPPLE_PEERS_PYTHON")
    return Engines(_ours, peers, missing)


def _ours(task: dict[str, Any]) -> Answer:
    return run_module("ours", task, more_env={"NUMBA_NUM_THREADS": str(task["threads"])})


def _peer(module: str, python: str) -> Run:
    library = next(iter(sorted(glob(CPP_LIBRARY))), "")
    opencl = {"LD_PRELOAD": library} if library and module != "pmmc_mesh" else {}
    return lambda task: run_module(module, task, python, {**opencl, "OMP_NUM_THREADS": str(task["threads"])})


def _importable(python: str) -> list[str]:
    look = f"import importlib.util, json; print(json.dumps([name for name in {list(PYTHON_PEERS)!r} if importlib.util.find_spec(name)]))"
    try:
        found: list[str] = json.loads(subprocess.run([python, "-c", look], capture_output=True, text=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return []
    return found
