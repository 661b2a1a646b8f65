"""Fluence that whitens skin at once beside the fluence at which half of the melanosomes cavitate: a marker, not a harm."""

from __future__ import annotations

from unstipple.dose.injury import melanosomes
from unstipple.outcome.clinic.light import ClinicLight
from unstipple.outcome.clinic.row import ClinicRow
from unstipple.outcome.clinic.scores import crps
from unstipple.outcome.clinic.series import Series, series_with
from unstipple.outcome.risk import band


def whitening_rows(light: ClinicLight) -> tuple[ClinicRow, ...]:
    """Published whitening thresholds, incident J/cm²."""
    return tuple(_row(series, light) for series in series_with("whitening_j_cm2"))


def _row(series: Series, light: ClinicLight) -> ClinicRow:
    layer = melanosomes(series.type_number, series.number("wavelength_nm"), series.number("pulse_ns"), light.draws)
    incident = layer.threshold_j_cm2 / light.epidermis(series)
    low, mid, high = band(incident)
    found = series.value("whitening_j_cm2")
    return ClinicRow(
        name=series.key, what="whitening", model="melanosome cavitation", unit="j_cm2",
        observed_low=found.low, observed=found.value, observed_high=found.high, predicted_low=low, predicted=mid, predicted_high=high,
        role="held-out", known=True, score=crps(incident, found.value), pooled_score=None, old_score=None, log_score=None,
        pooled_log_score=None, old_log_score=None, sources=found.sources,
    )  # fmt: skip
