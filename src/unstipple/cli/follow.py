"""``unstipple follow``: what share of the pigment is gone, or why that cannot be said; with a case, the new course."""

from __future__ import annotations

import json as json_text
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from unstipple.cli.pipeline import planned, seen, seen_views
from unstipple.cli.summary import print_course
from unstipple.cli.talk import emit, err, out, stage
from unstipple.course import Before, Changed, Course, Doubt, Measured, changes, last_treatment, refuse_too_early, targets, with_measured
from unstipple.errors import BadInput
from unstipple.photo import Look, look, read_photo
from unstipple.photo.card import CardValues, read_card_values
from unstipple.photo.change import Change, as_json
from unstipple.photo.change import follow as compare
from unstipple.records import CaseFolder, StoredPlan, before_of, course_json, open_case, read_plan, store_measurement, write_whole
from unstipple.report import sentence
from unstipple.report.change import change_lines, change_page
from unstipple.report.changes import change_sentences, changes_title
from unstipple.scalp import Polygon, Zone


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Photographs of one comparison and what is known beside them."""

    before: Look
    after: Look
    repeat: Look | None
    zones: tuple[Zone, ...] = ()
    skin_type: int | None = None

    def change(self) -> Change:
        looks = (self.before, self.after, self.repeat)
        colours = tuple(one.colour if one else None for one in looks)
        return compare(
            self.before, self.after, repeat=self.repeat, zones=self.zones, skin_type=self.skin_type,
            colours=(colours[0], colours[1], colours[2]),
        )  # fmt: skip


def follow(
    before: Path,
    after: Path,
    /,
    *,
    repeat: Path | None = None,
    mm_per_px: float | None = None,
    skin_type: Annotated[int | None, Parameter(validator=Number(gte=1, lte=6))] = None,
    card_values: Path | None = None,
    on: date | None = None,
    seed: int = 1,
    out_dir: Annotated[Path | None, Parameter(name="--out")] = None,
    json: bool = False,
) -> None:
    """Measure how much of the pigment is gone; with a case, also plan the course anew.

    Parameters
    ----------
    before
        The case folder, or a photograph of the earlier visit.
    after
        Photograph of the later visit.
    repeat
        A second photograph of the earlier visit, taken anew; with it the answer is surer.
    mm_per_px
        Millimetres of scalp per pixel; without it the printed card in each picture gives the scale.
    skin_type
        Fitzpatrick's skin type, 1 to 6; types 5 and 6 cannot be measured without the printed card. A case brings its own.
    card_values
        File (TOML or CSV) of what the patches of this very print of the card measure; without it the print's colours are in doubt by 8 %.
    on
        Day on which the later photograph was taken, e.g. 2026-11-23; with a case, the day of planning if not given.
    seed
        Seed of all draws of the new course.
    out_dir
        Where to write the page (change.html), the data (change.json) and, with a case, the new plan.json; a case has a folder for it.
    json
        Print the answer as data.
    """
    values = read_card_values(card_values) if card_values else None
    folder = open_case(before) if before.is_dir() or before.suffix == ".toml" else None
    if folder is not None:
        taken = on or folder.today
        refuse_too_early(folder.case, taken, _planned_on(folder))  # before the work begins
        pictures = _of_case(folder, after, repeat, mm_per_px, values)
    else:
        with stage("looking at the photographs", total=3) as advance:
            looks = [look(read_photo(file), mm_per_px, card_values=values) for file in (before, after, *([repeat] if repeat else []))]
            advance(3)
        pictures = _Pictures(looks[0], looks[1], looks[2] if repeat else None, skin_type=skin_type)
    with stage("comparing") as advance:
        change = pictures.change()
        advance(1)
    measured = _measured(folder, change, taken) if folder else None
    course = _new_course(folder, measured, pictures.before, seed) if folder and measured else None
    changed = changes(course, _before(folder)) if folder and course else ()
    target = out_dir or (folder.folder / "sessions" / f"follow-{taken.isoformat()}" if folder else None)
    answer = _answer(change, course, folder, changed)
    files = _write(target, pictures, change, answer, folder, course, changed) if target else []
    if folder and measured:
        files.append(store_measurement(folder.folder, measured))
    _say(change, course, answer, files, changed, json=json)
    if not change.comparable:
        raise SystemExit(2)
    if course is not None and not course.verdict.allows:
        raise SystemExit(3)


def _of_case(folder: CaseFolder, after: Path, repeat: Path | None, mm_per_px: float | None, values: CardValues | None) -> _Pictures:
    baseline = seen(folder, values)
    answers = folder.case.photo
    second = repeat or (folder.folder / answers.repeat if answers and answers.repeat else None)
    scale = mm_per_px or (answers.mm_per_px if answers else None)
    with stage("looking at the photographs", total=2) as advance:
        later = look(read_photo(after), scale, card_values=values)
        advance(1)
        again = look(read_photo(second), answers.mm_per_px if answers else None, card_values=values) if second else None
        advance(1)
    return _Pictures(baseline, later, again, _zones(folder, baseline), folder.case.skin.type_number)


def _zones(folder: CaseFolder, baseline: Look) -> tuple[Zone, ...]:
    found = targets(folder.case, baseline, seen_views(folder)).treat
    return tuple(Zone(one.label, Polygon(one.polygon_px), one.area_cm2, one.label) for one in found if len(one.polygon_px) > 2)


def _measured(folder: CaseFolder, change: Change, taken: date) -> Measured | None:
    """The measurement; ``None`` when there is none. Of an "at least", the bound counts, and nothing above it is excluded."""
    value = change.low if change.whole.at_least else change.clearance
    if not change.comparable or value is None:
        return None
    low, high = (value, 1.0) if change.whole.at_least else (change.low, change.high)
    low, high = (value if end is None else end for end in (low, high))
    return Measured(last_treatment(folder.case), taken, value, min(low, value), max(high, value))


def _new_course(folder: CaseFolder, measured: Measured, baseline: Look, seed: int) -> Course:
    """The course from here on."""
    onward = replace(folder, case=with_measured(folder.case, measured), today=max(folder.today, measured.on))
    return planned(onward, onward.lasers(), baseline, Doubt(seed=seed), seen_views(onward))


def _stored(folder: CaseFolder) -> StoredPlan | None:
    """The plan that was written for the case, if one was."""
    try:
        return read_plan(folder.folder)
    except BadInput:
        return None


def _planned_on(folder: CaseFolder) -> date | None:
    plan = _stored(folder)
    return date.fromisoformat(plan.data["planned_on"]) if plan else None


def _before(folder: CaseFolder) -> Before | None:
    plan = _stored(folder)
    return before_of(plan) if plan else None


def _answer(change: Change, course: Course | None, folder: CaseFolder | None, changed: Sequence[Changed]) -> dict[str, Any]:
    answer = as_json(change)
    if folder is not None:
        answer["plan"] = course_json(course, sentence, parent=_parent(folder), made_from=folder.made_from) if course else None
        answer["changed"] = [
            {"code": each.code, "zone": each.zone, "message": text} for each, text in zip(changed, change_sentences(changed), strict=True)
        ]
    return answer


def _parent(folder: CaseFolder) -> str | None:
    """Digest of the plan that this one follows, if one was written."""
    plan = _stored(folder)
    return str(plan.data["digest"]) if plan and "digest" in plan.data else None


def _write(
    target: Path, pictures: _Pictures, change: Change, answer: dict[str, Any], folder: CaseFolder | None, course: Course | None,
    changed: Sequence[Changed],
) -> list[Path]:  # fmt: skip
    page = change_page(
        pictures.before.photo, change, mm_per_px=pictures.before.mm_per_px, today=folder.today if folder else date.today(),
        label=folder.case.patient.label if folder else None, zones=pictures.zones, course=course, changed=changed,
    )  # fmt: skip
    plan = answer.get("plan")
    files = [write_whole(target / "change.html", page.encode()), write_whole(target / "change.json", _text(answer))]
    return [*files, write_whole(target / "plan.json", _text(plan))] if plan else files


def _text(data: dict[str, Any]) -> bytes:
    return (json_text.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _say(
    change: Change, course: Course | None, answer: dict[str, Any], files: Sequence[Path], changed: Sequence[Changed], *, json: bool
) -> None:
    if json:
        emit({**answer, "files": [str(file) for file in files]})
        return
    for line in change_lines(change):
        out.print(line, markup=False)
    if changed:
        out.print(f"\n[bold]{changes_title()}[/]")
        for text in change_sentences(changed):
            out.print(f"  {text}", markup=False)
    if course is not None:
        print_course(course)
    if files:
        err.print(f"[dim]written: {', '.join(str(file) for file in files)}[/]")
