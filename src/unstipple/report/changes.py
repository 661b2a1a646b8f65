"""What changed from one plan to the next, in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.consult import CaseFile
from unstipple.course import Changed
from unstipple.report.phrases import DECISIONS, left_out_words, limit_words, more_than
from unstipple.rules import longer_interval_reasons


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "changes.en.toml").read_text(encoding="utf-8"))


def changes_title() -> str:
    """The heading above the sentences."""
    return str(_words()["title"])


def change_sentences(changed: Iterable[Changed]) -> list[str]:
    """A sentence for everything that changed, with its zone in front."""
    return [(f"{each.zone}: " if each.zone else "") + str(_words()["change"][each.code]).format(**_facts(each)) for each in changed]


def interval_why(case: CaseFile) -> str:
    """Why a case waits as long as it does between treatments."""
    reasons = longer_interval_reasons(case)
    held = _words()["held"]
    return str(held["longer"]).format(reasons=_reasons(reasons)) if reasons else str(held["usual"])


def _reasons(codes: Iterable[str]) -> str:
    return " and ".join(_words()["reason"][code] for code in codes)


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
        facts["reasons"] = _reasons(reasons or ("none",))
    if "why" in facts:
        facts["why"] = left_out_words(str(facts["why"]))
    return facts


def _treatments(count: object) -> str:
    return f"{count} treatment{'' if count == 1 else 's'}"
