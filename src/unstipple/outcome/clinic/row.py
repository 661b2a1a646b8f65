"""One line of the comparison with the clinic: what was seen, what the model says there, and how good that was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["fitted", "held-out"]


@dataclass(frozen=True, slots=True)
class ClinicRow:
    """One outcome of one published series beside its prediction. Shares are 0-1, fluences J/cm², as ``unit`` says.

    ``what`` names the outcome (``"hypopigmentation"``, ``"clearance above 75 %"``) and ``model`` what predicted it. ``observed_low`` and
    ``observed_high`` bound what the series' size allows (or its stated range); the prediction's interval holds ``harm.band_share`` of what
    a series of that size may show. ``known`` is false where the series does not state its fluence or skin and the usual range stands in.
    ``score`` is the continuous ranked probability score in ``unit``, lower is better; ``pooled_score`` that of the rate of all fitted
    series alike, ``old_score`` that of the model before; ``log_score`` and its two companions are logs of the chance given to the count,
    higher is better. ``None`` where there is nothing of the kind.
    """

    name: str
    what: str
    model: str
    unit: str
    observed_low: float | None
    observed: float
    observed_high: float | None
    predicted_low: float
    predicted: float
    predicted_high: float
    role: Role
    known: bool
    score: float
    pooled_score: float | None
    old_score: float | None
    log_score: float | None
    pooled_log_score: float | None
    old_log_score: float | None
    sources: tuple[str, ...]

    @property
    def inside(self) -> bool:
        """Whether what was seen lies inside the predicted interval."""
        return self.predicted_low <= self.observed <= self.predicted_high

    @property
    def width(self) -> float:
        """Width of the predicted interval, in ``unit``: an interval that holds everything says nothing."""
        return self.predicted_high - self.predicted_low
