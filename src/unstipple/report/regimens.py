"""How settings go on after the first treatment, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

from unstipple.course import Course
from unstipple.plan import Step, ZonePlan
from unstipple.report.phrases import words


@dataclass(frozen=True, slots=True)
class LaterRow:
    """Zones alike, what changes for them after the first treatment, and on what condition."""

    zones: tuple[str, ...]
    steps: tuple[str, ...]
    condition: str


def later_steps(zone: ZonePlan, treatments: int) -> list[str]:
    """What changes after the first treatment, e.g. ``"treatment 2: 4.3 J/cm²"``; empty where nothing does."""
    steps = [zone.regimen.at(at) for at in range(1, treatments + 1)]
    runs, begin = [], 1
    for step, same in groupby(steps):
        end = begin + len(list(same)) - 1
        runs.append((begin, end, step))
        begin = end + 1
    found = []
    for (_, _, before), (begin, end, step) in pairwise(runs):
        found.append(f"{_when(begin, end, treatments)}: {_what(step, before)}")
    return found


def later_rows(course: Course) -> list[LaterRow]:
    """Zones whose later treatments differ from the first, with what they get; zones alike together."""
    treatments = sum(visit.kind == "treatment" for visit in course.proposal.visits)
    said: dict[tuple[str, ...], list[str]] = {}
    for zone in course.zones:
        steps = tuple(later_steps(zone, treatments))
        if steps:
            said.setdefault(steps, []).append(zone.target.label)
    return [LaterRow(tuple(zones), steps, str(words()["regimen"]["only-if"])) for steps, zones in said.items()]


def kind_of_way(code: str) -> str:
    """A way to treat in a few words."""
    return str(words()["regimen_kind"][code])


def _when(begin: int, end: int, last: int) -> str:
    table = words()["regimen"]
    name = "one" if begin == end else "from" if end == last else "between"
    return str(table[name]).format(at=begin, to=end)


def _what(step: Step, before: Step) -> str:
    table, setting = words()["regimen"], step.setting
    same = (setting.mode, setting.spot_mm, setting.laser.name) == (before.setting.mode, before.setting.spot_mm, before.setting.laser.name)
    text = str(table["fluence" if same else "other"]).format(
        laser=setting.laser.title, mode=setting.mode.label, spot=setting.spot_mm, fluence=setting.fluence_j_cm2
    )
    return text + (str(table["passes"]).format(passes=step.passes, wait=step.wait_min) if step.passes > 1 else "")
