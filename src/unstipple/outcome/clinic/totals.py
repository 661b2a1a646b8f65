"""What the table comes to, model by model: how many rows lie inside, how wide the intervals are, and the scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from unstipple.outcome.clinic.row import ClinicRow, Role


@dataclass(frozen=True, slots=True)
class ClinicTotal:
    """Rows of one model and unit with one role, with stated settings (``known``) or without.

    ``width`` and the scores are means over the rows, in ``unit``; lower scores are better. ``pooled_score`` and ``old_score`` are means
    over the same rows, or ``None`` where one of them has none.
    """

    model: str
    what: str
    unit: str
    role: Role
    known: bool
    rows: int
    inside: int
    width: float
    score: float
    pooled_score: float | None
    old_score: float | None


def clinic_totals(rows: Iterable[ClinicRow]) -> tuple[ClinicTotal, ...]:
    """One total for every model, kind of outcome, role, and for stated and unstated settings, in that order."""

    def key(row: ClinicRow) -> tuple[str, str, str, Role, bool]:
        return row.model, _kind(row), row.unit, row.role, not row.known

    return tuple(_total(*found, list(group)) for found, group in groupby(sorted(rows, key=key), key=key))


def _kind(row: ClinicRow) -> str:
    return "clearance" if row.model.startswith("dose to clearance") else row.what


def _total(model: str, what: str, unit: str, role: Role, unknown: bool, rows: Sequence[ClinicRow]) -> ClinicTotal:
    return ClinicTotal(
        model=model, what=what, unit=unit, role=role, known=not unknown, rows=len(rows), inside=sum(row.inside for row in rows),
        width=_mean([row.width for row in rows]) or 0.0, score=_mean([row.score for row in rows]) or 0.0,
        pooled_score=_mean([row.pooled_score for row in rows]), old_score=_mean([row.old_score for row in rows]),
    )  # fmt: skip


def _mean(values: Sequence[float | None]) -> float | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers) / len(numbers) if len(numbers) == len(values) else None
