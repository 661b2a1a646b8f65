"""The Kirby-Desai scale: a second opinion on how many sessions, for nanosecond lasers, body tattoos, complete removal (model M2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number

Array = NDArray[np.float64]
Location = Literal["head_and_neck", "upper_trunk", "lower_trunk", "proximal_limb", "distal_limb"]
Colour = Literal["black", "black_and_red", "black_red_and_others", "multiple"]
Amount = Literal["amateur", "minimal", "moderate", "significant"]
Scarring = Literal["none", "minimal", "moderate", "significant"]

SKIN_TYPE_COUNT = 6
LOOKS: dict[str, Amount] = {"faded": "amateur", "typical": "minimal", "dense": "moderate"}
"""How the look of a micropigmentation reads on the scale's rungs of ink: dots cover little skin, so none is "significant"."""


@dataclass(frozen=True, slots=True)
class KirbyDesai:
    """What the scale says. ``low`` and ``high`` are its sessions without and with layering, equal where layering is known.

    ``error_sessions`` is the scale's own error to either side. ``corrected`` (draw,) are the sessions after what newer series found.
    """

    low: float
    high: float
    error_sessions: float
    corrected: Array

    @property
    def corrected_range(self) -> tuple[float, float, float]:
        """10th, 50th and 90th percentile of the corrected sessions."""
        low, mid, high = np.percentile(self.corrected, (10, 50, 90))
        return float(low), float(mid), float(high)

    @property
    def corrected_central(self) -> tuple[float, float]:
        """The corrected sessions at the central factor, without and with layering."""
        factor = number("kirby_desai.modern_factor")
        return self.low * factor, self.high * factor


def score(
    skin_type: int, amount: Amount, *, layered: bool, scarring: Scarring = "none", colour: Colour = "black",
    location: Location = "head_and_neck",
) -> float:  # fmt: skip
    """Points of the scale, which are its sessions. ``skin_type`` is 1 to 6. Raises `BadInput` for another one."""
    if not 1 <= skin_type <= SKIN_TYPE_COUNT:
        raise BadInput("skin_type", skin_type, f"1 to {SKIN_TYPE_COUNT}")
    rungs = (
        f"skin_type_{skin_type}", f"location_{location}", f"colour_{colour}", f"ink_{amount}", f"scar_{scarring}",
        f"layering_{'yes' if layered else 'no'}",
    )  # fmt: skip
    return sum(number(f"kirby_desai.{rung}") for rung in rungs)


def kirby_desai(
    draws: Draws, skin_type: int, amount: Amount, *, layered: bool | None, scarring: Scarring = "none", colour: Colour = "black",
    location: Location = "head_and_neck",
) -> KirbyDesai:  # fmt: skip
    """The scale's sessions with its error, and what newer lasers make of them.

    ``layered`` is whether the ink was laid over older ink; ``None``, not asked, leaves both open. Raises `BadInput` as `score` does.
    """
    low, high = (
        score(skin_type, amount, layered=each, scarring=scarring, colour=colour, location=location)
        for each in ((False, True) if layered is None else (layered, layered))
    )
    error = number("kirby_desai.error_sessions")
    layering = low + (high - low) * draws.shares("kirby-desai-layering")
    own_error = error * (2 * draws.shares("kirby-desai-error") - 1)
    corrected = np.maximum((layering + own_error) * draws.of("kirby_desai.modern_factor"), 1)
    return KirbyDesai(low, high, error, corrected)


def was_layered(smp_visits: int | None) -> bool | None:
    """Whether the ink counts as layered, from the number of visits it was laid in; ``None`` where that is not known."""
    return None if smp_visits is None else smp_visits >= number("kirby_desai.layered_from_visits")
