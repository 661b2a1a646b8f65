"""The page of a follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstipple.course import Changed, Course
    from unstipple.photo import Photo
    from unstipple.photo.change import Change
    from unstipple.scalp import Zone


def change_page(
    before: Photo,
    change: Change,
    *,
    mm_per_px: float,
    today: date,
    before_on: date | None = None,
    after_on: date | None = None,
    label: str | None = None,
    zones: Sequence[Zone] = (),
    course: Course | None = None,
    changed: Sequence[Changed] = (),
) -> str:
    """One self-contained HTML page about what a follow-up measured.

    Parameters
    ----------
    before : the first photograph; only its pixels are shown, neither its name nor its place.
    mm_per_px : its scale.
    today : the day on which the page is made.
    before_on, after_on : the days of the photographs, where they are known.
    label : what the person is called, where it is to be printed.
    course : the new plan, where there is one: what was foretold is drawn beside what was measured.
    changed : what of the plan is otherwise now.
    zones : outlines on the first photograph, drawn on the map under the numbers of the table's rows.
    """
    # the drawing libraries are slow to load; words alone must not wait for them
    from unstipple.report.change.page import page

    return page(
        before, change, mm_per_px=mm_per_px, today=today, dates=(before_on, after_on), label=label, zones=zones, plan=(course, changed)
    )
