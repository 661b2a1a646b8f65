"""Times `unstipple window` over the whole catalogue, all six skin types and every spot on this machine; prints a table."""

from __future__ import annotations

import argparse
import statistics
import time

from light_peers.targets import Figure, print_figures

from unstipple.cli.window import DRAW_COUNT, computed
from unstipple.device import laser, laser_names
from unstipple.dose import Effort
from unstipple.evidence import Draws

ASKED_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    lasers = [laser(name) for name in laser_names()]
    computed(lasers[:1], [2], "typical", hair=False, draws=Draws(20, 1), effort=Effort(2, 500))
    seconds, count = [], 0
    for seed in range(1, rounds + 1):
        started = time.perf_counter()
        count = len(computed(lasers, range(1, 7), "typical", hair=False, draws=Draws(DRAW_COUNT, seed)))
        seconds.append(time.perf_counter() - started)
    print(f"{count} rows, {DRAW_COUNT} draws, {rounds} rounds: {min(seconds):.1f} to {max(seconds):.1f} s")
    print_figures([Figure("window: all lasers, six skins, every spot, s", statistics.median(seconds), at_most=ASKED_S)])


if __name__ == "__main__":
    main()
