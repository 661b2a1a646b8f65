"""Harm in the published series beside the models: pigment by injured volume and by melanin load, scars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from unstipple.dose.injury import relative_volume
from unstipple.evidence import Draws, number, value
from unstipple.outcome.calibration import StudyPoint, fit
from unstipple.outcome.clinic.light import ClinicLight
from unstipple.outcome.clinic.row import ClinicRow
from unstipple.outcome.clinic.scores import count_score, crps, seen_shares
from unstipple.outcome.clinic.series import Series, series_with
from unstipple.outcome.hyperpigmentation import hyperpigmentation_risk
from unstipple.outcome.hypopigmentation import hypopigmentation_draws, melanin_load
from unstipple.outcome.pigment_link import link_chance
from unstipple.outcome.published import rate_draws
from unstipple.outcome.risk import band
from unstipple.outcome.scar import scar_chance

Array = NDArray[np.float64]


def volumes(series: Series, light: ClinicLight) -> Array:
    """Injured volume (n,) of a visit of the series over that of the reference series."""
    draws = light.draws
    local = series.fluence_j_cm2(draws) * light.epidermis(series)
    passes = round(series.number("passes", 1))
    return relative_volume(
        series.type_number, series.number("wavelength_nm"), series.number("pulse_ns"), local, draws,
        overlap=number("harm.reference_overlap"), pass_gains=(1,) * passes,
    )  # fmt: skip


def loads(series: Series, draws: Draws) -> Array:
    """Melanin load (n,) of model M6 in J/cm², with the tabled epidermal build-up of the spot."""
    spot_mm, usual_mm = series.number("spot_mm"), number("harm.reference_spot_mm")
    gain = number(f"harm.epidermal_build_up_{spot_mm:.0f}_mm") / number(f"harm.epidermal_build_up_{usual_mm:.0f}_mm")
    unit = melanin_load(
        1, series.number("wavelength_nm"), series.type_number, picosecond=series.picosecond, passes=round(series.number("passes", 1)),
        overlap=number("harm.reference_overlap"), spot_gain=gain,
    )  # fmt: skip
    return unit * series.fluence_j_cm2(draws)


def events(series: Series, harm: str) -> float:
    """Patients with that harm; need not be whole, as series print shares."""
    return series.number("patients") * series.number(f"{harm}_pct") / 100


def study_points(harm: str, light: ClinicLight, dose: Callable[[Series], Array] | None = None) -> tuple[StudyPoint, ...]:
    """Every series that counted the harm, at the log of its dose: the injured volume, or what ``dose`` gives."""
    found = []
    for series in series_with(f"{harm}_pct"):
        log = np.log(dose(series) if dose else volumes(series, light))
        found.append(StudyPoint(series.key, events(series, harm), series.number("patients"), float(np.median(log)), float(log.std())))
    return tuple(found)


def pooled(harm: str, kind: str, without: Series, draws: Draws) -> Array:
    """Draws (n,) of the rate that all fitted series but this one share, whatever their dose, with the spread between them."""
    rows = [s for s in series_with(f"{harm}_pct") if s.fitted(kind) and s != without]
    posterior = fit([StudyPoint(s.key, events(s, harm), s.number("patients"), 0, 0) for s in rows], dose_counts=False)
    place = np.searchsorted(np.cumsum(posterior.weight), draws.shares("clinic.pooled"))
    node = np.minimum(place, posterior.weight.size - 1)
    offset = value("harm.standard_normal").at(draws.shares("clinic.pooled_study"))
    return np.asarray(expit(posterior.intercept[node] + posterior.study_sd[node] * offset), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What one model says of one series: draws (n,) of the rate, and what it is called."""

    model: str
    chance: Array
    old: Array | None


def harm_rows(light: ClinicLight) -> tuple[ClinicRow, ...]:
    """Lasting light and dark patches and scars, series by series."""
    draws = light.draws
    rows: list[ClinicRow] = []
    for series in series_with("hypopigmentation_pct"):
        by_load = hypopigmentation_draws(loads(series, draws), draws)
        by_volume = link_chance("hypopigmentation", volumes(series, light), draws)
        told = [Told("injured volume", by_volume, by_load), Told("melanin load (M6)", by_load, None)]
        rows += _rows("hypopigmentation", "harm", series, told, draws)
    for series in series_with("hyperpigmentation_pct"):
        by_volume = link_chance("hyperpigmentation", volumes(series, light), draws)
        rows += _rows("hyperpigmentation", "harm", series, [Told("injured volume", by_volume, _published(series, draws))], draws)
    for series in series_with("scar_pct"):
        by_dose = scar_chance(volumes(series, light), draws)
        rows += _rows("scar", "scar", series, [Told("published range (M7)", by_dose, rate_draws("harm.scar", draws))], draws)
    return tuple(rows)


def _published(series: Series, draws: Draws) -> Array:
    """The rate that was shown before the dose counted, over its published range (n,)."""
    risk = hyperpigmentation_risk(series.number("wavelength_nm"), series.type_number)
    ends = [risk.low or 0, risk.mid or 0, risk.high or 0]
    return np.interp(draws.shares("clinic.published"), (0, 0.5, 1), ends)


def _rows(harm: str, kind: str, series: Series, told: Sequence[Told], draws: Draws) -> list[ClinicRow]:
    patients, count = series.number("patients"), events(series, harm)
    seen = count / patients
    low_seen, high_seen = share_interval(count, patients)

    def shown(chance: Array) -> Array:
        return seen_shares(chance, patients, draws, f"{series.key}.{harm}")

    def scored(chance: Array | None) -> tuple[float | None, float | None]:
        return (None, None) if chance is None else (crps(shown(chance), seen), count_score(chance, count, patients))

    alike = scored(pooled(harm, kind, series, draws))
    rows = []
    for one in told:
        low, _, high = band(shown(one.chance))
        old = scored(one.old)
        rows.append(
            ClinicRow(
                name=series.key, what=harm, model=one.model, unit="share",
                observed_low=low_seen, observed=seen, observed_high=high_seen,
                predicted_low=low, predicted=float(np.median(one.chance)), predicted_high=high,
                role="fitted" if series.fitted(kind) else "held-out", known=series.known,
                score=crps(shown(one.chance), seen), pooled_score=alike[0], old_score=old[0],
                log_score=count_score(one.chance, count, patients), pooled_log_score=alike[1], old_log_score=old[1],
                sources=series.value(f"{harm}_pct").sources,
            )
        )  # fmt: skip
    return rows


def share_interval(count: float, patients: float) -> tuple[float, float]:
    """Ends of the Jeffreys interval of a share, at ``harm.band_share``; 0 and 1 belong to it when nobody or everybody was counted."""
    from scipy.stats import beta  # a second to import, and only this comparison needs it

    tail = (1 - number("harm.band_share")) / 2
    low, high = (float(beta.ppf(share, count + 0.5, patients - count + 0.5)) for share in (tail, 1 - tail))
    return 0.0 if count == 0 else low, 1.0 if count == patients else high
