"""The forecast beside published series: nothing dropped, fitted and held out told apart, scores that mean something."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from unstipple import evidence
from unstipple.dose import Effort
from unstipple.evidence import Draws, value
from unstipple.outcome.calibration import StudyPoint, fit, leave_one_out
from unstipple.outcome.clinic import ClinicRow, clinic_rows, clinic_steps, clinic_totals, compared
from unstipple.outcome.clinic.harms import loads, study_points
from unstipple.outcome.clinic.light import LEVEL_COUNT, ClinicLight, light_for, wanted
from unstipple.outcome.clinic.scores import count_score, crps, seen_shares
from unstipple.outcome.clinic.series import Series, all_series

DRAWS = Draws(240, 1)
FITTED_HARM = {"kuwait_755", "thai_1064_a", "thai_1064_b", "kilmer_1064"}


def even_light() -> ClinicLight:
    """Light that builds up alike everywhere: the table's bookkeeping needs no engine."""
    tables = {
        beamline: xr.Dataset(
            {
                "pigment": (("spot", "draw", "level"), np.full((len(spots), DRAWS.count, LEVEL_COUNT), 2.4)),
                "epidermis": (("spot", "draw"), np.full((len(spots), DRAWS.count), 2.4)),
            },
            coords={"spot": sorted(spots)},
        )
        for beamline, spots in wanted(all_series()).items()
    }
    return ClinicLight(tables, DRAWS)


@pytest.fixture(scope="module")
def rows() -> tuple[ClinicRow, ...]:
    return compared(even_light())


@pytest.fixture(scope="module")
def real() -> ClinicLight:
    return light_for(all_series(), DRAWS, Effort(6, 4000))


def test_every_published_outcome_has_its_row(rows: tuple[ClinicRow, ...]) -> None:
    told = {(row.name, row.observed) for row in rows}
    for name in evidence.names("clinic."):
        _, series, leaf = name.split(".")
        if leaf.endswith("_pct") and leaf != "hair_loss_pct":
            assert any(who == series and share == pytest.approx(value(name).value / 100) for who, share in told), name
        if leaf == "whitening_j_cm2":
            assert (series, value(name).value) in told


def test_fitted_and_held_out_rows_are_told_apart(rows: tuple[ClinicRow, ...]) -> None:
    fitted = {row.name for row in rows if row.role == "fitted" and row.what.endswith("pigmentation")}
    assert fitted == FITTED_HARM
    assert {row.name for row in rows if row.role == "fitted" and "clearance" in row.what} == {"jcod_grey", "jcod_black"}
    assert sum(row.role == "held-out" for row in rows) > len(rows) / 2


def test_every_interval_and_score_is_a_number_in_its_place(rows: tuple[ClinicRow, ...]) -> None:
    for row in rows:
        assert row.predicted_low <= row.predicted <= row.predicted_high, row.name
        assert row.inside == (row.predicted_low <= row.observed <= row.predicted_high)
        assert row.width == pytest.approx(row.predicted_high - row.predicted_low)
        assert row.score >= 0
        assert row.log_score is None or row.log_score <= 0
        assert row.sources
        if row.unit == "share":
            assert row.predicted_low >= 0
            assert row.predicted_high <= 1


def test_a_count_of_patients_says_how_sure_it_is(rows: tuple[ClinicRow, ...]) -> None:
    kuwait = next(row for row in rows if row.name == "kuwait_755" and row.what == "hypopigmentation")
    assert kuwait.observed_low is not None
    assert kuwait.observed_high is not None
    # the exact 95 per cent interval of the source is 21 to 38.5 per cent; this one holds 90
    assert 0.21 < kuwait.observed_low < 0.25
    assert 0.34 < kuwait.observed_high < 0.385


def test_the_totals_hold_every_row_once_and_keep_fitted_from_held_out(rows: tuple[ClinicRow, ...]) -> None:
    totals = clinic_totals(rows)
    assert sum(total.rows for total in totals) == len(rows)
    assert sum(total.inside for total in totals) == sum(row.inside for row in rows)
    assert len({(total.model, total.what, total.role, total.known) for total in totals}) == len(totals)
    load = next(t for t in totals if t.model.startswith("melanin") and t.role == "held-out" and t.known)
    mine = [row.score for row in rows if row.model.startswith("melanin") and row.role == "held-out" and row.known]
    assert load.score == pytest.approx(np.mean(mine))


def test_a_series_that_states_no_fluence_is_marked(rows: tuple[ClinicRow, ...]) -> None:
    known = {row.name: row.known for row in rows}
    assert not known["brazil_1064"]
    assert not known["wu_1064_ps"]
    assert known["kuwait_755"]


def test_a_sure_and_right_prediction_scores_best_and_a_sure_and_wrong_one_worst() -> None:
    rng = np.random.default_rng(1)
    scores = [crps(centre + sd * rng.normal(size=4000), 0.3) for centre, sd in ((0.3, 0.01), (0.3, 0.2), (0.9, 0.2), (0.9, 0.01))]
    assert scores == sorted(scores)


def test_the_ranked_score_of_a_normal_prediction_is_its_closed_form() -> None:
    from scipy.stats import norm

    samples = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    z = 0.7
    exact = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(samples, z) == pytest.approx(exact, abs=1e-3)


def test_a_count_is_scored_by_the_mean_chance_over_the_draws() -> None:
    assert count_score(np.array([0.0, 1.0]), 0, 5) == pytest.approx(np.log(0.5))


def test_a_small_series_may_show_what_a_large_one_may_not() -> None:
    chance = np.full(DRAWS.count, 0.1)
    small, large = (np.std(seen_shares(chance, patients, DRAWS, "x")) for patients in (10, 1000))
    assert small == pytest.approx(np.sqrt(0.09 / 10), rel=0.1)
    assert large == pytest.approx(np.sqrt(0.09 / 1000), rel=0.1)


@pytest.mark.slow
def test_the_table_runs_from_light_to_scores_and_tells_its_progress() -> None:
    seen: list[float] = []
    effort = Effort(members=1, photons=200)
    table = clinic_rows(effort=effort, progress=seen.append)
    assert sum(seen) == clinic_steps(effort)
    assert len(table) > 40


@pytest.mark.slow
def test_the_series_that_were_fitted_lie_inside_and_most_that_were_not(real: ClinicLight) -> None:
    table = compared(real)
    assert all(row.inside for row in table if row.role == "fitted" and row.what.endswith("pigmentation"))
    held_out = [row for row in table if row.role == "held-out" and row.known and row.unit == "share"]
    assert np.mean([row.inside for row in held_out]) >= 0.8
    assert len(held_out) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["hypopigmentation", "hyperpigmentation"])
def test_the_stored_link_is_what_the_fit_gives_again(real: ClinicLight, harm: str) -> None:
    found = fit([point for point in study_points(harm, real) if Series(point.name).fitted("harm")])
    for which in ("intercept", "slope"):
        stored = value(f"harm.{harm}_link_{which}")
        assert stored.low is not None
        assert stored.high is not None
        low, mid, high = found.quantiles(which, (0.05, 0.5, 0.95))
        tolerance = 0.15 * (high - low)
        assert (stored.low, stored.value, stored.high) == pytest.approx((low, mid, high), abs=tolerance)
    offset = value(f"harm.{harm}_link_study_offset").high
    assert offset == pytest.approx(1.645 * found.study_sd_rms, rel=0.1)


def _stated(points: tuple[StudyPoint, ...]) -> list[StudyPoint]:
    return [point for point in points if Series(point.name).known and Series(point.name).number("wavelength_nm") > 700]


@pytest.mark.slow
def test_unseen_series_with_stated_settings_are_better_told_by_either_dose_than_by_one_rate_and_by_load_best(real: ClinicLight) -> None:
    """What the documents say of the two models: where this no longer holds, they and the binding model must change."""
    by_volume = _stated(study_points("hypopigmentation", real))
    by_load = _stated(study_points("hypopigmentation", real, lambda series: loads(series, real.draws) / 16))
    volume, load, alike = sum(leave_one_out(by_volume)), sum(leave_one_out(by_load)), sum(leave_one_out(by_load, dose_counts=False))
    assert alike + 2 < volume < load
