"""One run of one engine in a process of its own: a task goes in as JSON, an answer comes out, peak memory is watched from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Answer = dict[str, Any]

MARK = "ANSWER "
BENCHMARKS = Path(__file__).parent.parent
LOOK_EVERY_S = 0.01


class RunFailedError(Exception):
    """An engine ended without an answer; the text says with what last words."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's, but that Python keeps its byte code, as it does on people's machines."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONWARNINGS": "ignore", **(more or {})}


def run_module(module: str, task: Mapping[str, Any], python: str = sys.executable, more_env: Mapping[str, str] | None = None) -> Answer:
    """The answer of ``light_peers.<module>`` to ``task``, with the whole process's ``process_seconds`` and ``peak_mb``."""
    command = [python, "-m", f"light_peers.{module}"]
    text, watched = run_command(command, BENCHMARKS, json.dumps(task), environment(more_env))
    lines = [line for line in text.splitlines() if line.startswith(MARK)]
    if not lines:
        raise RunFailedError(_last_words(text))
    return {**json.loads(lines[-1].removeprefix(MARK)), **watched}


def run_command(command: Sequence[str], folder: Path, given: str, env: Mapping[str, str]) -> tuple[str, dict[str, float]]:
    """What ``command`` says on both streams, its wall time in seconds and its peak memory in MB (NaN without /proc)."""
    with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+", errors="replace") as stdout:
        stdin.write(given)
        stdin.seek(0)
        started = time.perf_counter()
        running = subprocess.Popen(command, cwd=folder, stdin=stdin, stdout=stdout, stderr=subprocess.STDOUT, env=dict(env))
        peak = float("nan")
        while running.poll() is None:
            peak = _peak_mb(running.pid, peak)
            time.sleep(LOOK_EVERY_S)
        seconds = time.perf_counter() - started
        stdout.seek(0)
        text = stdout.read()
    if running.returncode:
        raise RunFailedError(_last_words(text) or f"exit status {running.returncode}")
    return text, {"process_seconds": seconds, "peak_mb": peak}


def reply(work: Callable[[dict[str, Any]], Answer]) -> None:
    """Reads the task from standard input, does the work and says its answer."""
    answer = work(json.load(sys.stdin))
    sys.stdout.flush()
    print(f"\n{MARK}{json.dumps(answer)}", flush=True)


def _peak_mb(pid: int, before: float) -> float:
    """The process's own high-water mark: the system's ``ru_maxrss`` would count its parent's memory too."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return before
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), before)


def _last_words(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word said")
