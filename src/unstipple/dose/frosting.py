"""Frosting: what the gas that whitens skin after a pass does to the next one.

Light that vaporises water at pigment leaves bubbles that scatter. They keep light from the dots and throw part of it back through the
epidermis. Published are two times: without help the gas is gone at 20 minutes, under perfluorodecalin the eye sees it go in seconds and
tomography in nine minutes. How much light it keeps away was never measured: that is a wide guess (evidence ``frosting.*``, grade D).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws

Array = NDArray[np.float64]
Agent = Literal["none", "perfluorodecalin"]
AGENTS: tuple[Agent, ...] = get_args(Agent)
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True, eq=False)
class Frosting:
    """Gas after one pass, a draw an entry: arrays (n,).

    ``light_lost`` share of the light at the dots that fresh gas keeps away; ``gone_min`` minutes until it is gone; ``fading_shape`` how it
    fades towards that; ``loss_left`` and ``resolves_s`` what perfluorodecalin leaves of the loss and after how many seconds;
    ``agent_gone_min`` minutes until the rest is gone under it; ``thrown_back`` how much of the lost light adds to the epidermis.
    """

    light_lost: Array
    gone_min: Array
    fading_shape: Array
    loss_left: Array
    resolves_s: Array
    agent_gone_min: Array
    thrown_back: Array

    def transmittance(self, wait_min: float, agent: Agent = "none") -> Array:
        """Share of the light (n,) that reaches the dots again ``wait_min`` minutes after a pass that frosted, 0-1.

        Raises `BadInput` for a negative wait and an unknown agent.
        """
        if not (np.isfinite(wait_min) and wait_min >= 0):
            raise BadInput("wait_min", wait_min, "a finite number of minutes, 0 or more")
        if agent not in AGENTS:
            raise BadInput("frosting agent", agent, ", ".join(AGENTS))
        lost = self.light_lost * self._left(wait_min, self.gone_min)
        if agent == "perfluorodecalin":
            helped = self.light_lost * self.loss_left * self._left(wait_min, self.agent_gone_min)
            lost = np.where(wait_min * SECONDS_PER_MINUTE >= self.resolves_s, np.minimum(helped, lost), lost)
        return np.asarray(1 - lost, dtype=np.float64)

    def epidermis_gain(self, wait_min: float, agent: Agent = "none") -> Array:
        """Light in the epidermis over that of a pass on quiet skin (n,), 1 or more."""
        return np.asarray(1 + self.thrown_back * (1 - self.transmittance(wait_min, agent)), dtype=np.float64)

    def _left(self, wait_min: float, gone_min: Array) -> Array:
        """Share of the fresh gas that is left."""
        return np.asarray(np.maximum(1 - wait_min / gone_min, 0) ** self.fading_shape, dtype=np.float64)


def frosting(draws: Draws, whitened: float = 1.0) -> Frosting:
    """The gas that a pass leaves. ``whitened`` is the share of the field that was seen to whiten, 0 to 1. Raises `BadInput`."""
    if not 0 <= whitened <= 1:
        raise BadInput("whitened", whitened, "a share from 0 to 1")
    return Frosting(
        light_lost=draws.of("frosting.light_lost") * whitened,
        gone_min=draws.of("frosting.gone_min"),
        fading_shape=draws.of("frosting.fading_shape"),
        loss_left=draws.of("frosting.perfluorodecalin_loss_left"),
        resolves_s=draws.of("frosting.perfluorodecalin_resolves_s"),
        agent_gone_min=draws.of("frosting.perfluorodecalin_gone_min"),
        thrown_back=draws.of("frosting.thrown_back_through_epidermis"),
    )
