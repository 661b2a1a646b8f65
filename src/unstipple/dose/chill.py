"""What cools the skin before and after a stamp's own pulses, as coolings in time for `unstipple.heat`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from unstipple.dose.heat_left import own_times_s
from unstipple.dose.skin_heat import still_air
from unstipple.errors import BadInput
from unstipple.heat import PulseTrain, Surface, published_cooling

CoolingKind = Literal["cold_air", "contact", "spray"]
COOLERS: tuple[CoolingKind, ...] = get_args(CoolingKind)


@dataclass(frozen=True, slots=True)
class Chill:
    """Cooling of ``kind`` from ``lead_s`` seconds before the own pulse of each pass to ``after_s`` after it. Raises `BadInput`.

    Its coefficient and temperature are the central published or assumed ones (evidence ``thermal.*``); a cold-air jet's are a guess.
    """

    kind: CoolingKind
    lead_s: float
    after_s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in COOLERS:
            raise BadInput("cooling kind", self.kind, ", ".join(COOLERS))
        if not (np.isfinite(self.lead_s) and self.lead_s > 0):
            raise BadInput("cooling lead_s", self.lead_s, "a finite number of s above 0: what comes with the pulse is too late for it")
        if not (np.isfinite(self.after_s) and self.after_s >= 0):
            raise BadInput("cooling after_s", self.after_s, "a finite number of s, 0 or more")

    def surface(self, train: PulseTrain) -> Surface:
        """Skin in still air, so cooled at the stamp in the middle of ``train``; `BadInput` if that begins before the train's clock."""
        own = own_times_s(train)
        if own[0] < self.lead_s:
            raise BadInput(
                "cooling lead_s", self.lead_s, f"at most {own[0]:.3g} s, when the stamp's own pulse comes: start the train later"
            )
        spans: list[tuple[float, float]] = []
        for pulse in own:
            begin, end = float(pulse) - self.lead_s, float(pulse) + self.after_s
            if spans and begin <= spans[-1][1]:
                begin, _ = spans.pop()
            spans.append((begin, max(end, begin + self.lead_s)))
        rest = still_air()
        coolings = tuple(published_cooling(self.kind, begin, end) for begin, end in spans)
        return Surface(rest.coefficient_w_m2_k, rest.temperature_c, coolings)
