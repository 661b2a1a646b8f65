"""Skin between the dots: maps free of shading and ink, an angle only with a card, marks that are named and never judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from unstipple.photo.density import Image
from unstipple.photo.skin import find_marks, indices, see_skin, seen_hair, typology
from unstipple.photo.skin.bare import bare_skin
from unstipple.photo.skin.indices import split
from unstipple.photo.skin.ita import angle_deg, tone_of
from unstipple.pigment import Dots, Kind

MM_PER_PX = 0.08
SHAPE = (500, 600)
TONE = np.array([0.45, 0.27, 0.18], dtype=np.float32)
MELANIN_OD, BLOOD_OD = np.array([1.0, 1.5, 2.5]), np.array([0.08, 1.0, 0.65])


def skin(**added: NDArray[np.float64]) -> Image:
    """Evenly coloured skin with noise, darkened by planes of melanin and blood and multiplied by shade."""
    rng = np.random.default_rng(0)
    od = np.zeros((*SHAPE, 3))
    od += added.get("melanin", np.zeros(SHAPE))[..., None] * MELANIN_OD + added.get("blood", np.zeros(SHAPE))[..., None] * BLOOD_OD
    light = TONE * 10**-od * added.get("shade", np.ones(SHAPE))[..., None]
    return np.asarray(light * (1 + 0.02 * rng.standard_normal((*SHAPE, 3))), dtype=np.float32)


def disc(x: float, y: float, radius_mm: float) -> NDArray[np.float64]:
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.asarray(np.hypot(columns - x, rows - y) * MM_PER_PX < radius_mm, dtype=np.float64)


def dots(count: int = 0, kind: Kind = Kind.PIGMENT) -> Dots:
    rng = np.random.default_rng(1)
    x, y, ones = rng.uniform(10, SHAPE[1] - 10, count), rng.uniform(10, SHAPE[0] - 10, count), np.ones(count)
    return Dots(x, y, 0.3 * ones, 0.3 * ones, 0.02 * ones, ones, ones, 0 * ones, np.full(count, kind, dtype=np.int8))


def maps(light: Image, found: Dots | None = None):
    scalp = np.ones(SHAPE, dtype=bool)
    return indices(bare_skin(light, scalp, found or dots(), MM_PER_PX), absolute=False)


def test_the_two_maps_are_what_was_put_in() -> None:
    melanin, redness = split(np.float32(0.1 * 0.5 + 0.04 * 0.92), np.float32(0.1 * 1.5 + 0.04 * 0.57))
    assert float(melanin) == pytest.approx(0.1, rel=1e-4)
    assert float(redness) == pytest.approx(0.04, rel=1e-4)


def test_shade_is_neither_melanin_nor_blood() -> None:
    shade = np.linspace(0.4, 1.2, SHAPE[1])[None, :] * np.ones(SHAPE)
    found = maps(skin(shade=shade))
    assert np.nanstd(found.melanin) < 0.01
    assert np.nanstd(found.redness) < 0.01


def test_a_tanned_and_a_flushed_patch_show_each_in_its_own_map() -> None:
    tanned, flushed = disc(150, 250, 8), disc(450, 250, 8)
    found = maps(skin(melanin=0.06 * tanned, blood=0.05 * flushed))
    row, left, right = round(250 * found.shrink), round(150 * found.shrink), round(450 * found.shrink)
    assert found.melanin[row, left] - found.melanin[row, right] == pytest.approx(0.06, abs=0.012)
    assert found.redness[row, right] - found.redness[row, left] == pytest.approx(0.05, abs=0.012)


def test_ink_is_not_taken_for_melanin() -> None:
    found = dots(400)
    light = skin()
    rows, columns = np.mgrid[-6:7, -6:7]
    blob = np.exp(-(rows**2 + columns**2) / (2 * 1.6**2))
    for x, y in zip(found.x_px.astype(int), found.y_px.astype(int), strict=True):
        light[y - 6 : y + 7, x - 6 : x + 7] *= np.float32(10 ** (-0.3 * blob))[..., None]
    left_half = found.select(found.x_px < SHAPE[1] / 2)
    covered, open_to_ink = maps(light, found), maps(light, left_half)
    assert np.nanstd(covered.melanin) < 0.01
    assert np.isfinite(open_to_ink.melanin).any()


def test_nothing_is_said_where_no_skin_is_seen() -> None:
    scalp = np.zeros(SHAPE, dtype=bool)
    scalp[:, :300] = True
    found = indices(bare_skin(skin(), scalp, dots(), MM_PER_PX), absolute=False)
    assert np.isnan(found.melanin[:, -20:]).all()
    assert np.isfinite(found.melanin[:, :80]).all()


@pytest.mark.parametrize(
    ("kind", "added"), [("dark", {"melanin": 0.12 * disc(400, 200, 1.6)}), ("red", {"blood": 0.15 * disc(400, 200, 1.6)})]
)
def test_a_mole_and_a_red_spot_are_named_where_they_are(kind: str, added: dict[str, NDArray[np.float64]]) -> None:
    found = find_marks(bare_skin(skin(**added), np.ones(SHAPE, dtype=bool), dots(), MM_PER_PX))
    assert found[0].kind == kind
    assert np.hypot(found[0].x_px - 400, found[0].y_px - 200) * MM_PER_PX < 0.6
    assert 1.5 < found[0].diameter_mm < 6.5


def test_plain_skin_has_no_marks() -> None:
    shade = np.linspace(0.5, 1.0, SHAPE[0])[:, None] * np.ones(SHAPE)
    assert not find_marks(bare_skin(skin(shade=shade), np.ones(SHAPE, dtype=bool), dots(200), MM_PER_PX))


@pytest.mark.parametrize(
    ("ita", "tone"), [(60, "very light"), (48, "light"), (30, "intermediate"), (15, "tan"), (-10, "brown"), (-40, "dark")]
)
def test_the_angles_classes(ita: float, tone: str) -> None:
    assert tone_of(ita) == tone


def test_the_angle_of_a_known_colour() -> None:
    # linear sRGB of the ColorChecker's light skin under D65 (L* 65.7, a* 18.1, b* 17.8): ITA = atan(15.7 / 17.8)
    light_skin = np.array([[0.5520, 0.3050, 0.2232]])
    assert float(angle_deg(light_skin)[0]) == pytest.approx(np.degrees(np.arctan2(15.7, 17.8)), abs=3)


def test_more_doubt_makes_a_wider_interval_and_touches_more_classes() -> None:
    tone = TONE.astype(np.float64)
    sure, unsure = typology(tone, 0.01 * tone), typology(tone, 0.15 * tone)
    assert sure.low_deg <= sure.ita_deg <= sure.high_deg
    # what a phone makes of skin and how the scalp is lit stay in doubt however sure the card is
    assert unsure.high_deg - unsure.low_deg > 1.3 * (sure.high_deg - sure.low_deg)
    assert len(unsure.tones) > len(sure.tones)
    assert sure.tone in sure.tones


@dataclass
class FlatCard:
    residual: float = 0.03
    floor: float = 0.003

    def reflectance(self, light: Image) -> Image:
        return light * np.float32(1.1)


def test_no_card_no_angle() -> None:
    scalp, density = np.ones(SHAPE, dtype=bool), np.zeros(SHAPE, dtype=np.float32)
    without = see_skin(skin(), density, scalp, dots(), MM_PER_PX, 20.0)
    with_card = see_skin(skin(), density, scalp, dots(), MM_PER_PX, 20.0, FlatCard())
    assert without.typology is None
    assert not without.indices.absolute
    assert with_card.typology is not None
    assert with_card.indices.absolute


def test_hair_is_counted_with_its_doubt_and_pigment_is_not_hair() -> None:
    density = np.full(SHAPE, 0.2, dtype=np.float32)
    hairs = seen_hair(dots(60, Kind.HAIR), density, 20.0)
    assert hairs.per_cm2 == pytest.approx(3)
    assert hairs.low_per_cm2 < 3 < hairs.high_per_cm2
    assert hairs.contrast_od == pytest.approx(0.2)
    assert seen_hair(dots(60), density, 20.0).count == 0
    assert seen_hair(dots(5, Kind.HAIR), density, 20.0).contrast_od is None
