"""Zones are contiguous, alike inside, wide enough for spots, and counted once however many views show them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from unstipple.photo import Look, Photo, Quality, regular_zones, zone_statistics
from unstipple.photo.scale import Scale
from unstipple.photo.zones import Area, RegionView, area_of, join_views
from unstipple.pigment import Dots, Kind, ZonePigment
from unstipple.scalp import Polygon

MM_PER_PX = 0.1
HEIGHT, WIDTH = 600, 900


def seen(x: np.ndarray, y: np.ndarray, flux: np.ndarray, *, kind: Kind = Kind.PIGMENT, scale: Scale | None = None) -> Look:
    ones = np.ones(x.size)
    dots = Dots(x, y, 0.3 * ones, 0.2 * ones, flux, ones, ones, 0 * ones, np.full(x.size, kind, dtype=np.int8))
    photo = Photo(np.full((HEIGHT, WIDTH, 3), 150, dtype=np.uint8), "made", "")
    return Look(photo, scale or Scale(MM_PER_PX), Quality(()), np.ones((HEIGHT, WIDTH), dtype=bool), dots, None)


def two_halves(dense: float = 3.0) -> Look:
    """Dots everywhere; left of the middle each holds ``dense`` times the pigment."""
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, WIDTH - 1, 4000), rng.uniform(0, HEIGHT - 1, 4000)
    return seen(x, y, np.where(x < WIDTH / 2, dense, 1.0) * 0.02)


def test_a_border_falls_where_the_load_changes() -> None:
    zones = regular_zones(two_halves(), target_cm2=27)
    assert len(zones) == 2
    for zone in zones:
        left = zone.polygon_px.mask(HEIGHT, WIDTH)[:, : WIDTH // 2].sum()
        right = zone.polygon_px.mask(HEIGHT, WIDTH)[:, WIDTH // 2 :].sum()
        assert max(left, right) > 0.93 * (left + right)


def test_zones_cover_the_field_once_and_hang_together() -> None:
    look = two_halves()
    masks = [zone.polygon_px.mask(HEIGHT, WIDTH) for zone in regular_zones(look, target_cm2=8)]
    assert 4 <= len(masks) <= 6
    covered = np.sum(masks, axis=0)
    assert (covered > 0).mean() > 0.95
    assert (covered > 1).mean() < 0.03
    assert all(cv2.connectedComponents(mask.astype(np.uint8))[0] == 2 for mask in masks)


@pytest.mark.parametrize("spot_mm", [3.0, 6.0, 9.0])
def test_no_zone_is_narrower_than_two_spots(spot_mm: float) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, WIDTH - 1, 4000), rng.uniform(0, HEIGHT - 1, 4000)
    stripe = np.abs(x - 450) < 35  # a stripe 7 mm wide that holds five times the pigment
    for zone in regular_zones(seen(x, y, np.where(stripe, 5.0, 1.0) * 0.02), spot_mm=spot_mm):
        padded = np.pad(zone.polygon_px.mask(HEIGHT, WIDTH).astype(np.uint8), 1)
        assert 2 * cv2.distanceTransform(padded, cv2.DIST_L2, 5).max() * MM_PER_PX > 0.85 * 2 * spot_mm


def test_hair_is_no_pigment_to_zone() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, WIDTH - 1, 2000), rng.uniform(0, HEIGHT - 1, 2000)
    assert regular_zones(seen(x, y, np.full(2000, 0.02), kind=Kind.HAIR)) == ()
    assert regular_zones(seen(x, y, np.full(2000, 0.02), kind=Kind.UNDETERMINED)) == ()


def test_a_zone_holds_its_dots_per_area_that_was_seen() -> None:
    look = two_halves()
    zone = regular_zones(look, target_cm2=60)[0]
    held = zone_statistics(look, zone)
    assert held.density_per_cm2 == pytest.approx(4000 / 54, rel=0.05)
    assert held.density_low < held.density_per_cm2 < held.density_high


SQUARE = Polygon([(400, 250), (500, 250), (500, 350), (400, 350)])
CORNER = Polygon([(0, 0), (100, 0), (100, 100), (0, 100)])


def test_a_rim_may_be_larger_than_it_looks_and_the_middle_hardly() -> None:
    look = two_halves()
    middle, rim = area_of(look, SQUARE), area_of(look, CORNER)
    assert middle.cm2 == pytest.approx(1.0, rel=0.03)
    assert middle.facing > 0.98
    assert rim.facing < middle.facing
    assert rim.high_cm2 / rim.cm2 > middle.high_cm2 / middle.cm2


def test_a_surer_scale_gives_a_narrower_area_and_two_cards_measure_the_curve() -> None:
    x = y = np.array([300.0])
    typed, carded = (area_of(seen(x, y, np.ones(1), scale=s), CORNER) for s in (Scale(MM_PER_PX, 0.03), Scale(MM_PER_PX, 0.01, "cards")))
    assert carded.high_cm2 - carded.low_cm2 < 0.5 * (typed.high_cm2 - typed.low_cm2)
    assert carded.facing == 1


def view(region: str, name: str, cm2: float, facing: float) -> RegionView:
    return RegionView(region, name, Area(cm2, 0.9 * cm2, 1.1 * cm2, facing), ZonePigment(100, 80.0, 70.0, 90.0, 1.5, 0.2, 0.3))


def test_a_region_seen_twice_is_counted_once_from_where_it_is_seen_best() -> None:
    regions = join_views([view("crown", "top", 40, 0.95), view("left temple", "left", 20, 0.9), view("crown", "left", 31, 0.6)])
    assert [region.name for region in regions] == ["crown", "left temple"]
    crown = regions[0]
    assert crown.view == "top"
    assert crown.area.cm2 == 40
    assert crown.seen_in == ("top", "left")
    assert crown.agrees


def test_views_that_tell_different_areas_are_said_to_disagree() -> None:
    (crown,) = join_views([view("crown", "top", 40, 0.95), view("crown", "back", 80, 0.9)])
    assert not crown.agrees
    assert crown.area.high_cm2 >= 80
