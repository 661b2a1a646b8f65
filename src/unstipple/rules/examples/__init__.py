"""Worked examples of every rule, as data: the rule book prints them and the tests run them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.consult import CaseFile

ALWAYS = ("examine-scalp", "skin-gates", "sun-free")
"""Notes that stand in every case, also in the calm one."""

NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Example:
    """Changes to the calm case that make a rule speak with a severity, and the day until which it then holds."""

    changes: Mapping[str, Any]
    severity: str
    until: date | None = None


def calm_case(**changes: Any) -> CaseFile:
    """The case to which no rule objects, with parts changed: ``calm_case(history={"gold_ever": True}, zone=[...])``."""
    raw = {name: dict(part) if isinstance(part, dict) else part for name, part in _read("calm").items()}
    for name, part in changes.items():
        raw[name] = {**raw[name], **part} if isinstance(part, dict) and name in raw else part
    return CaseFile.model_validate(raw)


@cache
def speaks() -> Mapping[str, tuple[Example, ...]]:
    """By rule: examples that make it speak."""
    return {
        code: tuple(Example(_opened(row["case"]), row["severity"], row.get("until")) for row in rows["speaks"])
        for code, rows in _all().items()
    }


@cache
def silent() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """By rule: near misses, as changes to the calm case, on which it stays silent."""
    return {code: tuple(_opened(row["case"]) for row in rows["silent"]) for code, rows in _all().items()}


def _opened(told: Any) -> Any:
    """The data language has no word for a question left open; ``"not asked"`` stands for it."""
    if isinstance(told, dict):
        return {name: _opened(part) for name, part in told.items()}
    if isinstance(told, list):
        return [_opened(part) for part in told]
    return None if told == NOT_ASKED else told


def _all() -> dict[str, Any]:
    names = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml"))
    return {code: rows for name in names if name != "calm.toml" for code, rows in _read(name.removesuffix(".toml")).items()}


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


TODAY: date = _read("calm")["planned_on"]
"""The day on which all examples are screened."""
