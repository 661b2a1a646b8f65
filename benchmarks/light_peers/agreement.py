"""Whether two engines tell the same physics: their answers side by side, with the difference in per cent and in standard errors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from reading.options import table

from light_peers.pairs import Pairs, mean_and_error
from light_peers.process import Answer
from light_peers.scenes import EXACT, LAYER_NAMES

Shares = list[tuple[str, float, float]]


def layers_agree(name: str, pairs: Pairs) -> None:
    """Prints shares of the incident light in layers, reflected and transmitted, as far as the peer tells them."""
    print(f"\nSame physics? Shares of the light, ours beside {name}'s; errors as our runs state them, theirs from their spread")
    _print_both(_shares(pairs.ours, pairs.theirs[0]), _shares(pairs.theirs, pairs.theirs[0]), name)


def exact_agrees(answers: list[Answer]) -> None:
    """Prints our shares in the layered scalp beside those of adding-doubling, which has no noise."""
    print("\nSame physics? Shares of the light, ours, of all the runs above, beside adding-doubling's")
    _print_both(_shares(answers, answers[0]), [(what, share, 0.0) for what, share in EXACT.items()], "adding-doubling")


def dots_agree(name: str, pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> None:
    """Prints the energy in dots and layers. Voxels overstate a dot: their corners stand out of it."""
    print(f"\nSame physics? Shares of the light, ours beside {name}'s, whose dots are staircases of voxels and absorb some 2 to 3 % more")
    both = []
    for answers in (pairs.ours, pairs.theirs):
        energy = [np.array(answer["absorbed_by_dot"]) for answer in answers]
        sums: list[Answer] = [{"inside the beam": each[chosen].sum(), "all": each.sum()} for each in energy]
        dots = [(f"dots {which}", *_single(sums, which)) for which in sums[0]]
        both.append(dots + _layers(answers))
    _print_both(both[0], both[1], name)


def _shares(answers: list[Answer], told: Answer) -> Shares:
    names = [what for what in ("diffuse_reflectance", "transmittance") if what in told]
    return [(what.replace("_", " "), *_single(answers, what)) for what in names] + _layers(answers)


def _layers(answers: list[Answer]) -> Shares:
    mean, error = mean_and_error(answers, "absorbed_by_layer")
    return list(zip(LAYER_NAMES, mean.tolist(), error.tolist(), strict=False))


def _single(answers: list[Answer], what: str) -> tuple[float, float]:
    mean, error = mean_and_error(answers, what)
    return float(mean[0]), float(error[0])


def _print_both(ours: Shares, theirs: Shares, name: str) -> None:
    rows = []
    for (what, mine, my_error), (_, other, other_error) in zip(ours, theirs, strict=True):
        together = float(np.hypot(my_error, other_error))
        shares = [f"{share:.5f}" + (f" ± {error:.5f}" if error else "") for share, error in ((mine, my_error), (other, other_error))]
        rows.append([what, *shares, f"{(mine / other - 1) * 100:+.2f} %", f"{(mine - other) / together:+.1f}"])
    table(rows, ["", "unstipple", name, "ours over theirs", "standard errors"])
