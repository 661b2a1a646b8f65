"""Why a setting is not higher, what would hold it next, and what would have to be true to go higher, in words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.consult import FITZPATRICK
from unstipple.course import Course
from unstipple.plan import Headroom, ZonePlan, chosen_option, headroom
from unstipple.report.phrases import limit_words


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "explain.en.toml").read_text(encoding="utf-8"))


def reasons(course: Course, zone: ZonePlan) -> list[tuple[Headroom, list[str]]]:
    """For the first treatment, and for the one at which the zone settles where that is another: its headroom and sentences."""
    treatments = dict.fromkeys((1, len(zone.regimen.steps)))
    return [(found, _sentences(course, zone, found)) for found in (headroom(zone, at) for at in treatments)]


def higher_words(course: Course, zone: ZonePlan, found: Headroom) -> str:
    """What would have to be true to go higher."""
    setting = zone.regimen.at(found.treatment).setting
    held = next((limit.fluence_j_cm2 for limit in found.limits if limit.code == found.held_by), found.fluence_j_cm2)
    return str(_words()["higher"][found.held_by]).format(
        energy=setting.mode.top_energy_j(setting.spot_mm),
        spot=setting.spot_mm,
        limit=held,
        skin=FITZPATRICK[course.case.skin.type_number - 1],
    )


def _sentences(course: Course, zone: ZonePlan, found: Headroom) -> list[str]:
    table = _words()
    said = [str(table["holds"]).format(treatment=found.treatment, fluence=found.fluence_j_cm2, what=limit_words(found.held_by))]
    if found.dearer:
        said += _balance(zone, found)
    if found.next:
        said.append(str(table["next"]).format(what=limit_words(found.next.code), fluence=found.next.fluence_j_cm2))
    else:
        said.append(str(table["next-none"]))
    said.append(str(table["to-go-higher"]).format(text=higher_words(course, zone, found)))
    return said


def _balance(zone: ZonePlan, found: Headroom) -> list[str]:
    """What the next dial would weigh, where the balance holds the fluence."""
    now, above, table = chosen_option(zone), found.dearer, _words()
    if now is None or above is None:
        return []
    if above.score < now.score:
        return [str(table["together"])]
    fewer = None not in (now.sessions_median, above.sessions_median) and now.sessions_median != above.sessions_median
    effect = str(table["fewer"]).format(count=above.sessions_median, was=now.sessions_median) if fewer else str(table["same"])
    facts = {
        "fluence": above.setting.fluence_j_cm2,
        "more": above.score - now.score,
        "marks": above.harm,
        "now": now.harm,
        "effect": effect,
    }
    return [str(table["balance"]).format(**facts)]
