"""What every harm model takes and gives, so that one battery can try them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class VisitDose:
    """What the largest visit of a course lays on the skin, a draw an entry: arrays (n,).

    ``relative_volume`` injured epidermal volume over that of the reference series (`unstipple.dose.injury.relative_volume`);
    ``melanin_load_j_cm2`` what model M6 counts (`melanin_load`); ``bulb_over_threshold`` fluence at the hair bulbs over the threshold of
    the melanosomes there; ``bulb_rise_k`` their bulk warming. The last two are 0 where no hair that is kept lies in the field.
    """

    relative_volume: Array
    melanin_load_j_cm2: Array
    bulb_over_threshold: Array
    bulb_rise_k: Array

    def __post_init__(self) -> None:
        for field in ("relative_volume", "melanin_load_j_cm2", "bulb_over_threshold", "bulb_rise_k"):
            given = getattr(self, field)
            if given.shape != self.relative_volume.shape or not np.all(np.isfinite(given) & (given >= 0)):
                raise BadInput(field, given.shape, "one finite number of 0 or more for every draw")

    @property
    def lit(self) -> NDArray[np.bool_]:
        """Draws (n,) in which any light falls on the skin."""
        return np.asarray(self.relative_volume + self.melanin_load_j_cm2 + self.bulb_over_threshold + self.bulb_rise_k > 0)


Chance = Callable[[VisitDose, Draws], "Array | None"]


@dataclass(frozen=True, slots=True)
class HarmModel:
    """One harm: ``chance(dose, draws)`` per patient and course (n,) in 0-1, 0 without light, never falling with dose.

    ``None`` from ``chance`` says that no rate is known. ``rises`` says whether a published dose link makes it rise with dose.
    """

    name: str
    chance: Chance
    rises: bool
