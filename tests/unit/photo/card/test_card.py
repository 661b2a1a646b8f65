"""The card gives the scale whatever its tilt, true colours with their doubt, and is refused when it cannot measure."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from unstipple.errors import UnusablePhoto
from unstipple.photo.card import Card, card_raster, find_cards, read_cards
from unstipple.photo.card.layout import PAPER_REFLECTANCE, PRINT_DOUBT, Size, patches, white_spots_mm
from unstipple.photo.density import linear_light
from unstipple.photo.render.camera import tone
from unstipple.photo.render.card import Placed, lay_card
from unstipple.report.card import PAGES_MM, card_pdf, card_source, typeset

MM_PER_PX = 0.12
SHAPE = (1300, 1700)
SKIN = np.array([0.42, 0.27, 0.19], dtype=np.float32)


def picture(*placed: Placed, white: NDArray[np.float64] | None = None, blur_px: float = 0.7) -> NDArray[np.uint8]:
    light = np.broadcast_to(SKIN, (*SHAPE, 3)).copy()
    for one in placed:
        light = lay_card(light, one, np.array([0.9, 0.9, 0.9]) if white is None else white, blur_px=blur_px)
    noisy = light + 0.004 * np.random.default_rng(0).standard_normal(light.shape, dtype=np.float32)
    return np.clip(tone(np.clip(noisy, 0, 1)) * 255 + 0.5, 0, 255).astype(np.uint8)


def placed(tilt: float = 0, axis: float = 0, *, number: int = 1, x: float = 850, y: float = 650, mm: float = MM_PER_PX) -> Placed:
    return Placed(Card("a6", number), x, y, mm, tilt_deg=tilt, axis_deg=axis, turn_deg=12)


@pytest.mark.parametrize("axis", [0, 45, 90])
@pytest.mark.parametrize("tilt", [0, 15, 30])
def test_the_scale_is_within_one_per_cent_whatever_the_tilt(tilt: float, axis: float) -> None:
    (seen,) = find_cards(picture(placed(tilt, axis)))
    assert seen.pose.mm_per_px == pytest.approx(MM_PER_PX, rel=0.01)
    assert seen.pose.tilt_deg == pytest.approx(tilt, abs=3)


def test_a_scale_without_the_pose_would_be_short() -> None:
    (seen,) = find_cards(picture(placed(30, 0)))
    corners = seen.to_px(np.array([[6.0, 6.0], [22.0, 6.0], [22.0, 22.0], [6.0, 22.0]]))
    naive = 16.0 / np.sqrt(cv2.contourArea(corners.astype(np.float32)))
    assert abs(naive / MM_PER_PX - 1) > 0.05


def test_two_cards_at_two_distances_give_a_scale_that_changes_between_them() -> None:
    far, near = placed(x=420, y=330, mm=0.20), placed(number=2, x=1150, y=900, mm=0.16)
    rgb = picture(far, near)
    seen = read_cards(rgb, linear_light(rgb))
    assert seen is not None
    assert seen.scale.source == "cards"
    assert seen.scale.local is not None
    assert seen.scale.local[330, 420] == pytest.approx(0.20, rel=0.01)
    assert seen.scale.local[900, 1150] == pytest.approx(0.16, rel=0.01)
    assert 0.165 < seen.scale.local[615, 785] < 0.195


@cache
def _chart() -> NDArray[np.float64]:
    return np.array([patch.reflectance for patch in patches() if patch.kind == "colour"])


@pytest.mark.parametrize("seed", range(6))
def test_a_camera_that_mixes_and_bends_colours_is_undone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rgb = picture(placed(10, 30), white=rng.uniform(0.55, 0.95, 3))
    light = linear_light(rgb)
    mixing = np.eye(3) + rng.uniform(-0.08, 0.08, (3, 3))
    mixing /= mixing.sum(axis=1, keepdims=True)
    camera = np.clip(light @ mixing.T.astype(np.float32), 1e-4, 1) ** np.float32(rng.uniform(0.9, 1.15))
    seen = read_cards(rgb, camera)
    assert seen is not None
    skin_like = np.array([[0.42, 0.27, 0.19], [0.22, 0.13, 0.08], [0.55, 0.40, 0.31]])
    under = (skin_like * _white_of(light, seen.cards[0])).astype(np.float32)
    through = np.clip(under @ mixing.T.astype(np.float32), 1e-4, 1) ** _gamma_of(camera, light @ mixing.T.astype(np.float32))
    back = seen.colour.reflectance(through)
    assert np.abs(back / skin_like - 1).max() < 0.06
    assert seen.colour.residual >= PRINT_DOUBT


def _white_of(light: NDArray[np.float32], card: object) -> NDArray[np.float64]:
    spots = card.to_px(white_spots_mm())  # type: ignore[attr-defined]
    return np.median(light[np.rint(spots[:, 1]).astype(int), np.rint(spots[:, 0]).astype(int)], axis=0) / PAPER_REFLECTANCE


def _gamma_of(camera: NDArray[np.float32], before: NDArray[np.float32]) -> float:
    place = (5, 5, 0)
    return float(np.log(camera[place]) / np.log(before[place]))


def test_uneven_light_on_the_card_does_not_become_colour() -> None:
    slope = np.linspace(0.6, 0.95, SHAPE[1])[None, :, None] * np.ones((*SHAPE, 3))
    rgb = picture(placed(), white=slope.astype(np.float32))
    seen = read_cards(rgb, linear_light(rgb))
    assert seen is not None
    middle = np.array([[float(c) for c in 0.775 * np.array([0.42, 0.27, 0.19])]], dtype=np.float32)
    assert np.abs(seen.colour.reflectance(middle) / np.array([0.42, 0.27, 0.19]) - 1).max() < 0.06


def test_no_card_is_no_error() -> None:
    assert find_cards(picture()) == ()
    assert read_cards(picture(), linear_light(picture())) is None


def covered() -> NDArray[np.uint8]:
    rgb = picture(placed())
    rgb[100:400, 100:500] = 200
    return rgb


def bent() -> NDArray[np.uint8]:
    rgb = picture(placed())
    columns, rows = np.meshgrid(np.arange(SHAPE[1], dtype=np.float32), np.arange(SHAPE[0], dtype=np.float32))
    return np.asarray(cv2.remap(rgb, columns, rows + 14 * np.sin(columns / 260), cv2.INTER_LINEAR), dtype=np.uint8)


def stretched() -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(picture(placed()), (int(SHAPE[1] * 1.1), SHAPE[0])), dtype=np.uint8)


def washed_out() -> NDArray[np.uint8]:
    return picture(placed(), white=np.array([1.6, 1.6, 1.6]))


@pytest.mark.parametrize(
    ("rgb", "why"),
    [
        (covered(), "corner marks"), (bent(), "bent"), (picture(placed(50)), "tilted"), (stretched(), "stretched"),
        (picture(placed(mm=0.4)), "too small|corner marks"), (washed_out(), "washed out|too bright"),
    ],
)  # fmt: skip
def test_a_card_that_cannot_measure_is_refused_with_the_reason(rgb: NDArray[np.uint8], why: str) -> None:
    with pytest.raises(UnusablePhoto, match=why):
        read_cards(rgb, linear_light(rgb))


@pytest.mark.parametrize("size", ["a6", "a4", "letter"])
def test_the_printed_card_is_the_card_that_is_looked_for(size: Size) -> None:
    ppi = 150.0
    page = cv2.imdecode(np.frombuffer(typeset(card_source(size), "png", ppi), np.uint8), cv2.IMREAD_COLOR)
    assert page is not None
    rgb = np.pad(np.ascontiguousarray(np.asarray(page, np.uint8)[..., ::-1]), ((60, 60), (60, 60), (0, 0)), constant_values=225)
    found = find_cards(rgb)
    assert [seen.card.number for seen in found] == ([1] if size == "a6" else [1, 2])
    for seen in found:
        assert seen.card.size == size
        assert seen.pose.mm_per_px == pytest.approx(25.4 / ppi, rel=0.003)
        assert seen.residual_mm < 0.1
        for patch in patches():
            x, y = np.rint(seen.to_px(np.array([patch.centre_mm]))[0]).astype(int)
            assert np.abs(rgb[y, x].astype(int) - np.array(patch.srgb)).max() <= 2, patch.name
        spots = np.rint(seen.to_px(white_spots_mm())).astype(int)
        assert (rgb[spots[:, 1], spots[:, 0]] > 240).all()


def test_every_paper_gives_a_pdf() -> None:
    for size in PAGES_MM:
        assert card_pdf(size).startswith(b"%PDF")


def test_the_raster_holds_the_patches() -> None:
    raster = card_raster(Card("a4", 2), 8)
    for patch in patches():
        x, y = (int(place * 8) for place in patch.centre_mm)
        assert raster[y, x] == pytest.approx(patch.reflectance, rel=1e-5)
