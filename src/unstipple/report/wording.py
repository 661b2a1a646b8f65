"""Words for findings: a code and its parameters become a sentence in the reader's language."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.errors import BadInput, UnknownName
from unstipple.rules.finding import Finding, Severity
from unstipple.rules.registry import Rule


def sentence(finding: Finding, language: str = "en") -> str:
    """What a finding says, in one or two sentences, with its dates written out.

    Raises `UnknownName` for a rule, or a coded parameter, without words; `BadInput` for a parameter that the words ask for and the
    finding lacks.
    """
    row = _row(finding, language)
    parts = [row["text"]] + ([row["until"]] if "until" in row and finding.until else [])
    return _fill(" ".join(parts), finding, language)


def advice(finding: Finding, language: str = "en") -> str:
    """What to do next. Raises as `sentence` does."""
    return _fill(_row(finding, language)["advice"], finding, language)


def severity_word(severity: Severity, language: str = "en") -> str:
    """The word for a severity, e.g. ``"Wait"`` for a hold."""
    return str(_messages(language)["severity"][severity])


def who_may_override(rule: Rule, language: str = "en") -> str | None:
    """Who may override a rule, in words; ``None`` when nobody may."""
    if rule.absolute:
        return None
    words = _messages(language)["who"]
    return f"{words[rule.who]} {words['test_spot']}" if rule.needs_test_spot else str(words[rule.who])


def written_date(day: date, language: str = "en") -> str:
    """A date written out, e.g. ``"3 March 2027"``."""
    return f"{day.day} {_messages(language)['months'][day.month - 1]} {day.year}"


def worded_codes(language: str = "en") -> tuple[str, ...]:
    """Every screening rule code that has words, sorted."""
    return tuple(sorted(_read(f"{language}.toml")["finding"]))


def _row(finding: Finding, language: str) -> dict[str, str]:
    rows: dict[str, dict[str, str]] = _messages(language)["finding"]
    if finding.rule not in rows:
        raise UnknownName("finding", finding.rule, rows)
    return rows[finding.rule]


def _fill(text: str, finding: Finding, language: str) -> str:
    coded = finding.rule in worded_codes(language)  # the plan's own findings carry no codes
    given: dict[str, object] = {name: _word(name if coded else "", thing, language) for name, thing in finding.parameters.items()}
    given |= {"until": written_date(finding.until, language)} if finding.until else {}
    given |= {"zone": finding.zone} if finding.zone else {}
    try:
        return text.format_map(given)
    except KeyError as missing:
        raise BadInput(f"finding.{finding.rule}", str(missing), f"one of {', '.join(sorted(given)) or 'no parameters'}") from missing


class _Number(float):
    """A number that prints without a needless ".0" unless the sentence says how."""

    def __format__(self, how: str) -> str:
        return super().__format__(how or "g")


def _word(name: str, thing: object, language: str) -> str | _Number:
    if isinstance(thing, tuple | list):
        return _listed([f"{_word(name, each, language)}" for each in thing], language)
    if isinstance(thing, date):
        return written_date(thing, language)
    if isinstance(thing, float):
        return _Number(thing)
    words: dict[str, str] | None = _messages(language)["words"].get(name)
    if words is None:
        return str(thing)
    if thing not in words:
        raise UnknownName(f"words.{name}", str(thing), words)
    return words[str(thing)]


def _listed(parts: list[str], language: str) -> str:
    messages = _messages(language)
    if not parts:
        return str(messages["nothing"])
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {messages['and']} {parts[-1]}"


@cache
def _messages(language: str) -> dict[str, Any]:
    """The words of screening, with the sentences about the finished plan added to them."""
    found = _read(f"{language}.toml")
    return {**found, "finding": {**found["finding"], **_read(f"plan.{language}.toml")["finding"]}}


@cache
def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / file).read_text(encoding="utf-8"))
