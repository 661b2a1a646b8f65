"""Dots on rendered scalps: found where they are, as dark as they are, and the same however the picture is turned or stored."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo.density import linear_light
from unstipple.photo.dots import Found, find_dots
from unstipple.photo.render import Rendered, Scene, render
from unstipple.pigment import Kind

PX_PER_MM = 15.0
Picture = NDArray[np.uint8]


@cache
def scene(**changes: float) -> Rendered:
    plain = {"width_px": 460, "height_px": 420, "mm_per_px": 1 / PX_PER_MM, "background": False, "curvature": 0.0, "hairline": False}
    return render(Scene(**{**plain, **changes}), seed=3)  # type: ignore[arg-type]


def found_in(rgb: Picture, mm_per_px: float = 1 / PX_PER_MM) -> Found:
    scalp = np.zeros(rgb.shape[:2], dtype=bool)
    margin = round(1.0 / mm_per_px)
    scalp[margin:-margin, margin:-margin] = True
    return find_dots(linear_light(np.ascontiguousarray(rgb)), scalp, mm_per_px)


@cache
def usual() -> Found:
    return found_in(scene().rgb)


def places(found: Found) -> NDArray[np.float64]:
    return np.column_stack((found.dots.x_px, found.dots.y_px))


def nearest(of: NDArray[np.float64], among: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Distance (px) to, and index of, the nearest of ``among`` for each place."""
    away, which = cKDTree(among).query(of)
    return np.asarray(away, dtype=np.float64), np.asarray(which, dtype=np.intp)


def agreement(one: NDArray[np.float64], other: NDArray[np.float64], reach_px: float) -> float:
    """F1 of one set of places against another."""
    hits = (nearest(one, other)[0] <= reach_px).mean()
    back = (nearest(other, one)[0] <= reach_px).mean()
    return float(2 * hits * back / (hits + back))


def truth(made: Rendered) -> NDArray[np.float64]:
    inside = (np.minimum(made.x_px, 459 - made.x_px) > 15) & (np.minimum(made.y_px, 419 - made.y_px) > 15)
    return np.column_stack((made.x_px, made.y_px))[inside]


@pytest.mark.parametrize("skin_type", [1, 3, 6])
def test_dots_are_found_on_every_skin(skin_type: int) -> None:
    made = scene(skin_type=skin_type)
    assert agreement(places(found_in(made.rgb)), truth(made), 0.2 * PX_PER_MM) > 0.92


def test_few_of_the_found_are_false() -> None:
    away = nearest(places(usual()), truth(scene()))[0]
    assert (away > 0.2 * PX_PER_MM).mean() < 0.06


def test_their_own_doubt_says_how_many_are_false() -> None:
    expected = (1 - usual().dots.probability).mean()
    assert 0 < expected <= 0.05


def test_asking_for_fewer_false_ones_gives_fewer_dots() -> None:
    rgb = scene(dot_od=0.2).rgb
    light = linear_light(rgb)
    scalp = np.ones(rgb.shape[:2], dtype=bool)
    counts = [find_dots(light, scalp, 1 / PX_PER_MM, fdr=fdr).dots.count for fdr in (0.001, 0.05)]
    assert counts[0] < 0.95 * counts[1]


def test_flux_is_about_the_pigment_that_was_laid() -> None:
    made = scene()
    dots = usual().dots
    away, which = nearest(places(usual()), np.column_stack((made.x_px, made.y_px)))
    laid = 2 * np.pi * (made.diameter_mm / 2.3548) ** 2 * made.contrast
    ratio = dots.flux_od_mm2[away < 2] / laid[which[away < 2]]
    assert 0.75 < np.median(ratio) < 1.15


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_picture_shows_the_same_dots(turns: int) -> None:
    x, y = places(found_in(np.rot90(scene().rgb, turns))).T
    last_row, last_column = (size - 1 for size in scene().rgb.shape[:2])
    back = {1: (last_column - y, x), 2: (last_column - x, last_row - y), 3: (y, last_row - x)}[turns]
    assert agreement(np.column_stack(back), places(usual()), 1.5) > 0.97


def test_a_mirrored_picture_shows_the_same_dots() -> None:
    mirrored = places(found_in(scene().rgb[:, ::-1]))
    mirrored[:, 0] = scene().rgb.shape[1] - 1 - mirrored[:, 0]
    assert agreement(mirrored, places(usual()), 1.5) > 0.97


def test_a_finer_copy_shows_the_same_dots() -> None:
    finer = cv2.resize(scene().rgb, None, fx=4 / 3, fy=4 / 3, interpolation=cv2.INTER_CUBIC)
    found = places(found_in(np.asarray(finer, dtype=np.uint8), 0.75 / PX_PER_MM))
    assert agreement((found + 0.5) * 0.75 - 0.5, places(usual()), 2.0) > 0.93


def test_saving_again_changes_hardly_a_dot() -> None:
    _, coded = cv2.imencode(".jpg", np.ascontiguousarray(scene().rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 92])
    again = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)[..., ::-1]
    assert agreement(places(found_in(again)), places(usual()), 1.5) > 0.94


def test_darker_dots_carry_more_flux_by_their_factor() -> None:
    pale, dark = (found_in(scene(dot_od=od, glare=0.0).rgb) for od in (0.2, 0.3))
    away, which = nearest(places(pale), places(dark))
    ratio = dark.dots.flux_od_mm2[which[away < 1.5]] / pale.dots.flux_od_mm2[away < 1.5]
    assert np.median(ratio) == pytest.approx(1.5, rel=0.1)


def test_bright_dots_are_none() -> None:
    light = linear_light(scene().rgb)
    mirrored = np.clip(np.median(light, axis=(0, 1)) ** 2 / np.maximum(light, 0.01), 0, 1).astype(np.float32)
    assert find_dots(mirrored, np.ones(light.shape[:2], dtype=bool), 1 / PX_PER_MM).dots.count < 0.05 * usual().dots.count


def test_skin_without_pigment_has_next_to_none() -> None:
    assert found_in(scene(dots_per_cm2=0.0).rgb).dots.count < 0.03 * usual().dots.count


def test_nothing_is_found_outside_the_scalp() -> None:
    light = linear_light(scene().rgb)
    scalp = np.zeros(light.shape[:2], dtype=bool)
    scalp[100:300, 100:300] = True
    dots = find_dots(light, scalp, 1 / PX_PER_MM).dots
    assert dots.count > 50
    assert dots.x_px.min() >= 98
    assert dots.x_px.max() <= 302


def test_no_scalp_gives_no_dots() -> None:
    light = linear_light(scene().rgb)
    assert find_dots(light, np.zeros(light.shape[:2], dtype=bool), 1 / PX_PER_MM).dots.count == 0


def test_on_shaved_skin_next_to_nothing_is_called_hair() -> None:
    assert (usual().dots.kind == Kind.HAIR).mean() < 0.02


def test_stubble_is_mostly_told_from_pigment() -> None:
    made = scene(stubble_per_cm2=110.0, stubble_mm=(0.15, 0.3))
    found = found_in(made.rgb)
    here = places(found)
    pigment = nearest(here, truth(made))[0] <= 3
    hair = ~pigment & (nearest(here, np.column_stack((made.hair_x_px, made.hair_y_px)))[0] <= 6)
    assert hair.sum() > 20
    assert (found.dots.kind[hair] != Kind.PIGMENT).mean() > 0.5
    assert (found.dots.kind[pigment] == Kind.HAIR).mean() < 0.15
