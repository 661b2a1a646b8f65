"""Unusable pictures are refused, whatever they show; usable ones pass."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from unusable import KINDS, bad_picture

from unstipple.photo import Look, Photo, look
from unstipple.photo.density import above_skin, linear_light, raw_density
from unstipple.photo.outline import find_scalp, without_glare
from unstipple.photo.quality import Subject, blur_mm, first_checks, repeat_check, sharp_check, skin_checks
from unstipple.photo.quality.copied import detail_lost_db, resampling
from unstipple.photo.quality.frame import straight_edge
from unstipple.photo.quality.gate import MOST_DETAIL_LOST_DB, SOME_RESAMPLING
from unstipple.photo.quality.seam import seam
from unstipple.photo.render import Scene, render
from unstipple.scalp import Polygon

SAMPLE = (
    "without_scale", "out_of_focus", "washed_out", "red_at_its_end", "arm_with_hair", "hat", "inset", "screenshot", "beautified",
    "few_colours", "grey", "cloth", "wood", "painted_wall", "noise", "sand", "page_of_text", "lawn", "crowd", "cartoon",
)  # fmt: skip


def seen(rgb: np.ndarray, mm_per_px: float | None) -> Look:
    return look(Photo(rgb, "picture", ""), mm_per_px)


def failures(rgb: np.ndarray, mm_per_px: float) -> list[str]:
    """Names of the checks that fail, all stages asked, without looking for dots."""
    light = linear_light(rgb)
    outline = find_scalp(light, mm_per_px)
    scalp = without_glare(outline, light, mm_per_px)
    subject = Subject(rgb, light, outline, scalp, mm_per_px)
    blur = sharp_check(blur_mm(above_skin(raw_density(light), scalp, mm_per_px), scalp, mm_per_px))
    return [check.name for check in (*first_checks(subject), blur, *skin_checks(subject)) if not check.ok]


def refused(name: str, variant: int) -> None:
    bad = bad_picture(name, variant)
    found = seen(bad.rgb, bad.mm_per_px)
    assert not found.quality.usable, (name, variant)
    assert found.dots.count == 0
    failed = [check for check in found.quality.checks if not check.ok]
    assert all(check.advice.endswith(".") and np.isfinite(check.value) and np.isfinite(check.limit) for check in failed)


@pytest.mark.parametrize("name", SAMPLE)
def test_an_unusable_picture_is_refused_with_value_limit_and_advice(name: str) -> None:
    refused(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_variant_of_an_unusable_picture_gets_an_answer(name: str) -> None:
    for variant in range(4):
        refused(name, variant)


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("out_of_focus", "sharpness"),
        ("washed_out", "clipping"),
        ("inset", "one-picture"),
        ("few_colours", "levels"),
        ("noise", "skin-colours"),
    ],
)
def test_the_refusal_names_what_is_wrong(name: str, check: str) -> None:
    bad = bad_picture(name, 1)
    assert check in [failed.name for failed in seen(bad.rgb, bad.mm_per_px).quality.checks if not failed.ok]


def usable(seed: int) -> Scene:
    rng = np.random.default_rng([seed, 77])
    px_per_mm = float(rng.uniform(12, 20))
    return Scene(
        width_px=round(45 * px_per_mm),
        height_px=round(36 * px_per_mm),
        mm_per_px=1 / px_per_mm,
        skin_type=1 + seed % 6,
        dots_per_cm2=float(rng.choice([0, 40, 90, 140])),
        dot_od=float(rng.uniform(0.15, 0.4)),
        stubble_per_cm2=float(rng.choice([0, 40, 110])),
        stubble_mm=(0.15, 0.5),
        blur_mm=float(rng.uniform(0.03, 0.06)),
        noise=float(rng.uniform(0.5, 1.8)),
        glare=float(rng.uniform(0, 1.3)),
        jpeg_quality=int(rng.integers(80, 97)),
        hairline=bool(rng.integers(2)),
        background=bool(rng.integers(2)),
    )


@pytest.mark.parametrize("seed", [0, 3, 5])
def test_a_usable_photograph_passes(seed: int) -> None:
    made = render(usable(seed), seed)
    assert failures(made.rgb, made.mm_per_px) == []


@pytest.mark.slow
def test_hardly_any_usable_photograph_is_refused() -> None:
    refusals = [seed for seed in range(100, 130) if failures((made := render(usable(seed), seed)).rgb, made.mm_per_px)]
    assert len(refusals) <= 1, refusals


def butted(blended_px: int) -> np.ndarray:
    """Two places of one skin, side by side without a gap; a seam blended over some pixels is none."""
    made = render(Scene(width_px=900, height_px=480, background=False), 4).rgb.astype(float)
    left, right = made[:, :450], made[:, 450:]
    share = np.clip((np.arange(450) - 224.5) / blended_px + 0.5, 0, 1)[None, :, None]
    return np.asarray(left * (1 - share) + right * share, dtype=np.uint8)


def test_a_seam_shows_between_two_places_of_one_skin() -> None:
    whole = np.ones((480, 450), dtype=bool)
    assert seam(butted(1), whole) > 1.6
    assert seam(butted(1).swapaxes(0, 1), whole.T) == pytest.approx(seam(butted(1), whole), abs=0.3)
    assert seam(butted(80), whole) == 1


@pytest.mark.parametrize(("first_px_per_mm", "more_than_dots"), [(14.0, True), (4.0, False)])
def test_a_copy_shows_how_fine_its_original_was(first_px_per_mm: float, more_than_dots: bool) -> None:
    made = render(Scene(width_px=840, height_px=700, mm_per_px=1 / 14, background=False), 8)
    by = first_px_per_mm / 14
    small = cv2.resize(made.rgb, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    rgb = np.asarray(cv2.resize(small, (1260, 1050), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    whole = np.ones(rgb.shape[:2], dtype=bool)
    assert resampling(rgb, whole) > SOME_RESAMPLING
    assert (detail_lost_db(rgb, whole, made.mm_per_px / 1.5) < MOST_DETAIL_LOST_DB) is more_than_dots


def test_an_edge_of_a_card_is_no_inset() -> None:
    made = render(Scene(width_px=600, height_px=480, background=False), 4)
    rgb, whole = made.rgb.copy(), np.ones(made.rgb.shape[:2], dtype=bool)
    rgb[100:300, 200:400] = 235
    card = Polygon([[200, 100], [400, 100], [400, 300], [200, 300]])
    assert straight_edge(rgb, whole, made.mm_per_px) > 0.3
    assert straight_edge(rgb, whole, made.mm_per_px, [card]) < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("skin", [1, 3, 6])
@pytest.mark.parametrize(("blur_mm", "ok"), [(0.04, True), (0.08, True), (0.20, False), (0.30, False)])
def test_blur_is_told_on_every_skin(skin: int, blur_mm: float, ok: bool) -> None:
    made = render(Scene(width_px=700, height_px=560, skin_type=skin, blur_mm=blur_mm), 6)
    failed = failures(made.rgb, made.mm_per_px)
    assert ("sharpness" not in failed) if ok else ("sharpness" in failed)


@pytest.mark.parametrize(("disagreement", "matched", "ok"), [(0.01, 1.0, True), (-0.04, 0.7, True), (0.06, 1.0, False), (-0.2, 1.0, False)])
def test_repeats_must_agree(disagreement: float, matched: float, ok: bool) -> None:
    assert repeat_check(disagreement, matched).ok is ok


@pytest.mark.parametrize(("disagreement", "matched"), [(0.0, 0.4), (float("nan"), 1.0), (0.0, float("inf"))])
def test_repeats_that_cannot_be_compared_are_refused(disagreement: float, matched: float) -> None:
    check = repeat_check(disagreement, matched)
    assert not check.ok
    assert check.advice
