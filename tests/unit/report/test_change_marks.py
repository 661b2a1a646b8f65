from __future__ import annotations

from dataclasses import replace

import made_changes as make
import numpy as np
import pytest

from unstipple.photo.change import Fate
from unstipple.report.change.cells import CELL_MM, cells
from unstipple.report.change.dot_marks import Mark, marks, unread, weight
from unstipple.report.change.pictures import COLOURS, LEGEND, LONGEST_PX, MOST_BYTES, outlines, shown, with_outside


def test_a_dot_is_marked_by_its_change_and_its_error() -> None:
    dots = make.per_dot(7)
    told = [(0.95, 0.1), (0.5, 0.1), (0.1, 0.1), (-0.5, 0.1), (0.95, 0.9), (0.2, 0.1), (-0.2, 0.1)]
    dots = replace(dots, gone=np.array([gone for gone, _ in told]), error=np.array([error for _, error in told]))
    assert [Mark(each) for each in marks(dots)] == [
        Mark.GONE, Mark.FADING, Mark.SAME, Mark.DARKER, Mark.UNKNOWN, Mark.SAME, Mark.SAME
    ]  # fmt: skip


def test_about_one_unchanged_dot_in_a_hundred_looks_changed() -> None:
    mark = marks(make.per_dot(20_000, gone=0.0, error=0.1))
    changed = np.mean(np.isin(mark, (Mark.GONE, Mark.FADING, Mark.DARKER)))
    assert 0.006 < changed < 0.014
    assert (mark == Mark.DARKER).sum() == pytest.approx((mark == Mark.FADING).sum(), rel=0.35)


def test_dots_that_cannot_be_told_are_counted_by_reason_most_first() -> None:
    dots = make.per_dot(100, error=0.05, unread={Fate.OUTSIDE: 4, Fate.NOT_PIGMENT: 9})
    assert list(unread(dots).items()) == [("not-pigment", 9), ("outside", 4)]
    vague = make.per_dot(20, error=2.0)
    assert unread(vague) == {"too-uncertain": 20}


def test_a_cell_is_weighed_by_pigment_and_not_by_the_number_of_dots() -> None:
    held = np.repeat([4.0, 1.0], [3, 9])
    noise = 0.1
    gone = np.repeat([0.8, 0.0], [3, 9])
    dots = make.per_dot(12)
    dots = replace(dots, x_px=np.full(12, 20.0), y_px=np.full(12, 20.0), gone=gone, error=noise / held)
    found = cells(dots, make.MM_PER_PX)
    assert found.gone == pytest.approx([(held * gone).sum() / held.sum()])
    assert found.side_px == pytest.approx(CELL_MM / make.MM_PER_PX)
    assert weight(dots) == pytest.approx(held / noise)


def test_cells_with_few_or_vague_dots_are_not_told_and_empty_ones_are_not_there() -> None:
    dots = make.per_dot(12, error=0.1)
    spots = np.repeat([10.0, 110.0, 210.0], [3, 5, 4])
    error = np.where(spots == 110, 2.0, 0.1)
    found = cells(replace(dots, x_px=spots, y_px=np.full(12, 60.0), error=error), make.MM_PER_PX)
    assert found.left_px.tolist() == [0, 100, 200]
    assert found.top_px.tolist() == [50, 50, 50]
    assert found.told.tolist() == [False, False, True]


def test_unmeasured_dots_never_move_a_cell() -> None:
    dots = make.per_dot(40, gone=0.4, error=0.02)
    here = replace(dots, x_px=np.full(40, 5.0), y_px=np.full(40, 5.0))
    spoilt = replace(here, measured=np.arange(40) < 30, gone=np.where(np.arange(40) < 30, here.gone, np.nan))
    assert cells(spoilt, make.MM_PER_PX).gone == pytest.approx([0.4], abs=0.02)


def test_no_dots_give_no_cells() -> None:
    assert cells(make.per_dot(0), make.MM_PER_PX).gone.size == 0


def test_every_mark_has_a_shape_and_a_colour_of_its_own() -> None:
    assert len(set(LEGEND.values())) == len(Mark)
    assert len(set(COLOURS.values())) == len(Mark)
    grey = {mark: int(code[1:3], 16) * 0.3 + int(code[3:5], 16) * 0.59 + int(code[5:], 16) * 0.11 for mark, code in COLOURS.items()}
    # dark enough to be read on a white page without colour
    assert max(grey.values()) < 120


def test_outlines_lie_where_the_dots_are_and_carry_each_mark_once() -> None:
    dots = make.per_dot(30, unread={Fate.OUTSIDE: 5})
    paths = outlines(dots, make.MM_PER_PX, 500, 250)
    counts = {mark: paths[mark].count("M") for mark in Mark}
    assert counts == {mark: int((marks(dots) == mark).sum()) for mark in Mark}
    for mark in (Mark.FADING, Mark.UNKNOWN):
        first = np.flatnonzero(marks(dots) == mark)[0]
        x, y = (int(part) for part in paths[mark][1:].split("l")[0].split("h")[0].split())
        assert x / 4 + 2 == pytest.approx((dots.x_px[first] + 0.5) / 2, abs=0.3)
        assert y / 4 + 2 == pytest.approx((dots.y_px[first] + 0.5) / 2, abs=0.3)


def test_a_photograph_is_shown_small_enough_for_a_page() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (1500, 2400, 3), dtype=np.uint8)
    seen = shown(rgb)
    assert (seen.width_px, seen.height_px) == (LONGEST_PX, 1000)
    assert len(seen.data_uri) < 1.35 * 1.6 * MOST_BYTES


def test_what_the_later_photograph_does_not_show_is_striped_and_skin_is_left_alone() -> None:
    warped = make.photo().rgb.copy()
    warped[200, 200] = 128
    striped = warped.copy()
    striped[:, :60] = 128
    filled = with_outside(striped)
    assert not (filled[:, :58] == 128).all(axis=2).any()
    assert np.array_equal(filled[:, 60:], warped[:, 60:])
    assert np.array_equal(with_outside(warped), warped)
