"""Stamps on real zones: kept-out places stay free, what a hand misses is told, and bad places are refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from cases import TODAY, sound_case

from unstipple.consult import CaseFile, KeepOutAnswers, ZoneAnswers
from unstipple.course import Course, Doubt, build_course
from unstipple.course.layout import BORDERS, ZoneLayout, layouts
from unstipple.device import laser
from unstipple.dose import Effort
from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.plan import ZoneDots, ZonePlan
from unstipple.records.layout_part import layout_part
from unstipple.report.laid import laid_words

LOOK: Any = SimpleNamespace(mm_per_px=0.5)
SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))
"""In pixels of half a millimetre: 25 cm²."""
DOTS = np.random.default_rng(2).random((400, 2)) * 50


@cache
def course() -> Course:
    return build_course(sound_case(), [laser("qs-ndyag")], None, TODAY, doubt=Doubt(draws=20, effort=Effort(2, 1000)))


def plan() -> ZonePlan:
    one = course().zones[0]
    return replace(one, target=replace(one.target, area_cm2=25.0, polygon_px=SQUARE))


def laid(case: CaseFile | None = None, *, seen: bool = True, places: np.ndarray | None = DOTS, visits: int = 3) -> ZoneLayout:
    one = plan()
    return layouts(case or course().case, [one], [ZoneDots(one.target, places)], LOOK if seen else None, visits, 1)[0]


def keeping(**answers: Any) -> CaseFile:
    box = ((40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0))
    keep = KeepOutAnswers(**{"polygon_px": box, "why": "lesion"} | answers)
    return course().case.model_copy(update={"keep_out": (keep,)})


def test_every_course_has_a_layout_of_every_zone() -> None:
    assert [each.zone for each in course().layouts] == [zone.target.zone for zone in course().zones]


def test_a_drawn_zone_is_laid_as_it_is_drawn_on_the_dots_that_were_seen() -> None:
    found = laid()
    assert found.mapped
    assert found.real_dots
    assert found.kept_out == 0
    assert found.pulses == len(found.centres_mm)
    assert (abs(found.centres_mm - 25) < 25 + plan().setting.spot_mm).all()


def test_without_a_photograph_the_area_is_laid() -> None:
    found = laid(seen=False)
    assert not found.mapped
    assert not found.real_dots
    assert found.pulses == pytest.approx(laid().pulses, rel=0.1)


def test_an_outline_that_crosses_itself_is_laid_by_its_area() -> None:
    one = plan()
    crossed = replace(one, target=replace(one.target, polygon_px=(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])))
    assert not layouts(course().case, [crossed], [ZoneDots(crossed.target, DOTS)], LOOK, 3, 1)[0].mapped


def test_a_hand_misses_some_and_hits_some_twice_and_later_visits_make_good() -> None:
    found = laid()
    assert 0.01 < np.median(found.missed) < 0.15
    assert 0.1 < np.median(found.twice) < 0.3
    assert (found.never < found.missed).all()
    assert laid(visits=1).never == pytest.approx(found.missed)


def test_no_stamp_touches_what_is_kept_nor_its_border() -> None:
    found = laid(keeping())
    away = np.linalg.norm(np.maximum(np.abs(found.centres_mm - 25) - 5, 0), axis=1)
    assert away.min() > number("stamps.border_lesion_mm") + plan().setting.spot_mm / 2
    assert found.kept_out > 0.1
    assert found.pulses < laid().pulses


def test_a_wider_border_keeps_more() -> None:
    kept = [laid(keeping(border_mm=border)).kept_out for border in (0, 2, 8)]
    assert kept == sorted(kept)
    assert kept[0] < kept[2]


def test_hair_to_keep_in_a_zone_of_its_own_is_kept_out_of_its_neighbours() -> None:
    corner = ZoneAnswers(name="donor", hair="donor", polygon_px=((0, 0), (40, 0), (40, 40), (0, 40)))
    found = laid(course().case.model_copy(update={"zone": (*course().case.zone, corner)}))
    assert found.kept_out > 0.15
    crossed = corner.model_copy(update={"polygon_px": ((0, 0), (40, 40), (40, 0), (0, 40))})
    assert laid(course().case.model_copy(update={"zone": (crossed,)})).kept_out == pytest.approx(found.kept_out)


@pytest.mark.parametrize(
    ("case", "seen"),
    [
        (lambda: keeping(), False),
        (lambda: keeping(polygon_px=((0, 0), (10, 10))), True),
        (lambda: keeping(polygon_px=((0, 0), (40, 40), (40, 0), (0, 40))), True),
        (lambda: keeping(polygon_px=((-50, -50), (200, -50), (200, 200), (-50, 200))), True),
    ],
)
def test_a_place_that_cannot_be_kept_is_refused_by_name(case: Any, seen: bool) -> None:
    with pytest.raises(BadInput, match="keep_out"):
        laid(case(), seen=seen)


def test_the_same_case_is_laid_the_same() -> None:
    assert layout_part(laid()) == layout_part(laid())


def test_the_words_say_what_the_numbers_say() -> None:
    found = laid(keeping())
    said, part = laid_words(found), layout_part(found)
    assert f"{found.pulses} stamps" in said
    assert f"{part['kept_out_share'] * 100:.0f} % of the zone is kept free" in said
    assert f"misses {part['missed']['p50'] * 100:.0f} in 100" in said
    assert "no outline" in laid_words(laid(seen=False))
    alone = replace(found, neighbours_s=float("inf"))
    assert "No two stamps touch" in laid_words(alone)
    assert layout_part(alone)["neighbours_wait_s"] is None


def test_every_reason_has_a_border() -> None:
    assert all(number(name) > 0 for name in BORDERS.values())
