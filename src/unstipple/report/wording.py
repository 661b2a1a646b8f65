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
    """Every rule code that has words, sorted."""
    return tuple(sorted(_messages(language)["finding"]))


def _row(finding: Finding, language: str) -> dict[str, str]:
    rows: dict[str, dict[str, str]] = _messages(language)["finding"]
    if finding.rule not in rows:
        raise UnknownName("finding", finding.rule, rows)
    return rows[finding.rule]


def _fill(text: str, finding: Finding, language: str) -> str:
    given = {name: _word(name, thing, language) for name, thing in finding.parameters.items()}
    if finding.until:
        given["until"] = written_date(finding.until, language)
    try:
        return text.format_map(given)
    except KeyError as missing:
        raise BadInput(f"finding.{finding.rule}", str(missing), f"one of {', '.join(sorted(given)) or 'no parameters'}") from missing


def _word(name: str, thing: object, language: str) -> str:
    if isinstance(thing, tuple | list):
        return _listed([_word(name, each, language) for each in thing], language)
    if isinstance(thing, date):
        return written_date(thing, language)
    if isinstance(thing, float):
        return f"{thing:g}"
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
    return tomllib.loads((files("unstipple.report") / "messages" / f"{language}.toml").read_text(encoding="utf-8"))
