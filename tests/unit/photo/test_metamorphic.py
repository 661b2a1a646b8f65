"""The same photograph turned, rescaled, saved anew, darkened or inverted: the same dots, the change that was made, almost nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from reading.metamorphic import Picture, Result, metamorphic, sure
from scalp_scenes import Camera, Head, Light, Visit, photograph

CAMERA = Camera(size_px=(560, 420), px_per_mm=15, jpeg=93)
NAMES = {
    "turned 90", "turned 180", "mirrored left-right", "rescaled x0.9", "rescaled x1.3", "saved as PNG", "saved as JPEG 90",
    "density of dots x1.25", "density of dots x0.6", "density inverted",
}  # fmt: skip


def scene(dots_per_cm2: float = 100.0, skin_type: int = 3) -> Picture:
    head = Head(7, skin_type=skin_type, dots_per_cm2=dots_per_cm2, hairs_per_cm2=5, moles=0, extent_mm=(70.0, 60.0))
    shot = photograph(head, Visit(7, light=Light(elevation_deg=70, fill=0.5), camera=CAMERA))
    return Picture(shot.rgb, shot.mm_per_px, shot.scalp_polygon)


@pytest.mark.slow
@pytest.mark.parametrize("skin_type", [2, 5])
def test_what_must_hold_on_any_picture_holds(skin_type: int) -> None:
    results = metamorphic(scene(skin_type=skin_type))
    assert {result.change for result in results} == NAMES
    assert [result for result in results if not result.holds] == []
    assert min(result.dots for result in results) > 100


def test_a_picture_that_is_refused_is_said_to_be() -> None:
    grey = Picture(np.full((300, 400, 3), 128, np.uint8), 0.07)
    with pytest.raises(ValueError, match="refused"):
        metamorphic(grey)


def test_a_value_outside_its_bounds_does_not_hold() -> None:
    assert Result("turned 90", 0.99, 0.98, 1.0, 10).holds
    assert not Result("turned 90", 0.9, 0.98, 1.0, 10).holds


def test_sure_dots_are_probable_and_away_from_the_rim() -> None:
    seen = scene().seen()
    dots = sure(seen)
    assert 0 < dots.count < seen.dots.count
    assert dots.probability.min() >= 0.98
    assert dots.x_px.min() * seen.mm_per_px >= 0.5
