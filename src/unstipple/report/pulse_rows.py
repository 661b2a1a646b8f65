"""What one pulse does in skin, hair and ink, in words: informing, with the marks that say where the numbers do not hold."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from unstipple.course import Course
from unstipple.dose.stamp_dose import StampDose
from unstipple.evidence import number
from unstipple.plan import ZonePlan
from unstipple.report.phrases import mark_words, pulse_words_of
from unstipple.report.tables import Row, together


def pulse_rows(course: Course) -> list[Row]:
    """Per zone: how warm epidermis, hair and ink get under the chosen setting."""
    return together(course, lambda zone: _rows(zone.dose) if zone.dose else [])


def pulse_marks(course: Course) -> list[str]:
    """Every mark that the zones' doses carry, in words."""
    codes = dict.fromkeys(code for zone in course.zones for code in _marks(zone))
    return [mark_words(code) for code in codes]


def _marks(zone: ZonePlan) -> Iterable[str]:
    return zone.dose.marks if zone.dose else ()


def _rows(dose: StampDose) -> list[Row]:
    tissue = dose.tissue
    left = (tissue.neighbours_k + tissue.passes_k)[:, -1]
    rows = [
        ("epidermis", _band(tissue.peak_c[:, -1], "°C")),
        ("epidermis-rise", _band(tissue.rise_k[:, -1], "K")),
        ("left-behind", _band(left, "K")),
        ("ink-grain", _sublimed(dose.pigment.grain_rise_k)),
        ("ink-aggregate", _sublimed(dose.pigment.aggregate_rise_k)),
    ]
    if tissue.follicle:
        rows += [("bulge", _band(tissue.follicle.bulge_rise_k, "K")), ("bulb", _band(tissue.follicle.bulb_rise_k, "K"))]
        passed = float(np.mean(tissue.follicle.bulb_over_threshold >= 1))
        rows.append(("bulb-threshold", f"in {passed * 100:.0f} of 100 draws"))
    return [{"what": pulse_words_of(code), "value": value} for code, value in rows]


def _sublimed(rise_k: NDArray[np.float64]) -> str:
    """In how many draws carbon gets hotter than it can be as a solid: beyond that, degrees mean nothing."""
    hot = rise_k.mean(axis=1) + number("thermal.core_temperature_c") > number("particle.carbon.sublimation_c")
    return f"hotter than carbon sublimes in {np.mean(hot) * 100:.0f} of 100 draws"


def _band(values: NDArray[np.float64], unit: str) -> str:
    """Middle, and the span of the middle draws that risks are shown with."""
    tail = (1 - number("harm.band_share")) / 2
    low, mid, high = np.quantile(values, (tail, 0.5, 1 - tail))
    digits = 1 if high < 10 else 0
    return f"{mid:.{digits}f} {unit} ({low:.{digits}f} to {high:.{digits}f})"
