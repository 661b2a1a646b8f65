"""The program's own outline of the scalp."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from unstipple.photo.density import linear_light
from unstipple.photo.outline import filled, find_scalp, shrunk, without_glare, without_polygons
from unstipple.photo.render import Rendered, Scene, render
from unstipple.scalp import Polygon

WALLS = {"white": (250, 250, 250), "black": (16, 16, 16), "blue": (60, 80, 130), "green": (120, 150, 110), "grey": (190, 194, 196)}


@cache
def made(skin: int, background: bool = True, **changes: float) -> Rendered:
    return render(Scene(width_px=600, height_px=480, skin_type=skin, background=background, **changes), 11)  # type: ignore[arg-type]


def truth(picture: Rendered) -> np.ndarray:
    return Polygon(picture.scalp_polygon).mask(*picture.rgb.shape[:2])


def found(picture: Rendered, rgb: np.ndarray | None = None) -> np.ndarray:
    return find_scalp(linear_light(picture.rgb if rgb is None else rgb), picture.mm_per_px)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("skin", [1, 3, 6])
def test_the_outline_is_the_scalps(skin: int) -> None:
    assert overlap(found(made(skin)), truth(made(skin))) > 0.95


@pytest.mark.parametrize("skin", [2, 5])
def test_a_filled_frame_is_scalp_throughout(skin: int) -> None:
    assert found(made(skin, False, dots_per_cm2=140.0)).mean() > 0.98


@pytest.mark.parametrize("wall", sorted(WALLS))
@pytest.mark.parametrize("skin", [1, 4, 6])
def test_other_walls_change_nothing(skin: int, wall: str) -> None:
    picture = made(skin)
    skin_share = cv2.GaussianBlur(cv2.dilate(truth(picture).astype(np.float32), np.ones((5, 5))), (0, 0), 1.0)[..., None]
    grain = np.random.default_rng(3).normal(0, 1.5, picture.rgb.shape)
    rgb = np.clip(picture.rgb * skin_share + np.array(WALLS[wall]) * (1 - skin_share) + grain, 0, 255).astype(np.uint8)
    assert overlap(found(picture, rgb), truth(picture)) > 0.94


@pytest.mark.parametrize("gains", [(1.08, 1.0, 0.88), (0.92, 1.0, 1.12)])
def test_the_lamps_colour_changes_little(gains: tuple[float, float, float]) -> None:
    picture = made(3)
    tinted = np.clip(picture.rgb * np.array(gains), 0, 255).astype(np.uint8)
    assert overlap(found(picture, tinted), truth(picture)) > 0.93


@pytest.mark.parametrize("colour", [(128, 128, 128), (60, 120, 50), (90, 120, 220)])
def test_no_scalp_no_outline(colour: tuple[int, int, int]) -> None:
    rgb = np.clip(np.array(colour) + np.random.default_rng(1).normal(0, 9, (300, 400, 3)), 0, 255).astype(np.uint8)
    assert not find_scalp(linear_light(rgb), 0.07).any()


def test_cards_and_glare_are_left_out() -> None:
    whole = np.ones((200, 300), dtype=bool)
    card = Polygon([[50, 50], [120, 50], [120, 110], [50, 110]])
    kept = without_polygons(whole, [card], margin_px=5)
    assert not kept[46:114, 60:110].any()
    assert kept[:40].all()
    light = np.full((200, 300, 3), 0.3, np.float32)
    light[20:80, 20:80] = 1.0
    assert not without_glare(whole, light, 0.1)[30:70, 30:70].any()
    assert without_glare(whole, light, 0.1)[120:].all()


def test_shrunk_keeps_to_the_pictures_edge_and_filled_has_no_holes() -> None:
    mask = np.zeros((60, 80), dtype=bool)
    mask[:, :40] = True
    less = shrunk(mask, 5)
    assert less[:, :34].all()
    assert not less[:, 36:].any()
    mask[20:30, 10:20] = False
    assert filled(mask)[:, :40].all()
