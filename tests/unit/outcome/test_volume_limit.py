"""The calibrated limit from physics: it keeps its promise, and moves as practice knows it should."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.dose.injury import relative_volume
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.outcome import link_chance, volume_limit_j_cm2

DRAWS = Draws(300, 2)
BUILD_UP = np.linspace(2.0, 3.0, DRAWS.count)
LIMIT = number("harm.hypopigmentation_limit")


def limit(
    skin: int = 4, nm: float = 1064, ns: float = 6, *, build_up: np.ndarray = BUILD_UP, start_c: float | None = None, passes: int = 1
) -> float:
    found = volume_limit_j_cm2(LIMIT, skin, nm, ns, build_up, DRAWS, overlap=0.1, pass_gains=(1,) * passes, start_c=start_c)
    return float(np.median(found))


def test_at_the_limit_every_draw_carries_the_allowed_chance() -> None:
    fluence = volume_limit_j_cm2(LIMIT, 5, 755, 50, BUILD_UP, DRAWS, overlap=0.1)
    volume = relative_volume(5, 755, 50, fluence * BUILD_UP, DRAWS, overlap=0.1)
    assert link_chance("hypopigmentation", volume, DRAWS) == pytest.approx(LIMIT, rel=1e-6)


def test_1064_bears_more_than_755_and_that_more_than_532() -> None:
    assert limit(nm=1064) > 1.5 * limit(nm=755) > 2 * limit(nm=532)


def test_every_darker_skin_bears_less() -> None:
    limits = [limit(skin) for skin in range(1, 7)]
    assert limits == sorted(limits, reverse=True)


def test_more_build_up_more_passes_shorter_pulses_and_warmth_lower_the_limit_and_cooling_lifts_it() -> None:
    plain = limit(start_c=34.0)
    assert limit(build_up=1.3 * BUILD_UP, start_c=34.0) == pytest.approx(plain / 1.3)
    assert limit(start_c=34.0, passes=4) < plain
    assert limit(ns=0.45, start_c=34.0) < plain
    assert limit(start_c=44.0) < plain < limit(start_c=10.0)


def test_the_published_series_lie_on_the_right_side_of_it() -> None:
    # 755 nm at 6 J/cm² left light patches in 29 of 100 of type V; 1064 nm at 6-12 in none of 39 of fair skin
    assert limit(5, 755, 50, build_up=np.full(DRAWS.count, 1.8)) < 6
    assert limit(2, 1064, 10, build_up=np.full(DRAWS.count, 2.7)) > 9


def test_a_certain_harm_or_none_is_no_limit() -> None:
    for chance in (0.0, 1.0):
        with pytest.raises(BadInput, match="chance"):
            volume_limit_j_cm2(chance, 2, 1064, 6, BUILD_UP, DRAWS, overlap=0.1)
