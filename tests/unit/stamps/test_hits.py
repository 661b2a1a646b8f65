"""How often dots are hit: against counting by hand, geometry, and the shares of a large field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unstipple.errors import BadInput
from unstipple.evidence import Draws, ledger
from unstipple.stamps import KeepOut, Region, coverage, hand_normals, hit_shares, hits, lay, mean_hits, misplaced, shares_of_hits
from unstipple.stamps.placement import PLACEMENT

FIELD = Region.of_area(150)
INSIDE = Region([[[20, 20], [100, 20], [100, 100], [20, 100]]])


def missed_by_geometry(overlap: float) -> float:
    """Share of a plane between hexagonally laid discs of diameter 1 that overlap in pairs only."""
    pitch = 1 - overlap
    lens = 0.5 * math.acos(pitch) - pitch / 2 * math.sqrt(1 - pitch**2)
    return 1 - (math.pi / 4 - 3 * lens) / (math.sqrt(3) / 2 * pitch**2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.5, 30), st.integers(0, 99))
def test_hits_are_those_counted_by_hand(stamps: int, dots: int, spot_mm: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    centres, points = rng.uniform(0, 50, (stamps, 2)), rng.uniform(0, 50, (dots, 2))
    by_hand = (((points[:, None] - centres) ** 2).sum(axis=2) <= spot_mm**2 / 4).sum(axis=1)
    assert np.array_equal(hits(centres, points, spot_mm), by_hand)


@pytest.mark.parametrize("overlap", [0, 0.05, 0.1])
def test_a_steady_hand_misses_what_the_geometry_says(overlap: float) -> None:
    assert shares_of_hits(overlap, 0)[0] == pytest.approx(missed_by_geometry(overlap), abs=1e-4)
    laid = lay(FIELD, 4, overlap)
    assert (hits(laid.centres_mm, INSIDE.spread_points(40_000), 4) == 0).mean() == pytest.approx(missed_by_geometry(overlap), abs=1e-3)


def test_ten_per_cent_overlap_misses_six_dots_in_a_thousand_and_13_4_per_cent_none() -> None:
    assert missed_by_geometry(0.1) == pytest.approx(0.006, abs=1e-4)
    assert shares_of_hits(0.134, 0)[0] == 0
    assert (hits(lay(FIELD, 4, 0.134).centres_mm, FIELD.spread_points(20_000), 4) > 0).all()


def test_straight_rows_miss_the_gaps_between_four_discs() -> None:
    assert shares_of_hits(0, 0, "rows")[0] == pytest.approx(1 - math.pi / 4, abs=1e-4)
    assert shares_of_hits(0.2929, 0, "rows")[0] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("overlap", "sd_share"), [(0, 0.08), (0.1, 0.04), (0.1, 0.15), (0.2, 0.08)])
def test_the_shares_of_a_large_field_are_those_of_stamps_laid_by_hand(overlap: float, sd_share: float) -> None:
    laid, points = lay(FIELD, 4, overlap), INSIDE.spread_points(4000)
    normals = np.random.default_rng(7).standard_normal((12, laid.pulses, 2))
    counts = np.array([hits(centres, points, 4) for centres in misplaced(laid, normals, 4 * sd_share)])
    seen = [(counts == 0).mean(), (counts == 1).mean(), (counts > 1).mean()]
    assert shares_of_hits(overlap, sd_share).tolist() == pytest.approx(seen, abs=0.006)
    assert counts.mean() == pytest.approx(mean_hits(overlap), rel=0.01)


@pytest.mark.parametrize("pattern", ["hexagonal", "rows"])
@pytest.mark.parametrize("sd_share", [0, 1e-6, 1e-3, 0.019, 0.02, 0.08, 0.5])
def test_shares_are_shares_for_every_hand(pattern: str, sd_share: float) -> None:
    shares = shares_of_hits(0.1, sd_share, pattern)  # type: ignore[arg-type]
    assert shares.sum() == pytest.approx(1)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_a_less_steady_hand_misses_more_and_more_overlap_misses_less() -> None:
    by_sd = [shares_of_hits(0.1, sd)[0] for sd in (0, 0.005, 0.015, 0.025, 0.04, 0.08, 0.15)]
    by_overlap = [shares_of_hits(overlap, 0.08)[0] for overlap in (0, 0.05, 0.1, 0.134, 0.2)]
    assert by_sd == sorted(by_sd)
    assert by_overlap == sorted(by_overlap, reverse=True)


def test_hit_shares_follow_each_draws_hand_and_say_what_they_stand_on() -> None:
    draws = Draws(16, 3)
    for _ in range(2):
        with ledger() as used:
            shares = hit_shares(0.1, draws)
        assert list(used.used) == [PLACEMENT]
    exact = np.array([shares_of_hits(0.1, float(sd)) for sd in draws.of(PLACEMENT)])
    assert shares == pytest.approx(exact, abs=1e-4)
    assert not shares.flags.writeable
    assert hit_shares(0.1, draws.pick(np.array([7, 7, 2]))) == pytest.approx(shares[[7, 7, 2]])


def test_coverage_agrees_with_the_shares_of_a_large_field() -> None:
    draws = Draws(24, 1)
    seen, field = coverage(lay(FIELD, 4, 0.1), INSIDE.spread_points(3000), draws), hit_shares(0.1, draws)
    assert seen.missed.shape == seen.twice_or_more.shape == seen.mean_hits.shape == (24,)
    assert seen.missed == pytest.approx(field[:, 0], abs=0.03)
    assert [seen.missed.mean(), seen.once.mean(), seen.twice_or_more.mean()] == pytest.approx(field.mean(axis=0).tolist(), abs=0.005)
    assert seen.mean_hits.mean() == pytest.approx(mean_hits(0.1), rel=0.01)


def test_dots_near_a_keep_out_are_missed_and_counted() -> None:
    scarred = Region([FIELD.outlines[0]], [KeepOut([[40, 40], [80, 40], [80, 80], [40, 80]], 2, "scar")])
    points, draws = scarred.spread_points(2000), Draws(4, 1)
    assert (coverage(lay(scarred, 4, 0.1), points, draws).missed > coverage(lay(FIELD, 4, 0.1), points, draws).missed).all()


def test_one_draw_is_the_same_hand_wherever_it_is_picked() -> None:
    laid, draws = lay(Region.of_area(4), 4, 0.1), Draws(10, 5)
    picked = draws.pick(np.array([3, 8, 3]))
    assert np.array_equal(hand_normals(laid, picked, 1), hand_normals(laid, draws, 8))
    assert not np.array_equal(hand_normals(laid, draws, 3), hand_normals(laid, draws, 8))
    assert not np.array_equal(hand_normals(laid, Draws(10, 6), 3), hand_normals(laid, draws, 3))


def test_a_hand_errs_as_much_as_it_is_said_to() -> None:
    laid = lay(FIELD, 4, 0.1)
    off = misplaced(laid, hand_normals(laid, Draws(4, 2), 0), 0.3) - laid.centres_mm
    assert off.std(axis=0).tolist() == pytest.approx([0.3, 0.3], rel=0.1)
    assert np.array_equal(misplaced(laid, hand_normals(laid, Draws(4, 2), 0), 0), laid.centres_mm)


def test_microbeams_move_together() -> None:
    laid = lay(Region.of_area(2), 0.3, 0, "fractional", coverage=0.1)
    off = misplaced(laid, hand_normals(laid, Draws(4, 2), 0), 0.3) - laid.centres_mm
    assert off == pytest.approx(np.broadcast_to(off[0], off.shape))
    assert coverage(laid, Region.of_area(1).spread_points(3000), Draws(3, 1)).missed == pytest.approx(np.full(3, 0.9), abs=0.03)


def test_bad_numbers_are_refused_by_name() -> None:
    laid, points = lay(Region.of_area(4), 4, 0.1), np.ones((3, 2))
    with pytest.raises(BadInput, match="points_mm"):
        hits(points, np.ones(3), 4)
    with pytest.raises(BadInput, match="centres_mm"):
        hits(np.full((3, 2), np.nan), points, 4)
    with pytest.raises(BadInput, match="spot_mm"):
        hits(points, points, 0)
    with pytest.raises(BadInput, match="points_mm"):
        coverage(laid, np.empty((0, 2)), Draws(2, 1))
    with pytest.raises(BadInput, match="sd_mm"):
        misplaced(laid, np.zeros_like(laid.centres_mm), -1)
    with pytest.raises(BadInput, match="normals"):
        misplaced(laid, np.zeros((2, 3)), 1)
    with pytest.raises(BadInput, match="sd_share"):
        shares_of_hits(0.1, 1)
    with pytest.raises(BadInput, match="pattern"):
        shares_of_hits(0, 0.1, "fractional")
    with pytest.raises(BadInput, match="overlap"):
        shares_of_hits(1, 0.1)
