"""The inner loops of the steps must be vector code: without it a step costs several times as much."""

import platform
import re

import pytest
from numba import njit, types

from unstipple.heat import bioheat_kernel

X86 = platform.machine().lower() in ("x86_64", "amd64", "i686")
pytestmark = pytest.mark.skipif(not X86, reason=f"how vector code looks on {platform.machine()} is not known here")

PACKED = re.compile(r"\bv?(?:add|sub|mul)ps\b|\bvfn?m(?:add|sub)\d*ps\b")
SCALAR = re.compile(r"\bv?(?:add|sub|mul)ss\b|\bvfn?m(?:add|sub)\d*ss\b")
END_OF_RUN = re.compile(r"^(?:[.\w$]+:|j\w+\b|retq?\b)")
LEAST_OPERATIONS = {"_plane": 10, "_plane_carefully": 14}
"""Additions and multiplications of one cell, some of them fused."""

plane, column = types.Array(types.float32, 2, "C"), types.Array(types.float32, 1, "C")
SIGNATURES = {
    "_plane": (*(plane,) * 4, types.int64, *(column,) * 6),
    "_plane_carefully": (*(plane,) * 5, types.int64, *(column,) * 6),
}


def runs(assembly: str) -> list[list[str]]:
    """Straight runs of instructions between labels and jumps."""
    found: list[list[str]] = [[]]
    for line in assembly.splitlines():
        text = line.split("#")[0].strip()
        if END_OF_RUN.match(text):
            found.append([])
        elif text and not text.startswith("."):
            found[-1].append(text)
    return found


@pytest.mark.parametrize("name", LEAST_OPERATIONS)
def test_a_step_of_a_plane_is_one_straight_run_of_vector_instructions(name: str) -> None:
    options = {"nogil": True, "fastmath": bioheat_kernel._ORDERED, "error_model": "numpy"}
    fresh = njit(**options)(getattr(bioheat_kernel, name).py_func)  # one from the cache cannot be looked into
    fresh.compile(SIGNATURES[name])
    straight = runs(next(iter(fresh.inspect_asm().values())))
    vector = [run for run in straight if sum(bool(PACKED.search(line)) for line in run) >= LEAST_OPERATIONS[name]]
    assert vector, "no run of packed additions and multiplications"
    assert not [line for run in vector for line in run if SCALAR.search(line)]


def test_no_step_may_be_reordered_by_the_compiler() -> None:
    assert not bioheat_kernel._ORDERED & {"reassoc", "fast"}
