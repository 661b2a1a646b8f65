"""Plans side by side in words: one row a question, one cell a plan."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.course.comparison import Compared, Share
from unstipple.outcome import Risk
from unstipple.report.phrases import DECISIONS, number_range, percent, risk_words, short_limit


def rows(plans: Sequence[Compared]) -> list[list[str]]:
    """Every row: its question, then a cell for each plan."""
    words = _words()["row"]
    cells: dict[str, Callable[[Compared], str]] = {
        "decision": lambda plan: DECISIONS[plan.decision][0] if plan.decision in DECISIONS else plan.decision,
        "settings": lambda plan: _by_zone(plan.settings),
        "binds": lambda plan: _by_zone({zone: short_limit(code) for zone, code in plan.binds.items()}),
        "goal": lambda plan: percent(plan.goal_share) if plan.goal_share else _words()["none"],
        "treatments": lambda plan: number_range(*plan.treatments) if plan.visits else _words()["none"],
        "chance": lambda plan: _words()["none"] if plan.chance_by_ten is None else percent(plan.chance_by_ten),
        "gone": lambda plan: _range(plan.gone),
        "visits": lambda plan: f"{plan.visits}",
        "months": lambda plan: _words()["none"] if plan.months is None else f"{plan.months:.0f}",
    }
    made = [[words[name], *(cell(plan) for plan in plans)] for name, cell in cells.items()]
    return [*made, *_risk_rows(plans), [words["price"], *(_price(plan.cost) for plan in plans)]]


def differ_words(code: str) -> str:
    """Why columns do not speak of the same thing."""
    return str(_words()["differ"][code])


def _risk_rows(plans: Sequence[Compared]) -> Iterator[list[str]]:
    names = dict.fromkeys(risk.name for plan in plans for risk in plan.risks)
    for name in names:
        found = [next((risk for risk in plan.risks if risk.name == name), None) for plan in plans]
        title = next(_risk(risk)[0] for risk in found if risk)
        yield [f"{title}, {_words()['per_hundred']}", *(_risk(risk)[1] if risk else str(_words()["none"]) for risk in found)]


def _risk(risk: Risk) -> tuple[str, str]:
    name, rate = risk_words(risk)
    return name, rate if risk.mid is not None else str(_words()["no_rate"])


def _by_zone(said: Mapping[str, str]) -> str:
    """Zones that share an answer are named together."""
    answers: dict[str, list[str]] = {}
    for zone, answer in said.items():
        answers.setdefault(answer, []).append(zone)
    if len(answers) <= 1:
        return next(iter(answers), str(_words()["none"]))
    return "\n".join(f"{', '.join(zones)}: {answer}" for answer, zones in answers.items())


def _range(share: Share) -> str:
    low, mid, high = share
    if low is None or mid is None or high is None:
        return str(_words()["none"])
    return f"{percent(mid)} ({percent(low)} to {percent(high)})"


def _price(cost: Mapping[str, Any]) -> str:
    low, mid, high, currency = (cost.get(name) for name in ("low", "mid", "high", "currency"))
    if mid is None:
        return str(_words()["no_total"])
    return f"{currency} {mid} ({low} to {high})" if high else f"{currency} {mid} (from {low})"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "compare.en.toml").read_text(encoding="utf-8"))
