"""Who reads which number: files of the program, screening rules and topics, found by the names they write down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from unstipple import evidence
from unstipple.evidence.topics import topics
from unstipple.rules.screening import all_rules

NAME = re.compile(r'"([a-z_]+\.[A-Za-z0-9_.{}()\[\] ,-]*)"')
HOLE = re.compile(r"\{[^{}]*\}")


@cache
def file_readers() -> dict[str, tuple[str, ...]]:
    """Value name -> files of the package that name it, whole, by a pattern such as ``f"gate.{band}"``, or by the start of its name."""
    found: dict[str, list[str]] = {}
    for path, text in _files((".py",)):
        written = set(NAME.findall(text))
        patterns = [_pattern(each) for each in sorted(written) if "{" in each or each.endswith((".", "_"))]
        for name in evidence.names() if written else ():
            if name in written or any(each.fullmatch(name) for each in patterns):
                found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


@cache
def rule_readers() -> dict[str, tuple[str, ...]]:
    """Value name -> codes of the screening rules that have it as a limit."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in all_rules():
        for name in rule.limits:
            found[name] = (*found.get(name, ()), rule.code)
    return found


@cache
def topic_readers() -> dict[str, tuple[str, ...]]:
    """Value name -> keys of the topics whose words take it."""
    found: dict[str, tuple[str, ...]] = {}
    for topic in topics():
        for name in topic.values:
            found[name] = (*found.get(name, ()), topic.key)
    return found


@cache
def named_anywhere() -> frozenset[str]:
    """Every quoted word in the package's code and data, the folder of sources left out: what a source key must be among to be in use."""
    return frozenset(
        word for path, text in _files((".py", ".toml")) if "/sources/" not in path for word in re.findall(r'"([A-Za-z0-9-]+)"', text)
    )


def _pattern(written: str) -> re.Pattern[str]:
    start = re.escape(written) + ".*" if written.endswith((".", "_")) and "{" not in written else None
    return re.compile(start or "[a-z0-9_.]+".join(re.escape(part) for part in HOLE.split(written)))


def _files(endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Path inside the package and text of every file with such an ending, in order."""
    yield from _walk(files("unstipple"), "", endings)


def _walk(folder: Traversable, path: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/", endings)
        elif entry.name.endswith(endings):
            yield f"{path}{entry.name}", entry.read_text(encoding="utf-8")
