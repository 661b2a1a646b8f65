"""What changed from one plan to the next, in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.course import Changed
from unstipple.report.intervals import interval_reasons
from unstipple.report.phrases import DECISIONS, left_out_words, limit_words, more_than


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "changes.en.toml").read_text(encoding="utf-8"))


def changes_title() -> str:
    """The heading above the sentences."""
    return str(_words()["title"])


def change_sentences(changed: Iterable[Changed]) -> list[str]:
    """A sentence for everything that changed, with its zone in front."""
    return [(f"{each.zone}: " if each.zone else "") + str(_words()["change"][each.code]).format(**_facts(each)) for each in changed]


def _facts(each: Changed) -> dict[str, object]:
    facts = dict(each.facts)
    if "after" in facts:
        facts["treatments"] = _treatments(facts["after"])
    if each.code == "decision":
        facts |= {name: DECISIONS[str(facts[name])][0].lower() for name in ("was", "now")}
    if each.code == "treatments":
        facts |= {name: more_than() if facts[name] is None else f"{facts[name]:.0f}" for name in ("was", "now")}
    if "because" in facts:
        facts["because"] = limit_words(str(facts["because"]))
    if each.code == "interval":
        reasons = facts["reasons"] if isinstance(facts["reasons"], tuple) else ()
        facts["reasons"] = interval_reasons(reasons)
    if "why" in facts:
        facts["why"] = left_out_words(str(facts["why"]))
    return facts


def _treatments(count: object) -> str:
    return f"{count} treatment{'' if count == 1 else 's'}"
