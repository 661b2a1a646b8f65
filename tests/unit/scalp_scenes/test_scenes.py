"""The benchmark's renderer tells the truth about its pictures: places, scale, darkness, clearance."""

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from scalp_scenes import Camera, Head, Light, Pose, Shot, Visit, photograph
from scalp_scenes.head import Tattoo
from scalp_scenes.ink import absorbance, draw, flux_od_mm2
from scalp_scenes.skin import body_light
from scalp_scenes.spectra import MELANIN_OF_TYPE, detection_weights, skin_reflectance, to_srgb

CAMERA = Camera(size_px=(480, 360), px_per_mm=15, local_contrast=0, sharpen=0, denoise=0, noise=0.3)
LIGHT = Light(elevation_deg=80, fill=0.6)
VISIT = Visit(camera=CAMERA, light=LIGHT, glare=0.2)
HEAD = Head(seed=11, skin_type=2, dots_per_cm2=60, hairs_per_cm2=0, furrows=0.05, moles=0, extent_mm=(64.0, 54.0))


def density(shot: Shot) -> np.ndarray:
    coded = shot.rgb / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    dark = -np.log10(0.6 * light[..., 0] + 0.4 * light[..., 1]).astype(np.float32)
    return dark - cv2.medianBlur(cv2.resize(dark, None, fx=0.25, fy=0.25), 5).mean()


@pytest.fixture(scope="module")
def plain() -> Shot:
    return photograph(HEAD, VISIT)


def inside(shot: Shot, rim: int = 12) -> np.ndarray:
    height, width = shot.scalp.shape
    return (shot.x_px > rim) & (shot.y_px > rim) & (shot.x_px < width - rim) & (shot.y_px < height - rim)


def test_same_head_and_visit_give_the_same_file(plain: Shot) -> None:
    again = photograph(HEAD, VISIT)
    assert again.jpeg == plain.jpeg
    assert photograph(HEAD, replace(VISIT, seed=1)).jpeg != plain.jpeg


def test_dots_are_where_the_truth_says(plain: Shot) -> None:
    dark = cv2.GaussianBlur(density(plain), (0, 0), 1.0)
    mine = inside(plain)
    at = dark[plain.y_px[mine].round().astype(int), plain.x_px[mine].round().astype(int)]
    aside = dark[plain.y_px[mine].round().astype(int), plain.x_px[mine].round().astype(int) - 7]
    assert mine.sum() > 150
    assert np.mean(at > aside + 0.05) > 0.9


def test_density_of_dots_is_what_was_asked(plain: Shot) -> None:
    assert plain.x_px.size / plain.scalp_cm2 == pytest.approx(60, rel=0.12)


def test_true_flux_is_the_integral_of_a_drawn_dot() -> None:
    one = Tattoo(*(np.array([value]) for value in (0.0, 0.0, 0.13, 0.6, 1.0, 0.0, 0.1, 0.4, 0.0)))
    peak, edge = absorbance(HEAD, one)
    maps = np.zeros((161, 161, 3), dtype=np.float32)
    step = 1 / 60
    draw(maps, (np.array([80.0]), np.array([80.0])), np.eye(2)[None] * step, one, peak, edge)
    shape = maps.shape[:2]
    skin = [np.full(shape, share, dtype=np.float32) for share in (HEAD.melanin, HEAD.blood)]
    mix = [body_light(*skin, carbon, 5500.0) @ to_srgb(5500.0).T @ np.array([0.6, 0.4, 0.0]) for carbon in (maps, np.zeros_like(maps))]
    drawn = float(-np.log10(mix[0] / mix[1]).sum() * step**2)
    told = float(flux_od_mm2(one, peak, edge, HEAD.melanin, HEAD.blood)[0])
    assert drawn == pytest.approx(told, rel=0.02)


def test_clearance_told_is_the_clearance_pictured(plain: Shot) -> None:
    after = photograph(HEAD, replace(VISIT, cleared=0.5))
    assert after.cleared_true == pytest.approx(0.5, abs=0.06)
    total = [
        float(np.clip(cv2.GaussianBlur(density(shot), (0, 0), 1.0) - np.median(density(shot)), 0.03, None).sum()) for shot in (plain, after)
    ]
    floor = 0.03 * plain.scalp.size
    assert 1 - (total[1] - floor) / (total[0] - floor) == pytest.approx(0.5, abs=0.15)


def test_a_follow_up_shows_the_same_dots_elsewhere(plain: Shot) -> None:
    moved = photograph(HEAD, replace(VISIT, pose=Pose((2.0, 0.0), 10.0, (5.0, 0.0)), elastic_mm=0.5))
    _, first, second = np.intersect1d(plain.number, moved.number, return_indices=True)
    assert first.size > 100
    places = [np.column_stack((shot.x_px[order], shot.y_px[order])) for shot, order in ((plain, first), (moved, second))]
    matrix, _ = cv2.estimateAffine2D(places[0], places[1])
    off = np.linalg.norm(cv2.transform(places[0][None], matrix)[0] - places[1], axis=1) / CAMERA.px_per_mm
    assert abs(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))) == pytest.approx(10, abs=2)
    assert 0.05 < np.median(off) < 0.6


def test_scale_is_true_at_the_aim_and_coarser_towards_the_rim() -> None:
    whole = photograph(Head(seed=3, dots_per_cm2=0, hairs_per_cm2=0), Visit(camera=replace(CAMERA, size_px=(320, 320), px_per_mm=1.6)))
    assert whole.mm_per_px == pytest.approx(1 / 1.6, rel=0.01)
    assert not whole.scalp[0, 0]
    assert whole.local_mm_per_px[160, 160] < 0.9 * whole.local_mm_per_px[160, 250]
    assert whole.scalp_polygon.shape[0] > 8


def test_hairs_darken_the_skin_and_throw_shadows(plain: Shot) -> None:
    hairy = photograph(replace(HEAD, hairs_per_cm2=80), replace(VISIT, hair_mm=(0.8, 1.0), light=replace(LIGHT, elevation_deg=40)))
    assert hairy.hair_mm.max() == pytest.approx(1.0, abs=0.05)
    tips = np.hypot(hairy.hair_tip_x_px - hairy.hair_x_px, hairy.hair_tip_y_px - hairy.hair_y_px)
    assert np.median(tips) > 5
    assert np.quantile(density(hairy), 0.9) > np.quantile(density(plain), 0.9) + 0.02


def test_deep_dots_are_weaker_wider_and_bluer() -> None:
    columns = [
        np.zeros(2),
        np.zeros(2),
        np.full(2, 0.12),
        np.array([0.3, 1.0]),
        np.ones(2),
        np.zeros(2),
        np.zeros(2),
        np.zeros(2),
        np.zeros(2),
    ]
    peak, edge = absorbance(HEAD, Tattoo(*columns))
    assert (peak[1] < peak[0]).all()
    assert (edge[1] > edge[0]).all()
    assert peak[1, 2] / peak[1, 0] > 1.5 * peak[0, 2] / peak[0, 0]


def test_skin_types_darken_in_order_and_white_stays_white() -> None:
    bodies = skin_reflectance(np.array(MELANIN_OF_TYPE), np.full(6, 0.005)) @ detection_weights(5500)
    assert (np.diff(bodies) < 0).all()
    assert bodies[0] > 3 * bodies[-1]
    assert to_srgb(4000.0).sum(axis=1) == pytest.approx(1)


def test_card_lies_beside_the_scalp_and_is_not_scalp() -> None:
    camera = replace(CAMERA, size_px=(880, 460), px_per_mm=4)
    shot = photograph(Head(seed=5, skin_type=5), Visit(seed=2, card=True, camera=camera, pose=Pose(aside_mm=(-52.0, 0.0), distance_mm=420)))
    left, right = shot.rgb[200:260, 250:420].mean(), shot.rgb[200:260, 640:760].mean()
    assert left > right + 20
    assert not shot.scalp[230, 300]
    assert shot.scalp[230, 700]
