"""Clearance in the published series beside models M1 and M13."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, names, number, value
from unstipple.outcome.clearance import Response, clearance, effective_sessions, response
from unstipple.outcome.clinic.harms import share_interval
from unstipple.outcome.clinic.light import ClinicLight
from unstipple.outcome.clinic.row import ClinicRow
from unstipple.outcome.clinic.scores import count_score, crps, seen_shares
from unstipple.outcome.clinic.series import PREFIX, Series, series_with
from unstipple.outcome.dot_dose import equivalent_j_cm2
from unstipple.outcome.risk import band
from unstipple.pigment import absorption_ratio

Array = NDArray[np.float64]
PERSON_COUNT = 41


def worth(series: Series, answer: Response, light: ClinicLight) -> Array:
    """Effective sessions of a visit of the series (draw, level)."""
    ratio = absorption_ratio(series.number("wavelength_nm"), light.draws)
    dose = equivalent_j_cm2(series.fluence_j_cm2(light.draws), light.pigment(series), light.reference_pigment, ratio)
    return effective_sessions(answer, dose, picosecond=series.picosecond, passes=round(series.number("passes", 1)))


def cleared(answer: Response, each: Array, sessions: float, interval_weeks: float, draws: Draws) -> Array:
    """Clearance (draw, person) after ``sessions``, which need not be whole, over the spread between persons of one study."""
    persons = value("response.individual_factor").at((np.arange(PERSON_COUNT) + 0.5) / PERSON_COUNT)
    study = answer.k_per_session / draws.of("response.individual_factor")
    whole, part = int(sessions), sessions % 1
    found = []
    for person in persons:
        course = clearance(replace(answer, k_per_session=study * person), each, whole + 1, interval_weeks=interval_weeks)
        found.append(course[:, whole - 1] * (1 - part) + course[:, whole] * part)
    return np.stack(found, axis=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What a series counted: ``goal`` a share of patients above that clearance, ``None`` the mean or the median."""

    leaf: str
    what: str
    goal: float | None = None
    sessions: float | None = None


def clearance_rows(light: ClinicLight) -> tuple[ClinicRow, ...]:
    """Shares above a clearance, mean clearances and medians session by session."""
    rows = []
    for question in _questions():
        rows += [_row(series, question, light) for series in series_with(question.leaf)]
    return tuple(rows)


def _questions() -> Iterator[Question]:
    yield Question("clear_75_pct", "clearance above 75 %", number("clinic_goal.most"))
    yield Question("clear_95_pct", "clearance above 95 %", number("clinic_goal.nearly_all"))
    yield Question("clear_goal_pct", "called cleared", number("goal.clear_share"))
    yield Question("mean_clear_pct", "mean clearance")
    for leaf in sorted({name.rsplit(".", 1)[1] for name in names(PREFIX) if ".median_clear_" in name}):
        sessions = float(leaf.split("_")[2])
        yield Question(leaf, f"median clearance after {sessions:g}", sessions=sessions)


def _row(series: Series, question: Question, light: ClinicLight) -> ClinicRow:
    draws = light.draws
    grey = series.key == "jcod_grey" or series.number("grey_ink", 0) == 1
    answer = response("typical" if grey else "body_tattoo", draws)
    sessions = question.sessions or series.number("sessions")
    weeks = series.number("interval_weeks", number("practice.interval_dark_weeks"))
    ones = np.ones((draws.count, 1))
    each = worth(series, answer, light) if series.has("wavelength_nm") else ones
    seen = series.number(question.leaf) / 100
    told = _told(cleared(answer, each, sessions, weeks, draws), question, series, draws)
    plain = _told(cleared(answer, ones, sessions, weeks, draws), question, series, draws)
    low, mid, high = band(told.shown)
    mid = mid if told.chance is None else float(np.median(told.chance))
    counted = seen * series.number("patients")
    bounds = share_interval(counted, series.number("patients")) if question.goal else _stated(series, question.leaf)
    return ClinicRow(
        name=series.key, what=question.what, model="dose to clearance (M13)", unit="share",
        observed_low=bounds[0], observed=seen, observed_high=bounds[1], predicted_low=low, predicted=mid, predicted_high=high,
        role="fitted" if series.fitted("clearance") else "held-out", known=series.known or not series.has("wavelength_nm"),
        score=crps(told.shown, seen), pooled_score=None, old_score=crps(plain.shown, seen),
        log_score=None if told.chance is None else count_score(told.chance, counted, series.number("patients")), pooled_log_score=None,
        old_log_score=None if plain.chance is None else count_score(plain.chance, counted, series.number("patients")),
        sources=series.value(question.leaf).sources,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    shown: Array
    chance: Array | None


def _told(persons: Array, question: Question, series: Series, draws: Draws) -> _Told:
    """What a series of that size would show (n,), from the clearance of its persons (draw, person)."""
    patients = series.number("patients")
    if question.goal:
        chance = (persons >= question.goal).mean(axis=1)
        return _Told(seen_shares(chance, patients, draws, f"{series.key}.{question.leaf}"), chance)
    middle = np.median(persons, axis=1) if question.sessions else persons.mean(axis=1)
    noise = value("harm.standard_normal").at(draws.shares(f"clinic.sample.{series.key}.{question.leaf}"))
    wider = np.sqrt(np.pi / 2) if question.sessions else 1
    return _Told(np.clip(middle + wider * persons.std(axis=1) / np.sqrt(patients) * noise, 0, 1), None)


def _stated(series: Series, leaf: str) -> tuple[float | None, float | None]:
    found = series.value(leaf)
    return (None, None) if found.low is None or found.high is None else (found.low / 100, found.high / 100)
