"""Several passes in one visit: what each brings to the dots, and what all of them cost the epidermis.

Passes are a choice. A further pass brings the dots no more light than the first did, less where gas is left from the pass before; the
epidermis it costs at least as much as the first, and warmth left lowers what its melanosomes bear. Waiting buys the gas and the warmth off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.dose.frosting import AGENTS, Agent, frosting
from unstipple.dose.injury import injured_volume_mm, melanosomes
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.stamps import mean_hits

Array = NDArray[np.float64]
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Passes:
    """``count`` passes over the same skin, ``wait_min`` minutes from the end of one to the next, with ``agent`` put on or not.

    ``whitened`` is the share of the field that is expected, or was seen, to whiten. Raises `BadInput` for a count beyond what was ever
    tried (evidence ``practice.passes_max``), a negative wait, an unknown agent.
    """

    count: int = 1
    wait_min: float = 0.0
    agent: Agent = "none"
    whitened: float = 1.0

    def __post_init__(self) -> None:
        most = int(number("practice.passes_max"))
        if isinstance(self.count, bool) or not isinstance(self.count, int) or not 1 <= self.count <= most:
            raise BadInput("passes", self.count, f"a whole number from 1 to {most}: more were never tried")
        if not (np.isfinite(self.wait_min) and self.wait_min >= 0):
            raise BadInput("wait_min", self.wait_min, "a finite number of minutes, 0 or more")
        if self.agent not in AGENTS:
            raise BadInput("frosting agent", self.agent, ", ".join(AGENTS))
        if not 0 <= self.whitened <= 1:
            raise BadInput("whitened", self.whitened, "a share from 0 to 1")

    @property
    def wait_s(self) -> float:
        """The wait in s."""
        return self.wait_min * SECONDS_PER_MINUTE

    @property
    def waiting_min(self) -> float:
        """Minutes of waiting in all."""
        return self.wait_min * (self.count - 1)


@dataclass(frozen=True, slots=True, eq=False)
class PassDose:
    """What each pass lays, over what the first lays on quiet skin: arrays (n, p), n draws, p passes.

    ``to_dots`` light at the dots, at most 1; ``to_epidermis`` light in the epidermis, at least 1.
    """

    to_dots: Array
    to_epidermis: Array

    @property
    def dots_total(self) -> Array:
        """Passes' worth of light at the dots, (n,): at most the number of passes."""
        return np.asarray(self.to_dots.sum(axis=1), dtype=np.float64)

    @property
    def epidermis_total(self) -> Array:
        """Passes' worth of light in the epidermis, (n,): at least the number of passes."""
        return np.asarray(self.to_epidermis.sum(axis=1), dtype=np.float64)


def pass_dose(passes: Passes, draws: Draws) -> PassDose:
    """What frosting leaves of each pass. Gas is taken as that of the pass before alone, as if each pass renewed it whole."""
    gas = frosting(draws, passes.whitened)
    first, later = (
        np.ones(draws.count),
        (gas.transmittance(passes.wait_min, passes.agent), gas.epidermis_gain(passes.wait_min, passes.agent)),
    )
    to_dots, to_epidermis = (np.stack([first] + [each] * (passes.count - 1), axis=1) for each in later)
    return PassDose(to_dots, to_epidermis)


def passes_volume_mm(
    type_number: int, wavelength_nm: float, pulse_ns: float, local_j_cm2: Array, before_c: Array, dose: PassDose, draws: Draws, *,
    overlap: float,
) -> Array:  # fmt: skip
    """Injured epidermal volume (n,) in mm that all passes lay together: `unstipple.dose.injury`, each pass at its own light and warmth.

    Parameters
    ----------
    local_j_cm2 : array (draw,), fluence in the epidermis in the first pass.
    before_c : array (draw, pass), temperature of the epidermis just before each pass' pulse.
    overlap : of neighbouring stamps, as a share of the diameter.

    Raises `BadInput`.
    """
    if before_c.shape != dose.to_epidermis.shape:
        raise BadInput("before_c", before_c.shape, f"temperatures {dose.to_epidermis.shape}, draws and passes")
    volumes = [
        injured_volume_mm(
            melanosomes(type_number, wavelength_nm, pulse_ns, draws, start_c=before_c[:, n]),
            np.asarray(local_j_cm2) * dose.to_epidermis[:, n],
        )
        for n in range(before_c.shape[1])
    ]
    return np.asarray(np.sum(volumes, axis=0) * mean_hits(overlap), dtype=np.float64)


def cheapest_wait_min(waits_min: Sequence[float], agent: Agent, share: float, draws: Draws, *, whitened: float = 1.0) -> float | None:
    """The shortest of ``waits_min`` after which the median draw gives the dots ``share`` of a first pass; ``None`` if none does."""
    if not 0 < share <= 1:
        raise BadInput("share", share, "above 0, at most 1")
    gas = frosting(draws, whitened)
    enough = [wait for wait in sorted(waits_min) if float(np.median(gas.transmittance(wait, agent))) >= share]
    return enough[0] if enough else None
