from __future__ import annotations

import numpy as np
import pytest
from cases import sound_case

from unstipple.course.price import guide_sum, session_price, total_draws
from unstipple.evidence import Draws

DRAWS = Draws(200, 1)
SESSIONS = np.linspace(2, 8, 200).round()


def test_the_guides_own_sum_does_not_follow_from_its_own_parts() -> None:
    found = guide_sum()
    assert (found.quoted_low, found.computed_low) == (1600, 800)
    assert found.quoted_high == found.computed_high
    assert not found.adds_up


def test_a_picosecond_session_costs_thirty_to_fifty_per_cent_more() -> None:
    plain, short = (session_price(DRAWS, 300, picosecond=each) for each in (False, True))
    ratio = short.draws / plain.draws
    assert ratio.min() >= 1.3
    assert ratio.max() <= 1.5
    assert (plain.low, plain.high, plain.currency, plain.own) == (200, 600, "USD", False)


def test_a_small_field_costs_less_and_region_and_provider_move_the_price() -> None:
    whole, small = session_price(DRAWS, 300, picosecond=False), session_price(DRAWS, 40, picosecond=False)
    assert np.all(small.draws <= whole.draws)
    case = sound_case(treatment='region = "metropolitan"\nprovider = "medical-spa"')
    moved = session_price(DRAWS, 300, picosecond=False, case=case)
    assert moved.high == pytest.approx(600 * 1.5 * 1.0)
    assert moved.low == pytest.approx(200 * 1.0 * 0.7)


def test_the_clinics_own_price_replaces_all_others_in_its_own_currency() -> None:
    case = sound_case(more='[price]\ncurrency = "EUR"\nsession_low = 300\nsession_high = 400', treatment='region = "metropolitan"')
    own = session_price(DRAWS, 40, picosecond=True, case=case)
    assert (own.low, own.high, own.currency, own.own) == (300, 400, "EUR", True)
    assert 300 <= own.draws.min() <= own.draws.max() <= 400
    fixed = session_price(DRAWS, 40, picosecond=True, case=sound_case(more="[price]\nsession = 350"))
    assert set(fixed.draws) == {350}


def test_a_currency_without_a_price_of_its_own_leaves_published_dollars() -> None:
    bare = session_price(DRAWS, 300, picosecond=False, case=sound_case(more='[price]\ncurrency = "EUR"'))
    assert (bare.currency, bare.own) == ("USD", False)


def test_a_test_spot_and_further_appointments_only_ever_add() -> None:
    one = session_price(DRAWS, 300, picosecond=False)
    plain, more = total_draws(one, SESSIONS, DRAWS), total_draws(one, SESSIONS, DRAWS, test_spot=True, appointments=3)
    assert np.all(more >= plain)
    assert np.median(more) > 1.5 * np.median(plain)


def test_a_goal_that_is_not_reached_has_no_total() -> None:
    totals = total_draws(session_price(DRAWS, 300, picosecond=False), np.full(200, np.inf), DRAWS)
    assert np.isinf(totals).all()
