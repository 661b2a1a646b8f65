"""Waiting times in the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from unstipple.evidence import number


def weeks_after(start: date, limit: str) -> date:
    """The day on which a wait is over: ``start`` plus the cited number of weeks of that evidence name."""
    return start + timedelta(weeks=number(limit))


def months_after(start: date, limit: str) -> date:
    """The same day of the month, the cited number of months later; the month's last day where it has no such day."""
    first = start.replace(day=1)
    for _ in range(int(number(limit))):
        first += timedelta(days=_length_days(first))
    return first.replace(day=min(start.day, _length_days(first)))


def _length_days(month: date) -> int:
    return monthrange(month.year, month.month)[1]
