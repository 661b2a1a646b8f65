"""Reads the tables of cited numbers and their sources; private to this room."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.errors import BadInput
from unstipple.evidence.values import GRADES, SPREADS, Source, Value


def toml_files(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of one folder of this room, by file name, in order."""
    for table in sorted((files("unstipple.evidence") / folder).iterdir(), key=lambda entry: entry.name):
        if table.name.endswith(".toml"):
            yield table.name, tomllib.loads(table.read_text(encoding="utf-8"))


@cache
def sources() -> dict[str, Source]:
    """Every source by key."""
    found: dict[str, Source] = {}
    for name, raw in toml_files("sources"):
        for key, row in raw.items():
            if key in found:
                raise BadInput(key, "given twice", "each source once", name)
            found[key] = Source(key, row["authors"], str(row["year"]), row["title"], row.get("where", ""), row["kind"])
    return found


@cache
def values() -> dict[str, Value]:
    """Every value by dotted name."""
    found: dict[str, Value] = {}
    for file, raw in toml_files("tables"):
        for name, row in _leaves(raw):
            if name in found:
                raise BadInput(name, "given twice", "each value once", file)
            found[name] = _value(name, row, file)
    return found


def _leaves(node: dict[str, Any], prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
    if "value" in node and not isinstance(node["value"], dict):
        return [(prefix, node)]
    leaves: list[tuple[str, dict[str, Any]]] = []
    for key, child in node.items():
        if isinstance(child, dict):
            leaves += _leaves(child, f"{prefix}.{key}" if prefix else key)
    return leaves


def _value(name: str, row: dict[str, Any], file: str) -> Value:
    for field in ("unit", "sources", "grade", "population"):
        if field not in row:
            raise BadInput(f"{name}.{field}", None, "every value carries it", file)
    if row["grade"] not in GRADES:
        raise BadInput(f"{name}.grade", row["grade"], ", ".join(GRADES), file)
    spread = row.get("spread", "none")
    if spread not in SPREADS:
        raise BadInput(f"{name}.spread", spread, ", ".join(SPREADS), file)
    for key in row["sources"]:
        if key not in sources():
            raise BadInput(f"{name}.sources", key, "a key of evidence/sources", file)
    return Value(
        name=name, value=float(row["value"]), low=_number(row.get("low")), high=_number(row.get("high")), spread=spread,
        unit=row["unit"], sources=tuple(row["sources"]), place=row.get("place", ""), grade=row["grade"],
        population=row["population"], verified=bool(row.get("verified", False)), note=row.get("note", ""),
    )  # fmt: skip


def _number(raw: object) -> float | None:
    return None if raw is None else float(raw)  # type: ignore[arg-type]
