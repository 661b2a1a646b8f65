from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, gaussian_laplace

from unstipple.errors import BadInput
from unstipple.photo.render import Rendered, Scene, render

SMALL = Scene(width_px=700, height_px=560, moles=0)
FLAT = replace(SMALL, width_px=500, height_px=400, hairline=False, background=False)


@cache
def rendered(scene: Scene, seed: int = 3) -> Rendered:
    return render(scene, seed)


def density(rgb: np.ndarray) -> np.ndarray:
    code = rgb / 255
    light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    od = -np.log10(np.maximum(light, 1e-3))
    return 0.6 * od[..., 0] + 0.4 * od[..., 1]


def test_same_seed_same_bytes() -> None:
    first, again = rendered(SMALL), render(SMALL, 3)
    assert first.jpeg == again.jpeg
    assert np.array_equal(first.rgb, again.rgb)
    assert np.array_equal(first.x_px, again.x_px)
    assert render(FLAT, 4).jpeg != rendered(FLAT).jpeg


def test_the_file_holds_the_picture() -> None:
    seen = cv2.imdecode(np.frombuffer(rendered(SMALL).jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(seen[..., ::-1], rendered(SMALL).rgb)
    assert rendered(SMALL).rgb.shape == (560, 700, 3)


def test_dots_are_darker_than_the_skin_around_them() -> None:
    picture = rendered(FLAT)
    od = density(picture.rgb)
    above = od - gaussian_filter(od, 1.2 / FLAT.mm_per_px)
    at = above[np.rint(picture.y_px).astype(int), np.rint(picture.x_px).astype(int)]
    assert at.mean() > 0.4 * picture.contrast.mean()
    assert at.mean() > 2 * above.std()
    assert np.corrcoef(at, picture.contrast)[0, 1] > 0.4


@pytest.mark.parametrize("seed", [1, 2])
def test_skin_is_as_rough_as_real_skin(seed: int) -> None:
    # photo.md finding 2: null level 0.046-0.089 OD, the spread of the bright side of the LoG at the size of a dot
    bare = replace(SMALL, dots_per_cm2=0, hairline=True)
    od = density(render(bare, seed).rgb)[470:550, 100:600]
    sigma_px = 0.30 / 2.3548 / bare.mm_per_px
    answer = sigma_px**2 * gaussian_laplace(od, sigma_px)
    null = np.sqrt((answer[answer > 0] ** 2).mean())
    assert 0.046 <= null <= 0.089


def test_relief_zero_is_smooth() -> None:
    od = density(rendered(replace(FLAT, relief=0, dots_per_cm2=0, noise=0, glare=0)).rgb)
    assert np.abs(gaussian_laplace(od, 1.8)).max() < 0.02


@pytest.mark.parametrize("asked", [30.0, 90.0, 140.0])
def test_density_is_as_asked(asked: float) -> None:
    picture = rendered(replace(FLAT, dots_per_cm2=asked))
    inner = (picture.x_px > 40) & (picture.x_px < 460) & (picture.y_px > 40) & (picture.y_px < 360)
    area_cm2 = 420 * 320 * FLAT.mm_per_px**2 / 100
    assert inner.sum() / area_cm2 == pytest.approx(asked, rel=0.15)


def test_dots_keep_apart_but_some_overlap() -> None:
    picture = rendered(FLAT)
    points = np.stack([picture.x_px, picture.y_px], axis=1) * FLAT.mm_per_px
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) + 9 * np.eye(len(points))
    nearest = gaps.min(axis=1)
    assert np.median(nearest) > 0.6
    assert 0.05 < (nearest < 0.42).mean() < 0.30


def test_size_and_darkness_spread_as_in_one_head() -> None:
    picture = rendered(FLAT)
    assert picture.diameter_mm.mean() == pytest.approx(FLAT.dot_diameter_mm, rel=0.01)
    assert picture.contrast.mean() == pytest.approx(FLAT.dot_od, rel=0.05)
    low, high = np.percentile(picture.contrast, [5, 95])
    assert 2.2 < high / low < 4.5
    low, high = np.percentile(picture.diameter_mm, [5, 95])
    assert 1.6 < high / low < 2.6


def test_forehead_below_the_hairline_is_free() -> None:
    picture = rendered(SMALL)
    assert (picture.y_px < 0.5 * 560).sum() > 300
    assert (picture.y_px > 0.85 * 560).sum() == 0
    xs, ys = np.array(picture.scalp_polygon).T
    assert xs.min() >= 0
    assert xs.max() <= 699
    assert ys.min() > 0
    assert ys.max() <= 559


def test_stubble_is_counted_and_changes_nothing_else() -> None:
    picture = rendered(replace(FLAT, stubble_per_cm2=60))
    area_cm2 = 500 * 400 * FLAT.mm_per_px**2 / 100
    assert picture.hair_x_px.size / area_cm2 == pytest.approx(60, rel=0.2)
    assert np.array_equal(picture.x_px, rendered(FLAT).x_px)
    assert rendered(FLAT).hair_x_px.size == 0


def test_lighter_ink_leaves_the_dots_where_they_are() -> None:
    before, after = rendered(FLAT), rendered(replace(FLAT, dot_od=0.16))
    assert np.array_equal(before.x_px, after.x_px)
    assert after.contrast.mean() == pytest.approx(0.5 * before.contrast.mean(), rel=0.01)


@pytest.mark.parametrize("kind", [1, 6])
def test_darker_skin_is_darker(kind: int) -> None:
    own, third = (rendered(replace(SMALL, skin_type=number)).rgb[400:550, 100:600].mean() for number in (kind, 3))
    assert own > third if kind < 3 else own < third


@pytest.mark.parametrize("wrong", [{"skin_type": 7}, {"width_px": 10}, {"mm_per_px": 0.0}, {"stubble_mm": (2.0, 1.0)}])
def test_impossible_scene_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        Scene(**wrong)  # type: ignore[arg-type]
