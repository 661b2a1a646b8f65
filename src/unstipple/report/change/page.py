"""The follow-up page: one HTML file that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from unstipple.course import Changed, Course
from unstipple.photo import Photo
from unstipple.photo.change import Change
from unstipple.report.change import figures, tables
from unstipple.report.change.pictures import FINENESS, outlines, shown, with_outside
from unstipple.report.change.words import change_words, headline, level_words, repeat_words
from unstipple.report.changes import change_sentences, changes_title
from unstipple.report.figures.clearance_fan import foretold_and_seen
from unstipple.report.phrases import long_date, words
from unstipple.scalp import Zone


def page(
    before: Photo, change: Change, *, mm_per_px: float, today: date, dates: tuple[date | None, date | None], label: str | None,
    zones: Sequence[Zone], plan: tuple[Course | None, Sequence[Changed]] = (None, ()),
) -> str:  # fmt: skip
    """The whole page as text; see `change_page`."""
    environment = Environment(
        loader=PackageLoader("unstipple.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    first, later = (long_date(day) if day else None for day in dates)
    context = {
        "words": change_words(),
        "kicker": change_words()["kicker"].format(today=long_date(today)),
        "label": label,
        "first": first,
        "later": later,
        "headline": headline(change),
        "change": change,
        "level": level_words(change.level),
        "zones": tables.zone_rows(change),
        "numbered": bool(zones) and change.comparable,
        "unread": tables.unread_rows(change),
        "untold": tables.cells_untold(change.dots, mm_per_px),
        "marked": tables.mark_rows(change.dots),
        "repeat": repeat_words(change) if change.comparable else None,
        "changed": change_sentences(plan[1]),
        "changed_title": changes_title(),
        "intended_use": words()["intended_use"],
        "version": _version(),
    }
    drawn = _pictures(before, change, mm_per_px, zones)
    foretold = foretold_and_seen(plan[0]) if plan[0] else None
    if foretold:
        drawn["pictures"]["foretold"] = foretold
    return environment.get_template("change.html.j2").render(context | drawn)


def _pictures(before: Photo, change: Change, mm_per_px: float, zones: Sequence[Zone]) -> dict[str, Any]:
    first = shown(before.rgb)
    later = None if change.warped is None else with_outside(change.warped)
    drawn, marked = {}, {}
    if change.comparable:
        drawn = {
            "enlarged": None if later is None else figures.enlarged(before.rgb, later, change.dots, mm_per_px),
            "map": figures.clearance_map(before.rgb, change.dots, mm_per_px, zones),
            "spread": figures.spread_of_change(change.dots),
        }
        marked = outlines(change.dots, mm_per_px, before.shape[1], first.width_px)
    return {
        "before": first,
        "after": shown(later) if later is not None else None,
        "marks": {mark.code: path for mark, path in marked.items() if path},
        "fineness": FINENESS,
        "pictures": {name: picture for name, picture in drawn.items() if picture},
    }


def _version() -> str:
    try:
        return version("unstipple")
    except PackageNotFoundError:
        return "unknown"
