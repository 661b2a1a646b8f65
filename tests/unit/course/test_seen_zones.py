"""Zones of several views are one head: each region once, strictest answer first, marks named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cases import sound_case

from unstipple.consult import CaseFile
from unstipple.course import targets
from unstipple.errors import BadInput, UnknownName
from unstipple.photo import Look, Photo, Quality
from unstipple.photo.scale import Scale
from unstipple.photo.skin import Hair, Indices, Mark, Skin
from unstipple.pigment import Dots

SIDE_PX = 400
BOX = "[[50, 50], [{right}, 50], [{right}, 350], [50, 350]]"


def seen(marks: tuple[Mark, ...] = ()) -> Look:
    rng = np.random.default_rng(1)
    ones = np.ones(800)
    x, y = rng.uniform(10, SIDE_PX - 10, (2, 800))
    dots = Dots(x, y, 0.3 * ones, 0.2 * ones, 0.02 * ones, ones, ones, 0 * ones, np.zeros(800, dtype=np.int8))
    photo = Photo(np.full((SIDE_PX, SIDE_PX, 3), 150, dtype=np.uint8), "front.jpg", "ab" * 32)
    plane = np.zeros((100, 100), dtype=np.float32)
    skin = Skin(Indices(plane, plane, False, 0.25), None, Hair(0, 0.0, 0.0, 0.1, 0, None), marks)
    return Look(photo, Scale(0.07), Quality(()), np.ones((SIDE_PX, SIDE_PX), dtype=bool), dots, None, skin)


def case(*zones: str) -> CaseFile:
    text = "".join(f"[[zone]]\n{zone}\n" for zone in zones)
    sound = sound_case(more=text)
    return sound.model_copy(update={"zone": sound.zone[2:]})


def zone(name: str, right: int = 350, **answers: str) -> str:
    return f'name = "{name}"\npolygon_px = {BOX.format(right=right)}\n' + "\n".join(f"{key} = {text}" for key, text in answers.items())


def test_a_region_drawn_in_two_views_is_one_zone_and_its_area_is_not_added_up() -> None:
    found = targets(case(zone("a", region='"crown"'), zone("b", view='"left"', region='"crown"')), seen(), {"left": seen()})
    assert [target.label for target in found.treat] == ["crown"]
    assert found.treat[0].seen_in == ("main", "left")
    assert found.treat[0].area_cm2 == pytest.approx((300 * 0.007) ** 2, rel=0.02)
    low, high = found.treat[0].area_low_cm2, found.treat[0].area_high_cm2
    assert low is not None
    assert high is not None
    assert low < found.treat[0].area_cm2 < high


def test_zones_of_two_views_without_a_common_region_are_two_and_only_the_main_one_is_drawn_on_its_picture() -> None:
    found = targets(case(zone("a"), zone("b", view='"left"')), seen(), {"left": seen()})
    assert [target.zone for target in found.treat] == ["a", "b"]
    assert found.treat[0].polygon_px
    assert not found.treat[1].polygon_px


def test_views_that_disagree_about_an_area_are_said_to() -> None:
    found = targets(case(zone("a", region='"crown"'), zone("b", right=150, view='"left"', region='"crown"')), seen(), {"left": seen()})
    assert "views-disagree" in {finding.rule for finding in found.findings}


def test_hair_to_keep_in_one_view_keeps_the_whole_region() -> None:
    found = targets(
        case(zone("a", region='"crown"'), zone("b", view='"left"', region='"crown"', keep_hair="true")), seen(), {"left": seen()}
    )
    assert found.left_out == {"crown": "hair-to-keep"}


def test_a_mark_inside_a_zone_is_to_be_examined_and_one_outside_is_not_named() -> None:
    inside, outside = Mark(200, 200, 3.0, "dark", 0.2), Mark(390, 390, 3.0, "dark", 0.2)
    assert "mark-seen" in {finding.rule for finding in targets(case(zone("a")), seen((inside,))).findings}
    assert "mark-seen" not in {finding.rule for finding in targets(case(zone("a")), seen((outside,))).findings}
    assert "mark-seen" not in {finding.rule for finding in targets(case(zone("a")), replace(seen(), skin=None)).findings}


def test_a_view_that_nobody_gave_is_named() -> None:
    with pytest.raises(UnknownName, match="left"):
        targets(case(zone("a", view='"left"')), seen())


def test_a_zone_on_a_further_view_needs_its_outline() -> None:
    with pytest.raises(BadInput, match="polygon_px"):
        targets(case('name = "a"\nview = "left"'), seen(), {"left": seen()})
