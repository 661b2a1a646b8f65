"""Command line, processes and tables of the reading benchmarks."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

HELD_OUT = 1000
"""Seeds from here on give reported figures; whatever is tuned, is tuned below."""


def options(about: str, *, scenes: int, quick: int) -> argparse.Namespace:
    """Parsed options; ``scenes`` are those of one stratum."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--scenes", type=int, help=f"scenes in a stratum (default {scenes}; quick {quick})")
    parser.add_argument("--seeds-from", type=int, default=HELD_OUT, help="first seed (default 1000: held out from all tuning)")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=min(os.cpu_count() or 1, 2), help="processes")
    parser.add_argument("--quick", action="store_true", help="few small scenes: shows that it runs, not how good it is")
    parser.add_argument("--only", default="", help="only strata whose name holds this")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    parser.add_argument("--tune", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.scenes = given.scenes or (quick if given.quick else scenes)
    return given


def single_threaded() -> None:
    """One thread a process: two processes then use two cores, and timings mean something."""
    import cv2

    cv2.setNumThreads(1)


def run_all(work: Callable[[Any], Any], tasks: Sequence[Any], jobs: int) -> list[Any]:
    """Answers of all tasks, in order."""
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if jobs == 1:
        single_threaded()
        return _watched(map(work, tasks), len(tasks))
    with multiprocessing.get_context("spawn").Pool(jobs, initializer=single_threaded) as pool:
        return _watched(pool.imap(work, tasks), len(tasks))


def _watched(answers: Iterable[Any], count: int) -> list[Any]:
    """The answers, with a line on the error stream now and then."""
    done = []
    for answer in answers:
        done.append(answer)
        if len(done) % max(count // 10, 1) == 0:
            print(f"  {len(done)} of {count}", file=sys.stderr, flush=True)
    return done


def alone(work: Callable[[Any], Any], task: Any) -> Any:
    """Answer of one task in a process of its own, with all its threads, so that its time and peak memory are its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (task,))


def peak_gb() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def table(rows: Iterable[Sequence[object]], head: Sequence[str]) -> None:
    """Prints left-aligned names and right-aligned numbers."""
    cells = [list(map(_cell, row)) for row in rows]
    widths = [max(len(row[column]) for row in [list(head), *cells]) for column in range(len(head))]
    for row in [list(head), *cells]:
        print(
            "  ".join(
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "-" if value != value else f"{value:.3f}"
    return str(value)


def write_json(path: Path | None, content: object) -> None:
    """Writes the figures where asked."""
    if path is not None:
        path.write_text(json.dumps(content, indent=1, default=float) + "\n")
        print(f"figures written to {path}")
