"""The fit of harm to dose: it finds what was put in, doubts where little was, and scores what it never saw."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from unstipple.outcome.calibration import StudyPoint, fit, leave_one_out, log_binomial


def studies(count: int, patients: int, *, intercept: float = -2.5, slope: float = 1.2, sd: float = 0.0) -> list[StudyPoint]:
    rng = np.random.default_rng(4)
    doses = np.linspace(-2, 2.5, count)
    chances = expit(intercept + slope * doses + sd * rng.normal(size=count))
    return [
        StudyPoint(f"s{n}", float(patients * chance), patients, float(dose), 0.0)
        for n, (dose, chance) in enumerate(zip(doses, chances, strict=True))
    ]


def test_large_studies_give_back_the_link_that_made_them() -> None:
    found = fit(studies(8, 4000))
    assert found.quantiles("intercept", (0.5,))[0] == pytest.approx(-2.5, abs=0.25)
    assert found.quantiles("slope", (0.5,))[0] == pytest.approx(1.2, rel=0.2)
    assert found.study_sd_rms < 0.4


def test_studies_that_differ_are_told_from_studies_that_agree() -> None:
    alike, apart = fit(studies(8, 4000)), fit(studies(8, 4000, sd=1.0))
    assert apart.study_sd_rms > alike.study_sd_rms + 0.3


def test_few_studies_leave_more_doubt_than_many() -> None:
    few, many = (np.ptp(fit(studies(count, 50)).quantiles("slope", (0.05, 0.95))) for count in (2, 8))
    assert few > many


def test_a_dose_in_doubt_says_less_about_the_slope() -> None:
    sure = studies(5, 200)
    vague = [StudyPoint(one.name, one.events, one.patients, one.log_dose, 1.0) for one in sure]
    widths = [np.ptp(fit(points).quantiles("slope", (0.05, 0.95))) for points in (sure, vague)]
    assert widths[1] > widths[0]


def test_dose_predicts_unseen_studies_better_than_the_pooled_rate_where_dose_counts() -> None:
    points = studies(6, 100)
    assert sum(leave_one_out(points)) > sum(leave_one_out(points, dose_counts=False)) + 3


def test_the_count_score_is_the_binomial_chance() -> None:
    chances = np.array([0.1, 0.5])
    assert log_binomial(3, 10, chances) == pytest.approx(binom.logpmf(3, 10, chances))


def test_the_weights_of_a_posterior_add_up_to_one() -> None:
    found = fit(studies(3, 40))
    assert found.weight.sum() == pytest.approx(1)
    assert (np.diff(found.quantiles("intercept", (0.05, 0.5, 0.95))) > 0).all()
