"""Where the stamps go, in a sentence a zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstipple.course import Course
from unstipple.course.layout import ZoneLayout
from unstipple.report.phrases import words

SECONDS_PER_MINUTE = 60
SMALL = 0.001


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A zone by its label, and what is to be known of its stamps."""

    zone: str
    text: str


def laid_rows(course: Course) -> list[LaidRow]:
    """A row a zone, as the settings are listed."""
    label = {zone.target.zone: zone.target.label for zone in course.zones}
    return [LaidRow(label[each.zone], laid_words(each)) for each in course.layouts]


def laid_words(laid: ZoneLayout) -> str:
    """One zone's stamps in words."""
    table = words()["laid"]
    low, mid, high = (np.percentile(laid.missed, at) * 100 for at in (10, 50, 90))
    never, twice = float(np.median(laid.never)), float(np.median(laid.twice))
    wait = laid.neighbours_s
    parts = [
        str(table["stamps"]).format(pulses=laid.pulses),
        str(table["apart" if np.isfinite(wait) else "alone"]).format(wait=_wait(wait)),
        str(table["missed"]).format(low=f"{low:.0f}", mid=f"{mid:.0f}", high=f"{high:.0f}", twice=f"{twice * 100:.0f}"),
    ]
    if laid.visits > 1:
        missing = str(table["never_small"]) if never < SMALL else str(table["never_some"]).format(share=f"{never * 1000:.0f}")
        parts.append(str(table["never"]).format(visits=laid.visits, share=missing))
    if laid.kept_out > 0:
        parts.append(str(table["kept_out"]).format(share=f"{max(laid.kept_out * 100, 1):.0f}"))
    if not laid.mapped:
        parts.append(str(table["not_mapped"]))
    return " ".join(parts)


def _wait(seconds: float) -> str:
    if not np.isfinite(seconds):
        return ""
    return f"{seconds:.0f} s" if seconds < 2 * SECONDS_PER_MINUTE else f"{seconds / SECONDS_PER_MINUTE:.0f} min"
