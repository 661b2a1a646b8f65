"""The figures to reach, and how they are printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reading.options import table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what it should at least, or at most, be."""

    what: str
    reached: float
    at_least: float | None = None
    at_most: float | None = None
    stretch: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure is what it should be."""
        return (self.at_least is None or self.reached >= self.at_least) and (self.at_most is None or self.reached <= self.at_most)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for a file."""
        return {**asdict(self), "met": self.met}


def print_figures(figures: list[Figure]) -> None:
    """The table that says at a glance what was reached."""
    print("\nFigures to reach")
    rows = []
    for figure in figures:
        asked = f">= {figure.at_least:g}" if figure.at_least is not None else f"<= {figure.at_most:g}"
        stretch = "-" if figure.stretch is None else f"{figure.stretch:g}"
        rows.append([figure.what, f"{figure.reached:.3g}", asked, stretch, "reached" if figure.met else "NOT reached"])
    table(rows, ["", "measured", "asked", "stretch", ""])


def best_vectors() -> str:
    """The widest vectors that this machine's processor has."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "AVX2"
    return "AVX-512" if "avx512f" in flags else "AVX2"
