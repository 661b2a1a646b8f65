"""The order of firing: a permutation, its way, and how long neighbours cool."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stamp_regions import regions, ring

from unstipple.errors import BadInput
from unstipple.stamps import ORDERS, Laid, Region, lay, walk

PATTERNS = st.sampled_from(["hexagonal", "rows"])


def apart_by_hand(laid: Laid, order: np.ndarray) -> int | None:
    centres = laid.centres_mm[order]
    touch = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1)) <= laid.spot_mm * (1 + 1e-9)
    one, other = np.nonzero(np.triu(touch, 1))
    return int((other - one).min()) if len(one) else None


@settings(max_examples=30, deadline=None)
@given(regions, st.floats(4, 9), st.floats(0, 0.6), PATTERNS)
def test_every_stamp_is_fired_once_and_the_measures_are_those_counted_by_hand(
    region: Region, spot_mm: float, overlap: float, pattern: str
) -> None:
    laid = lay(region, spot_mm, overlap, pattern)  # type: ignore[arg-type]
    for name in ORDERS:
        way = walk(laid, name)
        assert sorted(way.order) == list(range(laid.pulses))
        assert way.pulses_apart == apart_by_hand(laid, way.order)
        steps = np.diff(laid.centres_mm[way.order], axis=0)
        assert way.path_mm == pytest.approx(np.sqrt((steps**2).sum(axis=1)).sum())


@settings(max_examples=30, deadline=None)
@given(st.floats(20, 120), st.floats(0.5, 2), st.floats(2, 5), st.floats(0, 0.6), PATTERNS)
def test_skipping_lets_neighbours_cool_longer(area_cm2: float, shape: float, spot_mm: float, overlap: float, pattern: str) -> None:
    laid = lay(Region.of_area(area_cm2, shape), spot_mm, overlap, pattern)  # type: ignore[arg-type]
    to_and_fro, skipping = walk(laid), walk(laid, "skipping")
    assert skipping.neighbours_s(5) > 3 * to_and_fro.neighbours_s(5)
    assert skipping.path_mm > to_and_fro.path_mm


def test_to_and_fro_is_the_order_of_the_layout_with_neighbours_one_pulse_apart() -> None:
    laid = lay(Region.of_area(50), 4, 0.1)
    way = walk(laid)
    assert np.array_equal(way.order, np.arange(laid.pulses))
    assert way.neighbours_s(10) == pytest.approx(0.1)
    steps = np.hypot(*np.diff(laid.centres_mm, axis=0).T)
    assert steps.max() < 2 * laid.pitch_mm
    assert way.path_mm == pytest.approx((laid.pulses - 1) * laid.pitch_mm, rel=0.05)


def test_skipping_a_field_keeps_touching_stamps_nearly_a_quarter_of_the_pulses_apart() -> None:
    laid = lay(Region.of_area(100), 4, 0.1)
    apart = walk(laid, "skipping").pulses_apart
    assert apart is not None
    assert apart > 0.2 * laid.pulses


def test_a_single_stamp_and_none_at_all_have_no_neighbours() -> None:
    single = walk(lay(Region([ring(0, 0, 0.5)]), 4, 0.1), "skipping")
    assert single.pulses_apart is None
    assert single.path_mm == 0
    assert math.isinf(single.neighbours_s(5))


def test_an_unknown_order_a_rate_of_nothing_and_microbeams_are_refused() -> None:
    region = Region.of_area(1)
    with pytest.raises(BadInput, match="order"):
        walk(lay(region, 4, 0.1), "spiral")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="rate_hz"):
        walk(lay(region, 4, 0.1)).neighbours_s(0)
    with pytest.raises(BadInput, match="pattern"):
        walk(lay(region, 0.3, 0, "fractional", coverage=0.1))
