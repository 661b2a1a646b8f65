"""Dose to clearance: bounds, zero dose, monotone, draws matter, published points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from unstipple.evidence import Draws
from unstipple.outcome import clearance, effective_sessions, percentile, response, sessions_to

DRAWS = Draws(600, 11)


def course(ink: str, fluence: float, *, picosecond: bool = False, sessions: int = 10, **covariates: bool) -> np.ndarray:
    answer = response(ink, DRAWS, **covariates)  # type: ignore[arg-type]
    dose = np.full((DRAWS.count, 3), fluence)
    worth = effective_sessions(answer, dose, picosecond=picosecond)
    return clearance(answer, worth, sessions, interval_weeks=10)


def test_at_the_reference_setting_a_visit_is_worth_one_session() -> None:
    answer = response("typical", DRAWS)
    worth = effective_sessions(answer, answer.reference_j_cm2[:, None], picosecond=False)
    assert worth == pytest.approx(1)


@pytest.mark.parametrize(("ink", "points"), [("typical", {1: 0.50, 2: 0.70, 5: 0.90}), ("body_tattoo", {1: 0.30, 2: 0.40, 7: 0.75})])
def test_the_median_passes_the_published_medians_of_grey_and_black_ink(ink: str, points: dict[int, float]) -> None:
    answer = response(ink, DRAWS)  # type: ignore[arg-type]
    worth = np.ones((DRAWS.count, 1))
    median = np.median(clearance(answer, worth, 8, interval_weeks=10), axis=0)
    for session, share in points.items():
        assert median[session - 1] == pytest.approx(share, abs=0.04)


def test_no_light_removes_nothing_and_well_below_threshold_next_to_nothing() -> None:
    assert course("typical", 0.0).max() == pytest.approx(0)
    assert np.median(course("typical", 0.8)[:, 0]) < 0.06


def test_dose_response_still_rises_between_6_and_12_j_cm2() -> None:
    low, high = (np.median(course("typical", fluence)[:, 3]) for fluence in (6.0, 12.0))
    assert high > low + 0.005


def test_more_fluence_and_more_visits_never_remove_less() -> None:
    steps = [course("dense", fluence) for fluence in (1.0, 2.0, 3.0, 4.0, 6.0)]
    for weaker, stronger in pairwise(steps):
        assert (stronger >= weaker).all()
    assert (np.diff(steps[2], axis=1) >= 0).all()


def test_clearance_stays_between_nothing_and_all() -> None:
    values = course("faded", 8.0, picosecond=True)
    assert values.min() >= 0
    assert values.max() <= 1


def test_the_draws_matter() -> None:
    spread = np.percentile(course("typical", 4.0)[:, 3], (10, 90))
    assert spread[1] - spread[0] > 0.2


def test_smoking_scar_and_oxide_each_slow_clearing() -> None:
    plain = np.median(course("typical", 4.0)[:, 3])
    for name in ("smoker", "scar", "oxide"):
        assert np.median(course("typical", 4.0, **{name: True})[:, 3]) < plain


def test_the_one_published_smp_series_lies_inside_the_band() -> None:
    # 4 of 4 cleared in 1-3 picosecond sessions at 1064 nm, settings not stated: three sessions must reach 90 % in some draws
    assert 0.03 < (course("typical", 4.0, picosecond=True)[:, 2] >= 0.9).mean() < 0.97


def test_earlier_sessions_slow_what_is_left() -> None:
    answer = response("typical", DRAWS)
    worth = np.ones((DRAWS.count, 2))
    fresh = clearance(answer, worth, 3, interval_weeks=10)
    later = clearance(answer, worth, 3, interval_weeks=10, before=4 * worth)
    assert (later <= fresh + 1e-12).all()


def test_sessions_to_a_goal_that_is_never_reached_are_not_a_number_of_sessions() -> None:
    visits = sessions_to(0.9, np.array([[0.2, 0.95], [0.1, 0.3]]))
    assert visits.tolist() == [2, np.inf]
    assert percentile(visits, 90) is None
    assert percentile(visits, 50) == 2
