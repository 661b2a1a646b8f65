"""The pieces a comparison stands on: blocks, curve of growth, widths, the share and its doubt, the visit renderer."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, shift

from unstipple.errors import BadInput
from unstipple.photo.change.blocks import match_blocks
from unstipple.photo.change.clearance import Readings
from unstipple.photo.change.flux import kernel_response, match_width, smeared, softened, topped
from unstipple.photo.change.growth import growth
from unstipple.photo.change.nearby import disturbed
from unstipple.photo.change.sheet import luminance
from unstipple.photo.density import linear_light
from unstipple.photo.render import Scene, Visit, render, revisit

MM_PER_PX = 1 / 14


def dot(sigma_px: float, size: int = 31) -> np.ndarray:
    away = np.arange(size) - size // 2
    return np.exp(-(away[:, None] ** 2 + away[None, :] ** 2) / (2 * sigma_px**2)).astype(np.float32)


def test_blocks_find_a_shift_between_pixels() -> None:
    noise = gaussian_filter(np.random.default_rng(1).standard_normal((220, 240)), 1.5).astype(np.float32)
    moved = shift(noise, (1.4, -2.3), order=3, mode="nearest").astype(np.float32)
    found = match_blocks(noise, moved, np.ones(noise.shape, bool), MM_PER_PX, block_mm=4, reach_mm=0.5, step_mm=2)
    assert found.sure.mean() > 0.9
    assert found.right[found.sure] == pytest.approx(-2.3, abs=0.1)
    assert found.down[found.sure] == pytest.approx(1.4, abs=0.1)


def test_blocks_on_a_lattice_are_ambiguous() -> None:
    lattice = np.zeros((220, 240), dtype=np.float32)
    lattice[::8, ::8] = 1
    lattice = gaussian_filter(lattice, 1.5)
    found = match_blocks(lattice, lattice, np.ones(lattice.shape, bool), MM_PER_PX, block_mm=4, reach_mm=1, step_mm=2)
    assert not found.sure.any()


@pytest.mark.parametrize("wider_px", [0.6, 1.2])
def test_the_wider_dot_is_known_whatever_its_height(wider_px: float) -> None:
    narrow, wide = dot(2.0), 0.4 * gaussian_filter(dot(2.0), wider_px)
    assert match_width(narrow, wide).first_px == pytest.approx(wider_px, abs=0.15)
    assert match_width(narrow, wide).second_px == 0
    assert match_width(wide, narrow).second_px == pytest.approx(wider_px, abs=0.15)


def test_a_lens_costs_density_and_a_smear_does_not() -> None:
    dark = 0.8 * dot(1.5, 61)
    assert smeared(dark, 1.0).sum() == pytest.approx(dark.sum(), rel=1e-3)
    assert softened(dark, 1.0).sum() < 0.97 * dark.sum()


def test_the_curve_of_growth_gives_back_what_the_lens_took() -> None:
    curve = growth(0.14, 0.06)
    assert curve.undone(curve.reading) == pytest.approx(curve.pigment, abs=1e-9)
    lost = 1 - curve.reading[1:] / curve.pigment[1:]
    assert (np.diff(lost) > 0).all()
    assert curve.undone(np.array([-0.01]))[0] < 0


def test_the_kernel_is_blind_to_shading() -> None:
    slope = np.fromfunction(lambda y, x: 0.3 + 0.002 * x - 0.001 * y, (120, 140)).astype(np.float32)
    assert np.abs(kernel_response(slope, MM_PER_PX)[30:-30, 30:-30]).max() < 1e-3


def test_the_top_is_found_between_pixels() -> None:
    patch = shift(dot(1.8, 7), (0.3, -0.4), order=3, mode="nearest")[None]
    x, y, inside = topped(patch, np.array([10.0]), np.array([20.0]))
    assert inside.all()
    assert (x[0], y[0]) == pytest.approx((9.6, 20.3), abs=0.1)


def readings(left: float, sure: float = 1.0, noise: float = 0.01) -> Readings:
    rng = np.random.default_rng(4)
    before, block = rng.uniform(0.05, 0.15, 900), np.arange(900) // 30
    pigment = rng.random(900) < sure
    after = np.where(pigment, left * before, before) + rng.normal(0, noise, 900)
    return Readings(before, after, np.full(900, sure), rng.normal(0, noise, 900), rng.normal(0, noise, 900), block, block)


@pytest.mark.parametrize("left", [0.2, 0.6, 1.0, 1.3])
def test_the_share_is_what_was_taken_and_the_doubt_covers_it(left: float) -> None:
    found = readings(left)
    assert found.share_gone() == pytest.approx(1 - left, abs=0.02)
    assert abs(found.share_gone() - (1 - left)) < 4 * found.doubt() < 0.05


def test_what_is_no_pigment_is_not_expected_to_go() -> None:
    assert readings(0.4, sure=0.8).share_gone() == pytest.approx(0.6, abs=0.03)


def test_a_hair_beside_a_dot_disturbs_it_and_the_dots_own_fading_does_not() -> None:
    noise = 0.004 * np.random.default_rng(5).standard_normal((120, 160)).astype(np.float32)
    before = noise.copy()
    before[45:76, 35:66] += 0.4 * dot(2)
    before[45:76, 95:126] += 0.4 * dot(2)
    after = noise.copy()
    cv2.line(after, (116, 50), (116, 70), 0.3, 1)
    places = (np.array([50.0, 110.0]), np.array([60.0, 60.0]))
    assert disturbed(before, after, np.ones(noise.shape, bool), places, [places], MM_PER_PX)[0].tolist() == [False, True]


def test_compression_takes_colour_from_dots_and_leaves_their_luminance() -> None:
    made = render(Scene(width_px=300, height_px=240, background=False, hairline=False, jpeg_quality=95), 2)
    _, coded = cv2.imencode(".jpg", np.ascontiguousarray(made.rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 60])
    again = np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])
    at = (np.rint(made.y_px).astype(int), np.rint(made.x_px).astype(int))

    def lost(light: list[np.ndarray]) -> float:
        depth = [kernel_response(-np.log10(np.maximum(part, 2e-3)).astype(np.float32), MM_PER_PX)[at].sum() for part in light]
        return float(1 - depth[1] / depth[0])

    assert abs(lost([luminance(made.rgb), luminance(again)])) < 0.02
    assert lost([linear_light(rgb)[..., 0] for rgb in (made.rgb, again)]) > 0.03


SCENE = Scene(width_px=300, height_px=240, background=False, hairline=False)


def test_a_visit_that_changes_nothing_shows_the_same_but_for_noise() -> None:
    first, again = render(SCENE, 2), revisit(SCENE, Visit(), 2)
    assert again.clearance == 0
    assert np.abs(first.rgb[8:-8, 8:-8].astype(int) - again.rgb[8:-8, 8:-8]).mean() < 3
    assert again.x_px == pytest.approx(first.x_px, abs=0.01)
    assert np.array_equal(revisit(SCENE, Visit(), 2).rgb, again.rgb)


def test_dots_are_where_the_visit_says_they_are() -> None:
    made = revisit(replace(SCENE, relief=0, glare=0, noise=0), Visit(shift_mm=(0.6, -0.4), turn_deg=5, zoom=1.08, elastic_mm=0.5), 2)
    grey = made.rgb.astype(float).mean(axis=2)
    inside = (made.x_px > 20) & (made.x_px < 280) & (made.y_px > 20) & (made.y_px < 220)
    at = grey[np.rint(made.y_px[inside]).astype(int), np.rint(made.x_px[inside]).astype(int)]
    around = gaussian_filter(grey, 12)[np.rint(made.y_px[inside]).astype(int), np.rint(made.x_px[inside]).astype(int)]
    assert (at < around - 10).mean() > 0.9


@pytest.mark.parametrize("wrong", [{"gone": 1.5}, {"zoom": 0.0}])
def test_an_impossible_visit_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        Visit(**wrong)  # type: ignore[arg-type]
