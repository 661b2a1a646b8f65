"""Light that the skin's surface mirrors: how much is taken off, and what bounds it."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.evidence import number
from unstipple.photo.change.surface import BLUE_SHARE, DARKEST_SHARE, LUMINANCE, Surface, surface_doubt, surfaces, tone
from unstipple.photo.density import Image, linear_light

EVERYWHERE = np.ones((40, 40), dtype=bool)
FAINT_OD = 0.2


class AsItIs:
    """A card that found nothing to correct."""

    def reflectance(self, light: Image) -> Image:
        return light


class Bent:
    """A card that found light to the power 1.2."""

    def reflectance(self, light: Image) -> Image:
        return np.asarray(light**1.2, dtype=np.float32)


def plain(rgb: tuple[int, int, int]) -> np.ndarray:
    return np.full((40, 40, 3), rgb, dtype=np.uint8)


def test_redder_skin_is_darker_and_mirrors_a_larger_share() -> None:
    pale, tanned = surfaces([(plain((200, 165, 150)), EVERYWHERE, None), (plain((190, 140, 115)), EVERYWHERE, None)], FAINT_OD)
    assert 0.02 < pale.share < tanned.share < 0.2


def test_with_a_card_the_share_is_the_mirrored_light_over_all_light() -> None:
    rgb = plain((200, 165, 150))
    found = surfaces([(rgb, EVERYWHERE, AsItIs())], FAINT_OD)[0]
    bright = float(linear_light(rgb)[0, 0] @ LUMINANCE)
    assert found.share == pytest.approx(number("camera.surface_share") / bright, rel=1e-3)


def test_no_more_is_mirrored_than_blue_light_comes_back_in_any_picture() -> None:
    dark, darker = plain((110, 70, 45)), plain((90, 50, 30))
    found = surfaces([(picture, EVERYWHERE, AsItIs()) for picture in (dark, darker)], FAINT_OD)
    blue, bright = float(linear_light(darker)[0, 0, 2]), float(linear_light(dark)[0, 0] @ LUMINANCE)
    assert found[0].share == pytest.approx(BLUE_SHARE * blue / bright, rel=1e-3)
    assert found[1].share > found[0].share


def test_no_more_is_mirrored_than_the_darkest_dots_leave() -> None:
    found = surfaces([(plain((110, 70, 60)), EVERYWHERE, AsItIs())], 0.9)[0]
    assert found.share == pytest.approx(DARKEST_SHARE * 10**-0.9, rel=1e-3)


def test_what_is_unknown_weighs_more_where_more_is_mirrored() -> None:
    assert (
        surface_doubt(Surface(0.05), Surface(0.06))
        < surface_doubt(Surface(0.15), Surface(0.16))
        < surface_doubt(Surface(0.15), Surface(0.30))
    )


def test_a_card_undoes_the_tone_curve() -> None:
    plain_curve, bent = tone(None), tone(Bent())
    np.testing.assert_allclose(bent, plain_curve**1.2, rtol=1e-3, atol=1e-6)
