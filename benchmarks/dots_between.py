"""What the planner's small run of the light between dots costs in accuracy: emulator and noise together, against runs of their own.

The fine run has twenty times the photons, three groups and four states of ink. Between its states the planner goes straight in the share of
ink; that too is compared. Times are printed for one zone and wavelength.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from numpy.typing import NDArray

from unstipple.dose import Effort
from unstipple.dose.dot_light import DotEffort, dot_light, stamp_name
from unstipple.dose.light_left import DotLight
from unstipple.dose.zone_patch import zone_patch
from unstipple.evidence import Draws
from unstipple.optics import Beam
from unstipple.plan.neighbours import PHOTON_COUNT, STATES

MEMBERS = Effort().members
BEAMS = tuple(Beam(spot) for spot in (2, 4, 10))
BETWEEN = (0.15, 0.35, 0.7, 1.0)
FINE = DotEffort(2000, 3, (0.1, 0.25, 0.5, 1.0))


def lit(density_per_cm2: float, effort: DotEffort) -> tuple[DotLight, float]:
    patch, began = zone_patch(density_per_cm2, Draws(MEMBERS, 1)), time.perf_counter()
    return dot_light(patch, 2, 1064, BEAMS, effort=effort), time.perf_counter() - began


def left(found: DotLight, ink: float, stamp: str) -> NDArray[np.float64]:
    return found.for_draws(MEMBERS, ink, stamp)


def main() -> int:
    """Print, for three densities and stamps, the mean light left and how far the planner's run is off."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    small = DotEffort(Effort().photons // PHOTON_COUNT, 2, STATES, 7)
    lit(60, DotEffort(10))
    print(f"{'dots/cm²':>8} {'stamp':>16} {'ink':>5} {'left':>7} {'mean off':>9} {'r.m.s.':>7} {'straight off':>13}    fine s, planner s")
    worst = 0.0
    for density in (60.0, 150.0, 250.0):
        (fine, long_s), (found, short_s) = lit(density, FINE), lit(density, small)
        for beam in (None, *BEAMS):
            stamp = "wide" if beam is None else stamp_name(beam)
            bare, full = left(found, 0, stamp), left(found, 1, stamp)
            for ink in BETWEEN:
                truth, ours = left(fine, ink, stamp), left(found, ink, stamp)
                off, rms = ours.mean() / truth.mean() - 1, np.sqrt(((ours / truth - 1) ** 2).mean())
                straight = (bare + (full - bare) * ink).mean() / truth.mean() - 1
                worst = max(worst, abs(off), abs(straight))
                figures = f"{truth.mean():7.4f} {off:+9.2%} {rms:7.2%} {straight:+13.2%}    {long_s:.1f}, {short_s:.1f}"
                print(f"{density:8.0f} {stamp:>16} {ink:5.2f} {figures}")
    print(f"\nworst mean error {worst:.2%}; {MEMBERS} imagined skins, type II, 1064 nm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
