"""The rows of the follow-up page's tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from unstipple.photo.change import Change, PerDot
from unstipple.report.change.cells import cells
from unstipple.report.change.dot_marks import Mark, marks, unread
from unstipple.report.change.pictures import COLOURS, LEGEND
from unstipple.report.change.words import change_words, interval_words, reason, share_words, why_no_share

Row = dict[str, Any]


def mark_rows(dots: PerDot) -> list[Row]:
    """What a dot can be marked as, how that looks and how many dots carry it."""
    mark = marks(dots)
    return [
        {
            "code": each.code, **change_words()["mark"][each.code], "count": f"{int((mark == each).sum()):,}", "shape": LEGEND[each],
            "colour": COLOURS[each],
        }
        for each in Mark
    ]  # fmt: skip


def zone_rows(change: Change) -> list[Row]:
    """Every zone with its share and interval, or why it has none."""
    rows = []
    for zone in change.zones:
        why = why_no_share(zone, change)
        text, advice = reason(why) if why else ("", "")
        rows.append(
            {
                "name": zone.name, "share": share_words(zone), "interval": interval_words(zone), "dots": f"{zone.dots:,}", "why": text,
                "advice": advice,
            }
        )  # fmt: skip
    return rows


def unread_rows(change: Change) -> list[Row]:
    """Why single dots could not be told, with how many they are; empty where nothing was compared."""
    found = unread(change.dots) if change.comparable else {}
    rows = [(count, *reason(code, "dot")) for code, count in found.items()]
    return [{"count": f"{count:,}", "what": text, "advice": advice} for count, text, advice in rows]


def cells_untold(dots: PerDot, mm_per_px: float) -> tuple[int, int]:
    """How many cells of the map cannot be told, and how many hold dots."""
    found = cells(dots, mm_per_px)
    return int(np.count_nonzero(~found.told)), int(found.gone.size)
