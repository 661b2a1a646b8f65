from __future__ import annotations

import math

import pytest
from cases import sound_case

from unstipple.course.staging import Piece, area_limits_cm2, staged

HEAD = [Piece("top", "top", 240, 12), Piece("back", "back", 144, 8), Piece("left", "left", 108, 6), Piece("right", "right", 108, 6)]


def test_a_field_that_fits_stays_in_one_appointment() -> None:
    found = staged(HEAD[1:2], {"label-area": 250}, 40)
    assert (len(found.appointments), found.binds) == (1, "nothing")


def test_a_whole_head_is_split_between_zones_and_not_through_them() -> None:
    found = staged(HEAD, {"label-area": 250}, 40)
    assert len(found.appointments) == 4 - 1
    assert found.binds == "label-area"
    assert all(piece.parts == 1 for one in found.appointments for piece in one.pieces)
    assert all(one.area_cm2 <= 252 for one in found.appointments)


def test_only_a_zone_too_large_by_itself_is_split_into_equal_parts() -> None:
    found = staged([Piece("top", "top", 600, 30)], {"label-area": 250}, 40)
    assert [one.area_cm2 for one in found.appointments] == pytest.approx([200] * 3)
    assert sorted(piece.part for one in found.appointments for piece in one.pieces) == [1, 2, 3]


def test_without_numbing_only_the_time_in_the_chair_binds() -> None:
    long_ = [Piece("top", "top", 600, 90)]
    found = staged(long_, {}, 40)
    assert (len(found.appointments), found.binds, found.most_cm2) == (3, "chair-time", math.inf)
    assert all(one.minutes <= 40 for one in found.appointments)


def test_staging_loses_no_area_and_no_minute() -> None:
    found = staged(HEAD, {"label-area": 120}, 7)
    assert sum(one.area_cm2 for one in found.appointments) == pytest.approx(600)
    assert sum(one.minutes for one in found.appointments) == pytest.approx(32)


def test_a_light_person_under_strong_cream_gets_a_smaller_field_by_dose() -> None:
    limits = area_limits_cm2(sound_case(more='[anaesthetic]\nproduct = "lidocaine-5"\narea_cm2 = 100\ngrams = 20'))
    assert limits["numbing-dose"] == pytest.approx(200)
    assert min(limits, key=lambda name: limits[name]) == "numbing-dose"


def test_a_short_tube_binds_before_the_label_and_no_cream_lifts_the_limits() -> None:
    short = area_limits_cm2(sound_case(more='[anaesthetic]\nproduct = "lidocaine-4"\ngrams = 15'))
    assert short["cream"] == pytest.approx(100)
    assert area_limits_cm2(sound_case(more='[anaesthetic]\nproduct = "none"')) == {}


def test_where_nothing_was_said_a_cream_is_assumed() -> None:
    assert area_limits_cm2(sound_case())["label-area"] == 250
