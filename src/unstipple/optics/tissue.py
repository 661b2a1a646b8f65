"""A tissue file: layers, outer media and optionally a beam, in TOML.

n_above = 1.0
n_below = 1.0

[[layer]]
thickness_mm = 0.1
mua_per_mm = 0.27
mus_per_mm = 16.0
g = 0.9
n = 1.40

[beam]
spot_mm = 4.0
profile = "flat-top"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.layers import Layer, Stack

T = TypeVar("T", Layer, Beam)

LAYER_FIELDS = tuple(field.name for field in fields(Layer))
BEAM_FIELDS = tuple(field.name for field in fields(Beam))
TOP_FIELDS = ("n_above", "n_below", "layer", "beam")


@dataclass(frozen=True, slots=True)
class Tissue:
    """What a tissue file holds; ``beam`` is ``None`` for a pencil beam."""

    stack: Stack
    beam: Beam | None = None


def read_tissue(path: str | Path) -> Tissue:
    """Read a tissue file; anything odd in it raises one `BadInput` that names the file and the field.

    ``n_above`` and ``n_below`` default to 1 (air); no ``[beam]`` means a pencil beam; ``thickness_mm = inf`` is for the last layer.
    """
    try:
        return _tissue(_document(Path(path)))
    except BadInput as bad:
        raise BadInput(bad.field, bad.given, bad.allowed, str(path)) from None


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput("tissue", error.strerror or "unreadable", "a TOML file that can be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput("tissue", str(error), "a well-formed TOML file in UTF-8") from None


def _tissue(document: Mapping[str, Any]) -> Tissue:
    _refuse_unknown("", document, TOP_FIELDS)
    tables = document.get("layer", [])
    if not isinstance(tables, list) or not tables:
        raise BadInput("layer", tables, "one [[layer]] table or more")
    layers = tuple(_built(Layer, f"layer {number} ", table, LAYER_FIELDS) for number, table in enumerate(tables, start=1))
    stack = Stack(layers, **{field: document[field] for field in ("n_above", "n_below") if field in document})
    beam = _built(Beam, "beam ", document["beam"], BEAM_FIELDS) if "beam" in document else None
    return Tissue(stack, beam)


def _built(kind: type[T], where: str, table: object, known: tuple[str, ...]) -> T:
    if not isinstance(table, dict):
        raise BadInput(where.strip(), table, f"a table with {', '.join(known)}")
    _refuse_unknown(where, table, known)
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    for field in needed:
        if field not in table:
            raise BadInput(f"{where}{field}", None, f"required; the fields are {', '.join(known)}")
    try:
        return kind(**table)
    except BadInput as bad:
        raise BadInput(f"{where}{bad.field}", bad.given, bad.allowed) from None


def _refuse_unknown(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for field in table:
        if field not in known:
            raise BadInput(f"{where}{field}", table[field], f"unknown field; the fields are {', '.join(known)}")
