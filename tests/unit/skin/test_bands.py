"""Skin in the camera's bands: one skin in three colours, darker with type, blood seen in green."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.skin import BANDS, band_stacks, stacks

DRAWS = Draws(16, 3)


def test_every_draw_has_one_skin_in_three_bands() -> None:
    skins = band_stacks(3, DRAWS)
    assert (len(skins), {len(skin) for skin in skins}) == (16, {len(BANDS)})
    for skin in skins:
        assert len({band.layers[0].thickness_mm for band in skin}) == 1
        assert len({band.layers[1].thickness_mm for band in skin}) == 1


def test_epidermis_and_dermis_are_as_thick_as_those_under_the_laser() -> None:
    for skin, laser in zip(band_stacks(3, DRAWS), stacks(3, 1064, DRAWS), strict=True):
        assert [layer.thickness_mm for layer in skin[0].layers[:2]] == [layer.thickness_mm for layer in laser.layers[:2]]


def test_blue_scatters_most_and_melanin_takes_most_of_it() -> None:
    for red, green, blue in band_stacks(4, DRAWS):
        assert red.layers[0].mus_per_mm < green.layers[0].mus_per_mm < blue.layers[0].mus_per_mm
        assert red.layers[0].mua_per_mm < green.layers[0].mua_per_mm < blue.layers[0].mua_per_mm


def test_blood_darkens_green_far_more_than_red() -> None:
    red, green, _ = np.array([[band.layers[1].mua_per_mm for band in skin] for skin in band_stacks(1, DRAWS)]).T
    assert (green > 2 * red).mean() > 0.9


@pytest.mark.parametrize("band", range(3))
def test_darker_skin_absorbs_more_in_its_epidermis_alone(band: int) -> None:
    rows = np.array([[skin[band].layers[0].mua_per_mm for skin in band_stacks(number, DRAWS)] for number in range(1, 7)])
    assert (np.diff(rows, axis=0) > 0).all()
    below = np.array([[skin[band].layers[1].mua_per_mm for skin in band_stacks(number, DRAWS)] for number in (1, 6)])
    np.testing.assert_allclose(below[0], below[1])


def test_a_skin_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput):
        band_stacks(7, DRAWS)
