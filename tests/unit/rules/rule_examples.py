"""For every rule: changes to the calm case that make it speak, and near misses on which it must stay silent, from the rules' own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from unstipple.rules import examples

ALWAYS = set(examples.ALWAYS)


class Example(NamedTuple):
    """One expected finding: the changed parts, its severity, and the day until which it holds."""

    parts: dict[str, Any]
    severity: str
    until: Any = None


SPEAKS: Mapping[str, list[Example]] = {
    code: [Example(dict(each.changes), each.severity, each.until) for each in rows] for code, rows in examples.speaks().items()
}
SILENT: Mapping[str, list[dict[str, Any]]] = {code: [dict(changes) for changes in rows] for code, rows in examples.silent().items()}
"""Near misses. The calm case itself is a near miss for every rule but the notes that always stand."""
