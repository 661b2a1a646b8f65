"""Pairs of rendered photographs: what was taken away comes back as the clearance, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from unstipple.photo.change import Change, Fate, Why, as_json, follow
from unstipple.photo.look import Look
from unstipple.photo.quality import Quality
from unstipple.photo.read import Photo
from unstipple.photo.render import Scene, Visit, render, revisit
from unstipple.photo.scale import Scale
from unstipple.pigment import Dots, Kind
from unstipple.scalp import Polygon, Zone

pytestmark = pytest.mark.slow

SCENE = Scene(width_px=460, height_px=380, mm_per_px=1 / 14, background=False, hairline=False, curvature=0.3, moles=1)
MOVED = Visit(shift_mm=(0.8, -0.6), turn_deg=3.0, zoom=1.04, elastic_mm=0.3)
DAY = replace(MOVED, exposure=0.85, white_balance=(1.06, 1.0, 0.92), jpeg_quality=82, blur_mm=0.055)


def as_look(rgb: np.ndarray, mm_per_px: float, dots: Dots | None = None) -> Look:
    mask = np.ones(rgb.shape[:2], dtype=bool)
    return Look(Photo(rgb, "rendered", ""), Scale(mm_per_px), Quality(()), mask, dots or Dots.none(), None)


def known_dots(scene: Scene = SCENE, seed: int = 3) -> tuple[np.ndarray, Dots]:
    """The picture with its true dots, those darker than what can be found at all."""
    made = render(scene, seed)
    clear = made.contrast > 0.12
    x, y, width, peak = (part[clear] for part in (made.x_px, made.y_px, made.diameter_mm, made.contrast))
    one = np.ones_like(x)
    flux = 2 * np.pi * (width / 2.3548) ** 2 * peak
    return made.rgb, Dots(x, y, width, peak, flux, one, one, 0 * one, np.full(x.shape, Kind.PIGMENT, dtype=np.int8))


@cache
def baseline(seed: int = 3) -> Look:
    rgb, dots = known_dots(seed=seed)
    return as_look(rgb, SCENE.mm_per_px, dots)


@cache
def later(visit: Visit, seed: int = 3) -> tuple[Look, float]:
    made = revisit(SCENE, visit, seed)
    return as_look(made.rgb, made.mm_per_px), made.clearance


@cache
def change(visit: Visit, seed: int = 3) -> tuple[Change, float]:
    seen, truth = later(visit, seed)
    return follow(baseline(seed), seen), truth


def test_the_same_picture_twice_shows_no_change() -> None:
    same = follow(baseline(), as_look(baseline().photo.rgb, SCENE.mm_per_px))
    assert same.comparable
    assert same.clearance == pytest.approx(0, abs=0.01)
    assert same.shift_px < 0.5
    assert same.low <= 0 <= same.high


@pytest.mark.parametrize("gone", [0.3, 0.6])
def test_pigment_that_was_taken_away_comes_back_as_the_clearance(gone: float) -> None:
    found, truth = change(replace(MOVED, gone=gone))
    assert found.clearance == pytest.approx(truth, abs=0.04)
    assert found.low <= truth <= found.high


def test_another_camera_and_light_are_no_change() -> None:
    found, _ = change(DAY)
    assert found.why is Why.MEASURED
    assert found.clearance == pytest.approx(0, abs=0.03)


def test_dots_that_darkened_are_negative_clearance() -> None:
    found, truth = change(replace(MOVED, gone=-0.3))
    assert truth < -0.25
    assert found.clearance == pytest.approx(truth, abs=0.06)


def test_nearly_everything_gone_gives_a_lower_bound_and_no_number() -> None:
    found, truth = change(replace(MOVED, gone=0.93, gone_spread=0.05))
    assert found.comparable
    assert found.clearance is None
    assert found.high is None
    assert 0.7 < found.low < truth
    assert as_json(found)["at_least"] is True


def test_another_scalp_is_not_comparable() -> None:
    stranger, _ = later(Visit(), 9)
    found = follow(baseline(), stranger)
    assert not found.comparable
    assert found.clearance is None
    assert found.why in (Why.NOT_ALIGNED, Why.WEAK_MATCH, Why.LITTLE_SUPPORT)


def test_another_scale_is_refused() -> None:
    seen, _ = later(MOVED)
    found = follow(baseline(), replace(seen, scale=Scale(1.6 * SCENE.mm_per_px)))
    assert found.why is Why.SCALES_DIFFER
    assert not found.comparable


def test_dark_skin_without_a_card_is_refused_and_with_one_measured() -> None:
    class Card:
        def reflectance(self, light: np.ndarray) -> np.ndarray:
            return light

    seen, _ = later(MOVED)
    assert follow(baseline(), seen, skin_type=6).why is Why.SKIN_DARKNESS
    assert follow(baseline(), seen, skin_type=6, colours=(Card(), Card(), None)).clearance == pytest.approx(0, abs=0.03)


def test_a_repeat_that_shows_less_is_refused_and_a_true_one_is_not() -> None:
    after, _ = later(replace(MOVED, gone=0.3))
    assert follow(baseline(), after, repeat=later(replace(MOVED, day=5))[0]).comparable
    faded = follow(baseline(), after, repeat=later(replace(MOVED, gone=0.15, gone_spread=0.02, day=5))[0])
    assert faded.why is Why.REPEAT_DISAGREES
    assert faded.repeat_gap > 0.05


def test_turning_both_pictures_changes_nothing() -> None:
    seen, _ = later(replace(MOVED, gone=0.6))
    rgb, dots = known_dots()
    width = rgb.shape[1]
    turned = replace(dots, x_px=dots.y_px, y_px=width - 1 - dots.x_px)
    both = follow(as_look(np.rot90(rgb).copy(), SCENE.mm_per_px, turned), as_look(np.rot90(seen.photo.rgb).copy(), seen.mm_per_px))
    assert both.clearance == pytest.approx(change(replace(MOVED, gone=0.6))[0].clearance, abs=0.02)


def test_before_and_after_swapped_is_darkening() -> None:
    made = revisit(SCENE, Visit(gone=0.4, gone_spread=0.02), 3)
    swapped = follow(replace(baseline(), photo=Photo(made.rgb, "rendered", "")), as_look(baseline().photo.rgb, SCENE.mm_per_px))
    assert swapped.clearance == pytest.approx(1 - 1 / (1 - made.clearance), abs=0.1)


def test_grown_hair_is_no_change() -> None:
    found, _ = change(replace(MOVED, stubble_per_cm2=40, stubble_mm=(0.4, 1.0)))
    assert found.comparable
    assert found.clearance == pytest.approx(0, abs=0.04)
    assert Fate.DISTURBED in found.dots.fate


def test_each_dot_is_told_by_itself() -> None:
    made = revisit(SCENE, replace(MOVED, gone=0.5, gone_spread=0.4), 3)
    found = follow(baseline(), as_look(made.rgb, made.mm_per_px))
    first = render(SCENE, 3)
    truth = made.gone[first.contrast > 0.12]
    measured = found.dots.measured
    assert np.corrcoef(truth[measured], found.dots.gone[measured])[0, 1] > 0.8
    assert found.matched_dots == measured.sum() == sum(fate is Fate.MEASURED for fate in found.dots.fate)


def test_a_zone_has_its_own_answer_and_one_without_dots_has_none() -> None:
    height, width = baseline().photo.shape
    half = Zone("left", Polygon([(0, 0), (width / 2, 0), (width / 2, height), (0, height)]), 1.0, "vertex")
    corner = Zone("corner", Polygon([(0, 0), (12, 0), (12, 12), (0, 12)]), 0.01, "vertex")
    seen, truth = later(replace(MOVED, gone=0.6))
    left, none = follow(baseline(), seen, zones=(half, corner)).zones
    assert left.name == "left"
    assert left.clearance == pytest.approx(truth, abs=0.08)
    assert left.high - left.low > 0
    assert none.clearance is None
    assert none.dots < 30


def test_the_follow_up_lies_on_the_baseline() -> None:
    found, _ = change(replace(MOVED, gone=0.3))
    inner = (slice(60, -60), slice(60, -60))
    grey = [rgb[inner].mean(axis=2).ravel() for rgb in (baseline().photo.rgb, found.warped, later(replace(MOVED, gone=0.3))[0].photo.rgb)]
    assert np.corrcoef(grey[0], grey[1])[0, 1] > 0.8
    assert np.corrcoef(grey[0], grey[2])[0, 1] < 0.6
    made = revisit(SCENE, replace(MOVED, gone=0.3), 3)
    first = render(SCENE, 3)
    assert found.shift_px == pytest.approx(float(np.hypot(np.median(made.x_px - first.x_px), np.median(made.y_px - first.y_px))), abs=1.5)


def test_json_keeps_the_contract() -> None:
    answer = as_json(change(replace(MOVED, gone=0.3))[0])
    assert {"comparable", "why", "clearance", "low", "high", "level", "shift_px", "matched_dots"} <= set(answer)
    assert answer["level"] == 0.95
    assert answer["why"] == "measured"
