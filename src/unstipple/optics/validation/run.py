"""Fly every case and put ours beside theirs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from unstipple.optics.run import simulate, whole
from unstipple.optics.validation.cases import Case, read_cases
from unstipple.optics.validation.quantities import measured
from unstipple.optics.validation.reciprocity import ANGLES, PAIRS
from unstipple.optics.validation.rows import Row, Verdict, judge

PHOTONS = 6_000_000
"""Photons of a full case: the reflectance of the four-layer scalp to better than 2e-4."""
LEAST_PHOTONS = 10_000
"""With fewer the spread between batches of rare events says little."""
RADIUS_EDGES_MM = (0.0, 1.0)
"""No case asks for anything by radius."""


def validate(photons: int = PHOTONS, seed: int = 1, *, progress: Callable[[int], None] | None = None) -> Verdict:
    """Run all reference cases, ``photons`` for a full one, and judge the comparison; ``progress(photons)`` gets what was just flown.

    Every case gets a seed of its own, so that cases are independent.
    Raises `BadInput` for too few photons or an impossible seed.
    """
    photons, seed = whole("photons", photons, LEAST_PHOTONS, 10**12), whole("seed", seed, 0, 2**32)
    advance = progress or (lambda _: None)
    rows: list[Row] = []
    for number, case in enumerate(read_cases()):
        rows += compare(case, case.photons(photons), seed + number, advance)
    rows += [pair.compare(photons, seed + 100, advance) for pair in PAIRS]
    return judge(rows)


def photons_flown(photons: int) -> int:
    """Photons that `validate` flies in all when a full case gets ``photons``."""
    return sum(case.photons(photons) for case in read_cases()) + len(PAIRS) * 2 * ANGLES * max(1, photons // (2 * ANGLES))


def compare(case: Case, photons: int, seed: int, advance: Callable[[int], None]) -> Iterator[Row]:
    """Fly one case and yield its rows; ``advance(photons)`` gets what was just flown."""
    seen = 0

    def progress(done: int, _total: int) -> None:
        nonlocal seen
        advance(done - seen)
        seen = done

    run = simulate(
        case.stack, photons, seed, beam=case.beam, dots=case.dots, hairs=case.hairs, field=case.field,
        depth_edges_mm=case.depth_edges_mm or None, radius_edges_mm=RADIUS_EDGES_MM, progress=progress,
    )  # fmt: skip
    for known in case.references:
        ours, error = measured(run, known.quantity)
        if ours == error == 0:  # nothing came, so nothing spread: the error of a count of which so much was to come
            error = math.sqrt(known.value / photons)
        said, freedom = _said(case, known.quantity), run.batches - 1
        yield Row(case.name, said, ours, error, known.value, known.error, known.source, freedom, known.derived)


def _said(case: Case, quantity: str) -> str:
    """The quantity as people read it: a depth bin by its edges."""
    if not quantity.startswith("fluence in bin "):
        return quantity
    number = int(quantity.rpartition(" ")[2])
    return f"fluence, {case.depth_edges_mm[number - 1]:g} to {case.depth_edges_mm[number]:g} mm"
