"""Counting: what is missed is known from dots put in, and the interval holds what is there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.photo.density import linear_light
from unstipple.photo.dots import Found, find_dots, recall_by_injection
from unstipple.photo.render import Rendered, Scene, render


@cache
def pair(dot_od: float, seed: int = 3) -> tuple[Rendered, Found]:
    shape = {"width_px": 460, "height_px": 420, "mm_per_px": 1 / 15, "background": False, "curvature": 0.0, "hairline": False}
    made = render(Scene(dot_od=dot_od, **shape), seed)  # type: ignore[arg-type]
    scalp = np.zeros(made.rgb.shape[:2], dtype=bool)
    scalp[15:-15, 15:-15] = True
    return made, find_dots(linear_light(made.rgb), scalp, 1 / 15)


def real(made: Rendered) -> int:
    inside = (np.minimum(made.x_px, 459 - made.x_px) > 15) & (np.minimum(made.y_px, 419 - made.y_px) > 15)
    return int(inside.sum())


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_interval_holds_the_real_number(seed: int) -> None:
    made, found = pair(0.32, seed)
    number, low, high = recall_by_injection(found).counting.total(0.99)
    assert low <= real(made) <= high
    assert abs(number / real(made) - 1) < 0.15
    assert high / low < 2


def test_dark_dots_put_in_are_found_again_and_faint_ones_are_missed() -> None:
    recall = recall_by_injection(pair(0.32)[1])
    assert recall.injected > 100
    assert recall.recovered == recall.seen.sum()
    clear, faint = recall.tried > 9, recall.tried < 3.5
    assert recall.seen[clear].mean() > 0.85
    assert recall.seen[faint].mean() < 0.4


def test_a_faint_dot_stands_for_more_than_a_clear_one() -> None:
    found = pair(0.32)[1]
    recall = recall_by_injection(found)
    order = np.argsort(found.spots.score[found.kept])
    assert recall.of_dots[order[:20]].mean() < recall.of_dots[order[-20:]].mean()


def test_an_unsure_scale_widens_the_interval() -> None:
    found = pair(0.32)[1]
    sure, unsure = (recall_by_injection(found, scale_doubt=doubt).counting.total(0.95) for doubt in (0.0, 0.1))
    assert unsure[2] / unsure[1] > 1.2 * sure[2] / sure[1]


def test_the_same_seed_gives_the_same_answer() -> None:
    found = pair(0.32)[1]
    assert recall_by_injection(found, seed=2).counting.total(0.95) == recall_by_injection(found, seed=2).counting.total(0.95)


def test_without_dots_nothing_is_put_in() -> None:
    light = np.full((200, 200, 3), 0.3, dtype=np.float32)
    found = find_dots(light, np.ones((200, 200), dtype=bool), 1 / 15)
    assert found.dots.count == 0
    recall = recall_by_injection(found)
    assert recall.injected == 0
    assert recall.counting.total(0.95)[0] == 0
