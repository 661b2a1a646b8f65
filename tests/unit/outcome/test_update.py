"""What is seen moves the draws: toward it, narrower, never past what the interval says; by a twin that counts every particle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.outcome import SeenClearance, cleared, learn, reaction_weight, response, visible_chance

DRAWS = Draws(120, 3)
ANSWER = response("typical", DRAWS)


def totals(visits: int = 3) -> np.ndarray:
    worth = np.linspace(1.2, 0.8, 5)[None, :] * DRAWS.of("response.individual_factor")[:, None] ** 0
    return worth[:, :, None] * np.arange(1, visits + 1)


def after(seen: list[SeenClearance], visits: int = 3) -> np.ndarray:
    learnt = learn(ANSWER, totals(visits), seen, DRAWS, interval_weeks=8)
    return cleared(learnt.response(ANSWER), totals(visits)[learnt.places], interval_weeks=8)


PRIOR = cleared(ANSWER, totals(), interval_weeks=8)


def test_without_anything_seen_every_draw_stays_itself() -> None:
    learnt = learn(ANSWER, totals(), [], DRAWS, interval_weeks=8)
    assert learnt.places.tolist() == list(range(DRAWS.count))
    assert (learnt.k_per_session == ANSWER.k_per_session).all()


@pytest.mark.parametrize("clearance", [0.1, 0.3, 0.5, 0.8])
def test_a_measurement_draws_the_forecast_to_itself_and_narrows_it(clearance: float) -> None:
    found = after([SeenClearance(1, clearance, clearance - 0.04, clearance + 0.04)])[:, 0]
    assert np.median(found) == pytest.approx(clearance, abs=0.07)
    assert np.ptp(np.percentile(found, (10, 90))) < 0.6 * np.ptp(np.percentile(PRIOR[:, 0], (10, 90)))


def test_half_the_expected_answer_lowers_what_later_treatments_are_forecast_to_do() -> None:
    half = float(np.median(PRIOR[:, 0])) / 2
    found = after([SeenClearance(1, half, half - 0.05, half + 0.05)])
    assert np.median(found[:, 2]) < np.median(PRIOR[:, 2]) - 0.1


def test_a_second_measurement_narrows_further() -> None:
    one = after([SeenClearance(1, 0.3, 0.25, 0.35)])
    two = after([SeenClearance(1, 0.3, 0.25, 0.35), SeenClearance(2, 0.45, 0.41, 0.49)])
    assert np.std(two[:, 2]) < np.std(one[:, 2])


def test_a_grade_by_eye_says_less_than_a_measurement() -> None:
    eye, photo = (after([SeenClearance(1, 0.2, *ends)])[:, 0] for ends in ((None, None), (0.16, 0.24)))
    assert abs(np.median(photo) - 0.2) < abs(np.median(eye) - 0.2)
    assert np.std(photo) < np.std(eye)


def test_an_at_least_excludes_what_lies_below_and_hardly_what_lies_above() -> None:
    found = after([SeenClearance(1, 0.6, 0.6, 1.0)])[:, 0]
    assert np.percentile(found, 10) > 0.5
    assert np.percentile(found, 90) > 0.7


def test_darker_pigment_teaches_nothing_about_the_answer() -> None:
    learnt = learn(ANSWER, totals(), [SeenClearance(1, -0.2, -0.3, -0.1)], DRAWS, interval_weeks=8)
    assert (learnt.k_per_session == ANSWER.k_per_session).all()


def test_the_particles_agree_with_a_sum_over_all_of_them() -> None:
    wide = float(np.hypot(0.1 / norm.ppf(0.975), number("update.model_sd")))
    rng = np.random.default_rng(1)
    draw = rng.integers(0, DRAWS.count, 60_000)
    k = ANSWER.k_per_session[rng.integers(0, DRAWS.count, 60_000)] * np.exp(rng.normal(0, number("update.class_doubt"), 60_000))
    people = replace(ANSWER, **{name: getattr(ANSWER, name)[draw] for name in ANSWER.__slots__})
    foretold = cleared(replace(people, k_per_session=k), totals()[draw], interval_weeks=8)
    weight = norm.pdf((foretold[:, 1] - 0.4) / wide)
    found = after([SeenClearance(2, 0.4, 0.3, 0.5)])[:, 2]
    mean = np.average(foretold[:, 2], weights=weight)
    assert found.mean() == pytest.approx(float(mean), abs=0.01)
    assert found.std() == pytest.approx(float(np.sqrt(np.average((foretold[:, 2] - mean) ** 2, weights=weight))), rel=0.15)


def test_the_same_seed_learns_the_same() -> None:
    one, two = (learn(ANSWER, totals(), [SeenClearance(1, 0.3)], DRAWS, interval_weeks=8) for _ in range(2))
    assert (one.places == two.places).all()
    assert (one.k_per_session == two.k_per_session).all()


def test_what_was_learnt_of_one_draw_goes_along_with_everything_else_of_it() -> None:
    learnt = learn(ANSWER, totals(), [SeenClearance(1, 0.3)], DRAWS, interval_weeks=8)
    picked = DRAWS.pick(learnt.places)
    assert (picked.of("response.shape_b") == learnt.response(ANSWER).shape_b).all()
    again = picked.pick(np.array([0, 0, 5]))
    assert (again.shares("x") == DRAWS.shares("x")[learnt.places[[0, 0, 5]]]).all()


def test_a_blister_speaks_for_those_who_were_likely_to_blister_and_leaves_the_rest_a_little() -> None:
    chance = np.linspace(0, 1, 11)
    hurt, calm = reaction_weight(chance, happened=True), reaction_weight(chance, happened=False)
    assert (np.diff(hurt) > 0).all()
    assert (np.diff(calm) < 0).all()
    assert np.exp(hurt[0]) == pytest.approx(number("update.weight_floor"))


def test_a_spot_without_effect_speaks_for_people_whose_ink_gets_little() -> None:
    worth = np.array([0.0, 0.1, 1.0, 3.0])
    assert (np.diff(visible_chance(worth)) > 0).all()
    assert visible_chance(worth)[0] == 0


@pytest.mark.parametrize(
    ("facts", "word"), [((0, 0.3), "visits"), ((1, 0.3, 0.2, None), "interval"), ((1, 0.3, 0.4, 0.5), "between its own bounds")]
)
def test_an_impossible_reading_is_refused(facts: tuple[float, ...], word: str) -> None:
    with pytest.raises(BadInput, match=word):
        SeenClearance(*facts)  # type: ignore[arg-type]


def test_a_clearance_after_more_treatments_than_were_made_is_refused() -> None:
    with pytest.raises(BadInput, match="at most the 3"):
        learn(ANSWER, totals(), [SeenClearance(4, 0.3)], DRAWS, interval_weeks=8)
