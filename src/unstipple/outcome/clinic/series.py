"""The published series as they stand in evidence ``clinic.*``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple import evidence
from unstipple.evidence import Draws, number, value

Array = NDArray[np.float64]
PREFIX = "clinic."


@dataclass(frozen=True, slots=True)
class Series:
    """One published series by its key; every number is read from the evidence when it is asked for."""

    key: str

    def has(self, leaf: str) -> bool:
        """Whether the series states this."""
        return evidence.has(f"{PREFIX}{self.key}.{leaf}")

    def number(self, leaf: str, otherwise: float | None = None) -> float:
        """The number of a leaf, or ``otherwise`` where the series does not state it."""
        return otherwise if otherwise is not None and not self.has(leaf) else number(f"{PREFIX}{self.key}.{leaf}")

    def value(self, leaf: str) -> evidence.Value:
        """The cited value of a leaf."""
        return value(f"{PREFIX}{self.key}.{leaf}")

    def fluence_j_cm2(self, draws: Draws) -> Array:
        """Incident fluence (n,) over what the series states."""
        return draws.of(f"{PREFIX}{self.key}.fluence_j_cm2")

    @property
    def type_number(self) -> int:
        """Fitzpatrick type that stands for the series' skin."""
        return int(self.number("skin_type"))

    @property
    def known(self) -> bool:
        """Whether fluence and skin are stated."""
        return bool(self.number("known"))

    @property
    def picosecond(self) -> bool:
        """Whether the pulses were shorter than a nanosecond."""
        return self.number("pulse_ns") < 1

    def fitted(self, kind: str) -> bool:
        """Whether the model of that ``kind`` (``"harm"``, ``"scar"``, ``"clearance"``) was fitted to the series."""
        return bool(self.number(f"fitted_{kind}"))


def all_series() -> tuple[Series, ...]:
    """Every series, sorted by key."""
    return tuple(Series(key) for key in sorted({name.split(".")[1] for name in evidence.names(PREFIX)}))


def series_with(leaf: str) -> tuple[Series, ...]:
    """Every series that states ``leaf``."""
    return tuple(series for series in all_series() if series.has(leaf))
