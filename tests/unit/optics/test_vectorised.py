"""The stages that run for every lane must use vector instructions; a change that stops that makes the engine several times slower."""

import platform
import re
from typing import Any

import numpy as np
import pytest
from numba import njit, types

from unstipple.optics import Layer, Stack, simulate
from unstipple.optics.lanes import step_kernel
from unstipple.optics.lanes.arithmetic import f4, log, stage
from unstipple.optics.lanes.fields import LANES, STEP_MM, WEIGHT
from unstipple.optics.lanes.walk_kernel import walk

X86 = platform.machine().lower() in ("x86_64", "amd64", "i686")
ARM = platform.machine().lower() in ("arm64", "aarch64")
pytestmark = pytest.mark.skipif(not (X86 or ARM), reason=f"how vector code looks on {platform.machine()} is not known here")

PACKED = re.compile(r"[yz]mm\d|\bv?(?:add|sub|mul|div|sqrt)ps\b|\.4s\b")
SCALAR_FLOAT = re.compile(r"\bv?(?:div|sqrt|mul|add)s[sd]\b|\bvfn?m(?:add|sub)\d*s[sd]\b|\bf(?:div|sqrt|mul|add|madd)\s+[sd]\d")
DIVISION = re.compile(r"\bv?(?:div|sqrt)s[sd]\b|\bi?div[lq]\b|\bf(?:div|sqrt)\s+[sd]\d|\b[su]div\b")
CALL = re.compile(r"^(?:callq?|bl|blr)\b")
LABEL = re.compile(r"^[.\w$]+:")
BRANCH = re.compile(r"^(?:j\w+|b(?:\.\w+)?|cbn?z|tbn?z|retq?)\b")

floats, ints, words = (types.Array(kind, 1, "C") for kind in (types.float32, types.int32, types.uint32))
GRID = types.Tuple((types.float32, types.int32, types.int32, types.int32, types.int32))
STAGES = {
    "fly_and_scatter": (floats, ints, words, types.int64, types.float32, GRID),
    "fly": (floats, ints, words, types.int64, GRID, types.UniTuple(types.float32, 12)),
    "take_and_scatter": (floats, ints, words, types.int64, types.float32),
}
LEAST_INSTRUCTIONS, LEAST_PACKED_SHARE = 60, 0.6
"""Size of a whole round unrolled over one vector, and how much of it must be on vectors."""


def blocks(assembly: str) -> list[list[str]]:
    """Straight runs of instructions between labels and branches."""
    found: list[list[str]] = [[]]
    for line in assembly.splitlines():
        text = line.split("#")[0].split("//")[0].strip()
        if LABEL.match(text):
            found.append([])
        elif text and not text.startswith("."):
            found[-1].append(text)
            if BRANCH.match(text):
                found.append([])
    return found


def faults(assembly: str) -> list[str]:
    """What keeps the main loop, the run with most vector instructions, from being vector code; nothing if it is.

    Not the longest run: on some processors the scalar copy for the lanes left over after whole vectors is longer.
    """
    return faults_of(max(blocks(assembly), key=lambda run: (packed(run), len(run))))


def packed(run: list[str]) -> int:
    return sum(bool(PACKED.search(line)) for line in run)


def faults_of(main: list[str]) -> list[str]:
    wrong = []
    if len(main) < LEAST_INSTRUCTIONS:
        wrong.append(f"only {len(main)} instructions in the biggest block: the loop is broken up by branches")
    if packed(main) < LEAST_PACKED_SHARE * len(main):
        wrong.append(f"{packed(main)} of {len(main)} instructions on packed registers")
    wrong += [f"scalar division or root: {line}" for line in main if DIVISION.search(line)]
    wrong += [f"call: {line}" for line in main if CALL.match(line)]
    return wrong


def assembly(compiled: Any, signature: tuple[Any, ...]) -> str:
    compiled.compile(signature)
    return max(compiled.inspect_asm().values(), key=len)


@pytest.mark.parametrize("name", STAGES)
def test_a_hot_loop_is_vector_code(name: str) -> None:
    assert faults(assembly(getattr(step_kernel, name), STAGES[name])) == []


@pytest.mark.slow
def test_the_hot_loops_are_still_vector_code_within_the_walk_that_holds_them() -> None:
    simulate(Stack((Layer(0.2, 1.0, 9.0, 0.75, 1.0),)), 1)
    fresh = njit(nogil=True, error_model="numpy")(walk.py_func)  # one from the cache cannot be looked into
    signature = next(each for each in walk.signatures if sum(kind == types.none for kind in each) == 4)
    found = blocks(assembly(fresh, signature))
    vector = [block for block in found if len(block) >= LEAST_INSTRUCTIONS and not faults_of(block)]
    assert len(vector) >= len(STAGES), f"{len(vector)} vectorised loops of {len(STAGES)}; biggest runs {sorted(map(len, found))[-6:]}"


def test_a_loop_that_carries_a_number_from_lane_to_lane_is_caught() -> None:
    @stage()
    def carried(S, n):  # type: ignore[no-untyped-def]
        weight = f4(1)
        for i in range(n):
            weight = weight / (f4(1) + S[i + WEIGHT * LANES] * weight)
            S[i + WEIGHT * LANES] = weight

    assert any("packed" in fault or "division" in fault for fault in faults(assembly(carried, (floats, types.int64))))


def test_a_loop_that_calls_a_library_is_caught() -> None:
    @stage(fastmath=True)
    def calls(S, n):  # type: ignore[no-untyped-def]
        for i in range(n):
            S[i + STEP_MM * LANES] = -np.log(S[i + WEIGHT * LANES]) * S[i + STEP_MM * LANES]

    assert faults(assembly(calls, (floats, types.int64))) != []


def test_separate_arrays_that_may_overlap_are_caught() -> None:
    @stage(fastmath=True)
    def separate(a, b, c, d, e, n):  # type: ignore[no-untyped-def]
        for i in range(n):
            j = int(e[i])
            a[i] = log(b[i]) * c[j] + d[i]
            c[j] = a[i]

    assert faults(assembly(separate, (*(floats,) * 5, types.int64))) != []
