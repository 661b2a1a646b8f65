"""How the verbs speak: data on stdout, talk and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

out = Console(highlight=False)
"""Console on stdout, for results that people read."""

err = Console(stderr=True, highlight=False)
"""Console on stderr, for talk and errors."""


def emit(data: Mapping[str, Any] | list[Any]) -> None:
    """Print one JSON object on stdout; dates become ISO text, and a NaN is a defect that raises."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False, default=_plain) + "\n")


def _plain(thing: object) -> object:
    if isinstance(thing, date):
        return thing.isoformat()
    if hasattr(thing, "tolist"):
        return thing.tolist()
    raise TypeError(f"not JSON: {type(thing).__name__}")


@contextmanager
def stage(label: str, total: float = 1) -> Iterator[Callable[[float], None]]:
    """A progress bar with time left on stderr; the block gets a function that takes the amount just done."""
    bar = Progress(
        TextColumn("{task.description:<34}"), BarColumn(bar_width=28), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(), console=err,
    )  # fmt: skip
    with bar:
        task = bar.add_task(label, total=total)
        done = 0.0

        def advance(amount: float) -> None:
            nonlocal done
            done += amount
            bar.update(task, completed=min(done, total))

        yield advance
        bar.update(task, completed=total)
