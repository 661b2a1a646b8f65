"""Reciprocity: what diffuse light does from one side it must do from the other, source and detector swapped.

With equal radiance from every direction on one face, n² times the share that a stack passes is the same from either face, n being the
index of the medium that the light comes from (Helmholtz reciprocity; Case 1957). The share for diffuse light is 2 ∫ mu T(mu) dmu over
the cosine of incidence: collimated runs at the nodes of a Gauss-Jacobi rule, which has the weight mu built in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import roots_jacobi

from unstipple.optics.beam import STEEPEST_DEG, Beam
from unstipple.optics.layers import Layer, Stack
from unstipple.optics.run import simulate
from unstipple.optics.validation.rows import Row

ANGLES = 3
"""Cosines of incidence: more would need steeper light than a `Beam` may have."""
SPOT_MM = 0.001
EDGES_MM = (0.0, 1.0)
SOURCE = "reciprocity: the same stack lit from below"


@dataclass(frozen=True, slots=True)
class SwappedPair:
    """A stack to light from both faces; ``rule_error`` is by how much so few angles leave the sides apart, by adding-doubling."""

    name: str
    stack: Stack
    rule_error: float

    @property
    def swapped(self) -> Stack:
        """The stack turned over."""
        return Stack(self.stack.layers[::-1], self.stack.n_below, self.stack.n_above)

    def compare(self, photons: int, seed: int, advance: Callable[[int], None]) -> Row:
        """Light both faces with ``photons`` in all and compare n² times the transmittance."""
        each = max(1, photons // (2 * ANGLES))
        (ours, our_error), (theirs, their_error) = (
            _passed(stack, each, seed + 1000 * side, advance) for side, stack in enumerate((self.stack, self.swapped))
        )
        return Row(self.name, "n² × diffuse transmittance", ours, our_error, theirs, math.hypot(their_error, self.rule_error), SOURCE)


def _passed(stack: Stack, photons: int, seed: int, advance: Callable[[int], None]) -> tuple[float, float]:
    nodes, weights = roots_jacobi(ANGLES, 0.0, 1.0)
    total, square = 0.0, 0.0
    for number, (node, weight) in enumerate(zip(nodes, weights / weights.sum(), strict=True)):
        tilt_deg = min(STEEPEST_DEG, math.degrees(math.acos((1 + float(node)) / 2)))
        beam = Beam(SPOT_MM, tilt_deg=tilt_deg)
        run = simulate(stack, photons, seed + number, beam=beam, depth_edges_mm=EDGES_MM, radius_edges_mm=EDGES_MM)
        total += float(weight) * run.transmittance
        square += (float(weight) * run.transmittance_error) ** 2
        advance(photons)
    return stack.n_above**2 * total, stack.n_above**2 * math.sqrt(square)


PAIRS = (
    SwappedPair("Two unlike layers in air, turned over", Stack((Layer(0.1, 0.5, 10.0, 0.8, 1.45), Layer(0.5, 0.05, 8.0, 0.7, 1.37))), 2e-5),
)
