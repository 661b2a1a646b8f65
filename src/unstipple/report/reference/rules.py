"""The rule book: every rule with what it asks, who may override it, until when it holds, sources, values and examples, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from unstipple.evidence import source, value
from unstipple.report.wording import sentence, severity_word, who_may_override, written_date
from unstipple.rules.examples import TODAY, calm_case, silent, speaks
from unstipple.rules.registry import Rule
from unstipple.rules.screening import all_rules, screen

GRAVEST = ("stop", "hold", "caution", "note")


def rule_book() -> str:
    """The whole page."""
    said = _words()["book"]
    ordered = sorted(all_rules(), key=lambda rule: (min(map(GRAVEST.index, rule.severities)), rule.code))
    lines = [f"# {said['title']}", "", said["intro"].format(day=written_date(TODAY), count=len(ordered)), ""]
    lines += [f"| {said['rule']} | {said['severity']} | {said['override']} |", "| --- | --- | --- |"]
    lines += [f"| [{rule.code}](#{rule.code}) | {_severities(rule)} | {_override(rule)} |" for rule in ordered]
    for rule in ordered:
        lines += ["", *_chapter(rule)]
    return "\n".join(lines) + "\n"


def drug_class_words(classes: Sequence[str]) -> str:
    """Classes of medicines in words, e.g. ``"gold"``; that it is unknown where there are none."""
    words = _words()["drug_class"]
    return ", ".join(words[kind] for kind in classes) or str(words["unknown"])


def _chapter(rule: Rule) -> Iterator[str]:
    said = _words()["book"]
    yield from (f"## {rule.code}", "", rule.about, "")
    yield f"- {said['severity']}: {_severities(rule)}"
    yield f"- {said['override']}: {_override(rule)}"
    if rule.dated:
        yield f"- {said['until']}: {rule.dated}"
    if rule.asks or rule.reads:
        yield f"- {said['asks']}: {', '.join(f'`{name}`' for name in (*rule.asks, *rule.reads))}"
    for name in rule.limits:
        limit = value(name)
        mark = said["verified"] if limit.verified else said["unverified"]
        yield f"- {said['value']}: `{name}` = {limit.value:g} {limit.unit} ({said['grade']} {limit.grade}, {mark}; {limit.place})"
    for key in rule.all_sources():
        cited = source(key)
        yield f"- {said['source']}: {cited.short}. {cited.title}. {cited.where}"
    yield from ("", said["speaks"], "")
    for each in speaks()[rule.code]:
        until = f", {said['until_day'].format(day=written_date(each.until))}" if each.until else ""
        yield f"- {_changes(each.changes)} → {severity_word(each.severity)}{until}. {_said(rule, each.changes)}"  # type: ignore[arg-type]
    if near := silent()[rule.code]:
        yield from ("", said["silent"], "")
        yield from (f"- {_changes(changes)}" for changes in near)


def _said(rule: Rule, changes: Mapping[str, Any]) -> str:
    found = next(finding for finding in screen(calm_case(**changes), TODAY).findings if finding.rule == rule.code)
    return f"“{sentence(found)}”"


def _severities(rule: Rule) -> str:
    return f" {_words()['book']['or']} ".join(severity_word(severity) for severity in rule.severities)


def _override(rule: Rule) -> str:
    said = _words()["book"]
    if rule.severities == ("note",):
        return str(said["nothing"])
    who = who_may_override(rule)
    if who is None:
        return str(said["nobody"])
    return said["signed"].format(who=who) if rule.severities == ("caution",) else who


def _changes(changes: Mapping[str, Any]) -> str:
    """Changes to the calm case as a clinician would write them in the file."""
    said = [
        f"`{part}.{name} = {_written(answer)}`" for part, told in changes.items() if isinstance(told, dict) for name, answer in told.items()
    ]
    said += [f"`{part} = {_written(told)}`" for part, told in changes.items() if not isinstance(told, dict)]
    return ", ".join(said) or str(_words()["book"]["calm"])


def _written(answer: Any) -> str:
    if answer is None:
        return str(_words()["book"]["not_asked"])
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, date):
        return answer.isoformat()
    if isinstance(answer, dict):
        return "{ " + ", ".join(f"{name} = {_written(part)}" for name, part in answer.items()) + " }"
    if isinstance(answer, list):
        return f"[{', '.join(map(_written, answer))}]"
    return f'"{answer}"' if isinstance(answer, str) else f"{answer:g}"


@cache
def _words() -> dict[str, Any]:
    return loads((files("unstipple.report") / "messages" / "rules.en.toml").read_text(encoding="utf-8"))
